# SPDX-License-Identifier: Apache-2.0
"""The pen that a clip is drawn with, whatever draws it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

SCALE = 2
"""Subpixels per pixel and axis while drawing."""

FINEST, THICKEST = 1.5, 8.0
"""Widths of contours in pixels."""

_CROWDED = 1 / 45
"""A contour is no thicker than this share of what it draws, or small figures drown in their ink."""


@dataclass(frozen=True)
class Pen:
    """How the lines of a clip are drawn.

    Attributes:
        weight: width of a contour in pixels.
        inner: width of what lies within a form, as a share of the weight.
        trace: width of the borders of shades, as a share of the weight.
        pressure: how much heavier lines get away from the light and lighter towards it, 0..1.
        wobble: how far the hand strays, in pixels.
        breaks: chance that a contour has a break.
        cover: coverage of a full line, 0..255; pencils do not reach 255.
        contours: whether forms are contoured; else lines stand only where the colour changes.
    """

    weight: float
    inner: float = 0.8
    trace: float = 0.6
    pressure: float = 0.3
    wobble: float = 0.4
    breaks: float = 0.0
    cover: int = 255
    contours: bool = True

    def for_extent(self, extent: float) -> Pen:
        """The same pen on a figure so many pixels high."""
        return replace(self, weight=max(FINEST, min(self.weight, extent * _CROWDED)))


def draw_pen(rng: np.random.Generator, size: int) -> Pen:
    """A pen as artists hold them: fine to thick, steady or shaky; `size` of the picture in pixels."""
    weight = float(np.exp(rng.normal(np.log(2.2), 0.4)))
    if rng.random() < 0.15:
        weight = float(rng.uniform(4.0, THICKEST)) * min(1.0, size / 512)
    contours = bool(rng.random() > 0.2)
    return Pen(
        weight=float(np.clip(weight, FINEST, THICKEST)),
        inner=float(rng.uniform(0.5, 1.0)),
        trace=float(rng.uniform(0.4, 0.9)),
        pressure=float(rng.uniform(0.0, 0.55)) if rng.random() < 0.7 else 0.0,
        wobble=float(rng.exponential(0.35)) if rng.random() < 0.6 else 0.0,
        breaks=float(rng.uniform(0.02, 0.12)) if contours and rng.random() < 0.12 else 0.0,
        cover=int(rng.integers(170, 256)) if rng.random() < 0.25 else 255,
        contours=contours,
    )
