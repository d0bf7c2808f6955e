# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's words on regions, marks and fills touched, as points of frames and their looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .camera import project
from .fillshapes import FillShape
from .looks import Look, Looks, over
from .marks import Mark
from .plan import Plan
from .raster import fill, inner_points
from .seen import Gathered, Seen, flat_rings

DETAIL = 0.5
"""Part of a fill of Shiage's that the artist's own must cover, or it is a detail on it and no correction."""

WORDS = 5
"""Points of a touched fill at which the engine is told its look."""


@dataclass(frozen=True)
class Word:
    """A look at a pixel of a frame."""

    number: int
    x: int
    y: int
    look: Look


def words_of(plan: Plan, found: Gathered) -> Iterator[Word]:
    """All words of a shot; of two on one region the later one is the artist's last."""
    for mark in plan.marks:
        for number in frames_of(mark, plan, found):
            seen = found.frames[number]
            if number not in found.keys:
                x, y = project(seen.rows, np.array([mark.place]))[0][0].tolist()
                if 0 <= x < seen.view.width and 0 <= y < seen.view.height:
                    yield Word(number, int(x), int(y), mark.look)
    for number, mine, shown in _touched_frames(found):
        yield from _touched(number, found.frames[number], mine, shown)


def frames_of(mark: Mark, plan: Plan, found: Gathered) -> list[int]:
    """The frames that a mark is about: those of its drawing, wherever it stands now.

    A drawing that was changed since is the one that stands where it stood, if that is no other one of the
    shot that was moved there.
    """
    same = [number for number, seen in found.frames.items() if seen.drawing == mark.drawing]
    if same:
        return same
    frame = found.shot_frame(mark.number)
    if frame is None or found.frames[frame].drawing in plan.drawings:
        return []
    return [frame]


def _touched(number: int, seen: Seen, mine: list[FillShape], shown: list[FillShape]) -> Iterator[Word]:
    canvas, table = paint_looks(seen, shown)
    details = {id(shape) for shape in _details(seen, mine, shown)}
    for shape in mine:
        if id(shape) in details:
            continue
        for x, y in inner_points(flat_rings(shape, seen.rows), WORDS):
            if 0 <= x < seen.view.width and 0 <= y < seen.view.height:
                yield Word(number, int(x), int(y), table[canvas[int(y), int(x)]])


def details_of(found: Gathered) -> list[int]:
    """Frames in which something of the artist's lies on a fill that it is only a small part of."""
    return sorted(
        number
        for number, mine, shown in _touched_frames(found)
        if _details(found.frames[number], mine, shown)
    )


def _touched_frames(found: Gathered) -> Iterator[tuple[int, list[FillShape], list[FillShape]]]:
    """Frames without a key in which the artist painted on Shiage's layer: these fills, and all there."""
    for number, mine in found.touched.items():
        if number in found.frames and number not in found.keys:
            yield number, mine, found.shown.get(number, mine)


def _details(seen: Seen, mine: list[FillShape], shown: list[FillShape]) -> list[FillShape]:
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


def paint_looks(seen: Seen, shapes: list[FillShape]) -> tuple[np.ndarray, list[Look]]:
    """A frame's fills without smoothed edges.

    Returns:
        (H, W) int32, which look each pixel has, and the looks; the first is bare paper.
    """
    canvas = np.zeros((seen.view.height, seen.view.width), np.int32)
    table: list[Look] = [()]
    index: dict[Look, int] = {(): 0}

    def numbered(look: Look) -> int:
        if look not in index:
            index[look] = len(table)
            table.append(look)
        return index[look]

    for shape in shapes:
        rings = flat_rings(shape, seen.rows)
        if shape.cuts or shape.colour[3] == 255:
            fill(canvas, rings, 0 if shape.cuts else numbered((shape.paint,)))
            continue
        inside = np.zeros(canvas.shape, bool)
        fill(inside, rings, True)
        below, which = np.unique(canvas[inside], return_inverse=True)
        mixed = [numbered(over(table[i], shape.paint)) for i in below.tolist()]
        canvas[inside] = np.array(mixed, np.int32)[which.ravel()]
    return canvas, table


def paint_key(seen: Seen, shapes: list[FillShape], looks: Looks) -> tuple[np.ndarray, list[Look]]:
    """A key's fills as (H, W, 4) uint8 RGBA, and their looks.

    The colours are those that stand for the looks, asked for in their order, and nothing else.
    """
    canvas, table = paint_looks(seen, shapes)
    return np.array([looks.code(look) for look in table], np.uint8)[canvas], table
