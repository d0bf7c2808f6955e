# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures in the scene: an image sequence on the plane of the drawing, just behind its lines."""

from __future__ import annotations

from typing import Any

import bpy
from mathutils import Matrix

from ..gather.drawing_times import layers_move
from ..gather.gathered import Gathered
from ..gather.plan import IMAGES, Plan
from ..scene.layers import layer_of, object_of
from .image_material import dress
from .image_mesh import backdrop, common_plane, fill_view, lay_on_plane
from .image_sequence import Album

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
        fill_view(scene, plan, body.data)
    else:
        seen = next(iter(found.frames.values()))
        plane = common_plane(found)
        together = plane is not None
        lay_on_plane(body.data, seen, plane or backdrop(found, seen))
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
