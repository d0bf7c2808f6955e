# SPDX-License-Identifier: GPL-3.0-or-later
"""The layer Shiage paints on: its place among the artist's layers and in space, and how it is seen."""

from __future__ import annotations

from typing import Any

import bpy

from ..gather.plan import RESULT, Plan
from ..language.messages import ShiageError
from ..saved.written_fills import forget_written
from ..scene.layers import object_of


def result_layer(plan: Plan) -> Any:
    """The layer Shiage paints on, made if it is not there, in its place under the lines.

    Raises:
        ShiageError: it is locked.
    """
    data = object_of(plan.target).data
    layer = data.layers.get(RESULT)
    if layer is not None:
        if layer.lock:
            raise ShiageError("The layer '{}' is locked: unlock it, the fills go there", RESULT)
        return layer
    active = data.layers.active
    forget_written(data)
    layer = data.layers.new(RESULT, set_active=False)
    above = {name for owner, name in (*plan.lines, *plan.colours) if owner == plan.target}
    group = _common_group([data.layers[name] for name in sorted(above)])
    if group is not None:
        data.layers.move_to_layer_group(layer, group)
    for _ in range(len(data.layers)):
        names = [other.name for other in data.layers]
        if not above & set(names[: names.index(RESULT)]):
            break
        data.layers.move(layer, "DOWN")
    data.layers.active = active
    return data.layers[RESULT]


def _common_group(layers: list[Any]) -> Any:
    """The innermost group that holds all of some layers, or None."""
    chains = []
    for layer in layers:
        chain: list[Any] = []
        group = layer.parent_group
        while group is not None:
            chain.insert(0, group)
            group = group.parent_group
        chains.append(chain)
    common = None
    for step in zip(*chains, strict=False):
        if any(group != step[0] for group in step):
            break
        common = step[0]
    return common


def follow_look(plan: Plan, layer: Any) -> None:
    """Let the result be seen as the artist's colour layer is: opacity, tint, blending, lights, masks.

    Without a colour layer, as bright as the lines: beside a lit layer one that is not lit flashes.
    """
    data = object_of(plan.target).data
    if plan.colours:
        model = data.layers[plan.colours[0][1]]
        names: tuple[str, ...] = (
            "opacity",
            "tint_color",
            "tint_factor",
            "blend_mode",
            "use_lights",
            "pass_index",
        )
        _copy_masks(plan.target, model, layer)
    elif plan.reference is not None:
        model, names = data.layers[plan.reference[1]], ("use_lights",)
    else:
        return
    for name in names:
        if getattr(layer, name) != getattr(model, name):
            setattr(layer, name, getattr(model, name))
    if not any(one.type == "LIGHT" for one in bpy.data.scenes[plan.scene].objects):
        layer.use_lights = False  # where there is no lamp it would be black


def _copy_masks(target: str, model: Any, layer: Any) -> None:
    """Give a layer another one's masks; its own others stay."""
    layer.use_masks = model.use_masks
    if not model.use_masks:
        return
    owner, layers = object_of(target), object_of(target).data.layers
    known = {RESULT, *(entry.name for entry in layer.mask_layers)}
    missing = [entry.name for entry in model.mask_layers if entry.name not in known]
    active = layers.active
    layers.active = layer
    try:
        for name in missing:
            with bpy.context.temp_override(object=owner, active_object=owner):
                bpy.ops.grease_pencil.layer_mask_add(name=name)
    finally:
        layers.active = active
    for entry in model.mask_layers:
        own = next((mine for mine in layer.mask_layers if mine.name == entry.name), None)
        if own is not None:
            own.hide, own.invert = entry.hide, entry.invert


def follow_reference(plan: Plan, layer: Any) -> None:
    """Let the result layer stand where the lines' layer stands, and move with its parent."""
    if plan.reference is None:
        return
    lines = object_of(plan.target).data.layers.get(plan.reference[1])
    if lines is None:
        return
    if layer.parent != lines.parent or layer.parent_bone != lines.parent_bone:
        layer.parent, layer.parent_bone = lines.parent, lines.parent_bone
    # the parent's inverse is Blender's own to write, so the layer's own transform makes up for it
    place = layer.matrix_parent_inverse.inverted() @ lines.matrix_parent_inverse @ lines.matrix_local
    if layer.matrix_local != place:
        move, turn, grow = place.decompose()
        layer.translation, layer.rotation, layer.scale = move, turn.to_euler(), grow
