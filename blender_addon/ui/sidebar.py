# SPDX-License-Identifier: GPL-3.0-or-later
"""What all panels in the viewport's sidebar have in common."""

import textwrap
from typing import TYPE_CHECKING, Any

import bpy

if TYPE_CHECKING:
    _Panel = bpy.types.Panel
else:
    _Panel = object  # Blender registers each panel's own base alone

LETTER = 9
"""Pixels a letter takes in a panel, about."""


class Sidebar(_Panel):
    """What all its parts have in common."""

    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Shiage"
    if TYPE_CHECKING:
        layout: bpy.types.UILayout

    @classmethod
    def poll(cls, context: Any) -> bool:
        """In all modes of grease pencil."""
        active = context.view_layer.objects.active
        return active is not None and active.type == "GREASEPENCIL"


def show_words(layout: Any, context: Any, words: str, icon: str) -> None:
    """Words that are longer than the panel is wide, line under line."""
    width = context.region.width if context.region else 0
    column = layout.column(align=True)
    for index, line in enumerate(textwrap.wrap(words, max(24, width // LETTER))):
        column.label(text=line, icon="BLANK1" if index else icon, translate=False)


def remove_button(row: Any, name: str, index: int) -> None:
    """A button that takes an entry out of a list of the settings."""
    given = row.operator("shiage.list_remove", text="", icon="X")
    given.name, given.index = name, index
