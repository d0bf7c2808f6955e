# SPDX-License-Identifier: Apache-2.0
"""Exposure sheets of other programs, and shots that hang on them."""
