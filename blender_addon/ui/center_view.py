# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing a point of the world into the middle of the viewport."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

ZOOM = 30.0
"""Blender's zoom of the camera's frame at which a region is easy to see."""


def aim_at(area: Any, place: np.ndarray, size: float) -> None:
    """Centre a 3D viewport.

    Args:
        area: its area.
        place: (3,) the point.
        size: of what shall be seen around it, in units of the world.
    """
    space = area.spaces.active
    region = next((r for r in area.regions if r.type == "WINDOW"), None)
    view = space.region_3d
    if region is None or view is None:
        return
    if view.view_perspective != "CAMERA":
        view.view_location = place.tolist()
        view.view_distance = max(4 * size, 1e-3)
        return
    if bpy.app.background:
        return  # Blender measures a view with its graphics card, and dies where it has none
    # how far the picture moves with the offset is measured, for it hangs on frame, zoom and region at once
    view.view_camera_zoom = max(view.view_camera_zoom, ZOOM)
    offsets = np.array([(0.0, 0.0), (0.1, 0.1)])
    seen = []
    for offset in offsets:
        view.view_camera_offset = offset.tolist()
        view.update()
        flat = np.array(view.perspective_matrix) @ np.append(place, 1.0)
        seen.append(flat[:2] / flat[3])
    pace = (seen[1] - seen[0]) / 0.1
    if np.abs(pace).min() > 1e-6:
        view.view_camera_offset = np.clip(-seen[0] / pace, -1.0, 1.0).tolist()
