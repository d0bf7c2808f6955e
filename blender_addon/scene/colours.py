# SPDX-License-Identifier: GPL-3.0-or-later
"""Blender's scene-linear colours and the 8-bit sRGB of palettes."""

from __future__ import annotations

import numpy as np

RGBA = tuple[int, int, int, int]

TRACE_NONE, TRACE_RED, TRACE_GREEN, TRACE_BLUE = range(4)

CHROMA = 55
"""Difference of the lightest and darkest channel from which a line is coloured."""

RATIO = 1.1
"""Chroma over darkness from which it is a trace line; the engine reads pictures by the same rule."""


def to_srgb(linear: np.ndarray) -> np.ndarray:
    """(..., 3 or 4) scene-linear floats to uint8 sRGB; alpha stays linear."""
    value = np.array(linear, np.float64)
    rgb = np.maximum(value[..., :3], 0)
    value[..., :3] = np.where(rgb <= 0.0031308, 12.92 * rgb, 1.055 * rgb ** (1 / 2.4) - 0.055)
    return np.round(np.clip(value, 0, 1) * 255).astype(np.uint8)


def to_linear(srgb: RGBA) -> tuple[float, float, float, float]:
    """8-bit sRGB with straight alpha to scene-linear floats."""
    r, g, b = linear_rgb(np.array(srgb[:3]) / 255).tolist()
    return r, g, b, srgb[3] / 255


def linear_rgb(srgb: np.ndarray) -> np.ndarray:
    """Scene-linear floats of sRGB from 0 to 1."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def straight(premultiplied: np.ndarray) -> np.ndarray:
    """(..., 4) colours whose alpha is multiplied in, to such whose alpha is not; nothing stays black."""
    rgb, alpha = premultiplied[..., :3], premultiplied[..., 3:]
    return np.concatenate([np.divide(rgb, alpha, out=np.zeros_like(rgb), where=alpha > 0), alpha], -1)


def packed(rgba: np.ndarray) -> np.ndarray:
    """(..., 4) uint8 as one uint32 each; whatever is transparent is one colour."""
    one = np.ascontiguousarray(rgba, np.uint8).view("<u4")[..., 0]
    return np.where(rgba[..., 3] == 0, 0, one)


def trace_of(srgb: np.ndarray) -> np.ndarray:
    """(m, 3) uint8 colours of strokes to (m,) uint8 TRACE_*: black ink, or which trace line."""
    dark = 255 - srgb.astype(np.int32)
    black = dark.min(1, initial=255)
    chroma = dark.max(1, initial=0) - black
    coloured = (chroma > CHROMA) & (chroma > RATIO * black)
    nearest = TRACE_RED + srgb[:, :3].argmax(1)
    return np.where(coloured, nearest, TRACE_NONE).astype(np.uint8)
