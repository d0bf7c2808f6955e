# SPDX-License-Identifier: GPL-3.0-or-later
"""The mesh that shows a picture: on the drawing's plane, or before the camera."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..gather.gathered import Gathered, Seen
from ..gather.plan import Plan
from ..scene.camera import NEAREST, project
from ..scene.drawing_plane import Plane, plane_facing
from ..scene.layers import object_of

BEHIND = 2e-4
"""Share of the picture's width by which it lies behind the lines."""

CELLS = 48
"""Pieces each way of a picture that is seen at a slant; within each it is laid on evenly."""

SAME = 1e-3
"""Share of a drawing's size by which the planes of two drawings differ at most to be one."""


def common_plane(found: Gathered) -> Plane | None:
    """The plane that all drawings lie on, if there is one."""
    planes = [seen.plane for seen in found.frames.values()]
    first = planes[0]
    size = max((float(np.ptp(seen.place, axis=0).max()) for seen in found.frames.values() if len(seen.place)),
               default=1.0)  # fmt: skip
    for plane in planes:
        turned = abs(float(plane.normal @ first.normal)) < 1 - 1e-6
        if turned or abs((plane.axes[:, 2] - first.axes[:, 2]) @ first.normal) > SAME * size:
            return None
        if not plane.holds:
            return None
    return first


def backdrop(found: Gathered, seen: Seen) -> Plane:
    """A plane that faces the camera behind all that is drawn."""
    look = seen.plane.look
    far = max((one.plane.far for one in found.frames.values()), key=lambda point: float(point @ look))
    return plane_facing(look, far, look, seen.rows)


def lay_on_plane(mesh: Any, seen: Seen, plane: Plane) -> None:
    """Make the mesh show the whole picture, wherever the plane is before the camera."""
    width, height = seen.view.width, seen.view.height
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], float)
    depth = project(seen.rows, plane.local(corners))[1]
    even = depth.min() > NEAREST and np.ptp(depth) < 1e-6 * depth.max()
    cells = 1 if even else CELLS
    rows, columns = np.mgrid[: cells + 1, : cells + 1].reshape(2, -1)
    pixels = np.stack([columns * (width / cells), rows * (height / cells)], 1)
    points = plane.local(pixels)
    open_: np.ndarray = (project(seen.rows, points)[1] > NEAREST).reshape(cells + 1, cells + 1)
    open_ = open_[:-1, :-1] & open_[1:, :-1] & open_[:-1, 1:] & open_[1:, 1:]
    first = np.flatnonzero(np.pad(open_, ((0, 1), (0, 1))).ravel())
    faces = first[:, None] + np.array([cells + 1, cells + 2, 1, 0])
    kept, index = np.unique(faces, return_inverse=True)
    size = float(np.ptp(points[kept], axis=0).max()) if len(kept) else 0.0
    points = points + BEHIND * size * _away(seen.rows, pixels, plane.look)
    mesh.clear_geometry()
    mesh.from_pydata(points[kept].tolist(), [], index.reshape(-1, 4).tolist())
    place = (pixels[faces.ravel()] / (width, height)) * (1, -1) + (0, 1)
    mesh.uv_layers.new(name="UVMap").uv.foreach_set("vector", place.astype(np.float32).ravel())


def _away(rows: np.ndarray, pixels: np.ndarray, look: np.ndarray) -> np.ndarray:
    """(n, 3) unit directions in which the camera sees pixels."""
    x, y = pixels[:, :1], pixels[:, 1:]
    ray = np.cross(rows[0, :3] - x * rows[2, :3], rows[1, :3] - y * rows[2, :3])
    ray *= np.sign(ray @ look)[:, None]
    return ray / np.linalg.norm(ray, axis=1, keepdims=True)


def fill_view(scene: Any, plan: Plan, mesh: Any) -> None:
    """Make the mesh fill the camera's picture at the object's depth: scans stand before the camera."""
    camera = scene.camera
    place = object_of(plan.target).matrix_world.translation
    distance = max(0.01, -(camera.matrix_world.normalized().inverted() @ place).z)
    corners = [corner.copy() for corner in camera.data.view_frame(scene=scene)]
    for corner in corners:
        if camera.data.type == "PERSP":
            corner *= distance / -corner.z
        else:
            corner.z = -distance
    mesh.clear_geometry()
    mesh.from_pydata(corners, [], [(0, 1, 2, 3)])
    mesh.uv_layers.new(name="UVMap").uv.foreach_set("vector", [1, 1, 1, 0, 0, 0, 0, 1])
