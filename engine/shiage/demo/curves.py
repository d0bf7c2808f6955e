# SPDX-License-Identifier: Apache-2.0
"""Smooth closed and open curves, in pixels, from few points; the pencil of the demo."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Points = NDArray[np.float32]
Disc = tuple[float, float, float]
"""Centre x, centre y and radius in pixels."""

STEP = 3.0
"""Distance of neighbouring points along a finished curve in pixels."""

_FINE = 4
"""Subpixels per pixel while shapes are joined."""


def smooth(points: ArrayLike, closed: bool = True) -> Points:
    """Catmull-Rom curve through (n, 2) points, as evenly spaced (m, 2) float32 points."""
    p = np.asarray(points, np.float32).reshape(-1, 2)
    if len(p) < 3:
        return even(p, closed=False)
    before, after = (p[-1:], p[:2]) if closed else (2 * p[:1] - p[1:2], 2 * p[-1:] - p[-2:-1])
    q = np.concatenate([before, p, after])
    t = np.linspace(0, 1, 12, endpoint=False, dtype=np.float32)[None, :, None]
    a, b, c, d = (q[i : len(q) - 3 + i, None] for i in range(4))
    pieces = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * (b - c) + d - a) * t**3)
    curve = pieces.reshape(-1, 2)
    return even(curve if closed else np.concatenate([curve, p[-1:]]), closed)


def bowed(points: ArrayLike, bow: Sequence[float]) -> Points:
    """Open curve with sharp corners at (n, 2) points; edge i bends sideways by bow[i] of its length."""
    p = np.asarray(points, np.float32).reshape(-1, 2)
    t = np.linspace(0, 1, 10, endpoint=False, dtype=np.float32)[:, None]
    pieces = []
    for a, b, bend in zip(p[:-1], p[1:], bow, strict=True):
        side = np.array([a[1] - b[1], b[0] - a[0]], np.float32)
        middle = (a + b) / 2 + side * bend
        pieces.append((1 - t) ** 2 * a + 2 * t * (1 - t) * middle + t**2 * b)
    moved: Points = np.asarray(points, np.float32) - origin
    return np.asarray(moved @ np.array([[c, s], [-s, c]]) + origin, dtype=np.float32)
