# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing fills into the result layer, and telling there what is Shiage's and what the artist's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ..gather.plan import Plan
from ..saved.own_fills import REGION, SEAL, SURE, is_own, seals
from ..saved.written_fills import Written, forget_written, keep_written
from ..scene.attributes import fills_have_ids, read_attribute, read_offsets
from ..scene.keys import GENERATED, MARKED, adopt
from ..scene.layers import frame_on, is_painted, numbers_of
from ..scene.read_drawing import read_drawing
from .fill_curves import Patch
from .fill_materials import Paints


def write_patch(layer: Any, patch: Patch, paints: Paints, names: Any, job: str = "") -> int:
    """Put a frame's fills on the layer, in place of Shiage's own; the artist's stay, above them.

    Args:
        layer: the result layer.
        patch: the fills.
        paints: slots for their colours.
        names: gives the materials' names, once all slots are there.
        job: of the engine's that it came of, where that is the whole shot's.

    Returns:
        how many curves the frame has now.
    """
    slots = np.array([paints.slot(paint) for paint in patch.paints], np.int32)
    frame = frame_on(layer, patch.number)
    if frame is None:
        frame = layer.frames.new(patch.number)
        frame.keyframe_type = GENERATED
    drawing = frame.drawing
    if frame.keyframe_type == MARKED:
        return int(drawing.attributes.domain_size("CURVE"))
    kept = clear_own(drawing, names())
    owner = layer.id_data
    if not len(patch.sizes):
        forget_written(owner, patch.number)
        return kept
    drawing.add_strokes(patch.sizes.tolist())
    seal = _set_all(drawing, kept, patch, slots, names())
    origin = replace(patch.origin, job=job)
    written = Written(seal[patch.first], patch.region[patch.first], patch.places, origin)
    keep_written(owner, patch.number, written)
    if kept:
        total = kept + len(patch.sizes)
        drawing.reorder_strokes([*range(kept, total), *range(kept)])
    drawing.tag_positions_changed()
    return kept + len(patch.sizes)


def clear_own(drawing: Any, names: list[str]) -> int:
    """Remove Shiage's own fills of a drawing; returns how many strokes are left."""
    curves = read_drawing(drawing)
    if not curves.count:
        return 0
    own = is_own(drawing, curves, names)
    if own.any():
        drawing.remove_strokes(indices=np.flatnonzero(own).tolist())
    return int((~own).sum())


def _set_all(drawing: Any, kept: int, patch: Patch, slots: np.ndarray, names: list[str]) -> np.ndarray:
    """Attributes of the new curves, behind those that were kept; returns their seals."""
    m = len(patch.sizes)
    offsets = np.concatenate([[0], np.cumsum(patch.sizes)])
    seal = seals(patch.points, offsets, [names[i] for i in slots.tolist()], np.zeros((m, 4), np.float32))
    nothing = np.zeros(len(patch.points), np.float32)
    put = _Writer(drawing, kept)
    put.points("position", "FLOAT_VECTOR", patch.points, (0.0, 0.0, 0.0))
    # the outline of a fill's material is not drawn again along every region
    put.points("radius", "FLOAT", nothing, 0.01)
    put.points("opacity", "FLOAT", nothing, 1.0)
    put.curves("cyclic", "BOOLEAN", np.ones(m, np.bool_), 0)
    put.curves("material_index", "INT", slots, 0)
    put.curves("fill_opacity", "FLOAT", np.ones(m, np.float32), 1.0)
    put.curves(SEAL, "INT", seal, 0)
    put.curves(REGION, "INT", patch.region, 0)
    put.curves(SURE, "FLOAT", patch.sure, 1.0)
    if fills_have_ids():
        before = read_attribute(drawing, "fill_id", kept + m, 0, np.int32)[:kept].max(initial=0)
        put.curves("fill_id", "INT", patch.fill + before, 0)
        put.curves("hide_stroke", "BOOLEAN", np.ones(m, np.bool_), 0)
    return seal


class _Writer:
    """Writes attributes of the last curves of a drawing; those before keep theirs."""

    def __init__(self, drawing: Any, kept: int) -> None:
        """Args: drawing: to write to; kept: curves that stay as they are."""
        self._drawing, self._kept = drawing, kept
        offsets = read_offsets(drawing)
        self._kept_points = int(offsets[kept])
        self._all, self._all_points = len(offsets) - 1, int(offsets[-1])

    def points(self, name: str, kind: str, values: np.ndarray, default: Any) -> None:
        """An attribute of points."""
        self._put(name, kind, "POINT", values, default, self._kept_points, self._all_points)

    def curves(self, name: str, kind: str, values: np.ndarray, default: Any) -> None:
        """An attribute of curves."""
        self._put(name, kind, "CURVE", values, default, self._kept, self._all)

    def _put(
        self, name: str, kind: str, domain: str, values: np.ndarray, default: Any, kept: int, count: int
    ) -> None:
        if kept:
            before = read_attribute(self._drawing, name, count, default, values.dtype)[:kept]
            values = np.concatenate([before, values])
        attribute = self._drawing.attributes.get(name)
        if attribute is None:
            attribute = self._drawing.attributes.new(name, kind, domain)
        field = {"FLOAT_VECTOR": "vector", "FLOAT_COLOR": "color"}.get(kind, "value")
        attribute.data.foreach_set(field, np.ascontiguousarray(values).ravel())


def write_blank(layer: Any, number: int, names: list[str]) -> None:
    """A frame without fills of Shiage's."""
    forget_written(layer.id_data, number)
    frame = frame_on(layer, number)
    if frame is None:
        layer.frames.new(number).keyframe_type = GENERATED
    elif frame.keyframe_type != MARKED:
        clear_own(frame.drawing, names)


def drop_stale(layer: Any, plan: Plan, numbers: set[int], names: list[str]) -> None:
    """Remove frames of an earlier run in which nothing is the artist's and no drawing begins any more."""
    for number in numbers_of(layer):
        frame = frame_on(layer, number)
        outside = not plan.start <= number <= plan.end
        if outside or number in numbers or frame is None or frame.keyframe_type != GENERATED:
            continue
        curves = read_drawing(frame.drawing)
        if is_own(frame.drawing, curves, names).all():
            layer.frames.remove(number)
            forget_written(layer.id_data, number)


def end_exposures(layer: Any, numbers: list[int], held: set[int]) -> None:
    """Let keys of the colour layer be seen in their own frame only: an empty frame of ours follows each.

    Args:
        layer: the colour layer.
        numbers: all frames of the shot, in time order; at least one.
        held: keys from before the shot that count in its first frame; others are not seen in it.
    """
    adopt(layer)
    for number in numbers_of(layer):
        frame = frame_on(layer, number)
        if frame is None or not is_painted(frame):
            continue
        at = numbers[0] if number in held else number
        after = next((other for other in numbers if other > at), None)
        upcoming = min((other for other in numbers_of(layer) if other > at), default=None)
        if after is not None and (upcoming is None or upcoming > after):
            layer.frames.new(after).keyframe_type = GENERATED
