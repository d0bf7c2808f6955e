# SPDX-License-Identifier: GPL-3.0-or-later
"""The regions Shiage is least sure of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..gather.plan import RESULT
from ..saved.own_fills import REGION, SURE, is_own
from ..scene.attributes import read_attribute
from ..scene.camera import local_behind, local_rows, project, view_of
from ..scene.drawing_plane import plane_of
from ..scene.fill_shapes import fill_shapes
from ..scene.keys import MARKED
from ..scene.layers import Evaluated, Shown, object_of
from ..scene.looks import Look, over
from ..scene.materials import slots_of
from ..scene.polygons import inner_points
from ..scene.read_drawing import read_drawing

SURE_ENOUGH = 0.9
"""Probability from which a region is not shown for review."""


@dataclass(frozen=True, eq=False)
class UncertainRegion:
    """A fill to be looked at.

    Attributes:
        sure: probability that its colour is right.
        frame: where it stands on the timeline.
        stroke: index of its curve in the drawing.
        look: what its region is painted with.
        ring: (n, 3) its outline in the result layer's coordinates.
    """

    sure: float
    frame: int
    stroke: int
    look: Look
    ring: np.ndarray


def uncertain_regions(target: str) -> list[UncertainRegion]:
    """Shiage's own fills that may be wrong, the least sure first."""
    owner = object_of(target)
    layer = owner.data.layers.get(RESULT)
    if layer is None:
        return []
    materials = [slot.material for slot in owner.material_slots]
    names = slots_of(materials).names
    found: list[Any] = []
    for frame in layer.frames:
        if frame.keyframe_type == MARKED:
            continue
        curves = read_drawing(frame.drawing)
        sure = read_attribute(frame.drawing, SURE, curves.count, 1.0, np.float32)
        if not (sure < SURE_ENOUGH).any():
            continue
        own = is_own(frame.drawing, curves, names)
        region = read_attribute(frame.drawing, REGION, curves.count, 0, np.int32)
        pieces: dict[tuple[int, bytes], UncertainRegion] = {}
        for shape in fill_shapes(Shown(layer, frame.drawing, materials, np.eye(4)), np.eye(4)):
            first = shape.strokes[0]
            if own[first] and sure[first] < SURE_ENOUGH:
                ring = max(shape.rings, key=len)
                # paints that lie one over the other have one outline
                piece = int(region[first]), ring[0].tobytes()
                look = over(pieces[piece].look if piece in pieces else (), shape.paint)
                pieces[piece] = UncertainRegion(float(sure[first]), frame.frame_number, first, look, ring)
        found += pieces.values()
    return sorted(found, key=lambda one: (one.sure, one.frame, one.stroke))


def place_in(one: UncertainRegion, scene: Any, depsgraph: Any, target: str) -> tuple[np.ndarray, np.ndarray]:
    """A point well inside a fill, in the result layer's coordinates and in the world.

    Args:
        one: the fill.
        scene: at the fill's frame.
        depsgraph: evaluated there.
        target: object that has it.
    """
    view = view_of(scene, depsgraph)
    shown = Evaluated(depsgraph).layer((target, RESULT))
    world = shown.world if shown is not None else np.eye(4)
    ring = one.ring.astype(np.float64)
    rows = local_rows(view, world)
    middle = inner_points([project(rows, ring)[0]])
    plane = plane_of(ring, rows, local_behind(view, world))
    local = plane.local(middle)[0] if len(middle) else ring.mean(0)
    return local, world[:3, :3] @ local + world[:3, 3]
