# SPDX-License-Identifier: Apache-2.0
"""Coloured frames as files of layers, one a swatch: PSD and OpenRaster."""
