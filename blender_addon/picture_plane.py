# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures in the scene: an image sequence on the plane of the drawing, just behind its lines."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from mathutils import Matrix

from .camera import NEAREST, project
from .layers import layer_of, object_of
from .picture_material import dress
from .pictures import Album
from .plan import IMAGES, Plan
from .plane import Plane, plane_facing
from .seen import Gathered, Seen
from .times import layers_move

BEHIND = 2e-4
"""Share of the picture's width by which it lies behind the lines."""

CELLS = 48
"""Pieces each way of a picture that is seen at a slant; within each it is laid on evenly."""

SAME = 1e-3
"""Share of a drawing's size by which the planes of two drawings differ at most to be one."""

_OF, _IN = "shiage_object", "shiage_scene"


def show_on_plane(scene: Any, plan: Plan, found: Gathered, album: Album, frames: tuple[int, int]) -> bool:
    """Lay the pictures where the drawings are, in place of those of a run before.

    Returns:
        False where the drawings share no plane: the pictures then stand behind them all, facing the camera.
    """
    body = _body(scene, plan)
    _stand(scene, plan, body)
    together = True
    if plan.source == IMAGES:
        _fill_view(scene, plan, body.data)
    else:
        seen = next(iter(found.frames.values()))
        plane = _common(found)
        together = plane is not None
        _lay(body.data, seen, plane or _backdrop(found, seen))
    dress(body, plan, album, frames)
    _end_with(scene, body, frames)
    return together


def plane_object(scene: Any, target: Any) -> Any:
    """The object that shows an object's pictures in a scene, or None."""
    return next((one for one in scene.objects if one.get(_OF) == target and one.get(_IN) == scene), None)


def _body(scene: Any, plan: Plan) -> Any:
    target = object_of(plan.target)
    body = plane_object(scene, target)
    if body is not None and body.type == "MESH":
        return body
    name = f"{plan.target} Shiage"
    body = bpy.data.objects.new(name, bpy.data.meshes.new(name))
    body[_OF], body[_IN] = target, scene
    # it lights nothing and throws no shadow: it is there to be seen
    for ray in ("diffuse", "glossy", "transmission", "volume_scatter", "shadow"):
        setattr(body, f"visible_{ray}", False)
    own = [one for one in target.users_collection if one in scene.collection.children_recursive]
    place = own[0] if own and len(target.users_scene) == 1 else scene.collection
    place.objects.link(body)
    return body


def _stand(scene: Any, plan: Plan, body: Any) -> None:
    """Let the body have the coordinates of the result layer and move as the lines do."""
    target = object_of(plan.target)
    body.parent, body.parent_type, body.parent_bone = target, "OBJECT", ""
    body.matrix_parent_inverse, body.matrix_basis = Matrix(), Matrix()
    if plan.source == IMAGES:
        body.parent = scene.camera
        return
    if plan.reference is None:
        return
    layer = layer_of(plan.reference)
    if not layers_move(plan):
        body.matrix_basis = layer.matrix_local
    if layer.parent is None:
        return
    body.parent, body.matrix_parent_inverse = layer.parent, layer.matrix_parent_inverse
    bone = layer.parent.data.bones.get(layer.parent_bone) if layer.parent.type == "ARMATURE" else None
    if bone is not None:
        body.parent_type, body.parent_bone = "BONE", bone.name
        # objects hang on a bone's tail, layers on its head
        body.matrix_parent_inverse = Matrix.Translation((0, -bone.length, 0)) @ layer.matrix_parent_inverse


def _common(found: Gathered) -> Plane | None:
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


def _backdrop(found: Gathered, seen: Seen) -> Plane:
    """A plane that faces the camera behind all that is drawn."""
    look = seen.plane.look
    far = max((one.plane.far for one in found.frames.values()), key=lambda point: float(point @ look))
    return plane_facing(look, far, look, seen.rows)


def _lay(mesh: Any, seen: Seen, plane: Plane) -> None:
    """Make the mesh show the whole picture, wherever the plane is before the camera."""
    width, height = seen.view.width, seen.view.height
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], float)
    depth = project(seen.rows, plane.local(corners))[1]
    even = depth.min() > NEAREST and np.ptp(depth) < 1e-6 * depth.max()
    cells = 1 if even else CELLS
    rows, columns = np.mgrid[: cells + 1, : cells + 1].reshape(2, -1)
    pixels = np.stack([columns * (width / cells), rows * (height / cells)], 1)
    points = plane.local(pixels)
    open_ = (project(seen.rows, points)[1] > NEAREST).reshape(cells + 1, cells + 1)
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


def _fill_view(scene: Any, plan: Plan, mesh: Any) -> None:
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


def _end_with(scene: Any, body: Any, frames: tuple[int, int]) -> None:
    """Hide the pictures in frames that have none, where the scene has such frames."""
    body.animation_data_clear()
    body.hide_render = body.hide_viewport = False
    first, last = frames
    shows = {first - 1: True, first: False, last + 1: True}
    if first <= scene.frame_start and last >= scene.frame_end:
        return
    for number, hide in shows.items():
        for name in ("hide_render", "hide_viewport"):
            setattr(body, name, hide)
            body.keyframe_insert(name, frame=number)
