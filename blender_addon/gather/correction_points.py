# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's corrections and fills touched, as points of frames and their looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..saved.corrections import Correction
from ..scene.camera import project
from ..scene.fill_shapes import FillShape
from ..scene.looks import Look
from ..scene.polygons import inner_points
from .fill_details import details_among, touched_frames
from .gathered import Gathered, Seen, flat_rings
from .key_picture import paint_looks
from .plan import Plan

POINTS = 5
"""Points of a touched fill that are sent with its look."""


@dataclass(frozen=True)
class CorrectionPoint:
    """A look at a pixel of a frame."""

    number: int
    x: int
    y: int
    look: Look


def correction_points(plan: Plan, found: Gathered) -> Iterator[CorrectionPoint]:
    """All points of a shot; of two in one region the later one is the artist's last."""
    for correction in plan.corrections:
        for number in frames_of(correction, plan, found):
            seen = found.frames[number]
            if number not in found.keys:
                x, y = project(seen.rows, np.array([correction.place]))[0][0].tolist()
                if 0 <= x < seen.view.width and 0 <= y < seen.view.height:
                    yield CorrectionPoint(number, int(x), int(y), correction.look)
    for number, mine, shown in touched_frames(found):
        yield from _touched(number, found.frames[number], mine, shown)


def frames_of(correction: Correction, plan: Plan, found: Gathered) -> list[int]:
    """The frames that a correction is about: those of its drawing, wherever it stands now.

    A drawing that was changed since is the one that stands where it stood, if that is no other one of the
    shot that was moved there.
    """
    same = [
        number for number, seen in found.frames.items() if seen.drawing_digest == correction.drawing_digest
    ]
    if same:
        return same
    frame = found.shot_frame(correction.number)
    if frame is None or found.frames[frame].drawing_digest in plan.drawing_digests:
        return []
    return [frame]


def _touched(
    number: int, seen: Seen, mine: list[FillShape], shown: list[FillShape]
) -> Iterator[CorrectionPoint]:
    canvas, table = paint_looks(seen, shown)
    details = {id(shape) for shape in details_among(seen, mine, shown)}
    for shape in mine:
        if id(shape) in details:
            continue
        for x, y in inner_points(flat_rings(shape, seen.rows), POINTS):
            if 0 <= x < seen.view.width and 0 <= y < seen.view.height:
                yield CorrectionPoint(number, int(x), int(y), table[canvas[int(y), int(x)]])
