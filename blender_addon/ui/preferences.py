# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for all files: the engine's command, its stay, its device."""

from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty

from ..engine import process


class ShiagePreferences(bpy.types.AddonPreferences):
    """Preferences of the add-on."""

    bl_idname = process.ADDON

    command: StringProperty(
        name="Engine Command",
        description="Program that is the engine, with its options; empty: `shiage engine run` if installed",
    )
    keep: BoolProperty(
        name="Keep Engine Running",
        description="Until Blender is closed, so that the next run starts at once",
        default=True,
    )
    device: EnumProperty(
        name="Device",
        items=[
            ("AUTO", "Automatic", "A graphics card if there is one the engine can use"),
            ("CPU", "Processor", "Never a graphics card"),
        ],
    )

    productions: StringProperty(options={"HIDDEN"})

    def draw(self, context: Any) -> None:
        """The preferences' panel."""
        layout = self.layout
        layout.use_property_split = True
        for name in ("command", "keep", "device"):
            layout.prop(self, name)
        state = process.state_of()
        layout.label(text=state or "The engine does not run", translate=not state)
        row = layout.row()
        row.operator("shiage.engine_start")
        row.operator("shiage.engine_stop")


CLASSES = (ShiagePreferences,)
