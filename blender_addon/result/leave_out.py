# SPDX-License-Identifier: GPL-3.0-or-later
"""Modifiers leave the result out: the lines that it was made of were seen through them already."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..gather.plan import RESULT
from ..scene.layers import Shown
from ..scene.read_drawing import read_drawing

NEAR = 1e-4
"""Of the extent of a drawing: what is moved by less is not moved."""


def leave_out(owner: Any) -> list[str]:
    """Let an object's modifiers leave the result layer out, as their layer filter can.

    Returns:
        names of those that cannot, or that the artist lets choose layers otherwise.
    """
    layer = owner.data.layers[RESULT]
    reaching = []
    for modifier in owner.modifiers:
        if not (modifier.show_viewport or modifier.show_render) or not _reaches(modifier, layer):
            continue
        if getattr(modifier, "tree_node_filter", None) == "":
            modifier.use_layer_group_filter = False
            modifier.tree_node_filter = RESULT
            modifier.invert_layer_filter = True
        else:
            reaching.append(modifier.name)
    return reaching


def _reaches(modifier: Any, layer: Any) -> bool:
    if modifier.type == "LINEART":  # draws on a layer of its own
        return False
    if modifier.type == "GREASE_PENCIL_ARMATURE":  # fills belong to no bone
        return modifier.use_bone_envelopes or not modifier.use_vertex_groups
    chosen = getattr(modifier, "tree_node_filter", "")
    if not chosen:
        return True
    if modifier.use_layer_group_filter:
        named = chosen in _groups_of(layer)
    else:
        named = chosen == layer.name
        if named and not modifier.invert_layer_filter:
            return False  # the artist's own wish
    return named != modifier.invert_layer_filter


def _groups_of(layer: Any) -> list[str]:
    names, group = [], layer.parent_group
    while group is not None:
        names.append(group.name)
        group = group.parent_group
    return names


def is_moved(layer: Any, shown: Shown | None, frame: int) -> bool:
    """Whether the result shows otherwise than it was painted.

    Args:
        layer: the result layer.
        shown: the same, evaluated at a frame.
        frame: of the timeline.
    """
    drawn = layer.get_frame_at(frame)
    if drawn is None or not drawn.drawing.attributes.domain_size("POINT"):
        return False
    if shown is None or shown.drawing is None:
        return True
    before, after = read_drawing(drawn.drawing).points, read_drawing(shown.drawing).points
    if before.shape != after.shape:
        return True
    return bool(np.abs(after - before).max() > NEAR * np.ptp(before, axis=0).max())
