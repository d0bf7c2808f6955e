# SPDX-License-Identifier: Apache-2.0
"""Borders along pixels' edges as the smooth lines that they stand for, with few points."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

Line = NDArray[np.float32]

SIGMA = 2.0
"""Steps along a border over which it is smoothed; stairs of lines and arcs go, what is drawn stays."""

REACH = 6
SPREAD = np.exp(-0.5 * (np.arange(-REACH, REACH + 1) / SIGMA) ** 2)
SPREAD = SPREAD / SPREAD.sum()

ARM, SHARP = 5, 0.35
"""A corner is where arms of so many steps have an angle whose cosine is above this: 110 degrees or less."""

AWAY = 0.45
"""Pixels by which smoothing may move a point; what is left up to half a pixel is for having few points."""

STRAIGHT = 0.45
"""Pixels by which points that are left out may lie off the line, before it is laid through their middle."""

PART = 0.75
"""Half the height of an arc over the mean of its height, which is two thirds."""


def smooth_open(arc: Line) -> Line:
    """A border from end to end, which both stay.

    Args:
        arc: (n, 2) corners of pixels, each step along an axis.
    """
    path = unit_steps(arc)
    corners = [0, *_corners(path, closed=False), len(path) - 1]
    pieces = [_piece(path[a : b + 1]) for a, b in pairwise(corners)]
    return np.concatenate([*(piece[:-1] for piece in pieces), pieces[-1][-1:]])


def smooth_closed(ring: Line) -> Line:
    """A border that ends where it began, (n, 2), its first point its last; so is what comes back."""
    path = unit_steps(ring)[:-1]
    corners = _corners(path, closed=True)
    if corners:
        path = np.roll(path, -corners[0], 0)
        return smooth_open(np.concatenate([path, path[:1]]))
    around = np.concatenate([path[-REACH:], path, path[:REACH]]) if len(path) >= REACH else None
    if around is None:
        return ring
    moved = np.stack([np.convolve(around[:, i], SPREAD, "valid") for i in (0, 1)], 1)
    moved = _near(path, moved)
    far = int(np.square(moved - moved[0]).sum(1).argmax())
    return np.concatenate([_few(moved[: far + 1])[:-1], _few(np.concatenate([moved[far:], moved[:1]]))])


def unit_steps(arc: Line) -> NDArray[np.float64]:
    """The same way in steps of one pixel."""
    step = np.diff(arc.astype(np.float64), axis=0)
    count = np.abs(step).sum(1).round().astype(np.int64)
    at = np.repeat(np.arange(len(step)), count)
    along = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.concatenate([arc[at] + np.sign(step)[at] * along[:, None], arc[-1:]])


def _corners(path: NDArray[np.float64], closed: bool) -> list[int]:
    """Indices of sharp turns, the sharpest of its neighbourhood each, away from the ends of an open path."""
    n = len(path)
    if n < 2 * ARM + 1:
        return []
    i = np.arange(n) if closed else np.arange(ARM, n - ARM)
    back, ahead = path[(i - ARM) % n] - path[i], path[(i + ARM) % n] - path[i]
    long = np.maximum(np.hypot(*back.T) * np.hypot(*ahead.T), 1e-9)
    cosine = (back * ahead).sum(1) / long
    found: list[int] = []
    for k in np.argsort(-cosine, kind="stable")[: int((cosine > -SHARP).sum())].tolist():
        place = int(i[k])
        apart = [min(abs(place - f), n - abs(place - f)) if closed else abs(place - f) for f in found]
        if all(gap >= ARM for gap in apart):
            found.append(place)
    return sorted(found)


def _piece(path: NDArray[np.float64]) -> Line:
    """A path without corners, smoothed; its ends stay."""
    if len(path) < 3:
        return path.astype(np.float32)
    # turned about its ends it goes on as it came, so they stay where they are
    reach = min(REACH, len(path) - 1)
    before, after = 2 * path[0] - path[reach:0:-1], 2 * path[-1] - path[-2 : -reach - 2 : -1]
    around = np.concatenate([before, path, after])
    spread = SPREAD[REACH - reach : REACH + reach + 1]
    moved = np.stack([np.convolve(around[:, i], spread / spread.sum(), "valid") for i in (0, 1)], 1)
    moved = _near(path, moved)
    moved[0], moved[-1] = path[0], path[-1]
    return _few(moved)


def _near(path: NDArray[np.float64], moved: NDArray[np.float64]) -> NDArray[np.float64]:
    """What was moved, no farther than AWAY."""
    way = moved - path
    near: NDArray[np.float64] = path + way * np.minimum(1, AWAY / np.maximum(np.hypot(*way.T), 1e-9))[:, None]
    return near


def _few(path: NDArray[np.float64]) -> Line:
    line = path.astype(np.float32)
    kept = np.asarray(cv2.approxPolyDP(line[:, None], STRAIGHT, closed=False), np.float32).reshape(-1, 2)
    at = np.flatnonzero(np.isin(_packed(line), _packed(kept)))
    return _balanced(path, at) if len(at) == len(kept) > 2 else kept


def _packed(line: Line) -> NDArray[np.complex64]:
    return np.ascontiguousarray(line).view(np.complex64)[:, 0]


def _balanced(path: NDArray[np.float64], at: NDArray[np.int64]) -> Line:
    """The points of a path at some indices, moved out until the path lies on either side of what joins them.

    Points on an arc have it all on one side: so half the distance does with as many points.
    """
    kept = path[at]
    way = np.diff(kept, axis=0)
    normal = way[:, ::-1] * (-1, 1) / np.maximum(np.hypot(*way.T), 1e-9)[:, None]
    piece = np.repeat(np.arange(len(way)), np.diff(at))
    off = ((path[at[0] : at[-1]] - kept[piece]) * normal[piece]).sum(1)
    mean = np.add.reduceat(off, at[:-1] - at[0]) / np.diff(at)
    out = normal * (PART * mean)[:, None]
    kept[1:-1] += (out[1:] + out[:-1]) / 2
    return kept.astype(np.float32)
