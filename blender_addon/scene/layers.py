# SPDX-License-Identifier: GPL-3.0-or-later
"""Grease-pencil objects and layers: which are seen, where they stand, what they show in a frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import bpy
import numpy as np

from ..language.messages import ShiageError

Address = tuple[str, str]
"""An object's and a layer's name; names outlive undo, where references do not."""


NOTHING = 1e-9
"""Part of the largest scale below which an axis is scaled to nothing."""


@dataclass(frozen=True)
class Shown:
    """A layer in an evaluated frame.

    Attributes:
        layer: the evaluated layer.
        drawing: what it shows, or None.
        materials: the object's materials, one a slot.
        world: (4, 4) from its coordinates to the world, which can be turned round.
        paint: the drawing that has its vertex colours, where that is another one.
    """

    layer: Any
    drawing: Any
    materials: list[Any]
    world: np.ndarray
    paint: Any = None


def object_of(name: str) -> Any:
    """A grease-pencil object.

    Raises:
        ShiageError: there is none of this name.
    """
    found = bpy.data.objects.get(name)
    if found is None or found.type != "GREASEPENCIL":
        raise ShiageError("There is no grease-pencil object '{}' any more: choose another one", name)
    return found


def layer_of(address: Address) -> Any:
    """A layer.

    Raises:
        ShiageError: it or its object is not there.
    """
    found = object_of(address[0]).data.layers.get(address[1])
    if found is None:
        raise ShiageError("'{}' has no layer '{}' any more: choose another one", *address)
    return found


def numbers_of(layer: Any) -> list[int]:
    """Numbers of a layer's frames in time order."""
    return sorted(frame.frame_number for frame in layer.frames)


def frame_on(layer: Any, number: int) -> Any:
    """The frame that stands at a number, or None.

    Blender moves a layer's frames in memory whenever one is added or removed: look a frame up when it is
    wanted, never keep it across such a change.
    """
    return next((frame for frame in layer.frames if frame.frame_number == number), None)


def is_painted(frame: Any) -> bool:
    """Whether a frame has any stroke."""
    return bool(frame.drawing.attributes.domain_size("CURVE"))


def is_seen(layer: Any) -> bool:
    """Whether a layer is shown: neither it nor a group around it is hidden."""
    group = layer.parent_group
    while group is not None:
        if group.hide:
            return False
        group = group.parent_group
    return not layer.hide and layer.opacity > 0


def world_of(owner: Any, layer: Any) -> np.ndarray:
    """(4, 4) from a layer's coordinates to the world; both belong to one evaluated frame.

    A parented layer follows its parent, an object or a bone, and not the object it belongs to.
    """
    if layer.parent is None:
        return np.array(owner.matrix_world @ layer.matrix_local)
    place = layer.parent.matrix_world
    if layer.parent_bone and layer.parent.type == "ARMATURE":
        bone = layer.parent.pose.bones.get(layer.parent_bone)
        if bone is not None:
            place = place @ bone.matrix
    return np.array(place @ layer.matrix_parent_inverse @ layer.matrix_local)


def whole(matrix: np.ndarray) -> np.ndarray | None:
    """A (4, 4) matrix that can be turned round; None where all it moves comes to lie on a line or a point.

    Who flattens a drawing scales its depth to nothing, which changes nothing of how it is seen.
    """
    left, size, right = np.linalg.svd(matrix[:3, :3])
    if size[1] <= NOTHING * size[0] or not np.isfinite(size).all():
        return None
    if size[2] > NOTHING * size[0]:
        return matrix
    mended = matrix.copy()
    mended[:3, :3] = left @ np.diag([size[0], size[1], size[1]]) @ right
    return mended


class Evaluated:
    """What the objects show in one frame, modifiers included; holds the evaluated geometry alive."""

    def __init__(self, depsgraph: Any) -> None:
        """Args: depsgraph: evaluated at the frame."""
        self._depsgraph = depsgraph
        self._objects: dict[str, tuple[Any, Any, Any]] = {}

    def layer(self, address: Address) -> Shown | None:
        """What a layer shows; None where it has vanished (a modifier may do that)."""
        owner, _, data = self._object(address[0])
        layer = data.layers.get(address[1]) if data is not None else None
        return None if layer is None else _shown(owner, layer, self._frame(layer))

    def layer_or_hidden(self, address: Address) -> Shown | None:
        """The same, also for a hidden layer: Blender does not evaluate it, so it comes as it was drawn."""
        owner = self._object(address[0])[0]
        layer = object_of(address[0]).data.layers.get(address[1])
        if layer is None or is_seen(layer):
            return self.layer(address)
        return _shown(owner, layer, layer.get_frame_at(self._depsgraph.scene.frame_current))

    def painted(self, address: Address) -> Shown | None:
        """What a colour layer shows, in the artist's own paint: Blender evaluates a tint into it.

        Where modifiers made other strokes of them, the paint is as they show it.
        """
        shown = self.layer_or_hidden(address)
        layer = object_of(address[0]).data.layers.get(address[1])
        if shown is None or shown.drawing is None or not layer.tint_factor:
            return shown
        drawn = layer.get_frame_at(self._depsgraph.scene.frame_current)
        counts = (
            [one.attributes.domain_size("POINT") for one in (drawn.drawing, shown.drawing)] if drawn else []
        )
        return replace(shown, paint=drawn.drawing) if drawn and counts[0] == counts[1] else shown

    def _frame(self, layer: Any) -> Any:
        """What a layer shows now; Blender's own word on it is for the scene that is shown."""
        scene = self._depsgraph.scene
        if bpy.context.scene == scene.original:
            return layer.current_frame()
        return layer.get_frame_at(scene.frame_current)

    def _object(self, name: str) -> tuple[Any, Any, Any]:
        if name not in self._objects:
            owner = object_of(name).evaluated_get(self._depsgraph)
            geometry = owner.evaluated_geometry()
            self._objects[name] = owner, geometry, geometry.grease_pencil
        return self._objects[name]


def _shown(owner: Any, layer: Any, frame: Any) -> Shown:
    materials = [slot.material for slot in owner.material_slots]
    world = whole(world_of(owner, layer))
    if world is None:  # scaled to nothing, as what pops up is before it does
        return Shown(layer, None, materials, np.eye(4))
    return Shown(layer, frame.drawing if frame else None, materials, world)


def seen_layers(owner: Any) -> Iterator[Address]:
    """Addresses of the layers of an object that are shown, from the lowest up."""
    for layer in owner.data.layers:
        if is_seen(layer):
            yield owner.name, layer.name
