# SPDX-License-Identifier: GPL-3.0-or-later
"""One shot of a queue: what it is, its state, and whether its result still stands."""

from __future__ import annotations

from dataclasses import dataclass, field

import bpy

from ..gather.plan import FILLS, RESULT, Plan
from ..language.messages import ShiageError
from ..result.image_plane import plane_object
from ..scene.layers import object_of

WAITING, RUNNING, DONE, FAILED, CANCELLED, LEFT_OUT, UNDONE = (
    "Waiting",
    "Running",
    "Done",
    "Failed",
    "Cancelled",
    "Left out",
    "Undone",
)


@dataclass(eq=False)
class QueuedShot:
    """A shot that waits, is being coloured, or has ended.

    Attributes:
        name: the object's.
        scene: its scene's name.
        plan: what to do; None where it is left out.
        state: one of the words above.
        why: why it is not done, where it is not.
        painted: frames that were coloured.
        lost: frames whose drawing was deleted meanwhile.
        notes: what the artist should know.
    """

    name: str
    scene: str
    plan: Plan | None = None
    state: str = WAITING
    why: str = ""
    painted: int = 0
    lost: int = 0
    notes: list[str] = field(default_factory=list)


def result_stands(shot: QueuedShot) -> bool:
    """Whether a shot's result is in the file."""
    assert shot.plan is not None
    try:
        target = object_of(shot.plan.target)
    except ShiageError:
        return False
    if shot.plan.output == FILLS:
        layer = target.data.layers.get(RESULT)
        return layer is not None and len(layer.frames) > 0
    scene = bpy.data.scenes.get(shot.scene)
    return scene is not None and (not shot.plan.on_drawing or plane_object(scene, target) is not None)
