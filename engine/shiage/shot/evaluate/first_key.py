# SPDX-License-Identifier: Apache-2.0
"""How right the first key of a shot is, coloured from scribbles alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from shiage.shot.evaluate.evaluate import find_shots, read_with_truth
from shiage.shot.evaluate.scribble_trials import ScribbleTrial, trial_of
from shiage.shot.solve.raster_votes import SCRIBBLE_WEIGHT
from shiage.shot.types import Settings, ShotError

if TYPE_CHECKING:
    from shiage.models.hint_painter import HintPainter

MOST_SCRIBBLES = 1000
"""More than a drawing has regions."""

RIGHT, NETWORK, BOTH = "right", "AlacGAN alone", "both"
NEAREST, CEILING = "nearest scribble", "colours given"
"""What is measured: the head on the matcher, the network, the network's votes beside the head, the colour of
the nearest scribbled region, and regions whose colour was scribbled anywhere or that are unpainted."""

BEST = "best candidate"
"""The rightest of several candidates, where they are asked for: what an artist gets who picks it."""


@dataclass(frozen=True)
class FirstKeyScore:
    """Shares of regions of more than SPECK pixels without a scribble; means over drawings of a shot.

    Attributes:
        shot: its folder's name.
        regions: how many were scored.
        methods: share with exactly the true RGBA by method; those of a network only where its weights are.
    """

    shot: str
    regions: int
    methods: dict[str, float]


def scribbles_of(words: str) -> int:
    """How many scribbles "scribbles:N" asks for.

    Raises:
        ShotError: it is not that.
    """
    kind, _, count = words.partition(":")
    if kind != "scribbles" or not count.isdecimal() or not 0 < int(count) <= MOST_SCRIBBLES:
        raise ShotError(
            f"--first-key {words}: write scribbles:N with N from 1 to {MOST_SCRIBBLES}, sheet, or none"
        )
    return int(count)


def evaluate_first_key(
    folder: Path,
    scribbles: int,
    settings: Settings | None = None,
    progress: Callable[[str, int, int], None] = lambda shot, done, total: None,
    painter: HintPainter | None = None,
) -> list[FirstKeyScore]:
    """Colour the first, the middle and the last drawing of each shot by itself, from scribbles alone.

    Args:
        folder: a shot, or a folder of them; each has lines/ and truth/.
        scribbles: how many, see `draw_scribbles`.
        settings: how regions are found, and how many candidates are asked for.
        progress: called with (shot's name, shots done, shots in all).
        painter: the network that paints from scribbles, where it is to be measured.

    Raises:
        ShotError: no shot with truth, a shot that cannot be read, or nothing is left to score.
        ImageError: a picture cannot be used.
    """
    shots, scores = find_shots(folder), []
    for done, path in enumerate(shots):
        progress(path.name, done, len(shots))
        trials = trials_of(path, scribbles, settings or Settings())
        if not trials:  # every region has a scribble
            continue
        rows = [_score(trial, painter) for trial in trials]
        shares = {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
        scores.append(FirstKeyScore(path.name, sum(int(t.counts.sum()) for t in trials), shares))
    progress("", len(shots), len(shots))
    if not scores:
        raise ShotError(f"{folder}: with {scribbles} scribbles a drawing no region is left to score")
    return scores


def trials_of(place: Path, scribbles: int, settings: Settings) -> list[ScribbleTrial]:
    """The first, the middle and the last drawing of a shot, those that have regions left to score.

    Raises:
        ShotError: the shot cannot be read, or a frame has no truth.
        ImageError: a picture cannot be used.
    """
    _, frames, truth = read_with_truth(place)
    tried = [frames[i] for i in sorted({0, len(frames) // 2, len(frames) - 1})]
    found = [trial_of(frame, truth[frame.number], scribbles, settings) for frame in tried]
    return [trial for trial in found if trial is not None]


def best_beside(name: str, rights: list[float], settings: Settings) -> dict[str, float]:
    """Share right of the first candidate, under its name, and of the best one where several are asked for."""
    return {name: rights[0]} | ({BEST: max(rights)} if settings.candidates > 1 else {})


def _score(trial: ScribbleTrial, painter: HintPainter | None) -> dict[str, float]:
    """Shares by method."""
    rights = [trial.right(cel) for cel in trial.candidates()]
    shares = best_beside(RIGHT, rights, trial.settings)
    if painter is not None:
        picture = trial.picture(painter)
        shares[NETWORK] = trial.right(trial.alone(picture))
        shares[BOTH] = trial.right(trial.solved(picture, SCRIBBLE_WEIGHT))
    return shares | {NEAREST: trial.nearest, CEILING: trial.ceiling}
