# SPDX-License-Identifier: GPL-3.0-or-later
"""A grease-pencil drawing as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import bpy
import numpy as np

from .splines import CATMULL_ROM, POLY, to_polylines

RADIUS = 0.01
"""Blender's radius of a point that has none."""

_FIELDS = {"FLOAT2": "vector", "FLOAT_VECTOR": "vector", "FLOAT_COLOR": "color", "BYTE_COLOR": "color"}
"""What an element of an attribute is called, where it is not "value"."""


@dataclass(eq=False)
class Curves:
    """The strokes of a drawing as polylines; n points, m strokes.

    Attributes:
        points: (n, 3) float32 in the layer's coordinates.
        radius: (n,) float32 in the same units.
        opacity: (n,) float32.
        colour: (n, 4) float32, scene-linear vertex colours; alpha is their share.
        offsets: (m + 1,) int32, where each stroke begins.
        cyclic: (m,) bool.
        material: (m,) int32 slots.
        fill_colour: (m, 4) float32, scene-linear; alpha is its share.
        fill_opacity: (m,) float32.
        fill_id: (m,) int32, or None where this Blender asks the material: 0 has no fill, strokes of one id
            are one fill.
        hidden: (m,) bool, the stroke itself is not drawn, or None where this Blender asks the material.
    """

    points: np.ndarray
    radius: np.ndarray
    opacity: np.ndarray
    colour: np.ndarray
    offsets: np.ndarray
    cyclic: np.ndarray
    material: np.ndarray
    fill_colour: np.ndarray
    fill_opacity: np.ndarray
    fill_id: np.ndarray | None = None
    hidden: np.ndarray | None = None

    @property
    def count(self) -> int:
        """Number of strokes."""
        return len(self.offsets) - 1

    def of_points(self) -> np.ndarray:
        """(n,) index of each point's stroke."""
        return np.repeat(np.arange(self.count), np.diff(self.offsets))


def new_grease_pencil(name: str) -> Any:
    """New grease-pencil data, under the name this Blender has for the collection."""
    before_5_0 = hasattr(bpy.data, "grease_pencils_v3")
    return (bpy.data.grease_pencils_v3 if before_5_0 else bpy.data.grease_pencils).new(name)


@cache
def fills_have_ids() -> bool:
    """Whether this Blender (5.1 and later) keeps in each curve which fill it belongs to.

    Then several curves may be one fill, holes among them; before, each curve was a fill of its own if its
    material said so. Tried on a drawing, for no version number says it.
    """
    data = new_grease_pencil("Shiage probe")
    try:
        drawing = data.layers.new("probe").frames.new(1).drawing
        drawing.add_strokes([1])
        return hasattr(drawing.strokes[0], "fill_id")
    finally:
        bpy.data.batch_remove([data])


def read_attribute(
    drawing: Any, name: str, count: int, default: float | tuple[float, ...], kind: Any
) -> np.ndarray:
    """One attribute of a drawing, or its default where it has none.

    Args:
        drawing: a grease-pencil drawing.
        name: of the attribute.
        count: points or strokes, whichever the attribute belongs to.
        default: a number, or a tuple for vectors and colours.
        kind: numpy type of an element.

    Returns:
        (count,) or (count, len(default)).
    """
    size = len(default) if isinstance(default, tuple) else 1
    attribute = drawing.attributes.get(name)
    if attribute is None or len(attribute.data) != count:
        values = np.tile(np.array(default, kind), (count, 1))
    else:
        values = np.zeros(count * size, kind)
        if count:
            attribute.data.foreach_get(_FIELDS.get(attribute.data_type, "value"), values)
    return values.reshape(count, size) if isinstance(default, tuple) else values.ravel()


def read_offsets(drawing: Any) -> np.ndarray:
    """(m + 1,) int32, where each stroke of a drawing begins, and the end."""
    m = drawing.attributes.domain_size("CURVE")
    offsets = np.zeros(m + 1, np.int32)
    if m:  # a drawing that never had strokes has no offsets at all
        drawing.curve_offsets.foreach_get("value", offsets)
    return offsets


def read_drawing(drawing: Any) -> Curves:
    """A drawing's strokes; Bezier, NURBS and Catmull-Rom curves as the polylines they are drawn as."""
    offsets = read_offsets(drawing)
    m, n = len(offsets) - 1, int(offsets[-1])
    by_curve = fills_have_ids()
    curves = Curves(
        points=read_attribute(drawing, "position", n, (0.0, 0.0, 0.0), np.float32),
        radius=read_attribute(drawing, "radius", n, RADIUS, np.float32),
        opacity=read_attribute(drawing, "opacity", n, 1.0, np.float32),
        colour=read_attribute(drawing, "vertex_color", n, (0.0, 0.0, 0.0, 0.0), np.float32),
        offsets=offsets,
        cyclic=read_attribute(drawing, "cyclic", m, 0, np.bool_),
        material=read_attribute(drawing, "material_index", m, 0, np.int32),
        fill_colour=read_attribute(drawing, "fill_color", m, (0.0, 0.0, 0.0, 0.0), np.float32),
        fill_opacity=read_attribute(drawing, "fill_opacity", m, 1.0, np.float32),
        fill_id=read_attribute(drawing, "fill_id", m, 0, np.int32) if by_curve else None,
        hidden=read_attribute(drawing, "hide_stroke", m, 0, np.bool_) if by_curve else None,
    )
    kinds = read_attribute(drawing, "curve_type", m, CATMULL_ROM, np.int8)
    return curves if (kinds == POLY).all() else to_polylines(drawing, curves, kinds)
