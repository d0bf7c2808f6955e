# SPDX-License-Identifier: GPL-3.0-or-later
"""From the world to pixels of the render, through the scene's camera."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..language.messages import ShiageError

NEAREST = 1e-4
"""Depth in front of the camera below which a point cannot be projected."""


@dataclass(frozen=True, eq=False)
class View:
    """The camera of one frame.

    Attributes:
        rows: (3, 4) float64; rows @ (x, y, z, 1) of a world point is its pixel (x, y), origin top left,
            times its depth, and that depth (1 everywhere for an orthographic camera).
        unit: pixels that one unit of the world takes at depth 1.
        width: of the render in pixels.
        height: of the render in pixels.
        behind: (3,) world direction the camera looks in.
    """

    rows: np.ndarray
    unit: float
    width: int
    height: int
    behind: np.ndarray


def render_size(scene: Any) -> tuple[int, int]:
    """Width and height of the render in pixels."""
    render = scene.render
    share = render.resolution_percentage / 100
    return max(1, int(render.resolution_x * share)), max(1, int(render.resolution_y * share))


def view_of(scene: Any, depsgraph: Any) -> View:
    """The scene's camera as it stands in the evaluated frame: any lens, shift and pixel aspect.

    Raises:
        ShiageError: the scene has no camera, or one that sees nothing.
    """
    if scene.camera is None:
        raise ShiageError("The scene has no camera: add one, strokes are seen through it")
    width, height = render_size(scene)
    camera = scene.camera.evaluated_get(depsgraph)
    if not camera.data.clip_end > camera.data.clip_start:
        raise ShiageError("The camera sees nothing: its clipping ends before it starts")
    aspect = {"scale_x": scene.render.pixel_aspect_x, "scale_y": scene.render.pixel_aspect_y}
    lens = np.array(camera.calc_matrix_camera(depsgraph, x=width, y=height, **aspect))
    place = camera.matrix_world.normalized()
    clip = lens @ np.array(place.inverted())
    rows = np.stack([(clip[3] + clip[0]) * width / 2, (clip[3] - clip[1]) * height / 2, clip[3]])
    unit = (abs(lens[0, 0]) * width + abs(lens[1, 1]) * height) / 4
    return View(rows, unit, width, height, -np.array(place)[:3, 2])


def project(rows: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pixels (n, 2) and depths (n,) of (n, 3) points; pixels of points behind the camera mean nothing."""
    flat = points @ rows[:, :3].T + rows[:, 3]
    depth = flat[:, 2]
    safe = np.where(depth < NEAREST, 1.0, depth)
    return flat[:, :2] / safe[:, None], depth


def local_rows(view: View, matrix: np.ndarray) -> np.ndarray:
    """(3, 4) from the coordinates of a layer, whose (4, 4) matrix leads to the world, to pixels."""
    return view.rows @ matrix


def local_behind(view: View, matrix: np.ndarray) -> np.ndarray:
    """The camera's direction in the coordinates of a layer."""
    return np.linalg.inv(matrix[:3, :3]) @ view.behind


def moved_along(view: View, before: np.ndarray, matrix: np.ndarray) -> View:
    """The camera as if it had moved with a layer.

    Args:
        view: as it stood.
        before: (4, 4) from the layer's coordinates to the world, then.
        matrix: the same now.
    """
    way = matrix @ np.linalg.inv(before)
    grown = abs(np.linalg.det(way[:3, :3])) ** (1 / 3)
    behind = way[:3, :3] @ view.behind
    return replace(view, rows=view.rows @ np.linalg.inv(way), unit=view.unit / grown, behind=behind)
