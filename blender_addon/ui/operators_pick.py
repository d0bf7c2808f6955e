# SPDX-License-Identifier: GPL-3.0-or-later
"""Choosing any region of the colouring, not only an uncertain one."""

from typing import Any

import bpy
import numpy as np
from bpy.props import FloatVectorProperty

from ..gather.read_plan import target_of
from ..language.messages import ShiageError, said, translated
from ..result.drawing_point import clicked, seen_from
from ..result.region import region_at
from ..saved.corrections import keep_look
from ..scene.looks import blended


class SHIAGE_OT_pick_region(bpy.types.Operator):
    """Choose any region of the coloring, to confirm or recolor it."""

    bl_idname = "shiage.pick_region"
    bl_label = "Pick Region"
    bl_description = "Choose any region of the coloring with a click, to confirm or recolor it"
    bl_options = frozenset({"REGISTER"})

    place: FloatVectorProperty(name="Place", description="A point of the drawing in the world", size=3)

    def execute(self, context: Any) -> set[str]:
        """Choose the region at a place of the drawing that is shown now."""
        return self._choose(context, np.array(self.place, np.float64))

    def invoke(self, context: Any, event: Any) -> set[str]:
        """Wait for a click in the viewport."""
        if context.area is None or context.area.type != "VIEW_3D":
            return self.execute(context)
        context.window.cursor_modal_set("EYEDROPPER")
        context.window_manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: Any, event: Any) -> set[str]:
        """A click chooses, the right button or ESC gives up."""
        if event.type in ("ESC", "RIGHTMOUSE"):
            context.window.cursor_modal_restore()
            return {"CANCELLED"}
        if event.type != "LEFTMOUSE" or event.value != "PRESS":
            return {"PASS_THROUGH"}
        context.window.cursor_modal_restore()
        try:
            place = clicked(context, event)
        except ShiageError as error:
            self.report({"ERROR"}, said(error))
            return {"CANCELLED"}
        if place is None:
            return {"CANCELLED"}
        self.place = place.tolist()
        return self.execute(context)

    def _choose(self, context: Any, world: np.ndarray) -> set[str]:
        settings = context.scene.shiage
        try:
            target = target_of(context)
            local, rows = seen_from(context, target.name, world)
            found = region_at(target.name, context.scene.frame_current, rows, local)
        except ShiageError as error:
            self.report({"ERROR"}, said(error))
            return {"CANCELLED"}
        if found is None:
            self.report({"ERROR"}, translated("Nothing is colored in this frame"))
            return {"CANCELLED"}
        settings.unsure = max(settings.unsure, 0)
        settings.at_frame, settings.at_sure = found.number, found.sure
        settings.at_place, settings.at_colour = local.tolist(), blended(found.look)
        keep_look(settings.at_paints, found.look)
        return {"FINISHED"}


CLASSES = (SHIAGE_OT_pick_region,)
