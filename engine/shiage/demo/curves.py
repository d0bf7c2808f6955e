# SPDX-License-Identifier: Apache-2.0
"""The curves of the demo: evenly spaced, as fine as a picture of 1280 x 720 needs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from shiage.drawing import curves, outlines
from shiage.drawing.curves import Points, even, points_of, spans

Disc = tuple[float, float, float]
"""Centre x, centre y and radius in pixels."""


def smooth(points: ArrayLike, closed: bool = True) -> Points:
    """Catmull-Rom curve through (n, 2) points, as evenly spaced (m, 2) float32 points.

    The polynomial is evaluated term by term: the weights of `shiage.drawing` differ from it in the last bits,
    and published figures are of these pictures.
    """
    p = points_of(points)
    if len(p) < 3:
        return even(p, closed=False)
    a, b, c, d = spans(p, closed)[:, :, None]
    t = np.linspace(0, 1, 12, endpoint=False, dtype=np.float32)[None, :, None]
    pieces = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * (b - c) + d - a) * t**3)
    curve = pieces.reshape(-1, 2)
    return even(curve if closed else np.concatenate([curve, p[-1:]]), closed)


def ellipse(x: float, y: float, rx: float, ry: float, turn: float = 0.0) -> Points:
    """Ellipse about (x, y) with half axes rx, ry, turned by `turn` radians."""
    return curves.ellipse((x, y), rx, ry, turn, count=48)


def hull(discs: Sequence[Disc]) -> Points:
    """Closed curve stretched around discs like a rubber band."""
    return even(outlines.hull([ellipse(x, y, r, r) for x, y, r in discs]))


def tube(path: ArrayLike, radii: Sequence[float]) -> list[Points]:
    """Pieces of a limb: hulls along a smooth path through (n, 2) points with a radius at each."""
    p = np.asarray(path, np.float32)
    line = smooth(p, closed=False)
    stations = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(p, axis=0).T))])
    at = np.linspace(0, stations[-1], len(line))
    width = np.interp(at, stations, radii)
    pick = np.unique(np.linspace(0, len(line) - 1, min(len(line), 22)).round().astype(int))
    discs = [(float(line[i, 0]), float(line[i, 1]), float(width[i])) for i in pick]
    return [hull([a, b]) for a, b in pairwise(discs)]
