# SPDX-License-Identifier: Apache-2.0
"""What a production's corrected shots are worth to the next ones: the corrections that those still need.

First halves of shots are coloured from their first frame and corrected until they are right; then they are
finished cuts, and what was said of them is kept beside. Second halves are coloured from their first frame:
without the production, with what it remembers, and with its model tuned on all that, too.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from shiage.cel.images import write_png
from shiage.production.add_cut import add_cut
from shiage.production.corrected_shots import keep_corrections
from shiage.production.finished_shot import write_finished
from shiage.production.folder import Production, new_production
from shiage.production.measure_corrections import CorrectionScore, correct
from shiage.production.memory.index import MemoryIndex, open_memory
from shiage.production.memory.kept_steps import KeptSteps
from shiage.production.memory.recall import solve_with_memory
from shiage.production.settings import ProductionSettings
from shiage.production.versions import runtime_of
from shiage.shot.color import solve_shot
from shiage.shot.evaluate.evaluate import Cels, find_shots, read_with_truth
from shiage.shot.review.corrections_file import SavedCorrection
from shiage.shot.solved_shot import SolvedShot
from shiage.shot.types import Frame, Key, Shot
from shiage.tuning.gate import Gate
from shiage.tuning.judge import OF_MATCHER
from shiage.tuning.request import Tuned, TuneRequest
from shiage.tuning.tune import tune

FIRST, ALONE, MEMORY, TUNED = "first shot", "next, alone", "next, memory", "next, memory and tune"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class NextScore:
    """A character's two shots.

    Attributes:
        shot: the folder's name.
        ways: by FIRST, ALONE, MEMORY and TUNED, what it took to make that shot right that way.
    """

    shot: str
    ways: dict[str, CorrectionScore]


@dataclass(frozen=True, eq=False)
class _Next:
    """A character's second shot, what it took until now, and the steps of it that are done."""

    name: str
    shot: Shot
    truth: Cels
    ways: dict[str, CorrectionScore]
    steps: KeptSteps

    def correct(self, way: str, solve: Callable[[Shot], SolvedShot]) -> None:
        self.ways[way] = correct(self.name, self.shot, self.truth, solve)[0]


def measure_next(
    shots: Path, folder: Path, request: TuneRequest, progress: Progress
) -> tuple[list[NextScore], Tuned]:
    """Correct first halves of shots, tune on them, and count what the second halves need.

    Args:
        shots: a folder of shots with lines/ and truth/.
        folder: an empty one, for the production.
        request: how long is tuned.
        progress: called with (what is done, done, in all).

    Returns:
        the shots, and what came of the tune.

    Raises:
        ShotError, ImageError: a shot cannot be used.
        ProductionError: there is too little to tune on.
        OSError: the folder cannot be written.
    """
    found = find_shots(shots)
    production = new_production(folder / "film", ProductionSettings("bench"), [], [])
    coming = []
    for done, path in enumerate(found):
        progress(f"{path.name}, first shot", done, 3 * len(found) + 1)
        coming.append(_first_shot(path, production, folder))
    index = open_memory(production)
    for done, one in enumerate(coming, len(found)):
        progress(f"{one.name}, next shot", done, 3 * len(found) + 1)
        one.correct(ALONE, partial(solve_shot, checkpoint=one.steps))
        one.correct(MEMORY, _with_memory(index, one.steps))
    progress("tune", 2 * len(found), 3 * len(found) + 1)
    tuned = tune(production, request, Gate(io.StringIO(), None))
    for done, one in enumerate(coming, 2 * len(found) + 1):
        progress(f"{one.name}, next shot, tuned", done, 3 * len(found) + 1)
        if tuned.version is None:  # it is coloured as before
            one.ways[TUNED] = one.ways[MEMORY]
        else:
            one.correct(TUNED, _with_memory(index, one.steps.without(OF_MATCHER)))
    progress("", 3 * len(found) + 1, 3 * len(found) + 1)
    return [NextScore(one.name, one.ways) for one in coming], tuned


def _first_shot(path: Path, production: Production, folder: Path) -> _Next:
    """Correct the first half of a shot, and take it and what was said of it into the production."""
    _, frames, truth = read_with_truth(path)
    half = len(frames) // 2
    shot = _keyed(frames[:half], truth)
    score, said = correct(path.name, shot, truth, partial(solve_shot, checkpoint=KeptSteps()))
    drawn = [(f.number, 255 - f.line.ink, truth[f.number]) for f in shot.frames]
    finished = write_finished(folder / path.name, drawn)
    key = shot.keys[0]
    (finished / "keys").mkdir()
    write_png(finished / "keys" / f"{key.number:04d}.png", key.cel)
    keep_corrections(production, finished, [SavedCorrection(c.number, c.x, c.y, c.colour) for c in said])
    add_cut(production, finished)
    return _Next(path.name, _keyed(frames[half:], truth), truth, {FIRST: score}, KeptSteps())


def _keyed(frames: list[Frame], truth: Cels) -> Shot:
    return Shot(frames, [Key(frames[0].number, truth[frames[0].number])])


def _with_memory(index: MemoryIndex, steps: KeptSteps) -> Callable[[Shot], SolvedShot]:
    """Colours a shot as the production does, with the version that it has chosen."""
    return partial(solve_with_memory, index=index, runtime=runtime_of(index.production), checkpoint=steps)
