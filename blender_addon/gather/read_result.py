# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist changed of the result: fills drawn, changed and deleted, and frames marked as keys."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..saved.own_fills import REGION, is_own
from ..saved.written_fills import Written, deleted_fills
from ..scene.attributes import read_attribute
from ..scene.fill_shapes import FillShape, fill_shapes
from ..scene.keys import MARKED
from ..scene.layers import Shown, frame_on, numbers_of, object_of
from ..scene.looks import Look, over
from ..scene.materials import slots_of
from ..scene.read_drawing import read_drawing
from .gathered import Deleted, Gathered
from .key_paint import KeyPaint
from .plan import Plan
from .read_keys import note_materials


class ResultReader:
    """Reads the result layer, once all frames of the shot are known."""

    def __init__(self, plan: Plan, found: Gathered) -> None:
        """Args: plan: the task; found: where changes are noted."""
        self._plan, self._found = plan, found
        self._gone: dict[int, Written] = {}

    def numbers(self) -> list[int]:
        """Frames of the result layer that are to be read."""
        layer = self._layer()
        if layer is None:
            return []
        self._gone = deleted_fills(layer.id_data, layer)
        numbers = (n for n in numbers_of(layer) if self._plan.start <= n <= self._plan.end)
        return [number for number in numbers if self._found.shot_frame(number) is not None]

    def read(self, number: int) -> None:
        """The artist's own fills in a frame of the result layer; all of it, if it is marked a key."""
        layer, frame = self._layer(), self._found.shot_frame(number)
        kept = frame_on(layer, number) if layer is not None else None
        if kept is None or frame is None:
            return
        materials = [slot.material for slot in object_of(self._plan.target).material_slots]
        curves = read_drawing(kept.drawing)
        own = is_own(kept.drawing, curves, slots_of(materials).names)
        marked = kept.keyframe_type == MARKED or self._plan.finished
        gone = self._gone.get(number)
        if own.all() and not marked and gone is None:
            return
        shapes = fill_shapes(Shown(layer, kept.drawing, materials, np.eye(4)), np.eye(4), cuts=True)
        if marked:
            self._found.keys.setdefault(frame, shapes)
            self._found.coats.setdefault(frame, [KeyPaint(shapes)])
            note_materials(self._found, shapes)
            return
        mine = [shape for shape in shapes if not own[list(shape.strokes)].all()]
        if mine:
            self._found.touched.setdefault(frame, []).extend(mine)
            self._found.shown.setdefault(frame, []).extend(shapes)
            note_materials(self._found, mine)
        if gone is not None:
            regions = read_attribute(kept.drawing, REGION, curves.count, 0, np.int32)
            self._found.deleted[frame] = _left(gone, shapes, regions)

    def _layer(self) -> Any:
        return object_of(self._plan.target).data.layers.get(self._plan.result[1])


def _left(gone: Written, shapes: list[FillShape], regions: np.ndarray) -> list[Deleted]:
    """Deleted fills, each with what is left of its region's: of several paints one may have been deleted."""
    left: dict[int, Look] = {}
    for shape in shapes:
        region = int(regions[shape.strokes[0]])
        left[region] = over(left.get(region, ()), shape.paint)
    return [
        Deleted((x, y, z), left.get(region, ()))
        for region, (x, y, z) in zip(gone.regions.tolist(), gone.places.tolist(), strict=True)
    ]
