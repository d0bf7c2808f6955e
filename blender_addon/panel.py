# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel in the viewport's sidebar."""

import textwrap
from typing import Any

import bpy

from . import engine
from .keys import key_numbers
from .layers import layer_of
from .line_up import CANCELLED, DONE, FAILED, LEFT_OUT, RUNNING, UNDONE, WAITING, LineUp
from .operators import latest_notes, progress_words, running
from .plan import FILLS, STROKES, colour_layers, output_of, target_of
from .words import ShiageError, translated

MOST_NOTES = 6
"""Notes that are shown in the panel."""

LETTER = 9
"""Pixels a letter takes in a panel, about."""


class _Sidebar:
    """What all its parts have in common."""

    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Shiage"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """In all modes of grease pencil."""
        active = context.view_layer.objects.active
        return active is not None and active.type == "GREASEPENCIL"


class SHIAGE_PT_shot(_Sidebar, bpy.types.Panel):
    """Colouring."""

    bl_idname = "SHIAGE_PT_shot"
    bl_label = "Shiage"

    def draw(self, context: Any) -> None:
        """Buttons, and what they need to know."""
        layout, settings = self.layout, context.scene.shiage
        run = running()
        if run is not None:
            share = run.done / run.total if run.total else 0.0
            layout.progress(text=progress_words(run).partition("    ")[0], factor=share)
            if isinstance(run, LineUp):
                _line_up(layout, run)
            layout.operator("shiage.cancel", icon="CANCEL")
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
        if engine.trouble():
            _say(layout, context, engine.trouble(), "ERROR")
        notes = latest_notes()
        for words in notes[:MOST_NOTES]:
            _say(layout, context, words, "INFO")
        if len(notes) > MOST_NOTES:
            words = translated("And {} notes more, in the info editor").format(len(notes) - MOST_NOTES)
            _say(layout, context, words, "INFO")
        layout.use_property_split = True
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
                _remove(row, "colours", index)
        layout.operator("shiage.list_add", text="Add Color Layer", icon="ADD").name = "colours"
        layout.prop(settings, "mode")
        layout.prop(settings, "gap")
        layout.prop(settings, "output")
        if output_of(settings) != FILLS:
            if settings.output == FILLS:
                _say(layout, context, translated("Soft shading comes as pictures, on a plane"), "INFO")
            layout.prop(settings, "folder")


class SHIAGE_PT_keys(_Sidebar, bpy.types.Panel):
    """Keys."""

    bl_idname = "SHIAGE_PT_keys"
    bl_parent_id = "SHIAGE_PT_shot"
    bl_label = "Keys"

    def draw(self, context: Any) -> None:
        """Where the keys are, and how to mark them."""
        layout, settings = self.layout, context.scene.shiage
        row = layout.row(align=True)
        row.operator("shiage.mark_key", icon="KEYFRAME_HLT").mark = True
        row.operator("shiage.mark_key", text="Unmark", icon="KEYFRAME").mark = False
        try:
            target = target_of(context)
            colours = [layer_of(address) for address in colour_layers(context.scene, target)]
        except ShiageError:
            colours = []
        if colours:
            numbers = sorted({number for layer in colours for number in key_numbers(layer)})
            words = ", ".join(map(str, numbers))
            layout.label(text=words or translated("No key yet"), translate=False)
        for index, key in enumerate(settings.key_images):
            row = layout.row(align=True)
            row.prop(key, "frame", text="")
            row.prop(key, "path", text="")
            _remove(row, "key_images", index)
        layout.operator("shiage.list_add", text="Add Key Picture", icon="ADD").name = "key_images"
        for index, sheet in enumerate(settings.sheets):
            box = layout.box()
            row = box.row(align=True)
            row.prop(sheet, "name", text="")
            _remove(row, "sheets", index)
            box.prop(sheet, "line")
            box.prop(sheet, "colours")
        layout.operator("shiage.list_add", text="Add Model Sheet", icon="ADD").name = "sheets"


class SHIAGE_PT_lines(_Sidebar, bpy.types.Panel):
    """Line art."""

    bl_idname = "SHIAGE_PT_lines"
    bl_parent_id = "SHIAGE_PT_shot"
    bl_label = "Lines"
    bl_options = frozenset({"DEFAULT_CLOSED"})

    def draw(self, context: Any) -> None:
        """Which layers, or which scans."""
        layout, settings = self.layout, context.scene.shiage
        layout.row().prop(settings, "source", expand=True)
        if settings.source != STROKES:
            layout.prop(settings, "images")
            return
        if not settings.lines:
            layout.label(text="All visible layers but the colors")
        for index, line in enumerate(settings.lines):
            row = layout.row(align=True)
            name = f"{line.object.name if line.object else '?'}: {line.layer}"
            row.label(text=name, translate=False)
            _remove(row, "lines", index)
        layout.operator("shiage.list_add", text="Add Active Layer", icon="ADD").name = "lines"


class SHIAGE_PT_review(_Sidebar, bpy.types.Panel):
    """Uncertain regions."""

    bl_idname = "SHIAGE_PT_review"
    bl_parent_id = "SHIAGE_PT_shot"
    bl_label = "Review"

    def draw(self, context: Any) -> None:
        """The region that is looked at, and what to say of it."""
        layout, settings = self.layout, context.scene.shiage
        row = layout.row(align=True)
        row.operator("shiage.next_uncertain", text="", icon="TRIA_LEFT").step = -1
        row.operator("shiage.next_uncertain").step = 1
        if settings.unsure >= 0:
            words = translated("Frame {}, {:.0%} sure").format(settings.at_frame, settings.at_sure)
            layout.label(text=words, translate=False)
        layout.operator("shiage.pick_region", icon="EYEDROPPER")
        row = layout.row(align=True)
        row.operator("shiage.confirm", icon="CHECKMARK")
        row.menu("SHIAGE_MT_recolor")
        if settings.gathered:
            words = translated("Solve Again with {} Corrections").format(settings.gathered)
            layout.operator("shiage.color_shot", text=words, icon="FILE_REFRESH", translate=False)
        if any(mark.object == context.view_layer.objects.active for mark in settings.marks):
            layout.operator("shiage.forget_marks")


class SHIAGE_PT_engine(_Sidebar, bpy.types.Panel):
    """The engine."""

    bl_idname = "SHIAGE_PT_engine"
    bl_parent_id = "SHIAGE_PT_shot"
    bl_label = "Engine"
    bl_options = frozenset({"DEFAULT_CLOSED"})

    def draw(self, context: Any) -> None:
        """Whether it runs."""
        state = engine.state_of()
        if engine.trouble():
            _say(self.layout, context, engine.trouble(), "ERROR")
            return
        self.layout.label(text=state or "The engine starts with the first shot", translate=not state)
        row = self.layout.row(align=True)
        row.operator("shiage.engine_start")
        row.operator("shiage.engine_stop")


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


def _line_up(layout: Any, run: LineUp) -> None:
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


def _say(layout: Any, context: Any, words: str, icon: str) -> None:
    """Words that are longer than the panel is wide, line under line."""
    width = context.region.width if context.region else 0
    column = layout.column(align=True)
    for index, line in enumerate(textwrap.wrap(words, max(24, width // LETTER))):
        column.label(text=line, icon="BLANK1" if index else icon, translate=False)


def _remove(row: Any, name: str, index: int) -> None:
    given = row.operator("shiage.list_remove", text="", icon="X")
    given.name, given.index = name, index


CLASSES = (SHIAGE_PT_shot, SHIAGE_PT_keys, SHIAGE_PT_lines, SHIAGE_PT_review, SHIAGE_PT_engine)
