# SPDX-License-Identifier: GPL-3.0-or-later
"""A shot that is coloured and looked through, as the cut of a production that it becomes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import bpy

from ..gather.plan import FILLS, FLAT, Plan
from ..gather.shot_upload import looks_of, shot_of
from ..language.messages import ShiageError
from ..wire.shot import ShotUpload
from ..wire.tune import plain_name
from .plan_scene import scene_of
from .read_scene import SceneReader

LISTED = 5
"""Frames that are named when they lack colours."""


def cut_name(plan: Plan) -> str:
    """What a shot is called as a cut: its file, scene and object, the same whenever it is sent."""
    file = Path(bpy.data.filepath).stem or "untitled"
    return plain_name(f"{file} {plan.scene} {plan.target}")


def finished_shot(plan: Plan, told: Callable[[int, int], None]) -> ShotUpload:
    """All frames of a shot with the paint that its colour layers and its result show.

    Args:
        plan: the task, in a production.
        told: called with frames that were looked at, and all of them.

    Raises:
        ShiageError: a frame has no colours, or the scene cannot be read.
    """
    scene: Any = scene_of(plan)
    reader = SceneReader(replace(plan, finished=True, output=FILLS, mode=FLAT, only=None), scene)
    while not reader.go_on(time.perf_counter() + 0.1):
        told(reader.done, reader.total)
    found = reader.found
    bare = [number for number in found.frames if number not in found.keys]
    bare = [number for number in bare if number not in plan.key_images]
    if bare:
        numbers = ", ".join(map(str, bare[:LISTED])) + (" …" if len(bare) > LISTED else "")
        words = "Frame {} has no fills: color the shot and look it through first, then add it"
        raise ShiageError(words, numbers)
    looks = looks_of(reader.plan, found)
    shot = shot_of(reader.plan, found, looks)
    shot.cut, shot.items = cut_name(plan), [i for i in shot.items if not i.header["role"].startswith("sheet")]
    return shot
