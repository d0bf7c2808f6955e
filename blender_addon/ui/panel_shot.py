# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel in the viewport's sidebar: coloring a shot, and what is going on."""

from typing import Any

import bpy

from ..engine import process
from ..gather.plan import FILLS
from ..gather.read_plan import output_of, target_of
from ..job.queued_shot import CANCELLED, DONE, FAILED, LEFT_OUT, RUNNING, UNDONE, WAITING
from ..job.shot_queue import ShotQueue
from ..language.messages import ShiageError, translated
from .install_box import install_box
from .productions import production_row
from .progress import progress_words
from .running import latest_notes, running
from .sidebar import Sidebar, remove_button, show_words

MOST_NOTES = 6
"""Notes that are shown in the panel."""


class SHIAGE_PT_shot(Sidebar, bpy.types.Panel):
    """Colouring."""

    bl_idname = "SHIAGE_PT_shot"
    bl_label = "Shiage"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Always: what there is to do first is said here."""
        return True

    def draw(self, context: Any) -> None:
        """Buttons, and what they need to know."""
        layout, settings = self.layout, context.scene.shiage
        run = running()
        if run is not None:
            share = run.done / run.total if run.total else 0.0
            layout.progress(text=progress_words(run).partition("    ")[0], factor=share)
            if isinstance(run, ShotQueue):
                _queue(layout, run)
            layout.operator("shiage.cancel", icon="CANCEL")
            return
        if install_box(layout, context):
            return
        active = context.view_layer.objects.active
        if active is None or active.type != "GREASEPENCIL":
            words = "Choose a grease-pencil object whose drawings shall be colored, or try a scene of ours"
            show_words(layout, context, translated(words), "INFO")
            layout.operator("shiage.try_it", icon="PLAY")
            return
        column = layout.column(align=True)
        column.scale_y = 1.4
        column.operator("shiage.color_shot", icon="BRUSH_DATA")
        column.operator("shiage.color_frame")
        chosen = [one for one in context.selected_objects if one.type == "GREASEPENCIL"]
        if len(chosen) > 1:
            column.operator("shiage.color_selected")
        if len(bpy.data.scenes) > 1:
            column.operator("shiage.color_scenes")
        if process.trouble():
            show_words(layout, context, process.trouble(), "ERROR")
        notes = latest_notes()
        for words in notes[:MOST_NOTES]:
            show_words(layout, context, words, "INFO")
        if len(notes) > MOST_NOTES:
            words = translated("And {} notes more, in the info editor").format(len(notes) - MOST_NOTES)
            show_words(layout, context, words, "INFO")
        layout.use_property_split = True
        production_row(layout, context, settings)
        layout.prop(settings, "target")
        try:
            target = target_of(context)
        except ShiageError:
            return
        layout.prop_search(settings, "colour_layer", target.data, "layers")
        for index, entry in enumerate(settings.colours):
            if entry.object == target:
                row = layout.row(align=True)
                row.label(text=entry.layer, translate=False)
                remove_button(row, "colours", index)
        layout.operator("shiage.list_add", text="Add Color Layer", icon="ADD").name = "colours"
        layout.prop(settings, "mode")
        layout.prop(settings, "gap")
        layout.prop(settings, "output")
        if output_of(settings) != FILLS:
            if settings.output == FILLS:
                show_words(layout, context, translated("Soft shading comes as pictures, on a plane"), "INFO")
            layout.prop(settings, "folder")


STATES = {
    WAITING: "SORTTIME",
    RUNNING: "PLAY",
    DONE: "CHECKMARK",
    FAILED: "ERROR",
    CANCELLED: "X",
    LEFT_OUT: "REMOVE",
    UNDONE: "LOOP_BACK",
}
"""The icon of each state of a shot."""


def _queue(layout: Any, run: ShotQueue) -> None:
    """The shots in line, each with its state and a way to stop it."""
    several = len({shot.scene for shot in run.shots}) > 1
    column = layout.column(align=True)
    for index, shot in enumerate(run.shots):
        row = column.row(align=True)
        name = f"{shot.scene}: {shot.name}" if several else shot.name
        row.label(text=name, icon=STATES[shot.state], translate=False)
        row.label(text=translated(shot.state), translate=False)
        if shot.state in (WAITING, RUNNING):
            row.operator("shiage.cancel_one", text="", icon="X").index = index


CLASSES = (SHIAGE_PT_shot,)
