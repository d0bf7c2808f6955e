# SPDX-License-Identifier: GPL-3.0-or-later
"""Choosing the production that a shot is one of, from a folder or from those used lately."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
from bpy.props import StringProperty

from ..engine.process import preferences
from ..gather.read_plan import production_of
from ..language.messages import ShiageError, said
from .sidebar import show_words

MOST = 8
"""Productions that are remembered, the latest first."""


def used_lately() -> list[str]:
    """Folders of the productions used lately, in any file."""
    chosen = preferences()
    return [folder for folder in chosen.productions.split("\n") if folder] if chosen else []


def remember(folder: str) -> None:
    """A production is used."""
    chosen = preferences()
    if folder and chosen is not None:
        others = [other for other in used_lately() if other != folder]
        chosen.productions = "\n".join([folder, *others][:MOST])


class SHIAGE_OT_choose_production(bpy.types.Operator):
    """Color the scene's shots with a production's palette, finished cuts and model, or with none."""

    bl_idname = "shiage.choose_production"
    bl_label = "Choose Production"
    bl_description = (
        "Color the scene's shots with a production's palette, finished cuts and model, or with none"
    )
    bl_options = frozenset({"REGISTER", "UNDO"})

    folder: StringProperty(name="Production", subtype="DIR_PATH")

    def execute(self, context: Any) -> set[str]:
        """Choose it."""
        settings = context.scene.shiage
        before, settings.production = settings.production, self.folder
        try:
            remember(production_of(settings))
        except ShiageError as error:
            settings.production = before
            self.report({"ERROR"}, said(error))
            return {"CANCELLED"}
        return {"FINISHED"}


class SHIAGE_MT_productions(bpy.types.Menu):
    """Productions used lately."""

    bl_idname = "SHIAGE_MT_productions"
    bl_label = "Productions"

    def draw(self, context: Any) -> None:
        """One below the other, the latest first; then none."""
        layout: Any = self.layout
        for folder in used_lately():
            name = Path(folder).name or folder
            entry = layout.operator("shiage.choose_production", text=name, translate=False)
            entry.folder = folder
        layout.operator("shiage.choose_production", text="No Production", icon="X").folder = ""


def production_row(layout: Any, context: Any, settings: Any) -> None:
    """The production in the panel, and what is wrong with it."""
    row = layout.row(align=True)
    row.prop(settings, "production")
    row.menu("SHIAGE_MT_productions", text="", icon="DOWNARROW_HLT")
    try:
        production_of(settings)
    except ShiageError as error:
        show_words(layout, context, said(error), "ERROR")


CLASSES = (SHIAGE_OT_choose_production, SHIAGE_MT_productions)
