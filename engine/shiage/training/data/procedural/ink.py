# SPDX-License-Identifier: Apache-2.0
"""Contours, lines and breaks as a pen draws them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.training.data.pen import Pen
from shiage.training.data.procedural.curves import Points, fixed

_SHIFT = 4
_LIGHT = np.array([-0.5, -0.86])
"""Where the light of most drawings comes from; contours away from it are heavier."""


def wobbled(outline: Points, pen: Pen, rng: np.random.Generator) -> Points:
    """The curve as a hand draws it this time: slow waves of some tenths of a pixel."""
    if pen.wobble <= 0 or len(outline) < 4:
        return outline
    s = np.linspace(0, 2 * np.pi, len(outline), endpoint=False)
    waves = rng.integers(2, 9, (2, 2, 1))
    phase = rng.uniform(0, 2 * np.pi, (2, 2, 1))
    stray = np.sin(s * waves + phase).sum(1) * (0.6 * pen.wobble)
    return np.asarray(outline + stray.T, np.float32)


def contour_widths(curve: Points, width: float, pressure: float) -> NDArray[np.float64] | None:
    """Width at each point of a closed curve under a pen that is pressed; None where it is even."""
    if pressure <= 0 or width < 1.2:
        return None
    ahead = np.roll(curve, -1, 0) - np.roll(curve, 1, 0)
    x, y = curve.T
    area = float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum())
    out = np.stack([ahead[:, 1], -ahead[:, 0]], 1) * (1 if area > 0 else -1)
    out /= np.maximum(np.hypot(*out.T), 1e-6)[:, None]
    return np.asarray(width * (1 - pressure * (out @ _LIGHT)))


def taper_widths(curve: Points, width: float) -> NDArray[np.float64]:
    """Width at each point of an open line: thin at both ends."""
    return np.asarray(width * (0.45 + 0.55 * np.sin(np.pi * np.linspace(0.04, 0.96, len(curve)))))


def stroke(
    canvas: NDArray[np.uint8],
    curve: Points,
    width: float,
    widths: NDArray[np.float64] | None,
    closed: bool,
    value: int = 255,
) -> None:
    """Draw a line into a canvas of subpixels; curve and widths in subpixels.

    Runs of points with the same rounded width are one polyline, which OpenCV draws fastest.
    """
    line = np.concatenate([curve, curve[:1]]) if closed else curve
    if widths is None:
        _pull(canvas, line, width, value)
        return
    each = np.maximum(1, np.rint(np.append(widths, widths[0]) if closed else widths)).astype(int)
    turns = np.flatnonzero(np.diff(each)) + 1
    for start, stop in zip([0, *turns.tolist()], [*turns.tolist(), len(line) - 1], strict=True):
        if stop > start or len(turns) == 0:
            _pull(canvas, line[start : stop + 1], float(each[start]), value)


def _pull(canvas: NDArray[np.uint8], line: Points, width: float, value: int) -> None:
    thick = max(1, round(width))
    cv2.polylines(
        canvas, [fixed(line)], False, value, thick, cv2.LINE_AA if thick < 4 else cv2.LINE_8, _SHIFT
    )


def without_break(curve: Points, longest: float, rng: np.random.Generator) -> tuple[Points, bool]:
    """A closed curve as an open one that lacks a stretch of at most so many subpixels."""
    step = float(np.hypot(*np.diff(curve, axis=0).T).mean())
    gap = max(1, round(float(rng.uniform(0.5, 1)) * longest / max(step, 1e-3)))
    if gap * 5 > len(curve):
        return curve, True
    return np.roll(curve, -int(rng.integers(len(curve))), 0)[: len(curve) - gap], False
