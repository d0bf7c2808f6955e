# SPDX-License-Identifier: GPL-3.0-or-later
"""Which frames of the timeline must be looked at."""

from __future__ import annotations

from typing import Any

from ..scene.image_files import scans_in
from ..scene.layers import layer_of, object_of
from .plan import IMAGES, Plan


def holds_of(plan: Plan, scene: Any, times: list[int]) -> list[int]:
    """Frames in which a drawing is held, but may be seen otherwise where camera or drawing moves."""
    if not times:
        return []
    known = set(times)
    if plan.only is None:
        return [number for number in range(min(times), plan.end + 1) if number not in known]
    every = times_of(plan, scene)
    ends = dict(zip(every, [*every[1:], plan.end + 1], strict=True))
    return sorted({n for a in times for n in range(a, ends.get(a, a))} - known)


def view_moves(plan: Plan, scene: Any) -> bool:
    """Whether the camera, or what is drawn, may move from frame to frame."""
    if any(marker.camera for marker in scene.timeline_markers):
        return True
    owner = object_of(plan.target)
    parents = [layer_of(address).parent for address in plan.lines]
    return any(_moves(one) for one in (scene.camera, owner, *parents) if one is not None)


def layers_move(plan: Plan) -> bool:
    """Whether layers of the target may move by themselves."""
    return _animated(object_of(plan.target).data)


def _moves(one: Any) -> bool:
    while one is not None:
        if _animated(one) or len(one.constraints) or (one.data is not None and _animated(one.data)):
            return True
        one = one.parent
    return False


def times_of(plan: Plan, scene: Any) -> list[int]:
    """Frames in which the drawing may differ from the frame before, in time order.

    Drawings of one object that nothing bends change at keyframes only; camera and object may move as they
    like, for the fills move along. Whatever else there is, modifiers, parented layers, several objects, may
    show something new in any frame. Pictures stand before the camera, and change whenever the view does.
    """
    if plan.source == IMAGES:
        return [number for number in scans_in(plan.images) if plan.start <= number <= plan.end]
    if _stirred(plan) or (plan.before_camera and view_moves(plan, scene)):
        return list(range(plan.start, plan.end + 1))
    numbers = {plan.start}
    for address in [*plan.lines, *plan.colours, *plan.scribbles]:
        numbers |= _drawn(layer_of(address))
    return sorted(number for number in numbers if plan.start <= number <= plan.end)


def times_for_one(plan: Plan, scene: Any, number: int) -> list[int]:
    """The frame whose drawing is shown in a frame, and those that may be keys, in time order."""
    numbers = times_of(plan, scene)
    here = max((n for n in numbers if n <= number), default=numbers[0] if numbers else number)
    asked = {here, *plan.key_images, *(correction.number for correction in plan.corrections)}
    layers = object_of(plan.target).data.layers
    for _, name in (*plan.colours, *plan.scribbles, plan.result):
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
    if any(modifier.show_viewport for modifier in owner.modifiers) or layers_move(plan):
        return True
    parents = {_parent(layer_of(address)) for address in plan.lines}
    return len(parents) > 1


def _animated(data: Any) -> bool:
    animation = data.animation_data
    if animation is None:
        return False
    return animation.action is not None or len(animation.drivers) > 0 or len(animation.nla_tracks) > 0


def _parent(layer: Any) -> tuple[str, str]:
    return (layer.parent.name, layer.parent_bone) if layer.parent else ("", "")
