# SPDX-License-Identifier: Apache-2.0
"""A character of our own, drawn as curves, with exact truth."""
