# SPDX-License-Identifier: GPL-3.0-or-later
"""A flat key's fills as a picture without smoothed edges."""

from __future__ import annotations

import numpy as np

from ..scene.fill_shapes import FillShape
from ..scene.looks import Look, Looks, over
from ..scene.polygons import fill
from .gathered import Seen, flat_rings


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
