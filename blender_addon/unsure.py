# SPDX-License-Identifier: GPL-3.0-or-later
"""The regions Shiage is least sure of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .camera import local_behind, local_rows, project, view_of
from .drawings import read_attribute, read_drawing
from .fillshapes import fill_shapes
from .keys import MARKED
from .layers import Evaluated, Shown, object_of
from .looks import Look, over
from .materials import slots_of
from .plan import RESULT, target_of
from .plane import plane_of
from .raster import inner_points
from .seal import REGION, SURE, is_own

SURE_ENOUGH = 0.9
"""Probability from which a region is not shown for review."""


@dataclass(frozen=True, eq=False)
class Unsure:
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


def unsure_fills(target: str) -> list[Unsure]:
    """Shiage's own fills that may be wrong, the least sure first."""
    owner = object_of(target)
    layer = owner.data.layers.get(RESULT)
    if layer is None:
        return []
    materials = [slot.material for slot in owner.material_slots]
    names = slots_of(materials).names
    found = []
    for frame in layer.frames:
        if frame.keyframe_type == MARKED:
            continue
        curves = read_drawing(frame.drawing)
        sure = read_attribute(frame.drawing, SURE, curves.count, 1.0, np.float32)
        if not (sure < SURE_ENOUGH).any():
            continue
        own = is_own(frame.drawing, curves, names)
        region = read_attribute(frame.drawing, REGION, curves.count, 0, np.int32)
        pieces: dict[tuple[int, bytes], Unsure] = {}
        for shape in fill_shapes(Shown(layer, frame.drawing, materials, np.eye(4)), np.eye(4)):
            first = shape.strokes[0]
            if own[first] and sure[first] < SURE_ENOUGH:
                ring = max(shape.rings, key=len)
                # paints that lie one over the other have one outline
                piece = int(region[first]), ring[0].tobytes()
                look = over(pieces[piece].look if piece in pieces else (), shape.paint)
                pieces[piece] = Unsure(float(sure[first]), frame.frame_number, first, look, ring)
        found += pieces.values()
    return sorted(found, key=lambda one: (one.sure, one.frame, one.stroke))


def place_in(one: Unsure, scene: Any, depsgraph: Any, target: str) -> tuple[np.ndarray, np.ndarray]:
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


def rows_at(context: Any, target: str) -> np.ndarray:
    """(3, 4) from the result layer's coordinates to pixels of the render, in the frame that is shown."""
    depsgraph = context.evaluated_depsgraph_get()
    shown = Evaluated(depsgraph).layer((target, RESULT))
    return local_rows(view_of(context.scene, depsgraph), shown.world if shown is not None else np.eye(4))


def seen_from(context: Any, target: str, world: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A point of the world in the result layer's coordinates, and `rows_at` of them."""
    depsgraph = context.evaluated_depsgraph_get()
    shown = Evaluated(depsgraph).layer((target, RESULT))
    matrix = shown.world if shown is not None else np.eye(4)
    local = np.linalg.inv(matrix) @ np.append(world, 1.0)
    return local[:3], local_rows(view_of(context.scene, depsgraph), matrix)


def clicked(context: Any, event: Any) -> np.ndarray | None:
    """(3,) where in the world a click meets the drawing's plane; None beside the viewport."""
    from bpy_extras import view3d_utils
    from mathutils import geometry

    region, view = context.region, context.region_data
    if region is None or view is None:
        return None
    at = (event.mouse_region_x, event.mouse_region_y)
    begin = view3d_utils.region_2d_to_origin_3d(region, view, at)
    way = view3d_utils.region_2d_to_vector_3d(region, view, at)
    depsgraph = context.evaluated_depsgraph_get()
    name = target_of(context).name
    shown = Evaluated(depsgraph).layer((name, RESULT))
    if shown is None or shown.drawing is None:
        return None
    rows = local_rows(view_of(context.scene, depsgraph), shown.world)
    points = read_drawing(shown.drawing).points.astype(np.float64)
    axes = plane_of(points, rows, local_behind(view_of(context.scene, depsgraph), shown.world)).axes
    turn = shown.world[:3, :3]
    normal = np.cross(turn @ axes[:, 0], turn @ axes[:, 1])
    centre = turn @ axes[:, 2] + shown.world[:3, 3]
    hit = geometry.intersect_line_plane(begin, begin + way, centre.tolist(), normal.tolist())
    return None if hit is None else np.array(hit)
