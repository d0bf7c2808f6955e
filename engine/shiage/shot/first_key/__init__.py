# SPDX-License-Identifier: Apache-2.0
"""One drawing by itself: networks' pictures of it, and what they alone say of its regions."""
