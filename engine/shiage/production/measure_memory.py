# SPDX-License-Identifier: Apache-2.0
"""What memory is worth: first halves of shots are cuts, second halves are coloured with and without them."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from shiage.production.add_cut import add_cut
from shiage.production.finished_shot import write_finished
from shiage.production.folder import Production, new_production
from shiage.production.memory.index import MemoryIndex, open_memory
from shiage.production.memory.recall import solve_with_memory
from shiage.production.memory.sources import Source
from shiage.production.memory.store import keep, known_drawings
from shiage.production.settings import ProductionSettings
from shiage.shot.color import solve_shot
from shiage.shot.evaluate.evaluate import Cels, draw_cels, find_shots, read_with_truth
from shiage.shot.evaluate.metrics import Score, score_frame
from shiage.shot.solved_shot import SolvedShot
from shiage.shot.types import Frame, Key, Shot

WAYS = ("one key", "one key, memory", "no key, memory")


@dataclass(frozen=True)
class MemoryScore:
    """One shot's second half.

    Attributes:
        shot: its folder's name.
        frames: how many are scored: all but the first.
        acc_thres: by way of `WAYS`, share of regions above 10 pixels that are right.
        seconds: by way, how long solving took.
    """

    shot: str
    frames: int
    acc_thres: dict[str, float]
    seconds: dict[str, float]


def measure_memory(
    shots: Path, folder: Path, copies: int, progress: Callable[[str, int, int], None]
) -> list[MemoryScore]:
    """Score the second halves of shots.

    Args:
        shots: a shot, or a folder of them, with lines/ and truth/.
        folder: an empty one, for the production.
        copies: the production has so many cuts: those beyond the first halves are copies, each remembered
            a little beside what it was copied from.
        progress: called with (what is done, done, in all).

    Raises:
        ShotError, ImageError: a shot cannot be used.
        OSError: the folder cannot be written.
    """
    found = find_shots(shots)
    production = new_production(folder / "film", ProductionSettings("bench"), [], [])
    second: list[tuple[str, list[Frame], Cels]] = []
    for done, path in enumerate(found):
        progress(f"{path.name}, cut", done, 2 * len(found))
        _, frames, truth = read_with_truth(path)
        half = len(frames) // 2
        drawn = [(f.number, 255 - f.line.ink, truth[f.number]) for f in frames[:half]]
        add_cut(production, write_finished(folder / path.name, drawn))
        second.append((path.name, frames[half:], truth))
    index = open_memory(production)
    if copies > len(found):
        _fill(production, index, copies)
        index = open_memory(production)
    scores = []
    for done, (name, frames, truth) in enumerate(second, len(found)):
        progress(name, done, 2 * len(found))
        scores.append(_score(name, frames, truth, index))
    progress("", 2 * len(found), 2 * len(found))
    return scores


def _score(name: str, frames: list[Frame], truth: Cels, index: MemoryIndex) -> MemoryScore:
    keyed = Shot(frames, [Key(frames[0].number, truth[frames[0].number])])

    def opened() -> MemoryIndex:  # as a command does, each time
        return open_memory(index.production)

    ways: dict[str, Callable[[], SolvedShot]] = {
        WAYS[0]: lambda: solve_shot(keyed),
        WAYS[1]: lambda: solve_with_memory(keyed, opened()),
        WAYS[2]: lambda: solve_with_memory(replace(keyed, keys=[]), opened()),
    }
    right, seconds = {}, {}
    for way, solve in ways.items():
        began = time.monotonic()
        solved = solve()
        seconds[way] = time.monotonic() - began
        cels = draw_cels(solved)
        each = [score_frame(f.line, truth[f.number], cels[f.number]) for f in frames[1:]]
        right[way] = Score.mean(each).acc_thres
    return MemoryScore(name, len(frames) - 1, right, seconds)


def _fill(production: Production, index: MemoryIndex, count: int) -> None:
    """Copies of cuts until there are so many; their drawings are links, and remembered with some noise."""
    thrown = np.random.default_rng(7)
    originals = [(i, source) for i, source in enumerate(index.sources) if source.folder is not None]
    spread = np.float32(index.whole.std(0).mean())
    for number in range(count - len(originals)):
        i, source = originals[number % len(originals)]
        assert source.folder is not None
        copy = Source(f"cut-copy-{number:04d}", production.cuts / f"copy-{number:04d}")
        assert copy.folder is not None
        shutil.copytree(source.folder, copy.folder, copy_function=os.link)
        known = known_drawings(production, source, index.states[i])
        beside = thrown.standard_normal((1, known.whole.shape[1])).astype(np.float32) * spread
        keep(production, copy, replace(known, state=copy.state(), whole=known.whole + beside))
