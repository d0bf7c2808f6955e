# SPDX-License-Identifier: Apache-2.0
"""Colouring a shot with what its production remembers: what is sure stays, memory is asked for the rest.

The shot is solved from its own keys first. Where that leaves regions unsure, the few drawings that show most
of them are taken as model sheets of those frames alone, and the shot is solved again on top of the steps that
are done. So memory costs time only where it is needed, and breaks nothing that was sure.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from shiage.cel.palette_text import hex_colour
from shiage.production.add_cut import lacking
from shiage.production.memory.choose import Asked, Chosen, choose
from shiage.production.memory.index import MemoryIndex
from shiage.production.memory.kept_steps import FirstSteps, KeptSteps, SecondSteps
from shiage.production.memory.seen import described_alone, seen_drawing
from shiage.shot.color import solve_shot
from shiage.shot.notes import Note, collected
from shiage.shot.runtime import Runtime
from shiage.shot.solved_shot import SolvedShot
from shiage.shot.types import SURE, Checkpoint, Frame, ModelSheet, Shot, ShotError, Watch

MOST_ASKED = 24
ASKED = 1 / 2
"""So many frames of a shot, and such a share of them, are looked at, evenly spread over those in question:
the others are told by their neighbours in time."""

_SPECK = 3e-5
"""Regions of a smaller share of what is drawn on are specks: nobody asks for them."""


def solve_with_memory(
    shot: Shot,
    index: MemoryIndex,
    watch: Watch | None = None,
    sure: float = SURE,
    runtime: Runtime | None = None,
    checkpoint: Checkpoint | None = None,
) -> SolvedShot:
    """Decide every region of a shot, as `solve_shot` does, with the drawings that a production remembers.

    Args:
        shot: it may be without key and model sheet.
        index: what is remembered.
        watch: hears progress.
        sure: confidence from which on a region is not in question.
        runtime: weights and device; None takes those that came with Shiage.
        checkpoint: keeps finished steps; None keeps them until the shot is solved.

    Raises:
        ShotError: as for `solve_shot`, or nothing that is remembered shows what is drawn.
        ImageError, OSError: a remembered drawing can no longer be read.
        Cancelled: the watch asked to stop.
    """
    kept = checkpoint or KeptSteps()
    steps = FirstSteps(kept)
    first = solve_shot(shot, steps, watch, runtime) if shot.has_colours else None
    chosen = choose(index, _asked(shot, first, steps, sure), _shown(shot, steps))
    sheets, digest, notes = _references(shot, index, chosen)
    if not sheets:
        if first is None:
            said = "".join(f" ({note.text})" for note in notes[:1])
            raise ShotError(
                f"{index.production.folder}: the shot has no key, and no cut or model sheet of the "
                f"production shows what is drawn in it{said}: colour at least one frame"
            )
        return first if not notes else replace(first, notes=collected([*first.notes, *notes]))
    traced = any(sheet.line.trace is not None for sheet in sheets)
    holds = None if traced and not _has_traces(shot) else steps
    both = replace(shot, sheets=[*shot.sheets, *sheets])
    second = solve_shot(both, SecondSteps(kept, holds, digest), watch, runtime)
    return _joined(first, second, sure, notes)


def _asked(shot: Shot, first: SolvedShot | None, steps: FirstSteps, sure: float) -> list[Asked]:
    """The frames in question, with what is in question of them."""
    keys = {key.number for key in shot.keys}
    asked = []
    share = 1.0 if first is None else ASKED
    most = min(MOST_ASKED, ceil(share * len(shot.frames)))
    unsure = [f for f in shot.frames if f.number not in keys and _unsure(f, first, sure).any()]
    for frame in _evenly(unsure, most):
        drawing = steps.description(_place(frame.number, shot, first))
        if drawing is None:
            drawing = described_alone(frame.line, shot.settings)
        seen = seen_drawing(drawing)
        open_ = np.ones(len(drawing.area), bool) if first is None else _unsure(frame, first, sure)
        parts = (open_ & (drawing.area > _SPECK)).astype(np.float32)[seen.regions]
        if parts.any():
            asked.append(Asked(frame.number, seen, parts))
    return asked


def _unsure(frame: Frame, first: SolvedShot | None, sure: float) -> NDArray[np.bool_]:
    """(n,) which regions of a frame are in question; of a shot not solved yet some."""
    if first is None:
        return np.ones(1, bool)
    if frame.number in first.blank:
        return np.zeros(0, bool)
    return np.asarray(first.confidence[frame.number] < sure)


def _evenly(frames: list[Frame], most: int) -> list[Frame]:
    """So many of the frames, the last of them too: it is the farthest from what is known."""
    ends = np.linspace(0, len(frames), min(len(frames), most) + 1)[1:] - 1
    return [frames[i] for i in np.unique(ends.round().astype(int))]


def _shown(shot: Shot, steps: FirstSteps) -> list[NDArray[np.float32]]:
    """Parts of what the shot has coloured itself."""
    found = []
    for key in shot.keys[:: max(1, len(shot.keys) // MOST_ASKED)]:
        drawing = steps.description(_place(key.number, shot, None))
        if drawing is not None:
            found.append(seen_drawing(drawing).parts)
    return found


def _place(number: int, shot: Shot, solved: SolvedShot | None) -> int:
    """Which of the drawings that were solved a frame is: blank ones are not counted."""
    blank = solved.blank if solved is not None else frozenset()
    return sorted(f.number for f in shot.frames if f.number not in blank).index(number)


def _references(
    shot: Shot, index: MemoryIndex, chosen: list[Chosen]
) -> tuple[list[ModelSheet], str, list[Note]]:
    """The chosen drawings as model sheets, and their digest; one in colours the palette lacks is left out."""
    sheets, notes, said = [], [], hashlib.sha256()
    own = {sheet.name for sheet in shot.sheets}
    for one in chosen:
        drawn = index.sources[one.source].drawings()[one.place]
        if drawn.name in own:
            continue
        sheet = drawn.read()
        strange = [] if shot.palette is None else lacking(sheet.cel, shot.palette).tolist()
        if strange:
            lacks = f"{hex_colour(strange[0])}, which the palette lacks"
            notes.append(Note(None, f"{drawn.name} has {lacks}: nothing was taken from it"))
        elif sheet.line.barrier().any():
            sheets.append(replace(sheet, name=drawn.name, frames=one.frames))
            said.update(f"{drawn.name} {drawn.digest()} {sorted(one.frames)}\n".encode("utf-8", "replace"))
    return sheets, said.hexdigest()[:16], notes


def _has_traces(shot: Shot) -> bool:
    keys = {key.number for key in shot.keys}
    own = [f.line for f in shot.frames if f.number in keys] + [s.line for s in shot.sheets]
    return any(line.trace is not None for line in own)


def _joined(first: SolvedShot | None, second: SolvedShot, sure: float, notes: list[Note]) -> SolvedShot:
    """What was sure at first, and what memory says of the rest."""
    if first is None or second.raster is not None:  # tones of mode soft are each solving's own
        return replace(second, notes=collected([*second.notes, *notes]))
    index = {tuple(colour): i for i, colour in enumerate(second.palette.colours.tolist())}
    to_second = np.array([index.get(tuple(c), -1) for c in first.palette.colours.tolist()], np.int32)
    swatches, confidence = dict(second.swatches), dict(second.confidence)
    for number, before in first.swatches.items():
        was = to_second[before]
        stays = (first.confidence[number] >= sure) & (was >= 0)
        swatches[number] = np.where(stays, was, swatches[number]).astype(np.int32)
        confidence[number] = np.where(stays, first.confidence[number], confidence[number]).astype(np.float32)
    joined = replace(second, swatches=swatches, confidence=confidence)
    return replace(joined, notes=collected([*second.notes, *notes]))
