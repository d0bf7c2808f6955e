# SPDX-License-Identifier: GPL-3.0-or-later
"""One region of the result: found under a point, painted anew on the spot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..gather.plan import RESULT
from ..saved.own_fills import SEAL, SURE, is_own, seals
from ..saved.written_fills import replace_seals
from ..scene.attributes import read_attribute
from ..scene.camera import project
from ..scene.fill_shapes import fill_shapes
from ..scene.layers import Shown, frame_on, object_of
from ..scene.looks import Look, over
from ..scene.polygons import inside
from ..scene.read_drawing import read_drawing
from .fill_materials import Paints, slot_names


@dataclass(frozen=True, eq=False)
class Region:
    """A region under a point.

    Attributes:
        number: frame its fills stand in.
        look: what it is painted with; none for bare paper.
        sure: probability that this is right; 1 where nobody said.
    """

    number: int
    look: Look
    sure: float


def region_at(target: str, frame: int, rows: np.ndarray, place: np.ndarray) -> Region | None:
    """The region at a place of the drawing shown in a frame; None where the result shows no drawing.

    Args:
        target: the object.
        frame: on the timeline.
        rows: (3, 4) from the result layer's coordinates to any flat picture of them.
        place: (3,) in the result layer's coordinates.
    """
    owner = object_of(target)
    layer = owner.data.layers.get(RESULT)
    shown = layer.get_frame_at(frame) if layer is not None else None
    if shown is None:
        return None
    curves = read_drawing(shown.drawing)
    sure = read_attribute(shown.drawing, SURE, curves.count, 1.0, np.float32)
    point = project(rows, place[None])[0][0]
    materials = [slot.material for slot in owner.material_slots]
    look: Look = ()
    least = 1.0
    for shape in fill_shapes(Shown(layer, shown.drawing, materials, np.eye(4)), np.eye(4)):
        if inside([project(rows, ring)[0] for ring in shape.rings], point):
            look, least = over(look, shape.paint), float(sure[shape.strokes[0]])
    return Region(shown.frame_number, look, least)


def repaint(plan: Any, number: int, rows: np.ndarray, place: np.ndarray, look: Look) -> bool:
    """Paint Shiage's own fills at a place anew, so that a correction is seen before the shot is solved again.

    Returns:
        False where that cannot be shown on the spot: nothing of Shiage's is there, or paints lie one over
        the other.
    """
    owner = object_of(plan.target)
    layer = owner.data.layers.get(RESULT)
    frame = frame_on(layer, number) if layer is not None else None
    if frame is None:
        return False
    drawing = frame.drawing
    curves, names = read_drawing(drawing), slot_names(plan)
    own = is_own(drawing, curves, names)
    point = project(rows, place[None])[0][0]
    materials = [slot.material for slot in owner.material_slots]
    hit = [
        shape
        for shape in fill_shapes(Shown(layer, drawing, materials, np.eye(4)), np.eye(4))
        if own[list(shape.strokes)].all() and inside([project(rows, ring)[0] for ring in shape.rings], point)
    ]
    if len(hit) != 1 or len(look) > 1:
        return False
    strokes = list(hit[0].strokes)
    before = read_attribute(drawing, SEAL, curves.count, 0, np.int32)
    if not look:
        replace_seals(owner.data, number, {int(before[i]): None for i in strokes})
        drawing.remove_strokes(indices=strokes)
        return True
    slot = Paints(plan).slot(look[0])
    slots = curves.material.copy()
    slots[strokes] = slot
    sure = read_attribute(drawing, SURE, curves.count, 1.0, np.float32)
    sure[strokes] = 1.0
    names = slot_names(plan)
    after = before.copy()
    new = seals(curves.points, curves.offsets, [names[i] for i in slots.tolist()], curves.fill_colour)
    after[strokes] = new[strokes]
    for name, values in (("material_index", slots), (SEAL, after), (SURE, sure)):
        drawing.attributes[name].data.foreach_set("value", np.ascontiguousarray(values))
    replace_seals(owner.data, number, {int(before[i]): int(after[i]) for i in strokes})
    drawing.tag_positions_changed()
    return True
