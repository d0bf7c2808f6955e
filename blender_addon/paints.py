# SPDX-License-Identifier: GPL-3.0-or-later
"""Materials for the colours of the result."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from .colours import RGBA, to_linear, to_srgb
from .layers import object_of
from .materials import slots_of
from .plan import Plan


class Paints:
    """Material slots of the target for the colours of the result."""

    def __init__(self, plan: Plan, known: dict[RGBA, str]) -> None:
        """Args: plan: the task; known: materials of the keys by colour."""
        self._plan, self._known = plan, known
        self._slots: dict[RGBA, int] = {}

    def slot(self, colour: RGBA) -> int:
        """Slot of the material for a colour: the keys' own, or one made for it."""
        if colour not in self._slots:
            materials = object_of(self._plan.target).data.materials
            material = bpy.data.materials.get(self._known.get(colour, "")) or self._made(colour, materials)
            if material.name not in materials:
                materials.append(material)
            self._slots[colour] = materials.find(material.name)
        return self._slots[colour]

    def _made(self, colour: RGBA, materials: Any) -> Any:
        """A material of the object that fills with this exact colour, or a new one."""
        for material in materials:
            if material is not None and _is(material, colour):
                return material
        r, g, b, a = colour
        material = bpy.data.materials.new(f"Shiage {r:02x}{g:02x}{b:02x}" + (f"{a:02x}" if a < 255 else ""))
        bpy.data.materials.create_gpencil_data(material)
        style = material.grease_pencil
        style.fill_color = to_linear(colour)
        for name, value in (("show_stroke", False), ("show_fill", True)):
            if hasattr(style, name):
                setattr(style, name, value)
        return material


def _is(material: Any, colour: RGBA) -> bool:
    style = material.grease_pencil
    if style is None or not getattr(style, "show_fill", True):
        return False
    return tuple(to_srgb(np.array(style.fill_color)).tolist()) == colour


def slot_names(plan: Plan) -> list[str]:
    """Materials of the target's slots, by name."""
    return slots_of([slot.material for slot in object_of(plan.target).material_slots]).names
