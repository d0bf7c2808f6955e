# SPDX-License-Identifier: GPL-3.0-or-later
"""The scene of a run, which may be another one than the artist looks at."""

from __future__ import annotations

from typing import Any

import bpy

from ..gather.plan import Plan
from ..language.messages import ShiageError


def scene_of(plan: Plan) -> Any:
    """The scene, looked up anew.

    Raises:
        ShiageError: it is not there any more.
    """
    scene = bpy.data.scenes.get(plan.scene)
    if scene is None:
        raise ShiageError("There is no scene '{}' any more", plan.scene)
    return scene


def own_scene_of(plan: Plan) -> Any:
    """The scene, which can be changed.

    Raises:
        ShiageError: it is not there any more, or belongs to another file.
    """
    scene = scene_of(plan)
    check_own(scene)
    return scene


def check_own(scene: Any) -> None:
    """See that a scene can be changed.

    Raises:
        ShiageError: it belongs to another file.
    """
    if scene.library is not None:
        words = "The scene '{}' is linked from another file and cannot be changed: make it local"
        raise ShiageError(words, scene.name)


def depsgraph_of(plan: Plan) -> Any:
    """What the scene shows, evaluated.

    Raises:
        ShiageError: its view layer is not there any more.
    """
    scene = bpy.data.scenes[plan.scene]
    shown = bpy.context.view_layer
    if bpy.context.scene == scene and shown is not None and shown.name == plan.view_layer:
        return bpy.context.evaluated_depsgraph_get()
    layer = scene.view_layers.get(plan.view_layer)
    if layer is None:
        raise ShiageError("There is no view layer '{}' any more", plan.view_layer)
    layer.update()
    return layer.depsgraph
