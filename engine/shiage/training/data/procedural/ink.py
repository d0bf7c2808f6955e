# SPDX-License-Identifier: Apache-2.0
"""What a hand adds to a curve: it trembles, and leaves breaks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shiage.drawing.curves import Points
from shiage.drawing.strokes import contour_widths
from shiage.training.data.pen import Pen


def wobbled(outline: Points, pen: Pen, rng: np.random.Generator) -> Points:
    """The curve as a hand draws it this time: slow waves of some tenths of a pixel."""
    if pen.wobble <= 0 or len(outline) < 4:
        return outline
    s = np.linspace(0, 2 * np.pi, len(outline), endpoint=False)
    waves = rng.integers(2, 9, (2, 2, 1))
    phase = rng.uniform(0, 2 * np.pi, (2, 2, 1))
    stray = np.sin(s * waves + phase).sum(1) * (0.6 * pen.wobble)
    return np.asarray(outline + stray.T, np.float32)


def pressed_widths(curve: Points, width: float, pressure: float) -> NDArray[np.float64] | None:
    """`contour_widths`, or None where the line is even: without pressure, or too fine for any to show."""
    return contour_widths(curve, width, pressure) if pressure > 0 and width >= 1.2 else None


def without_break(curve: Points, longest: float, rng: np.random.Generator) -> tuple[Points, bool]:
    """A closed curve as an open one that lacks a stretch of at most so many subpixels."""
    step = float(np.hypot(*np.diff(curve, axis=0).T).mean())
    gap = max(1, round(float(rng.uniform(0.5, 1)) * longest / max(step, 1e-3)))
    if gap * 5 > len(curve):
        return curve, True
    return np.roll(curve, -int(rng.integers(len(curve))), 0)[: len(curve) - gap], False
