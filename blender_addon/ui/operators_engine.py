# SPDX-License-Identifier: GPL-3.0-or-later
"""Starting and stopping the engine by hand."""

from typing import Any

import bpy

from ..engine import process
from ..language.messages import ShiageError, said, translated
from ..wire.events import EngineError


class SHIAGE_OT_engine_start(bpy.types.Operator):
    """Start the engine, which otherwise starts with the first shot."""

    bl_idname = "shiage.engine_start"
    bl_label = "Start Engine"
    bl_description = "Start the engine, which otherwise starts with the first shot"

    def execute(self, context: Any) -> set[str]:
        """Start it."""
        chosen = process.preferences()
        command, device = (chosen.command, chosen.device) if chosen else ("", "AUTO")
        try:
            version = process.start(command, device)
        except (EngineError, ShiageError) as error:
            self.report({"ERROR"}, said(error))
            return {"CANCELLED"}
        self.report({"INFO"}, translated("The engine runs, version {}").format(version))
        return {"FINISHED"}


class SHIAGE_OT_engine_stop(bpy.types.Operator):
    """End the engine; a shot that is being colored goes on when it starts again."""

    bl_idname = "shiage.engine_stop"
    bl_label = "Stop Engine"
    bl_description = "End the engine; a shot that is being colored goes on when it starts again"

    def execute(self, context: Any) -> set[str]:
        """End it."""
        try:
            ended = process.stop()
        except EngineError as error:
            self.report({"ERROR"}, said(error))
            return {"CANCELLED"}
        words = "The engine has stopped" if ended else "No engine was running"
        self.report({"INFO"}, translated(words))
        return {"FINISHED"}


CLASSES = (SHIAGE_OT_engine_start, SHIAGE_OT_engine_stop)
