# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel of the engine."""

from typing import Any

import bpy

from ..engine import process
from .install_box import install_box
from .sidebar import Sidebar, show_words


class SHIAGE_PT_engine(Sidebar, bpy.types.Panel):
    """The engine."""

    bl_idname = "SHIAGE_PT_engine"
    bl_parent_id = "SHIAGE_PT_shot"
    bl_label = "Engine"
    bl_options = frozenset({"DEFAULT_CLOSED"})

    def draw(self, context: Any) -> None:
        """Whether it runs."""
        state = process.state_of()
        if install_box(self.layout, context):
            return
        if process.trouble():
            show_words(self.layout, context, process.trouble(), "ERROR")
            return
        self.layout.label(text=state or "The engine starts with the first shot", translate=not state)
        row = self.layout.row(align=True)
        row.operator("shiage.engine_start")
        row.operator("shiage.engine_stop")
        self.layout.operator("shiage.choose_engine")
        self.layout.operator("shiage.copy_diagnostics", icon="COPYDOWN")


CLASSES = (SHIAGE_PT_engine,)
