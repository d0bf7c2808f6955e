# SPDX-License-Identifier: GPL-3.0-or-later
"""Which frames of the timeline must be looked at."""

from __future__ import annotations

from typing import Any

from .layers import layer_of, object_of
from .plan import IMAGES, Plan
from .scans import scans_in


def times_of(plan: Plan) -> list[int]:
    """Frames in which the drawing may differ from the frame before, in time order.

    Drawings of one object that nothing bends change at keyframes only; camera and object may move as they
    like, for the fills move along. Whatever else there is, modifiers, parented layers, several objects, may
    show something new in any frame.
    """
    if plan.source == IMAGES:
        return [number for number in scans_in(plan.images) if plan.start <= number <= plan.end]
    if _stirred(plan):
        return list(range(plan.start, plan.end + 1))
    numbers = {plan.start}
    for address in [*plan.lines, *plan.colours]:
        numbers |= _drawn(layer_of(address))
    return sorted(number for number in numbers if plan.start <= number <= plan.end)


def times_for_one(plan: Plan, number: int) -> list[int]:
    """The frame whose drawing is shown in a frame, and those that may be keys, in time order."""
    numbers = times_of(plan)
    here = max((n for n in numbers if n <= number), default=numbers[0] if numbers else number)
    asked = {here, *plan.key_images, *(mark.number for mark in plan.marks)}
    layers = object_of(plan.target).data.layers
    for _, name in (*plan.colours, plan.result):
        asked |= _drawn(layers[name]) if name in layers else set()
    # a key that is held into the shot is seen at its start
    coloured = {max((n for n in numbers if n <= k), default=plan.start) for k in asked} | asked
    return [n for n in numbers if n in coloured]


def _drawn(layer: Any) -> set[int]:
    return {frame.frame_number for frame in layer.frames}


def _stirred(plan: Plan) -> bool:
    owners = {address[0] for address in plan.lines}
    if owners != {plan.target}:
        return True
    owner = object_of(plan.target)
    if any(modifier.show_viewport for modifier in owner.modifiers) or _animated(owner.data):
        return True
    parents = {_parent(layer_of(address)) for address in plan.lines}
    return len(parents) > 1


def _animated(data: Any) -> bool:
    animation = data.animation_data
    return animation is not None and (animation.action is not None or len(animation.drivers) > 0)


def _parent(layer: Any) -> tuple[str, str]:
    return (layer.parent.name, layer.parent_bone) if layer.parent else ("", "")
