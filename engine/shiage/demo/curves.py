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
    return np.asarray(np.concatenate([*pieces, p[-1:]]), np.float32)


def even(points: ArrayLike, closed: bool = True, step: float = STEP) -> Points:
    """The same curve with its points `step` pixels apart."""
    p: Points = np.asarray(points, np.float32).reshape(-1, 2)
    if closed:
        p = np.concatenate([p, p[:1]])
    length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(p, axis=0).T))])
    count = max(2 if not closed else 6, round(float(length[-1]) / step))
    at = np.linspace(0, length[-1], count, endpoint=not closed)
    return np.stack([np.interp(at, length, p[:, 0]), np.interp(at, length, p[:, 1])], 1).astype(np.float32)


def ellipse(x: float, y: float, rx: float, ry: float, turn: float = 0.0) -> Points:
    """Ellipse about (x, y) with half axes rx, ry, turned by `turn` radians."""
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    u, v = rx * np.cos(angle), ry * np.sin(angle)
    c, s = np.cos(turn), np.sin(turn)
    return np.stack([x + u * c - v * s, y + u * s + v * c], 1).astype(np.float32)


def hull(discs: Sequence[Disc]) -> Points:
    """Closed curve stretched around discs like a rubber band."""
    rims = np.concatenate([ellipse(x, y, r, r) for x, y, r in discs])
    return even(cv2.convexHull(rims)[:, 0].astype(np.float32))


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


def joined(pieces: Sequence[Points], soften: float = 1.2) -> Points:
    """One closed curve around the union of closed curves, its inner corners softened by some pixels."""
    corner = np.floor(np.concatenate(pieces).min(0)) - 4
    extent = np.ceil(np.concatenate(pieces).max(0)) + 4 - corner
    mask = np.zeros((int(extent[1]) * _FINE, int(extent[0]) * _FINE), np.uint8)
    for piece in pieces:
        cv2.fillPoly(mask, [np.round((piece - corner) * _FINE * 16).astype(np.int32)], 255, shift=4)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    rim = max(contours, key=len)[:, 0].astype(np.float32) / _FINE + corner
    rim = even(rim, step=1.0)
    reach = int(4 * soften)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / soften) ** 2)
    kernel /= kernel.sum()
    around = np.concatenate([rim[-reach:], rim, rim[:reach]])
    soft = np.stack([np.convolve(around[:, i], kernel, "valid") for i in (0, 1)], 1)
    return even(soft, step=2.0)


def turned(points: ArrayLike, angle: float, centre: ArrayLike) -> Points:
    """Points rotated by `angle` radians (clockwise on screen) about a centre."""
    c, s = np.cos(angle), np.sin(angle)
    origin = np.asarray(centre, np.float32)
    moved: Points = np.asarray(points, np.float32) - origin
    return np.asarray(moved @ np.array([[c, s], [-s, c]]) + origin, dtype=np.float32)
