# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel of keys: where they are, pictures and model sheets."""

from typing import Any

import bpy

from ..gather.chosen_layers import colour_layers
from ..gather.read_plan import target_of
from ..language.messages import ShiageError, translated
from ..scene.keys import key_numbers
from ..scene.layers import layer_of
from .sidebar import Sidebar, remove_button


class SHIAGE_PT_keys(Sidebar, bpy.types.Panel):
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
            target, colours = None, []
        if target is not None:
            layout.prop_search(settings, "scribble_layer", target.data, "layers")
        if colours:
            numbers = sorted({number for layer in colours for number in key_numbers(layer)})
            words = ", ".join(map(str, numbers))
            layout.label(text=words or translated("No key yet"), translate=False)
        for index, key in enumerate(settings.key_images):
            row = layout.row(align=True)
            row.prop(key, "frame", text="")
            row.prop(key, "path", text="")
            remove_button(row, "key_images", index)
        layout.operator("shiage.list_add", text="Add Key Picture", icon="ADD").name = "key_images"
        for index, sheet in enumerate(settings.sheets):
            box = layout.box()
            row = box.row(align=True)
            row.prop(sheet, "name", text="")
            remove_button(row, "sheets", index)
            box.prop(sheet, "colours")
            box.prop(sheet, "line")
        layout.operator("shiage.list_add", text="Add Model Sheet", icon="ADD").name = "sheets"


CLASSES = (SHIAGE_PT_keys,)
