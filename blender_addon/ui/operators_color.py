# SPDX-License-Identifier: GPL-3.0-or-later
"""Coloring a shot, a frame, or several shots."""

from typing import Any

import bpy

from ..job.find_shots import all_shots, selected_shots
from ..job.run import Run
from ..job.shot_queue import ShotQueue
from .color_operator import ColorOperator


class SHIAGE_OT_color_shot(ColorOperator, bpy.types.Operator):
    """Color all frames of the shot from its keys."""

    bl_idname = "shiage.color_shot"
    bl_label = "Auto-color Shot"
    bl_description = "Color all frames of the shot from its keys"
    bl_options = frozenset({"REGISTER", "UNDO"})


class SHIAGE_OT_color_frame(ColorOperator, bpy.types.Operator):
    """Color the drawing shown in this frame from the shot's keys."""

    bl_idname = "shiage.color_frame"
    bl_label = "Color This Frame"
    bl_description = "Color the drawing shown in this frame from the shot's keys"
    bl_options = frozenset({"REGISTER", "UNDO"})

    def only(self, context: Any) -> int | None:
        """The current frame."""
        return context.scene.frame_current


class SHIAGE_OT_color_selected(ColorOperator, bpy.types.Operator):
    """Color the shots of all selected grease-pencil objects, one after the other."""

    bl_idname = "shiage.color_selected"
    bl_label = "Color Selected Objects"
    bl_description = "Color the shots of all selected grease-pencil objects, one after the other"
    bl_options = frozenset({"REGISTER", "UNDO"})

    def make(self, context: Any) -> Run | ShotQueue:
        """The line of them."""
        return ShotQueue(context, selected_shots(context), self.step)


class SHIAGE_OT_color_scenes(ColorOperator, bpy.types.Operator):
    """Color the shots of all scenes, one after the other."""

    bl_idname = "shiage.color_scenes"
    bl_label = "Color All Scenes"
    bl_description = "Color the shots of all scenes, each with its own range, camera and settings"
    bl_options = frozenset({"REGISTER", "UNDO"})

    def make(self, context: Any) -> Run | ShotQueue:
        """The line of them."""
        return ShotQueue(context, all_shots(context), self.step)


CLASSES = (SHIAGE_OT_color_shot, SHIAGE_OT_color_frame, SHIAGE_OT_color_selected, SHIAGE_OT_color_scenes)
