# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist should know of how the keys were taken."""

from __future__ import annotations

from .layers import layer_of
from .plan import SOFT, Plan
from .seen import Gathered
from .words import translated


def notes_on_keys(plan: Plan, found: Gathered) -> list[str]:
    """What of the keys' paint is not carried on as it is, a line each."""
    if plan.mode == SOFT:
        return _in_pictures(plan)
    gradient = translated(
        "'{}' fills with a gradient: other frames get its middle color. Mode Soft carries the gradient on"
    )
    texture = translated("'{}' fills with a picture, which mode Flat does not carry on: mode Soft does")
    stroke = translated("On the layer '{}' are strokes without a fill: they are no paint but in mode Soft")
    return [
        *(gradient.format(name) for name in sorted(found.gradients)),
        *(texture.format(name) for name in sorted(found.textures)),
        *(stroke.format(name) for name in sorted(found.unheeded)),
    ]


def _in_pictures(plan: Plan) -> list[str]:
    notes = []
    for address in plan.colours:
        layer = layer_of(address)
        if layer.blend_mode != "REGULAR":
            words = translated("The blending of the layer '{}' is not in the pictures: its paint is as it is")
            notes.append(words.format(layer.name))
        if layer.use_masks and any(not entry.hide for entry in layer.mask_layers):
            words = translated("The masks of the layer '{}' are not in the pictures")
            notes.append(words.format(layer.name))
    return notes
