# SPDX-License-Identifier: GPL-3.0-or-later
"""The line layers and the color layers of a shot: those chosen, else those meant."""

from __future__ import annotations

from typing import Any

from ..scene.layers import Address, layer_of, object_of, seen_layers
from .line_layers import line_art
from .plan import RESULT, SCRIBBLES


def line_layers(scene: Any, view_layer: Any, target: Any, alone: bool = False) -> tuple[Address, ...]:
    """The chosen line layers that are shown; without a choice those of the target that draw lines."""
    settings = scene.shiage
    chosen = {(line.object.name, line.layer) for line in settings.lines if line.object is not None}
    if alone:
        chosen = {address for address in chosen if address[0] == target.name}
    owners = [target]
    if chosen:
        owners = sorted((object_of(name) for name in {name for name, _ in chosen}), key=lambda o: o.name)
    own = {*colour_layers(scene, target), *scribble_layers(scene, target), (target.name, RESULT)}
    seen = [
        address
        for owner in owners
        if owner.visible_get(view_layer=view_layer)
        for address in seen_layers(owner)
    ]
    if chosen:
        return tuple(address for address in seen if address in chosen)
    layers = [target.data.layers[name] for owner, name in seen if (owner, name) not in own]
    return tuple((target.name, layer.name) for layer in line_art(target, layers))


def colour_layers(scene: Any, target: Any) -> tuple[Address, ...]:
    """The layers that keys are coloured on, from the lowest up.

    Raises:
        ShiageError: one is not there.
    """
    settings = scene.shiage
    names = {entry.layer for entry in settings.colours if entry.object == target}
    names |= {settings.colour_layer} if settings.colour_layer else set()
    for name in sorted(names):
        layer_of((target.name, name))
    return tuple((target.name, layer.name) for layer in target.data.layers if layer.name in names)


def scribble_layers(scene: Any, target: Any) -> tuple[Address, ...]:
    """The layers that regions are scribbled on, from the lowest up: the one chosen, and those named so.

    A layer of that name that is chosen for lines or colours is what it was chosen for.

    Raises:
        ShiageError: the one that is chosen is not there.
    """
    settings = scene.shiage
    taken = {(line.object.name, line.layer) for line in settings.lines if line.object is not None}
    taken |= {*colour_layers(scene, target), (target.name, RESULT)}
    chosen = settings.scribble_layer
    if chosen:
        layer_of((target.name, chosen))
    return tuple(
        (target.name, layer.name)
        for layer in target.data.layers
        if layer.name == chosen
        or (layer.name.casefold().startswith(SCRIBBLES) and (target.name, layer.name) not in taken)
    )
