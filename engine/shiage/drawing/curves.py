# SPDX-License-Identifier: Apache-2.0
"""Smooth closed and open curves, in pixels, from few points; quick: a frame has hundreds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Points = NDArray[np.float32]
"""(n, 2) x and y in pixels."""

SHIFT = 4
"""Binary digits of a pixel that OpenCV is given, its `shift`."""

STEP = 3.0
"""Distance of neighbouring points along an even curve in pixels."""


def points_of(values: ArrayLike) -> Points:
    """Anything like (n, 2) as float32."""
    return np.asarray(values, np.float32).reshape(-1, 2)


def points3(values: ArrayLike) -> NDArray[np.float32]:
    """Anything like (n, 3) as float32: x, y and radius."""
    return np.asarray(values, np.float32).reshape(-1, 3)


def fixed(points: NDArray[np.floating]) -> NDArray[np.int32]:
    """Points as OpenCV's fixed-point integers."""
    return np.asarray(np.rint(points * (1 << SHIFT)), np.int32)


@cache
def _spline(steps: int) -> NDArray[np.float32]:
    """(steps, 4) weights of the four points around a span of a Catmull-Rom curve."""
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    weights = [-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2]
    return np.asarray(0.5 * np.concatenate(weights, 1), np.float32)


def spans(points: Points, closed: bool) -> NDArray[np.float32]:
    """(4, n, 2) before, at, after and beyond each of the n spans of a curve through three points or more."""
    if closed:
        q = np.concatenate([points[-1:], points, points[:2]])
    else:
        q = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    return np.stack([q[i : len(q) - 3 + i] for i in range(4)])


def smooth(points: ArrayLike, closed: bool = True, steps: int = 6) -> Points:
    """Catmull-Rom curve through (n, 2) points, `steps` points a span."""
    p = points_of(points)
    if len(p) < 3:
        return p
    curve = np.einsum("sk,knd->nsd", _spline(steps), spans(p, closed)).reshape(-1, 2)
    return curve if closed else np.concatenate([curve, p[-1:]])


@cache
def circle(count: int = 32) -> Points:
    """The unit circle, (count, 2)."""
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.stack([np.cos(angle), np.sin(angle)], 1).astype(np.float32)


def ellipse(centre: ArrayLike, rx: float, ry: float, turn: float = 0.0, count: int = 32) -> Points:
    """Ellipse of `count` points about a centre with half axes rx, ry, turned by `turn` radians."""
    x, y = np.asarray(centre, float)[:2]
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    u, v = rx * np.cos(angle), ry * np.sin(angle)
    c, s = np.cos(turn), np.sin(turn)
    return np.stack([x + u * c - v * s, y + u * s + v * c], 1).astype(np.float32)


def turned(points: ArrayLike, angle: float, centre: ArrayLike = (0.0, 0.0)) -> Points:
    """(n, 2) points rotated by `angle` radians (clockwise on screen) about a centre."""
    c, s = np.cos(angle), np.sin(angle)
    origin = np.asarray(centre, np.float32)[:2]
    moved = np.asarray(points, np.float32) - origin
    return np.asarray(moved @ np.array([[c, s], [-s, c]]) + origin, np.float32)


def along(path: Points, count: int) -> tuple[Points, NDArray[np.float32]]:
    """The path at `count` even steps, and the share 0..1 of the given points' span at each (for widths)."""
    length = _lengths(path)
    at = np.linspace(0, length[-1], count)
    place = np.interp(at, length, np.arange(len(path)))
    return _points_at(path, length, at), (place / max(1, len(path) - 1)).astype(np.float32)


def even(points: ArrayLike, closed: bool = True, step: float = STEP) -> Points:
    """The same curve with its points about `step` pixels apart."""
    path = points_of(points)
    if closed:
        path = np.concatenate([path, path[:1]])
    length = _lengths(path)
    count = max(6 if closed else 2, round(float(length[-1]) / step))
    return _points_at(path, length, np.linspace(0, length[-1], count, endpoint=not closed))


def _lengths(path: Points) -> NDArray[np.float64]:
    """(n,) length of a path up to each of its points."""
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])


def _points_at(path: Points, length: NDArray[np.float64], at: NDArray[np.float64]) -> Points:
    """Points of a path at these lengths."""
    xy = np.stack([np.interp(at, length, path[:, 0]), np.interp(at, length, path[:, 1])], 1)
    return xy.astype(np.float32)


def normals(path: Points) -> Points:
    """Unit normals of an open path, to the right of its heading on screen."""
    ahead = np.gradient(path, axis=0)
    across = np.stack([-ahead[:, 1], ahead[:, 0]], 1)
    return np.asarray(across / np.maximum(np.hypot(*across.T), 1e-6)[:, None], np.float32)


def ribbon(path: ArrayLike, widths: Sequence[float], steps: int = 5) -> Points:
    """Closed curve about a smooth path with a half width at each of its points: locks, tails, leaves.

    It is quick and may cross itself where a wide ribbon bends sharply; limbs are `limb`s.
    """
    given = points_of(path)
    line = smooth(given, closed=False, steps=steps)
    share = np.linspace(0, 1, len(line))
    half = np.interp(share, np.linspace(0, 1, len(widths)), widths)[:, None].astype(np.float32)
    side = normals(line) * half
    return points_of(np.concatenate([line + side, (line - side)[::-1]]))


def bowed(points: ArrayLike, bow: ArrayLike, steps: int = 5) -> Points:
    """Open curve with sharp corners at (n, 2) points; span i bends sideways by bow[i] of its length."""
    p = points_of(points)
    start, stop = p[:-1], p[1:]
    ahead = stop - start
    side = np.stack([-ahead[:, 1], ahead[:, 0]], 1)
    bend = np.broadcast_to(np.asarray(bow, np.float32), start.shape[:1])
    middle = (start + stop) / 2 + side * bend[:, None]
    t = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[None, :, None]
    curve = (1 - t) ** 2 * start[:, None] + 2 * t * (1 - t) * middle[:, None] + t**2 * stop[:, None]
    return points_of(np.concatenate([curve.reshape(-1, 2), p[-1:]]))
