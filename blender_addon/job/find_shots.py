# SPDX-License-Identifier: GPL-3.0-or-later
"""Which shots of a file are to be coloured, and which are left out and why."""

from __future__ import annotations

from typing import Any

import bpy

from ..gather.check_target import check_writable
from ..gather.chosen_layers import colour_layers, scribble_layers
from ..gather.plan import FILLS, Plan
from ..gather.read_plan import plan_of, view_layer_of
from ..language.messages import ShiageError, said
from .plan_scene import check_own
from .queued_shot import LEFT_OUT, QueuedShot


def selected_shots(context: Any) -> list[QueuedShot]:
    """A shot for each selected grease-pencil object of the scene.

    Raises:
        ShiageError: none is selected.
    """
    chosen = [one for one in context.view_layer.objects if one.select_get() and one.type == "GREASEPENCIL"]
    if not chosen:
        raise ShiageError("Select the grease-pencil objects whose drawings shall be colored")
    return _shots([(context.scene, one) for one in chosen])


def all_shots(context: Any) -> list[QueuedShot]:
    """A shot for each grease-pencil object of all scenes that has its scene's colour layer.

    Raises:
        ShiageError: there is none in any scene.
    """
    found = []
    for scene in bpy.data.scenes:
        for one in scene.objects:
            if one.type == "GREASEPENCIL" and _is_meant(scene, one):
                found.append((scene, one))
    if not found:
        raise ShiageError("No scene has a grease-pencil object with its color layer: choose one in the panel")
    return _shots(found)


def _is_meant(scene: Any, one: Any) -> bool:
    """Whether an object is the scene's, or has its colour layers; props and backgrounds have none."""
    if scene.shiage.target is not None:
        return bool(one == scene.shiage.target)
    try:
        return bool(colour_layers(scene, one) or scribble_layers(scene, one))
    except ShiageError:
        return False


def _shots(chosen: list[tuple[Any, Any]]) -> list[QueuedShot]:
    shots: list[QueuedShot] = []
    for scene, one in chosen:
        shot = QueuedShot(one.name, scene.name)
        shots.append(shot)
        try:
            plan = _plan(scene, one)
            _check_alone(plan, one, shots)
            shot.plan = plan
        except ShiageError as error:
            shot.state, shot.why = LEFT_OUT, said(error)
    return shots


def _plan(scene: Any, one: Any) -> Plan:
    check_own(scene)
    layer = view_layer_of(scene)
    if one.name not in layer.objects or not one.visible_get(view_layer=layer):
        raise ShiageError("'{}' is hidden in the scene '{}': show it", one.name, scene.name)
    plan = plan_of(scene, layer, one, alone=True)
    if scene.camera is None:
        raise ShiageError("The scene has no camera: add one, strokes are seen through it")
    if plan.output == FILLS:
        check_writable(one)
    return plan


def _check_alone(plan: Plan, one: Any, shots: list[QueuedShot]) -> None:
    """See that no other shot writes fills into the same drawings.

    Raises:
        ShiageError: one does.
    """
    for other in (shot.plan for shot in shots):
        if other is None or FILLS not in (plan.output, other.output):
            continue
        if bpy.data.objects[other.target].data != one.data:
            continue
        if plan.start <= other.end and other.start <= plan.end:
            words = "Its drawings are colored in the scene '{}' already, as those of '{}'"
            raise ShiageError(words, other.scene, other.target)
