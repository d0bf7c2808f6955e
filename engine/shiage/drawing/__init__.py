# SPDX-License-Identifier: Apache-2.0
"""The kit that our own characters are drawn with: curves, outlines and pen strokes."""
