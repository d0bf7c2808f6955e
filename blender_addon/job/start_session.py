# SPDX-License-Identifier: GPL-3.0-or-later
"""The second part of a run: what was seen goes to the engine, which is told what stands already."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ..engine.session import Session, Task
from ..gather.gathered import Gathered
from ..gather.plan import RESULT, Plan
from ..gather.shot_upload import digest_of, looks_of, shot_of
from ..result.fill_curves import Patch, patch_of
from ..result.image_sequence import Album, Picture
from ..result.unchanged_fills import fills_had
from ..saved.corrections import job_of
from ..saved.written_fills import Origin, intact_frames, origin_of
from ..scene.attributes import fills_have_ids
from ..scene.layers import object_of
from ..wire.client import Client
from ..wire.events import CelFrame, FillFrame
from .write_result import is_asked


def intact_fills(plan: Plan, found: Gathered, settings: Any) -> dict[int, int]:
    """By frame, the number of fills that stand in the result layer as the run before has left them."""
    target = object_of(plan.target)
    layer, (job, _) = target.data.layers.get(RESULT), job_of(settings, target)
    intact = intact_frames(layer.id_data, layer, job) if layer is not None else {}
    return {number: intact[number] for number in set(found.frames) & set(intact)}


def session_of(
    plan: Plan,
    found: Gathered,
    settings: Any,
    kept: dict[int, int],
    connect: Callable[[], Client],
    album: Album | None,
) -> Session:
    """The conversation about a shot, not yet begun.

    Args:
        plan: the task.
        found: what was seen of the scene.
        settings: the scene's.
        kept: see `intact_fills`; nothing for pictures, or for a frame coloured alone.
        connect: finds or starts the engine.
        album: where pictures go; None for fills.

    Raises:
        ShiageError: there is nothing to colour, or no colour to colour it with.
    """
    looks = looks_of(plan, found)
    shot = shot_of(plan, found, looks)
    keyholes, fills = not fills_have_ids(), album is None

    def prepare(event: FillFrame | CelFrame) -> Patch | Picture | None:
        if isinstance(event, FillFrame):
            touched = found.touched.get(event.number, [])
            return patch_of(event, found.frames[event.number], touched, looks, keyholes)
        assert album is not None
        return album.keep(event) if is_asked(plan, found, event.number) else None

    whole = fills and plan.only is None
    task = Task(
        connect=connect,
        shot=shot,
        form="curves" if fills else "frames",
        numbers=list(found.frames),
        digest=partial(digest_of, plan, shot, found, looks),
        before=job_of(settings, object_of(plan.target)),
        wanted=[number for number in found.frames if number not in kept] if whole else None,
        prepare=prepare,
        have=partial(fills_had, _origins(plan, kept), found, looks) if fills else None,
    )
    return Session(task)


def _origins(plan: Plan, kept: dict[int, int]) -> dict[int, Origin]:
    """Where the fills of frames came from that stand as the run before has left them."""
    layer = object_of(plan.target).data.layers.get(RESULT)
    return {number: origin_of(layer.id_data, number) for number in kept}
