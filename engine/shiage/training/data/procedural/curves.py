# SPDX-License-Identifier: Apache-2.0
"""Smooth curves from few points, quickly: the generator bends some hundred of them for each frame."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Points = NDArray[np.float32]
"""(n, 2) x and y in pixels."""

_SHIFT = 4
"""Binary digits of a pixel that OpenCV is given."""


def points_of(values: ArrayLike) -> Points:
    """Anything like (n, 2) as float32."""
    return np.asarray(values, np.float32).reshape(-1, 2)


def points3(values: ArrayLike) -> NDArray[np.float32]:
    """Anything like (n, 3) as float32: x, y and radius."""
    return np.asarray(values, np.float32).reshape(-1, 3)


def fixed(points: Points) -> NDArray[np.int32]:
    """Points as OpenCV's fixed-point integers, for `shift=_SHIFT`."""
    return np.rint(points * (1 << _SHIFT)).astype(np.int32)


@cache
def _spline(steps: int) -> NDArray[np.float32]:
    """(steps, 4) weights of the four points around a span of a Catmull-Rom curve."""
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    weights = [-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2]
    return np.asarray(0.5 * np.concatenate(weights, 1), np.float32)


def smooth(points: ArrayLike, closed: bool = True, steps: int = 6) -> Points:
    """Catmull-Rom curve through (n, 2) points, `steps` points a span."""
    p = points_of(points)
    if len(p) < 3:
        return p
    if closed:
        q = np.concatenate([p[-1:], p, p[:2]])
    else:
        q = np.concatenate([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    spans = np.stack([q[i : len(q) - 3 + i] for i in range(4)])
    curve = np.einsum("sk,knd->nsd", _spline(steps), spans).reshape(-1, 2)
    return curve if closed else np.concatenate([curve, p[-1:]])


@cache
def circle(count: int = 32) -> Points:
    """The unit circle, (count, 2)."""
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.stack([np.cos(angle), np.sin(angle)], 1).astype(np.float32)


def ellipse(centre: ArrayLike, rx: float, ry: float, turn: float = 0.0) -> Points:
    """Ellipse about a centre with half axes rx, ry, turned by `turn` radians."""
    rim = circle() * np.array([rx, ry], np.float32)
    return turned(rim, turn) + np.asarray(centre, np.float32)[:2]


def turned(points: Points, angle: float, centre: ArrayLike = (0.0, 0.0)) -> Points:
    """Points rotated by `angle` radians (clockwise on screen) about a centre."""
    c, s = np.cos(angle), np.sin(angle)
    origin = np.asarray(centre, np.float32)[:2]
    return np.asarray((points - origin) @ np.array([[c, s], [-s, c]], np.float32) + origin, np.float32)


def along(path: Points, count: int) -> tuple[Points, NDArray[np.float32]]:
    """The path at `count` even steps, and the share 0..1 of the given points' span at each (for widths)."""
    length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    at = np.linspace(0, length[-1], count)
    place = np.interp(at, length, np.arange(len(path)))
    xy = np.stack([np.interp(at, length, path[:, 0]), np.interp(at, length, path[:, 1])], 1)
    return xy.astype(np.float32), (place / max(1, len(path) - 1)).astype(np.float32)


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


def limb(path: ArrayLike, radii: Sequence[float], count: int = 11) -> Points:
    """Outline of a round limb along a smooth path through (n, 2) points with a radius at each."""
    given = points_of(path)
    line, share = along(smooth(given, closed=False), count)
    width = np.interp(share, np.linspace(0, 1, len(radii)), radii)
    return silhouette([], np.concatenate([line, width[:, None].astype(np.float32)], 1))


def silhouette(pieces: Sequence[Points], chain: Points | None = None, soften: float = 1.0) -> Points:
    """One closed curve around the union of closed curves and a chain of discs, its inner corners softened.

    Args:
        pieces: closed curves.
        chain: (n, 3) x, y and radius; each disc is joined with the next by its tangents.
        soften: how far inner corners are rounded, in pixels.
    """
    boxes = [(piece.min(0), piece.max(0)) for piece in pieces]
    if chain is not None:
        radius = chain[:, 2:]
        boxes.append(((chain[:, :2] - radius).min(0), (chain[:, :2] + radius).max(0)))
    low = np.min([b[0] for b in boxes], 0) - 3
    extent = np.max([b[1] for b in boxes], 0) + 3 - low
    fine = float(np.clip(220 / max(1.0, float(extent.max())), 0.25, 4.0))
    mask = np.zeros((int(extent[1] * fine) + 2, int(extent[0] * fine) + 2), np.uint8)
    for piece in pieces:
        cv2.fillPoly(mask, [fixed((piece - low) * fine)], 255, shift=_SHIFT)
    if chain is not None:
        _fill_chain(mask, (chain - np.append(low, 0).astype(np.float32)) * np.float32(fine))
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return points_of([low, low + 1, low + np.array([0, 1])])
    rim = max(contours, key=len)[:, 0].astype(np.float32)
    return points_of(_softened(rim, max(1, round(1.2 + soften * fine))) / fine + low)


def _fill_chain(mask: cv2.typing.MatLike, chain: Points) -> None:
    unit = 1 << _SHIFT
    xy, radius = chain[:, :2], chain[:, 2:]
    for (x, y), r in zip(np.rint(xy * unit).astype(int).tolist(), radius[:, 0].tolist(), strict=True):
        cv2.circle(mask, (x, y), max(1, round(r * unit)), 255, -1, cv2.LINE_8, _SHIFT)
    step = np.diff(xy, axis=0)
    across = np.stack([-step[:, 1], step[:, 0]], 1)
    across /= np.maximum(np.hypot(*across.T), 1e-6)[:, None]
    quads = np.stack(
        [
            xy[:-1] + across * radius[:-1],
            xy[1:] + across * radius[1:],
            xy[1:] - across * radius[1:],
            xy[:-1] - across * radius[:-1],
        ],
        1,
    )
    for quad in np.rint(quads * unit).astype(np.int32):
        cv2.fillConvexPoly(mask, np.asarray(quad), 255, cv2.LINE_8, _SHIFT)


def _softened(rim: Points, reach: int) -> Points:
    """A pixel contour as a smooth curve: a running mean twice, every third point kept."""
    window = 2 * reach + 1
    if len(rim) <= 2 * window:
        return rim
    around = np.concatenate([rim[-2 * reach :], rim, rim[: 2 * reach]])
    for _ in range(2):
        total = np.cumsum(np.concatenate([np.zeros((1, 2)), around]), 0)
        around = (total[window:] - total[:-window]) / window
    return np.asarray(around[:: 3 if len(rim) > 60 else 1], np.float32)


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


def hull(curves: Sequence[NDArray[np.floating]]) -> Points:
    """The convex curve stretched around closed curves."""
    return np.asarray(cv2.convexHull(np.concatenate(curves).astype(np.float32))[:, 0], np.float32)
