# SPDX-License-Identifier: GPL-3.0-or-later
"""Materials for the paints of the result."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from ..gather.plan import Plan
from ..scene.colours import RGBA, to_linear, to_srgb
from ..scene.layers import object_of
from ..scene.looks import Paint
from ..scene.materials import is_gradient, slots_of


class Paints:
    """Material slots of the target for the paints of the result."""

    def __init__(self, plan: Plan) -> None:
        """Args: plan: the task."""
        self._plan = plan
        self._slots: dict[Paint, int] = {}

    def slot(self, paint: Paint) -> int:
        """Slot of a paint's material: the keys' own, or one made for its colour."""
        if paint not in self._slots:
            owner = object_of(self._plan.target)
            material = self._own(paint, owner) or bpy.data.materials.get(paint.material)
            material = material or self._made(paint.colour, owner)
            # a slot may hold a material of the object instead of its data's
            if self._find(material, owner) < 0:
                owner.data.materials.append(material)
            self._slots[paint] = self._find(material, owner)
        return self._slots[paint]

    @staticmethod
    def _own(paint: Paint, owner: Any) -> Any:
        slots = (slot.material for slot in owner.material_slots if slot.material)
        return next((material for material in slots if material.name == paint.material), None)

    @staticmethod
    def _find(material: Any, owner: Any) -> int:
        slots = (i for i, slot in enumerate(owner.material_slots) if slot.material == material)
        return next(slots, -1)

    @staticmethod
    def _made(colour: RGBA, owner: Any) -> Any:
        """A material of the object that fills with this exact colour, or a new one."""
        for material in [slot.material for slot in owner.material_slots]:
            if material is not None and _is(material, colour):
                return material
        r, g, b, a = colour
        material = bpy.data.materials.new(f"Shiage {r:02x}{g:02x}{b:02x}" + (f"{a:02x}" if a < 255 else ""))
        bpy.data.materials.create_gpencil_data(material)
        style: Any = material.grease_pencil
        style.fill_color = to_linear(colour)
        for name, value in (("show_stroke", False), ("show_fill", True)):
            if hasattr(style, name):
                setattr(style, name, value)
        return material


def _is(material: Any, colour: RGBA) -> bool:
    style = material.grease_pencil
    if style is None or not getattr(style, "show_fill", True) or style.use_fill_holdout or is_gradient(style):
        return False
    return tuple(to_srgb(np.array(style.fill_color)).tolist()) == colour


def slot_names(plan: Plan) -> list[str]:
    """Materials of the target's slots, by name."""
    return slots_of([slot.material for slot in object_of(plan.target).material_slots]).names
