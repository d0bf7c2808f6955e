# SPDX-License-Identifier: GPL-3.0-or-later
"""The first minute: a scene to try Shiage on; and what a report of a fault needs."""

from pathlib import Path
from typing import Any

import bpy

from ..engine.diagnostics import diagnostics
from ..language.messages import translated

DEMO = Path(__file__).parent.parent / "demo.blend"


class SHIAGE_OT_try_it(bpy.types.Operator):
    """Open a scene with lines and two keys, ready to be colored, beside what is open."""

    bl_idname = "shiage.try_it"
    bl_label = "Try It"
    bl_description = "Open a scene with lines and two keys, ready to be colored, beside what is open"

    def execute(self, context: Any) -> set[str]:
        """Bring the demo's scene into this file, and show it."""
        data: Any = bpy.data
        with data.libraries.load(str(DEMO)) as (there, here):
            here.scenes = there.scenes[:1]
        (scene,) = here.scenes
        scene.name = "Shiage Demo"
        if context.window is not None:
            context.window.scene = scene
        drawn = next(one for one in scene.objects if one.type == "GREASEPENCIL")
        scene.view_layers[0].objects.active = drawn
        for area in context.screen.areas if context.screen else ():
            if area.type == "VIEW_3D":
                area.spaces.active.region_3d.view_perspective = "CAMERA"
        self.report({"INFO"}, translated("Press Auto-color Shot: the first and the last drawing are keys"))
        return {"FINISHED"}


class SHIAGE_OT_copy_diagnostics(bpy.types.Operator):
    """Copy versions, device, settings and the end of the logs, for a report of a fault."""

    bl_idname = "shiage.copy_diagnostics"
    bl_label = "Copy Diagnostics"
    bl_description = "Copy versions, device, settings and the end of the logs, for a report of a fault"

    def execute(self, context: Any) -> set[str]:
        """Copy them."""
        context.window_manager.clipboard = diagnostics()
        self.report({"INFO"}, translated("Diagnostics are copied: paste them into your report"))
        return {"FINISHED"}


CLASSES = (SHIAGE_OT_try_it, SHIAGE_OT_copy_diagnostics)
