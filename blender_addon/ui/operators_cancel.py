# SPDX-License-Identifier: GPL-3.0-or-later
"""Stopping what is being colored."""

from typing import Any

import bpy
from bpy.props import IntProperty

from ..job.shot_queue import ShotQueue
from .running import running


class SHIAGE_OT_cancel(bpy.types.Operator):
    """Stop coloring; frames that are there already stay."""

    bl_idname = "shiage.cancel"
    bl_label = "Cancel"
    bl_description = "Stop coloring; frames that are there already stay"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether there is something to cancel."""
        return running() is not None

    def execute(self, context: Any) -> set[str]:
        """Cancel the run."""
        run = running()
        if run is not None:
            run.cancel()
        return {"FINISHED"}


class SHIAGE_OT_cancel_one(bpy.types.Operator):
    """Stop coloring one shot; the others go on."""

    bl_idname = "shiage.cancel_one"
    bl_label = "Cancel This Shot"
    bl_description = "Stop coloring this shot; the others go on"

    index: IntProperty(name="Index")

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether several shots are in the queue."""
        return isinstance(running(), ShotQueue)

    def execute(self, context: Any) -> set[str]:
        """Cancel it."""
        run = running()
        if not isinstance(run, ShotQueue) or not 0 <= self.index < len(run.shots):
            return {"CANCELLED"}
        run.cancel_one(self.index)
        return {"FINISHED"}


CLASSES = (SHIAGE_OT_cancel, SHIAGE_OT_cancel_one)
