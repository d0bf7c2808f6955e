# SPDX-License-Identifier: Apache-2.0
"""Strokes of a pen: how wide a line is along its way, and its coverage in subpixels."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.drawing.curves import SHIFT, Points, fixed

_LIGHT = np.array([-0.5, -0.86])
"""Where the light of most drawings comes from; contours away from it are heavier."""


def contour_widths(curve: Points, width: float, pressure: float) -> NDArray[np.float64]:
    """(n,) width at each point of a closed curve under a pen that presses harder away from the light.

    Args:
        curve: (n, 2).
        width: of an even line, in pixels.
        pressure: how much heavier lines get away from the light and lighter towards it, 0..1.
    """
    ahead = np.roll(curve, -1, 0) - np.roll(curve, 1, 0)
    x, y = curve.T
    area = float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum())
    out = np.stack([ahead[:, 1], -ahead[:, 0]], 1) * (1 if area > 0 else -1)
    out /= np.maximum(np.hypot(*out.T), 1e-6)[:, None]
    return np.asarray(width * (1 - pressure * (out @ _LIGHT)))


def taper_widths(count: int, width: float, thinnest: float, landed: float = 0.0) -> NDArray[np.float64]:
    """(count,) width at each point of an open line: the pen lands softly and leaves softly.

    Args:
        count: of points.
        width: at the middle, in pixels.
        thinnest: share of it where the pen has not landed.
        landed: how far it has landed at the first point already and at the last one still, 0..0.5.
    """
    pressed = np.sin(np.pi * np.linspace(landed, 1 - landed, count))
    return np.asarray(width * (thinnest + (1 - thinnest) * pressed))


def stroke(
    canvas: NDArray[np.uint8],
    curve: Points,
    width: float,
    widths: NDArray[np.float64] | None,
    closed: bool,
    value: int = 255,
) -> None:
    """Draw a line into a canvas of subpixels; curve and widths in subpixels.

    It is quick: runs of points with the same rounded width are one polyline, which OpenCV draws fastest.
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
    antialiased = cv2.LINE_AA if thick < 4 else cv2.LINE_8
    cv2.polylines(canvas, [fixed(line)], False, value, thick, antialiased, SHIFT)


def smooth_stroke(
    canvas: NDArray[np.uint8], curve: Points, widths: NDArray[np.floating], closed: bool
) -> None:
    """Draw a line whose width changes steadily, antialiased; curve (n, 2) and widths (n,) in subpixels."""
    radius = widths / 2
    if closed:
        curve, radius = np.concatenate([curve, curve[:1]]), np.concatenate([radius, radius[:1]])
    fill_chain(canvas, curve, radius, cv2.LINE_AA)


def fill_chain(
    mask: NDArray[np.uint8], centres: Points, radius: NDArray[np.floating], line_type: int
) -> None:
    """Fill discs, each joined with the next by its tangents, with 255.

    Args:
        mask: (H, W) canvas.
        centres: (n, 2) in pixels of the mask.
        radius: (n,) of each disc.
        line_type: OpenCV's, antialiased or not.
    """
    unit = 1 << SHIFT
    step = np.diff(centres, axis=0)
    across = np.stack([-step[:, 1], step[:, 0]], 1)
    across /= np.maximum(np.hypot(*across.T), 1e-6)[:, None]
    first, second = across * radius[:-1, None], across * radius[1:, None]
    sides = [centres[:-1] + first, centres[1:] + second, centres[1:] - second, centres[:-1] - first]
    for quad in fixed(np.stack(sides, 1)):
        cv2.fillConvexPoly(mask, np.asarray(quad), 255, line_type, SHIFT)
    for (x, y), r in zip(fixed(centres).tolist(), radius.tolist(), strict=True):
        cv2.circle(mask, (x, y), max(1, round(r * unit)), 255, -1, line_type, SHIFT)
