# SPDX-License-Identifier: GPL-3.0-or-later
"""Fills of the artist's that are a detail on one of Shiage's, and no correction of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..scene.fill_shapes import FillShape
from ..scene.polygons import fill
from .gathered import Gathered, Seen, flat_rings

DETAIL = 0.5
"""Part of a fill of Shiage's that the artist's own must cover, or it is a detail on it and no correction."""


def details_of(found: Gathered) -> list[int]:
    """Frames in which something of the artist's lies on a fill that it is only a small part of."""
    return sorted(
        number
        for number, mine, shown in touched_frames(found)
        if details_among(found.frames[number], mine, shown)
    )


def touched_frames(found: Gathered) -> Iterator[tuple[int, list[FillShape], list[FillShape]]]:
    """Frames without a key in which the artist painted on Shiage's layer: these fills, and all there."""
    for number, mine in found.touched.items():
        if number in found.frames and number not in found.keys:
            yield number, mine, found.shown.get(number, mine)


def details_among(seen: Seen, mine: list[FillShape], shown: list[FillShape]) -> list[FillShape]:
    """Which of the artist's fills are details on one of Shiage's, see `_is_detail`."""
    theirs = {id(shape) for shape in mine}
    below = _numbered(seen, [shape for shape in shown if id(shape) not in theirs])
    return [shape for shape in mine if _is_detail(seen, shape, below)]


def _numbered(seen: Seen, shapes: list[FillShape]) -> np.ndarray:
    """(H, W) int32, which fill is seen where; 0 is bare paper."""
    canvas = np.zeros((seen.view.height, seen.view.width), np.int32)
    for index, shape in enumerate(shapes, 1):
        fill(canvas, flat_rings(shape, seen.rows), 0 if shape.cuts else index)
    return canvas


def _is_detail(seen: Seen, shape: FillShape, below: np.ndarray) -> bool:
    """Whether a fill of the artist's lies on one of Shiage's and leaves the most of it as it is.

    Its colour is not the region's then: a blush is not the cheek. On bare paper it is taken at its word.
    """
    mine = np.zeros(below.shape, bool)
    fill(mine, flat_rings(shape, seen.rows), True)
    under = np.bincount(below[mine], minlength=1)
    if not under.any() or not under.argmax():
        return False
    return bool(under.max() < DETAIL * (below == under.argmax()).sum())
