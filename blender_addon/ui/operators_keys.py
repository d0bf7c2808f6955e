# SPDX-License-Identifier: GPL-3.0-or-later
"""Choosing keys, line layers, pictures and model sheets."""

from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty, IntProperty

from ..gather.check_target import check_writable
from ..gather.plan import RESULT
from ..gather.read_plan import target_of
from ..language.messages import ShiageError, said, translated
from ..scene.keys import GENERATED, MARKED, mark
from ..scene.layers import is_painted


class SHIAGE_OT_mark_key(bpy.types.Operator):
    """Make the coloring shown in this frame a key, or a key no more; the timeline shows it."""

    bl_idname = "shiage.mark_key"
    bl_label = "Mark as Key"
    bl_description = "Make the coloring shown in this frame a key, or a key no more; the timeline shows it"
    bl_options = frozenset({"REGISTER", "UNDO"})

    mark: BoolProperty(name="Key", default=True)

    def execute(self, context: Any) -> set[str]:
        """Set the keyframe's type, on the colour layer if it is coloured there, else on the result."""
        try:
            target = target_of(context)
            check_writable(target)
            layers = target.data.layers
        except ShiageError as error:
            self.report({"ERROR"}, said(error))
            return {"CANCELLED"}
        for name in (context.scene.shiage.colour_layer, RESULT):
            layer = layers.get(name) if name else None
            frame = layer.get_frame_at(context.scene.frame_current) if layer is not None else None
            if frame is None or not is_painted(frame):
                continue
            if name == RESULT:
                frame.keyframe_type = MARKED if self.mark else GENERATED
            else:
                mark(frame, self.mark)
            return {"FINISHED"}
        self.report({"ERROR"}, translated("Nothing is colored in this frame"))
        return {"CANCELLED"}


LISTS = [
    ("lines", "Line Layers", "Layers that are line art"),
    ("colours", "More Color Layers", "Further layers on which key frames are colored"),
    ("key_images", "Key Pictures", "Colored pictures of frames"),
    ("sheets", "Model Sheets", "Colored drawings outside the shot"),
]


class SHIAGE_OT_list_add(bpy.types.Operator):
    """Add an entry; to lists of layers the active layer."""

    bl_idname = "shiage.list_add"
    bl_label = "Add"
    bl_description = "Add an entry; to lists of layers the active layer"
    bl_options = frozenset({"REGISTER", "UNDO"})

    name: EnumProperty(name="List", items=LISTS)

    def execute(self, context: Any) -> set[str]:
        """Add it."""
        settings, active = context.scene.shiage, context.view_layer.objects.active
        if self.name in ("lines", "colours"):
            layer = active.data.layers.active if active and active.type == "GREASEPENCIL" else None
            if layer is None:
                self.report({"ERROR"}, translated("Select a grease-pencil layer first"))
                return {"CANCELLED"}
            chosen = getattr(settings, self.name)
            if any(entry.object == active and entry.layer == layer.name for entry in chosen):
                return {"CANCELLED"}
            added = chosen.add()
            added.object, added.layer = active, layer.name
            return {"FINISHED"}
        added = getattr(settings, self.name).add()
        if self.name == "key_images":
            added.frame = context.scene.frame_current
        else:
            added.name = translated("Sheet") + f" {len(settings.sheets)}"
        return {"FINISHED"}


class SHIAGE_OT_list_remove(bpy.types.Operator):
    """Remove an entry."""

    bl_idname = "shiage.list_remove"
    bl_label = "Remove"
    bl_description = "Remove an entry"
    bl_options = frozenset({"REGISTER", "UNDO"})

    name: EnumProperty(name="List", items=LISTS)
    index: IntProperty(name="Index")

    def execute(self, context: Any) -> set[str]:
        """Remove it."""
        getattr(context.scene.shiage, self.name).remove(self.index)
        return {"FINISHED"}


CLASSES = (SHIAGE_OT_mark_key, SHIAGE_OT_list_add, SHIAGE_OT_list_remove)
