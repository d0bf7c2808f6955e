# SPDX-License-Identifier: Apache-2.0
"""How many corrections a shot needs: an oracle corrects the least sure wrong region until all is right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shiage.cel.census import pack, unpack
from shiage.cel.deepest import deepest
from shiage.production.memory.kept_steps import KeptSteps
from shiage.shot.color import solve_shot
from shiage.shot.evaluate.evaluate import Cels, find_shots, read_with_truth
from shiage.shot.evaluate.metrics import SPECK
from shiage.shot.frame_layout import Layout, Pieces
from shiage.shot.io.shot_folder import choose_keys
from shiage.shot.solved_shot import SolvedShot
from shiage.shot.types import SURE, Correction, Frame, Key, Shot


@dataclass(frozen=True)
class CorrectionScore:
    """What it took to make one shot right.

    Attributes:
        shot: its folder's name.
        wrong: regions that were wrong at first.
        needed: corrections until none was.
        overwritten: corrected regions that came back in another colour.
        broken: times that a region which was right and sure became wrong.
        left: wrong regions that no correction could reach.
    """

    shot: str
    wrong: int
    needed: int
    overwritten: int
    broken: int
    left: int


@dataclass(frozen=True)
class ScoredRegion:
    """A region of a frame as it is coloured: a pixel of it, its colour and the right one, how sure it is."""

    frame: int
    spot: tuple[int, int]
    colour: int
    right: int
    sure: float


def measure_corrections(
    shots: Path, keys: str, progress: Callable[[str, int, int], None]
) -> list[CorrectionScore]:
    """Correct every shot of a folder until it is right.

    Args:
        shots: a shot, or a folder of them, with lines/ and truth/.
        keys: frames that are keys, such as first,last.
        progress: called with (shot's name, done, in all).

    Raises:
        ShotError, ImageError: a shot cannot be used.
    """
    found, scores = find_shots(shots), []
    for done, path in enumerate(found):
        progress(path.name, done, len(found))
        files, frames, truth = read_with_truth(path)
        numbers = [f.number for f in frames]
        chosen = choose_keys(keys, numbers, numbers, files.called)
        shot = Shot(frames, [Key(n, truth[n]) for n in chosen])
        steps = KeptSteps()
        scores.append(correct(path.name, shot, truth, partial(solve_shot, checkpoint=steps))[0])
    progress("", len(found), len(found))
    return scores


def correct(
    name: str, shot: Shot, truth: Cels, solve: Callable[[Shot], SolvedShot]
) -> tuple[CorrectionScore, list[Correction]]:
    """Correct a shot until it is right.

    Args:
        name: of the shot.
        shot: without corrections.
        truth: by frame number, (H, W, 4) uint8 straight RGBA.
        solve: colours it with the corrections that were made until now.

    Returns:
        what it took, and the corrections.
    """
    said: dict[tuple[int, tuple[int, int]], int] = {}
    before: dict[tuple[int, tuple[int, int]], ScoredRegion] = {}
    looked: LookedAt = {}
    overwritten = broken = 0
    first: int | None = None
    while True:
        corrections = [Correction(n, x, y, _colour(c)) for (n, (x, y)), c in said.items()]
        solved = solve(replace(shot, corrections=corrections))
        regions = {(r.frame, r.spot): r for r in scored_regions(shot, solved, truth, looked)}
        overwritten += sum(regions[at].colour != colour for at, colour in said.items() if at in regions)
        broken += sum(
            was.colour == was.right and was.sure >= SURE and regions[at].colour != was.right
            for at, was in before.items()
            if at in regions
        )
        wrong = [r for r in regions.values() if r.colour != r.right]
        first = len(wrong) if first is None else first
        open_ = [r for r in wrong if (r.frame, r.spot) not in said]
        if not open_:
            score = CorrectionScore(name, first, len(said), overwritten, broken, len(wrong))
            return score, corrections
        least = min(open_, key=lambda r: (r.sure, r.frame, r.spot))
        said[least.frame, least.spot] = least.right
        before = regions


@dataclass(frozen=True, eq=False)
class _Looked:
    """A frame's regions that are scored.

    Attributes:
        pieces: what its labels stand for.
        labels: (n,) int64, 0-based, those of the regions that are scored.
        spots: a pixel of each.
        right: the packed colour that is right.
    """

    pieces: Pieces
    labels: NDArray[np.int64]
    spots: list[tuple[int, int]]
    right: list[int]


LookedAt = dict[tuple[int, str], _Looked]
"""By frame and the fingerprint of its layout: corrections change few frames at a time."""


def scored_regions(
    shot: Shot, solved: SolvedShot, truth: Cels, looked: LookedAt | None = None
) -> list[ScoredRegion]:
    """The regions that are scored: above SPECK pixels, of frames that are no keys.

    Args:
        shot: as it was given.
        solved: as it was coloured.
        truth: by frame number, (H, W, 4) uint8 straight RGBA.
        looked: what is known of frames of the same shot; it grows.
    """
    keys, found = {key.number for key in shot.keys}, []
    looked = {} if looked is None else looked
    colours = pack(solved.palette.colours[:, None])[:, 0]
    for frame in shot.frames:
        number = frame.number
        if number in keys:
            continue
        at = number, solved.fingerprint(number)
        one = looked.get(at) or _look(frame, solved.lay_out(number), pack(truth[number]))
        if at[1]:
            looked[at] = one
        swatches, sure = one.pieces.decided(
            solved.swatches[number], solved.confidence[number], solved.palette
        )
        rows = zip(one.labels.tolist(), one.spots, one.right, strict=True)
        found += [ScoredRegion(number, s, int(colours[swatches[i]]), r, float(sure[i])) for i, s, r in rows]
    return found


def _look(frame: Frame, layout: Layout, truth: NDArray[np.uint32]) -> _Looked:
    off_lines = np.where(frame.line.barrier(), 0, layout.labels)
    area = np.bincount(off_lines.ravel())
    scored = 1 + np.flatnonzero(area[1:] > SPECK)
    spots, right = [], []
    for i in scored.tolist():
        values, counts = np.unique(truth[off_lines == i], return_counts=True)
        spots.append(deepest(layout.labels == i))
        right.append(int(values[counts.argmax()]))
    return _Looked(layout.pieces, scored - 1, spots, right)


def _colour(packed: int) -> tuple[int, int, int, int]:
    red, green, blue, alpha = unpack(np.array([packed], np.uint32))[0].tolist()
    return red, green, blue, alpha
