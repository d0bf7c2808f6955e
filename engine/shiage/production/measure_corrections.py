# SPDX-License-Identifier: Apache-2.0
"""How many corrections a shot needs: an oracle corrects the least sure wrong region until all is right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shiage.cel.census import pack, unpack
from shiage.cel.deepest import deepest
from shiage.production.memory.kept_steps import KeptSteps
from shiage.shot.color import solve_shot
from shiage.shot.evaluate.evaluate import Cels, find_shots, read_with_truth
from shiage.shot.evaluate.metrics import SPECK
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
        scores.append(_corrected(path.name, shot, truth))
    progress("", len(found), len(found))
    return scores


def _corrected(name: str, shot: Shot, truth: Cels) -> CorrectionScore:
    steps = KeptSteps()
    said: dict[tuple[int, tuple[int, int]], int] = {}
    before: dict[tuple[int, tuple[int, int]], ScoredRegion] = {}
    overwritten = broken = 0
    first: int | None = None
    while True:
        corrections = [Correction(n, x, y, _colour(c)) for (n, (x, y)), c in said.items()]
        solved = solve_shot(replace(shot, corrections=corrections), steps)
        regions = {(r.frame, r.spot): r for r in scored_regions(shot, solved, truth)}
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
            return CorrectionScore(name, first, len(said), overwritten, broken, len(wrong))
        least = min(open_, key=lambda r: (r.sure, r.frame, r.spot))
        said[least.frame, least.spot] = least.right
        before = regions


def scored_regions(shot: Shot, solved: SolvedShot, truth: Cels) -> list[ScoredRegion]:
    """The regions that are scored: above SPECK pixels, of frames that are no keys."""
    keys, found = {key.number for key in shot.keys}, []
    colours = pack(solved.palette.colours[:, None])[:, 0]
    for frame in shot.frames:
        if frame.number not in keys:
            found += _of_frame(frame, solved, colours, pack(truth[frame.number]))
    return found


def _of_frame(
    frame: Frame, solved: SolvedShot, colours: NDArray[np.uint32], truth: NDArray[np.uint32]
) -> list[ScoredRegion]:
    colored = solved.draw(frame.number)
    off_lines = np.where(frame.line.barrier(), 0, colored.labels)
    found = []
    for i, (swatch, sure) in enumerate(zip(colored.swatches, colored.confidence, strict=True), 1):
        mask = off_lines == i
        if mask.sum() <= SPECK:
            continue
        values, counts = np.unique(truth[mask], return_counts=True)
        spot = deepest(colored.labels == i)
        right = int(values[counts.argmax()])
        found.append(ScoredRegion(frame.number, spot, int(colours[swatch]), right, float(sure)))
    return found


def _colour(packed: int) -> tuple[int, int, int, int]:
    red, green, blue, alpha = unpack(np.array([packed], np.uint32))[0].tolist()
    return red, green, blue, alpha
