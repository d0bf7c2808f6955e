# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist should know of how the keys were taken."""

from __future__ import annotations

import numpy as np

from ..language.messages import translated
from ..scene.layers import is_seen, layer_of
from ..scene.polygons import inner_points, inside
from .fill_details import details_of
from .gathered import Gathered, flat_rings
from .plan import FILLS, SOFT, Plan


def notes_on_keys(plan: Plan, found: Gathered) -> list[str]:
    """What of the keys' paint is not carried on as it is, a line each."""
    if plan.mode == SOFT:
        return [*_on_scribbles(found), *_in_pictures(plan)]
    gradient = translated(
        "'{}' fills with a gradient: other frames get its middle color. Mode Soft carries the gradient on"
    )
    texture = translated("'{}' fills with a picture, which mode Flat does not carry on: mode Soft does")
    stroke = translated("On the layer '{}' are strokes without a fill: they are no paint but in mode Soft")
    twice = translated("'{}' is see-through and lies over the result: hide it, or its keys are seen twice")
    detail = translated("Frame {}: your own paint on a part of a fill stays, the fill keeps its color")
    bare = translated("Frame {} is painted, but no line is to be seen there: it is no key")
    return [
        *(bare.format(number) for number in sorted(found.unlined)),
        *(gradient.format(name) for name in sorted(found.gradients)),
        *(texture.format(name) for name in sorted(found.textures)),
        *(stroke.format(name) for name in sorted(found.unfilled_layers | _beside_fills(found))),
        *_on_scribbles(found),
        *(twice.format(name) for name in _seen_twice(plan, found)),
        *(detail.format(number) for number in details_of(found)),
    ]


def _beside_fills(found: Gathered) -> set[str]:
    """Colour layers with nothing but strokes in a frame that another layer fills."""
    return {name for number, layers in found.bare.items() if number in found.keys for name in layers}


def _on_scribbles(found: Gathered) -> list[str]:
    """What was taken as scribbles though its layer is not one of them, and what could not be."""
    taken = translated("Frame {}: the strokes on the layer '{}' fill nothing, so they count as scribbles")
    unlined = translated("Frame {} is scribbled on, but no line is to be seen there: that says nothing")
    unseen = translated("Frame {}: nothing of what is scribbled there is to be seen, so it says nothing")
    bare = [(n, name) for n, layers in found.bare.items() if n not in found.keys for name in layers]
    return [
        *(taken.format(number, name) for number, name in sorted(bare)),
        *(unlined.format(number) for number in sorted(found.unlined_scribbles)),
        *(unseen.format(number) for number in sorted(found.unseen_scribbles)),
    ]


def _seen_twice(plan: Plan, found: Gathered) -> list[str]:
    """Colour layers through which the result is seen that has the same paint."""
    if plan.output != FILLS:
        return []
    seen = [layer for layer in map(layer_of, plan.colours) if is_seen(layer)]
    if any(_is_thin(found, number) for number in found.keys):
        return [layer.name for layer in seen]
    return [layer.name for layer in seen if layer.opacity < 1 or layer.blend_mode != "REGULAR"]


def _is_thin(found: Gathered, number: int) -> bool:
    """Whether a key has see-through paint with nothing solid below."""
    if all(shape.cuts or shape.colour[3] == 255 for shape in found.keys[number]):
        return False
    solid: list[list[np.ndarray]] = []
    rows = found.frames[number].rows
    for shape in found.keys[number]:
        rings = flat_rings(shape, rows)
        if shape.colour[3] == 255 and not shape.cuts:
            solid.append(rings)
        elif not shape.cuts:
            middle = inner_points(rings)
            if len(middle) and not any(inside(area, middle[0]) for area in solid):
                return True
    return False


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
