# SPDX-License-Identifier: Apache-2.0
"""How right the first key is from a model sheet: by the matcher, by networks' pictures alone, by both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from shiage.shot.evaluate.evaluate import find_shots
from shiage.shot.evaluate.first_key import best_beside
from shiage.shot.evaluate.sheet_trials import SheetTrial, trials_of
from shiage.shot.first_key.candidates import read_candidates
from shiage.shot.first_key.sheet_pictures import paint_after_sheets, sample_after_sheet
from shiage.shot.solve.raster_votes import SHEET_WEIGHT
from shiage.shot.types import Raster, Settings, ShotError

if TYPE_CHECKING:
    from shiage.models.sheet_painters import AttentionPainter, DiffusionSampler

MATCHER, NETWORK, BOTH = "matcher", "network", "both"
SAMPLED, AT_ONCE = "diffusion", "at once"
UNPAINTED, CEILING = "unpainted", "colours given"

SEEDS = (1, 2, 3, 4)
"""Of the samples whose agreement is taken."""


@dataclass(frozen=True)
class Networks:
    """What is measured beside the matcher; None is left out.

    Attributes:
        painter: the attention-aware network.
        sampler: the diffusion.
        at_once: the diffusion's network, trained as long without it.
    """

    painter: AttentionPainter | None = None
    sampler: DiffusionSampler | None = None
    at_once: DiffusionSampler | None = None


@dataclass(frozen=True)
class SheetScore:
    """Shares of regions of more than SPECK pixels with exactly the true RGBA; means over drawings of a shot.

    Attributes:
        shot: its folder's name.
        regions: how many were scored.
        methods: by method; the last is the share whose colours stand in the sheet at all, or are unpainted.
    """

    shot: str
    regions: int
    methods: dict[str, float]


def evaluate_sheets(
    folder: Path,
    networks: Networks,
    settings: Settings | None = None,
    progress: Callable[[str, int, int], None] = lambda shot, done, total: None,
) -> list[SheetScore]:
    """Colour three drawings of each shot by themselves, each from a model sheet of a far one.

    Args:
        folder: a shot, or a folder of them; each has lines/ and truth/.
        networks: what is measured beside the matcher.
        settings: how regions are found, and how many candidates are asked for.
        progress: called with (shot's name, shots done, shots in all).

    Raises:
        ShotError: no shot with truth, or a shot that cannot be read.
        ImageError: a picture cannot be used.
    """
    return _each(folder, lambda trial: _by_sheet(trial, networks), settings, progress)


def evaluate_nothing(
    folder: Path,
    settings: Settings | None = None,
    progress: Callable[[str, int, int], None] = lambda shot, done, total: None,
) -> list[SheetScore]:
    """The same drawings with nothing to go by, which stay unpainted: the floor under all others."""
    return _each(
        folder,
        lambda trial: {UNPAINTED: trial.right(np.zeros((*trial.scored.shape, 4), np.uint8))},
        settings,
        progress,
    )


def _each(
    folder: Path,
    score: Callable[[SheetTrial], dict[str, float]],
    settings: Settings | None,
    progress: Callable[[str, int, int], None],
) -> list[SheetScore]:
    shots, scores = find_shots(folder), []
    for done, path in enumerate(shots):
        progress(path.name, done, len(shots))
        trials = trials_of(path, settings or Settings())
        rows = [score(trial) for trial in trials]
        if rows:
            means = {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
            scores.append(SheetScore(path.name, sum(int(t.counts.sum()) for t in trials), means))
    progress("", len(shots), len(shots))
    if not scores:
        raise ShotError(f"{folder}: no shot has two drawings, one to colour and one for the sheet")
    return scores


def _by_sheet(trial: SheetTrial, networks: Networks) -> dict[str, float]:
    solved, number = trial.solved(), trial.frame.number
    drawn = [one.painted(solved.palette) for one in solved.draw_candidates(number)]
    out = best_beside(MATCHER, [trial.right(cel) for cel in drawn], trial.settings)

    def alone(pictures: Sequence[NDArray[np.uint8]]) -> float:
        return trial.right(read_candidates(pictures, trial.regions, solved.palette).key_cel())

    if networks.painter is not None:
        painted = paint_after_sheets(trial.frame, [trial.sheet], networks.painter)
        both = trial.solved([Raster(number, painted, SHEET_WEIGHT)])
        out |= {NETWORK: alone([painted]), BOTH: trial.right(both.draw(number).painted(both.palette))}
    for name, sampler in ((SAMPLED, networks.sampler), (AT_ONCE, networks.at_once)):
        if sampler is not None:
            out[name] = alone(sample_after_sheet(trial.frame, trial.sheet, sampler, SEEDS))
    out[CEILING] = trial.ceiling(solved.palette)
    return out
