# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel of uncertain regions."""

from typing import Any

import bpy

from ..language.messages import translated
from .sidebar import Sidebar


class SHIAGE_PT_review(Sidebar, bpy.types.Panel):
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
            several = settings.gathered != 1
            words = translated(
                "Solve Again with {} Corrections" if several else "Solve Again with {} Correction"
            )
            words = words.format(settings.gathered)
            layout.operator("shiage.color_shot", text=words, icon="FILE_REFRESH", translate=False)
        if any(mark.object == context.view_layer.objects.active for mark in settings.marks):
            layout.operator("shiage.forget_marks")


CLASSES = (SHIAGE_PT_review,)
