# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for all files: the engine's command, its stay, its device."""

from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty

from ..bootstrap.folder import engine_folder
from ..bootstrap.installed import NONE, installed
from ..engine import process
from .install_box import install_box


class ShiagePreferences(bpy.types.AddonPreferences):
    """Preferences of the add-on."""

    bl_idname = process.ADDON

    command: StringProperty(
        name="Engine Command",
        description="The engine's program, its Python or its folder; empty: the one that is installed",
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

    install_device: EnumProperty(
        name="Install For",
        items=[
            ("AUTO", "Automatic", "The best that is found"),
            ("CPU", "Processor", "Runs everywhere"),
            ("CUDA", "NVIDIA", "NVIDIA's graphics cards"),
        ],
    )
    productions: StringProperty(options={"HIDDEN"})

    def draw(self, context: Any) -> None:
        """The preferences' panel."""
        layout = self.layout
        layout.use_property_split = True
        for name in ("command", "keep", "device"):
            layout.prop(self, name)
        install_box(layout, context)
        state = process.state_of()
        layout.label(text=state or "The engine does not run", translate=not state)
        row = layout.row()
        row.operator("shiage.engine_start")
        row.operator("shiage.engine_stop")
        row = layout.row()
        row.operator("shiage.choose_engine")
        row.operator("shiage.install_from_wheels")
        if installed(engine_folder()).state != NONE:
            row.operator("shiage.install_engine", text="Repair Engine").anew = True
        row.operator("shiage.remove_engine")
        layout.operator("shiage.copy_diagnostics", icon="COPYDOWN")


CLASSES = (ShiagePreferences,)
