# SPDX-License-Identifier: Apache-2.0
"""Borders along pixels' edges as the smooth lines that they stand for: few points, half a pixel off at most."""

from __future__ import annotations

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

AWAY = 0.35
"""Pixels by which smoothing may move a point; what is left up to half a pixel is for having few points."""

STRAIGHT = 0.2
"""Pixels by which points that are left out may lie off the line."""


def smooth_open(arc: Line) -> Line:
    """A border from end to end, which both stay.

    Args:
        arc: (n, 2) corners of pixels, each step along an axis.
    """
    path = unit_steps(arc)
    corners = [0, *_corners(path, closed=False), len(path) - 1]
    pieces = [_piece(path[a : b + 1]) for a, b in zip(corners[:-1], corners[1:], strict=True)]
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
    return np.concatenate(
        [_few(moved[: far + 1])[:-1], _few(np.concatenate([moved[far:], moved[:1]]))]
    )


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
    return path + way * np.minimum(1, AWAY / np.maximum(np.hypot(*way.T), 1e-9))[:, None]


def _few(path: NDArray[np.float64]) -> Line:
    kept = cv2.approxPolyDP(path.astype(np.float32)[:, None], STRAIGHT, closed=False)
    return np.asarray(kept, np.float32).reshape(-1, 2)
