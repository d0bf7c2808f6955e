# SPDX-License-Identifier: Apache-2.0
"""Palette-indexed levels of OpenToonz and Tahoma2D: TLV with its TPL."""
