# SPDX-License-Identifier: GPL-3.0-or-later
"""Which layers are line art where the artist has not said so: those that draw lines, not mere fills."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..scene.curves import Curves
from ..scene.fill_shapes import fill_shapes
from ..scene.layers import Shown
from ..scene.materials import slots_of, stroke_colours
from ..scene.read_drawing import read_drawing
from .ink import is_solid


def line_art(owner: Any, layers: list[Any]) -> list[Any]:
    """Those of an object's layers that are line art: a background or a tone on a layer of its own is not.

    A layer draws lines, or it is empty (a modifier may fill it), or it has solid blacks: dark fills, none of
    them as large as the drawing, which would be a dark background.
    """
    materials = [slot.material for slot in owner.material_slots]
    drawn: list[Any] = []
    solid: list[Any] = []
    size = 0.0
    for layer in layers:
        if not _is_drawn(layer):
            drawn.append(layer)
            continue
        reaches = (_line_reach(frame.drawing, materials) for frame in layer.frames)
        reach = next((reach for reach in reaches if reach), 0.0)  # one drawing with lines tells
        size = max(size, reach)
        (drawn if reach else solid).append(layer)
    blacks = [layer for layer in solid if 0 < _solid_reach(layer, materials) <= (size or np.inf)]
    return [layer for layer in layers if layer in drawn or layer in blacks]


def _is_drawn(layer: Any) -> bool:
    return any(frame.drawing.attributes.domain_size("CURVE") for frame in layer.frames)


def _line_reach(drawing: Any, materials: list[Any]) -> float:
    """Extent of what a drawing draws as lines, 0 where it draws none."""
    curves = read_drawing(drawing)
    if not curves.count:
        return 0.0
    _, shown = stroke_colours(curves, slots_of(materials))
    seen = shown[curves.of_points()] & (curves.radius > 0) & (curves.opacity > 0)
    return _reach(curves, seen)


def _reach(curves: Curves, seen: np.ndarray) -> float:
    return float(np.linalg.norm(np.ptp(curves.points[seen], axis=0))) if seen.any() else 0.0


def _solid_reach(layer: Any, materials: list[Any]) -> float:
    """Extent of the largest fill of a layer whose fills are all solid blacks; 0 where one is not."""
    most = 0.0
    for frame in layer.frames:
        for shape in fill_shapes(Shown(layer, frame.drawing, materials, np.eye(4)), np.eye(4)):
            if not is_solid(shape.colour):
                return 0.0
            points = np.concatenate(shape.rings)
            most = max(most, float(np.linalg.norm(np.ptp(points, axis=0))))
    return most
