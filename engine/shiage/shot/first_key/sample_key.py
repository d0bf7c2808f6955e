# SPDX-License-Identifier: Apache-2.0
"""Experimental: candidates for a key, sampled by diffusion after a model sheet."""

from __future__ import annotations

from collections.abc import Sequence

from shiage.shot.blank_frames import set_aside
from shiage.shot.describe.regions import regions_of
from shiage.shot.first_key.candidates import Candidates, read_candidates
from shiage.shot.first_key.sheet_pictures import sample_after_sheet
from shiage.shot.runtime import Runtime, default_runtime
from shiage.shot.solve.fixed_labels import read_given
from shiage.shot.types import Shot, ShotError
from shiage.shot.validate import check_shot


def sample_key(
    shot: Shot, seeds: Sequence[int], runtime: Runtime | None = None
) -> tuple[Candidates, list[str]]:
    """Candidates for the one drawing of a shot, in its sheet's exact colours, and what is to be said.

    Args:
        shot: one frame, and model sheets; the first one that is painted is looked at.
        seeds: one a candidate; the same seed gives the same candidate.
        runtime: weights and device; None takes `runtime.default_runtime`.

    Raises:
        ShotError: the drawing is blank, no sheet is painted, or the weights are not there.
    """
    check_shot(shot)
    seen = set_aside(shot)
    if not seen.drawn.frames:
        raise ShotError("the drawing is blank: there is nothing to colour")
    drawn, frame = seen.drawn, seen.drawn.frames[0]
    given = read_given(drawn, drawn.frames)
    sampler = (runtime or default_runtime()).open_sampler()
    pictures = sample_after_sheet(frame, drawn.sheets[0], sampler, seeds)
    notes = [note.text for note in (*shot.notes, *seen.notes, *given.notes)]
    if len(drawn.sheets) > 1:
        notes.append(f"only model sheet {drawn.sheets[0].name} was looked at: diffusion takes one")
    return read_candidates(pictures, regions_of(frame.line, shot.settings), given.palette), notes
