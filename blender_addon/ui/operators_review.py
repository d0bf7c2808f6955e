# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking at uncertain regions, and saying what is right."""

from typing import Any

import bpy
import numpy as np
from bpy.props import BoolProperty, IntProperty, StringProperty

from ..gather.read_plan import read_plan, target_of
from ..language.messages import ShiageError, said, translated
from ..result.drawing_point import rows_at
from ..result.region import repaint
from ..result.uncertain_regions import place_in, uncertain_regions
from ..saved.corrections import add_correction, drawing_digest_at, keep_look, look_of, paint_of
from ..scene.looks import Look, blended
from .center_view import aim_at


class SHIAGE_OT_next_uncertain(bpy.types.Operator):
    """Go to the next region that may have the wrong color, the least sure one first."""

    bl_idname = "shiage.next_uncertain"
    bl_label = "Next Uncertain"
    bl_description = "Go to the next region that may have the wrong color, the least sure one first"
    bl_options = frozenset({"REGISTER"})

    step: IntProperty(name="Step", default=1)

    def execute(self, context: Any) -> set[str]:
        """Move the scene to its frame, and the viewport to its place."""
        settings = context.scene.shiage
        try:
            target = target_of(context).name
            found = uncertain_regions(target)
        except ShiageError as error:
            self.report({"ERROR"}, said(error))
            return {"CANCELLED"}
        if not found:
            settings.unsure = -1
            self.report({"INFO"}, translated("No region is uncertain"))
            return {"CANCELLED"}
        settings.unsure = (settings.unsure + self.step) % len(found)
        one = found[settings.unsure]
        context.scene.frame_set(one.frame)
        try:
            local, world = place_in(one, context.scene, context.evaluated_depsgraph_get(), target)
        except ShiageError as error:
            self.report({"ERROR"}, said(error))
            return {"CANCELLED"}
        settings.at_frame, settings.at_sure = one.frame, one.sure
        settings.at_place, settings.at_colour = local.tolist(), blended(one.look)
        keep_look(settings.at_paints, one.look)
        size = float(np.ptp(one.ring, axis=0).max())
        for area in context.screen.areas if context.screen else ():
            if area.type == "VIEW_3D":
                aim_at(area, world, size)
                area.tag_redraw()
        return {"FINISHED"}


class _Marks:
    """What confirming and recolouring have in common."""

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether a region is being looked at."""
        return context.scene.shiage.unsure >= 0

    def mark(self, context: Any, look: Look) -> None:
        """Note the artist's word on the region; it takes the place of an earlier one."""
        settings, target = context.scene.shiage, target_of(context)
        drawing = drawing_digest_at(settings, target, settings.at_frame)
        add_correction(settings, target, settings.at_frame, drawing, settings.at_place, look)
        settings.gathered += 1
        settings.unsure = max(-1, settings.unsure - 1)
        place = np.array(settings.at_place, np.float64)
        repaint(read_plan(context), settings.at_frame, rows_at(context, target.name), place, look)

    def solve(self, context: Any) -> set[str]:
        """Colour the shot again with what is known now."""
        watched = not bpy.app.background and context.window is not None
        ours: Any = bpy.ops
        done = ours.shiage.color_shot("INVOKE_DEFAULT" if watched else "EXEC_DEFAULT")
        return {"FINISHED"} if done & {"FINISHED", "RUNNING_MODAL"} else {"CANCELLED"}


class SHIAGE_OT_confirm(_Marks, bpy.types.Operator):
    """Say that the region's color is right."""

    bl_idname = "shiage.confirm"
    bl_label = "Confirm"
    bl_description = "Say that the region's color is right; Solve Again uses all that was said"
    bl_options = frozenset({"REGISTER", "UNDO"})

    again: BoolProperty(
        name="Color Again", description="Solve the shot at once; else when it is asked for", default=False
    )

    def execute(self, context: Any) -> set[str]:
        """Note it."""
        try:
            self.mark(context, look_of(context.scene.shiage.at_paints))
        except ShiageError as error:
            self.report({"ERROR"}, said(error))
            return {"CANCELLED"}
        return self.solve(context) if self.again else {"FINISHED"}


class SHIAGE_OT_recolor(_Marks, bpy.types.Operator):
    """Give the region the color of a material."""

    bl_idname = "shiage.recolor"
    bl_label = "Recolor"
    bl_description = "Give the region the color of a material; Solve Again uses all that was said"
    bl_options = frozenset({"REGISTER", "UNDO"})

    material: StringProperty(name="Material", description="Its fill color; empty for no color")
    again: BoolProperty(
        name="Color Again", description="Solve the shot at once; else when it is asked for", default=False
    )

    def execute(self, context: Any) -> set[str]:
        """Note it."""
        look: Look = ()
        if self.material:
            found = bpy.data.materials.get(self.material)
            if found is None or found.grease_pencil is None:
                words = translated("There is no grease-pencil material '{}'").format(self.material)
                self.report({"ERROR"}, words)
                return {"CANCELLED"}
            look = (paint_of(found),)
        try:
            self.mark(context, look)
        except ShiageError as error:
            self.report({"ERROR"}, said(error))
            return {"CANCELLED"}
        return self.solve(context) if self.again else {"FINISHED"}


class SHIAGE_MT_recolor(bpy.types.Menu):
    """The palette to recolour a region with."""

    bl_idname = "SHIAGE_MT_recolor"
    bl_label = "Recolor"

    def draw(self, context: Any) -> None:
        """One entry a material that fills."""
        layout: Any = self.layout
        try:
            slots = target_of(context).material_slots
        except ShiageError:
            return
        for slot in slots:
            style = slot.material.grease_pencil if slot.material else None
            if style is not None and getattr(style, "show_fill", True):
                name = slot.material.name
                icon = slot.material.preview.icon_id if slot.material.preview else 0
                given = layout.operator("shiage.recolor", text=name, icon_value=icon, translate=False)
                given.material = name
        layout.separator()
        layout.operator("shiage.recolor", text="No Color").material = ""


class SHIAGE_OT_forget_marks(bpy.types.Operator):
    """Take back everything that was confirmed, recolored or deleted in this object's coloring."""

    bl_idname = "shiage.forget_marks"
    bl_label = "Forget Corrections"
    bl_description = "Take back what was confirmed, recolored or deleted in this object's coloring"
    bl_options = frozenset({"REGISTER", "UNDO"})

    def execute(self, context: Any) -> set[str]:
        """Forget them."""
        marks, target = context.scene.shiage.marks, target_of(context)
        for index in reversed(range(len(marks))):
            if marks[index].object in (target, None):
                marks.remove(index)
        return {"FINISHED"}


CLASSES = (
    SHIAGE_OT_next_uncertain,
    SHIAGE_OT_confirm,
    SHIAGE_OT_recolor,
    SHIAGE_MT_recolor,
    SHIAGE_OT_forget_marks,
)
