# SPDX-License-Identifier: GPL-3.0-or-later
"""Polygons and pixels: filling, spans, and a point that lies well inside."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Rings = Sequence[np.ndarray]
"""Closed curves, (n, 2) pixels each; together one shape by the even-odd rule."""


def crossings(rings: Rings, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where rings cross the middles of pixel rows.

    Args:
        rings: a shape.
        rows: (h,) int64 rising by one, the rows asked for.

    Returns:
        Row and x of each crossing, sorted by row, then x.
    """
    starts = np.concatenate(list(rings))
    ends = np.concatenate([np.roll(ring, -1, 0) for ring in rings])
    down = starts[:, 1] <= ends[:, 1]
    top, low = np.where(down[:, None], starts, ends), np.where(down[:, None], ends, starts)
    first = np.clip(np.ceil(top[:, 1] - 0.5), rows[0], rows[-1] + 1).astype(np.int64)
    last = np.clip(np.ceil(low[:, 1] - 0.5), rows[0], rows[-1] + 1).astype(np.int64)
    count = last - first
    edge = np.repeat(np.arange(len(count)), count)
    row = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + first[edge]
    slope = (low[:, 0] - top[:, 0]) / np.where(low[:, 1] > top[:, 1], low[:, 1] - top[:, 1], 1)
    x = top[edge, 0] + (row + 0.5 - top[edge, 1]) * slope[edge]
    order = np.lexsort((x, row))
    return row[order], x[order]


def spans(rings: Rings, height: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Row, left end and right end of the pieces of pixel rows that lie inside a shape."""
    if not rings or not height:
        return np.zeros(0, np.int64), np.zeros(0), np.zeros(0)
    row, x = crossings(rings, np.arange(height))
    return row[::2], x[::2], x[1::2]


def fill(canvas: np.ndarray, rings: Rings, value: object) -> None:
    """Set the pixels of a canvas (H, W) or (H, W, C) whose centres lie inside a shape."""
    row, left, right = spans(rings, canvas.shape[0])
    a = np.clip(np.ceil(left - 0.5), 0, canvas.shape[1]).astype(np.int64)
    b = np.clip(np.ceil(right - 0.5), 0, canvas.shape[1]).astype(np.int64)
    for y, start, end in zip(row.tolist(), a.tolist(), b.tolist(), strict=True):
        canvas[y, start:end] = value


def inner_points(rings: Rings, most: int = 1) -> np.ndarray:
    """Points well inside a shape: (k, 2) middles of the widest pieces of rows, k <= most."""
    low = int(np.floor(min(ring[:, 1].min() for ring in rings)))
    high = int(np.ceil(max(ring[:, 1].max() for ring in rings)))
    if high <= low:
        return np.zeros((0, 2))
    row, x = crossings(rings, np.arange(low, high))
    left, right = x[::2], x[1::2]
    if not len(left):
        return np.zeros((0, 2))
    # the widest piece a little off the shape's upper and lower rim
    bands = np.array_split(np.argsort(row[::2], kind="stable"), most)
    picked = [band[np.argmax(right[band] - left[band])] for band in bands if len(band)]
    return np.stack([(left[picked] + right[picked]) / 2, row[::2][picked] + 0.5], 1)


def inside(rings: Rings, point: np.ndarray) -> bool:
    """Whether a point lies inside a shape."""
    x, y = point
    odd = False
    for ring in rings:
        ahead = np.roll(ring, -1, 0)
        across = (ring[:, 1] > y) != (ahead[:, 1] > y)
        a, b = ring[across], ahead[across]
        odd ^= bool((a[:, 0] + (y - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0]) > x).sum() % 2)
    return odd
