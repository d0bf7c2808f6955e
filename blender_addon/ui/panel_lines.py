# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel of lines: which layers, or which scans."""

from typing import Any

import bpy

from ..gather.plan import STROKES
from .sidebar import Sidebar, remove_button


class SHIAGE_PT_lines(Sidebar, bpy.types.Panel):
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
            remove_button(row, "lines", index)
        layout.operator("shiage.list_add", text="Add Active Layer", icon="ADD").name = "lines"


CLASSES = (SHIAGE_PT_lines,)
