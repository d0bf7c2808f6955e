# SPDX-License-Identifier: GPL-3.0-or-later
"""Scribbles: strokes and blots that say which colour the region under them shall have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .camera import NEAREST, View, project
from .colours import RGBA
from .fill_shapes import FillShape, fill_shapes
from .layers import Shown
from .materials import slots_of, stroke_colours
from .painted_strokes import Brush, brushed
from .polygons import fill
from .read_drawing import read_drawing

FAINT = 0.05
"""Opacity below which a point says nothing: it is not seen."""

THINNEST = 1.5
"""Pixels; a hairline that is meant as a scribble is read as this wide to each side."""


@dataclass(frozen=True, eq=False)
class Scribble:
    """A stroke or a blot.

    Attributes:
        colour: sRGB, opaque: how thinly it was laid on does not matter.
        points: (n, 3) of a stroke in the result layer's coordinates; empty for a blot.
        radius: (n,) in units of the world, 0 where it is not seen.
        closed: whether a stroke's end meets its beginning.
        blot: a filled shape, or None.
    """

    colour: RGBA
    points: np.ndarray
    radius: np.ndarray
    closed: bool = False
    blot: FillShape | None = None

    def covers(self, view: View, rows: np.ndarray) -> np.ndarray:
        """(H, W) bool, the pixels of a frame that it covers.

        Args:
            view: the camera.
            rows: (3, 4) from the result layer's coordinates to pixels.
        """
        inside = np.zeros((view.height, view.width), bool)
        if self.blot is not None:
            flat = [project(rows, ring) for ring in self.blot.rings]
            if not any((depth < NEAREST).any() for _, depth in flat):
                fill(inside, [points for points, _ in flat], True)
            return inside
        depth = np.maximum(project(rows, self.points)[1], NEAREST)
        radius = np.where(self.radius > 0, np.maximum(self.radius, THINNEST * depth / view.unit), 0)
        colour = np.ones((len(radius), 4))
        put = brushed(view, rows, Brush(self.points, radius, colour, self.closed, 0.0, 0))
        if put is not None:
            where, paint = put
            inside[where] = paint[..., 3] > 0
        return inside


def scribbles_of(shown: Shown | None, matrix: np.ndarray) -> list[Scribble]:
    """What a layer shows, in painting order; a stroke with a fill is a blot of the fill's colour.

    Args:
        shown: the layer in an evaluated frame, or None.
        matrix: (4, 4) from the world to the result layer's coordinates.
    """
    if shown is None or shown.drawing is None:
        return []
    place = matrix @ shown.world
    blots = {shape.strokes[-1]: shape for shape in fill_shapes(shown, place)}
    filled = {stroke for shape in blots.values() for stroke in shape.strokes}
    curves = read_drawing(shown.drawing)
    if shown.paint is not None:
        curves.colour = read_drawing(shown.paint).colour
    colour, drawn = stroke_colours(curves, slots_of(shown.materials))
    seen = curves.opacity * (colour[curves.of_points(), 3] / 255) > FAINT
    grow = abs(np.linalg.det(shown.world[:3, :3])) ** (1 / 3)
    radius = np.where(seen, curves.radius * grow, 0)
    points = curves.points @ place[:3, :3].T + place[:3, 3]
    found = []
    for i in range(curves.count):
        own = slice(curves.offsets[i], curves.offsets[i + 1])
        if i in blots:
            found.append(Scribble(_opaque(blots[i].colour), points[:0], radius[:0], blot=blots[i]))
        elif i not in filled and drawn[i] and (radius[own] > 0).any():
            closed = bool(curves.cyclic[i])
            found.append(Scribble(_opaque(colour[i].tolist()), points[own], radius[own], closed))
    return found


def _opaque(colour: RGBA | list[int]) -> RGBA:
    red, green, blue, _ = colour
    return red, green, blue, 255
