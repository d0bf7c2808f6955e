# SPDX-License-Identifier: GPL-3.0-or-later
"""Points of the drawing: seen in the render, in the world, under a click."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..gather.plan import RESULT
from ..gather.read_plan import target_of
from ..scene.camera import local_behind, local_rows, view_of
from ..scene.drawing_plane import plane_of
from ..scene.layers import Evaluated
from ..scene.read_drawing import read_drawing


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
