# SPDX-License-Identifier: GPL-3.0-or-later
"""Installing the engine, mending, updating and removing it, and choosing another."""

import time
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import BoolProperty, StringProperty

from ..bootstrap.folder import engine_folder
from ..bootstrap.installed import NONE, installed
from ..bootstrap.task import Task
from ..engine import install, process
from ..language.messages import ShiageError, said

LOOK = 0.25
"""Seconds between two looks at a task."""

if TYPE_CHECKING:
    _Operator = bpy.types.Operator
else:
    _Operator = object  # Blender registers each operator's own base alone


class TaskOperator(_Operator):
    """What installing and removing have in common."""

    def start(self) -> Task:
        """Begin; ShiageError when it cannot."""
        raise NotImplementedError

    def execute(self, context: Any) -> set[str]:
        """Begin; with nobody to watch, wait for the end too."""
        try:
            task = self.start()
        except ShiageError as error:
            self.report({"ERROR"}, said(error))
            return {"CANCELLED"}
        if not bpy.app.background and context.window is not None:
            bpy.app.timers.register(_redrawn, first_interval=LOOK, persistent=True)
            return {"FINISHED"}
        while not task.ended:
            time.sleep(LOOK / 5)
        process.look_again()
        kind, words = install.outcome(task)
        self.report(kind, words)
        return {"FINISHED"} if task.ended == "done" else {"CANCELLED"}


def _redrawn() -> float | None:
    """Have panels show how far the task is; until it has ended."""
    context: Any = bpy.context
    for window in context.window_manager.windows:
        for area in window.screen.areas:
            if area.type in ("VIEW_3D", "PREFERENCES"):
                area.tag_redraw()
    if install.under_way():
        return LOOK
    process.look_again()
    return None


class SHIAGE_OT_install_engine(TaskOperator, bpy.types.Operator):
    """Install the engine that does the work, into a folder of its own."""

    bl_idname = "shiage.install_engine"
    bl_label = "Install Engine"
    bl_description = "Install the engine that does the work, into a folder of its own"

    directory: StringProperty(name="Folder of Wheels", subtype="DIR_PATH")
    anew: BoolProperty(options={"HIDDEN"})

    def start(self) -> Task:
        """Begin."""
        return install.begin(self.directory, self.anew)


class SHIAGE_OT_install_from_wheels(TaskOperator, bpy.types.Operator):
    """Install the engine from a folder of wheels, without a network."""

    bl_idname = "shiage.install_from_wheels"
    bl_label = "Install From Wheels"
    bl_description = "Install the engine from a folder of wheels, without a network"

    directory: StringProperty(name="Folder of Wheels", subtype="DIR_PATH")

    def invoke(self, context: Any, event: Any) -> set[str]:
        """Ask for the folder."""
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def start(self) -> Task:
        """Begin."""
        return install.begin(self.directory)


class SHIAGE_OT_install_cancel(bpy.types.Operator):
    """Stop installing; what has come stays, to go on from."""

    bl_idname = "shiage.install_cancel"
    bl_label = "Cancel Installing"
    bl_description = "Stop installing; what has come stays, to go on from"

    def execute(self, context: Any) -> set[str]:
        """Stop."""
        install.cancel()
        return {"FINISHED"}


class SHIAGE_OT_remove_engine(TaskOperator, bpy.types.Operator):
    """Remove the engine's folder; nothing else is touched."""

    bl_idname = "shiage.remove_engine"
    bl_label = "Remove Engine"
    bl_description = "Remove the engine's folder; nothing else is touched"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """There is one."""
        return installed(engine_folder()).state != NONE and not install.under_way()

    def invoke(self, context: Any, event: Any) -> set[str]:
        """Ask first."""
        return set(context.window_manager.invoke_confirm(self, event))

    def start(self) -> Task:
        """Begin."""
        return install.begin_removal()


class SHIAGE_OT_choose_engine(bpy.types.Operator):
    """Choose another engine: its program, a Python it is installed in, or the folder of an environment."""

    bl_idname = "shiage.choose_engine"
    bl_label = "Choose Engine"
    bl_description = (
        "Choose another engine: its program, a Python it is installed in, or the folder of an environment"
    )

    filepath: StringProperty(subtype="FILE_PATH")

    def invoke(self, context: Any, event: Any) -> set[str]:
        """Ask for it."""
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: Any) -> set[str]:
        """Keep it, if it is one."""
        try:
            process.choose(self.filepath)
        except ShiageError as error:
            self.report({"ERROR"}, said(error))
            return {"CANCELLED"}
        return {"FINISHED"}


CLASSES = (
    SHIAGE_OT_install_engine,
    SHIAGE_OT_install_from_wheels,
    SHIAGE_OT_install_cancel,
    SHIAGE_OT_remove_engine,
    SHIAGE_OT_choose_engine,
)
