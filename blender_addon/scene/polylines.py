# SPDX-License-Identifier: GPL-3.0-or-later
"""Curves of all kinds as the polylines that Blender draws them as."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from .attributes import read_attribute
from .curves import Curves

CATMULL_ROM, POLY, BEZIER, NURBS = range(4)

STEPS = 12
"""Blender's number of pieces between two points of a curve that says nothing else."""

ENDPOINT = (1, 3)
"""Knot modes in which a NURBS curve begins at its first point."""

VECTOR = (0.0, 0.0, 0.0)


def to_polylines(drawing: Any, curves: Curves, kinds: np.ndarray) -> Curves:
    """The same strokes with every curve replaced by a polyline.

    Args:
        drawing: the grease-pencil drawing, for handles, weights and knots.
        curves: its control points.
        kinds: (m,) int8, what each stroke is.
    """
    n, m = len(curves.points), curves.count
    if drawing.attributes.get("handle_left") is None:  # a Bezier curve without handles is drawn straight
        kinds = np.where(kinds == BEZIER, POLY, kinds)
    read = {
        name: read_attribute(drawing, name, n, default, np.float32)
        for name, default in (("handle_left", VECTOR), ("handle_right", VECTOR), ("nurbs_weight", 1.0))
    } | {
        name: read_attribute(drawing, name, m, default, np.int32)
        for name, default in (("resolution", STEPS), ("nurbs_order", 4), ("knots_mode", 0))
    }
    at, points = [], []
    for i, (a, b) in enumerate(zip(curves.offsets[:-1], curves.offsets[1:], strict=True)):
        closed, steps = bool(curves.cyclic[i]), max(1, int(read["resolution"][i]))
        p = curves.points[a:b].astype(np.float64)
        t = parameters(len(p), closed, steps if kinds[i] != POLY else 1)
        if kinds[i] == BEZIER:
            p = bezier(p, read["handle_left"][a:b], read["handle_right"][a:b], t)
        elif kinds[i] == CATMULL_ROM:
            p = catmull_rom(p, closed, t)
        elif kinds[i] == NURBS and len(p) > 1:
            order = int(np.clip(read["nurbs_order"][i], 2, len(p) + closed))
            endpoint = int(read["knots_mode"][i]) in ENDPOINT
            p = nurbs(p, read["nurbs_weight"][a:b], order, closed, endpoint, len(t))
        points.append(p)
        at.append((a + t, a, b))
    low = np.concatenate([t.astype(int) for t, _, _ in at])
    high = np.concatenate([np.where(t.astype(int) + 1 < b, t.astype(int) + 1, a) for t, a, b in at])
    share = np.concatenate([t for t, _, _ in at]) - low

    def between(values: np.ndarray) -> np.ndarray:
        part = share.reshape(-1, *[1] * (values.ndim - 1))
        return (values[low] * (1 - part) + values[high] * part).astype(np.float32)

    return replace(
        curves,
        points=np.concatenate(points).astype(np.float32),
        radius=between(curves.radius),
        opacity=between(curves.opacity),
        colour=between(curves.colour),
        offsets=np.cumsum([0, *(len(p) for p in points)]).astype(np.int32),
    )


def parameters(count: int, closed: bool, steps: int) -> np.ndarray:
    """Places along a curve of so many points, in points: 0, 1 / steps, 2 / steps ..."""
    pieces = count if closed and count > 1 else count - 1
    ends = 0 if closed and count > 1 else 1
    return np.arange(pieces * steps + ends) / steps


def bezier(p: np.ndarray, left: np.ndarray, right: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Points of a cubic Bezier spline at t."""
    i = t.astype(int)
    j, s = (i + 1) % len(p), (t - i)[:, None]
    return (1 - s) ** 3 * p[i] + 3 * s * (1 - s) ** 2 * right[i] + 3 * s**2 * (1 - s) * left[j] + s**3 * p[j]


def catmull_rom(p: np.ndarray, closed: bool, t: np.ndarray) -> np.ndarray:
    """Points of a uniform Catmull-Rom spline at t; an open one repeats its ends."""
    i = t.astype(int)
    around = [i - 1, i, i + 1, i + 2]
    k = [x % len(p) if closed else np.clip(x, 0, len(p) - 1) for x in around]
    s = (t - i)[:, None]
    a, b, c, d = (p[x] for x in k)
    return 0.5 * (2 * b + (c - a) * s + (2 * a - 5 * b + 4 * c - d) * s**2 + (3 * (b - c) + d - a) * s**3)


def nurbs(
    p: np.ndarray, weights: np.ndarray, order: int, closed: bool, endpoint: bool, count: int
) -> np.ndarray:
    """So many points of a NURBS curve, by the recursion of Cox and de Boor."""
    if closed:
        p, weights = np.concatenate([p, p[: order - 1]]), np.concatenate([weights, weights[: order - 1]])
    knots: np.ndarray = np.arange(len(p) + order, dtype=float)
    if endpoint and not closed:
        knots = np.clip(knots, order - 1, len(p))
    t = np.linspace(knots[order - 1], knots[len(p)], count, endpoint=not closed)
    t = np.minimum(t, np.nextafter(knots[len(p)], -1))
    basis = ((knots[:-1] <= t[:, None]) & (t[:, None] < knots[1:])).astype(float)
    for k in range(1, order):
        width = knots[k:] - knots[:-k]
        rise = (t[:, None] - knots[:-k]) / np.where(width, width, 1) * (width > 0)
        basis = rise[:, :-1] * basis[:, :-1] + (1 - rise)[:, 1:] * (width > 0)[1:] * basis[:, 1:]
    weighed = basis * weights
    return (weighed @ p) / weighed.sum(1, keepdims=True)
