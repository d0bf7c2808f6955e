# SPDX-License-Identifier: GPL-3.0-or-later
"""Attributes of a drawing, and what this Blender keeps in them."""

from __future__ import annotations

from functools import cache
from typing import Any

import bpy
import numpy as np

_FIELDS = {"FLOAT2": "vector", "FLOAT_VECTOR": "vector", "FLOAT_COLOR": "color", "BYTE_COLOR": "color"}
"""What an element of an attribute is called, where it is not "value"."""


def new_grease_pencil(name: str) -> Any:
    """New grease-pencil data, under the name this Blender has for the collection."""
    # before Blender 5.0 the other name is that of the old kind's
    return getattr(bpy.data, "grease_pencils_v3", bpy.data.grease_pencils).new(name)


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
