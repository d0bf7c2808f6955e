# SPDX-License-Identifier: Apache-2.0
"""Fits how much a network's picture counts beside the matcher: on held-out rendered shots, one flat script.

`python -m shiage.training.pixel_networks.fit_raster_votes SHOTS [--weights NAME] [--scribbles N]` prints for
each weight the share of regions that are right where single drawings are coloured from a model sheet, or from
so many scribbles.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from shiage.shot.evaluate.evaluate import find_shots
from shiage.shot.evaluate.first_key import trials_of as scribbled_of
from shiage.shot.evaluate.scribble_trials import fit_weight
from shiage.shot.evaluate.sheet_trials import SheetTrial, trials_of
from shiage.shot.first_key.sheet_pictures import paint_after_sheets
from shiage.shot.runtime import SHIPPED, Runtime
from shiage.shot.types import Raster, Settings

WEIGHTS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0)


def fit(folder: Path, weights: str | None, say: Callable[[str], None] = print) -> dict[float, float]:
    """Shares right by weight, means over all drawings of a folder of shots; 0 is the matcher alone."""
    names = SHIPPED if weights is None else replace(SHIPPED, sheet=(weights,))
    painter = Runtime(names=names).open_sheet_painter()
    rows = []
    for place in find_shots(folder):
        for trial in trials_of(place, Settings()):
            picture = paint_after_sheets(trial.frame, [trial.sheet], painter)
            raster = Raster(trial.frame.number, picture, 0.0)
            rows.append([_right(trial, replace(raster, weight=weight)) for weight in WEIGHTS])
        say(f"{place.name}: {len(rows)} drawings")
    found = dict(zip(WEIGHTS, np.mean(rows, 0).tolist(), strict=True))
    for weight, share in found.items():
        say(f"weight {weight:.2f}  right {100 * share:.2f} %")
    return found


def fit_scribbles(
    folder: Path, scribbles: int, weights: str | None, say: Callable[[str], None] = print
) -> dict[float, float]:
    """The same of drawings with so many scribbles; 0 is the head on the matcher alone."""
    names = SHIPPED if weights is None else replace(SHIPPED, hints=(weights,))
    trials = [trial for place in find_shots(folder) for trial in scribbled_of(place, scribbles, Settings())]
    found = fit_weight(trials, Runtime(names=names).open_hint_painter(), WEIGHTS)
    for weight, share in found.items():
        say(f"weight {weight:.2f}  right {100 * share:.2f} %")
    return found


def _right(trial: SheetTrial, raster: Raster) -> float:
    solved = trial.solved([raster])
    return trial.right(solved.draw(raster.number).painted(solved.palette))


def main(words: Sequence[str] | None = None) -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shots", type=Path)
    parser.add_argument("--weights", help="of the network, by name or file")
    parser.add_argument("--scribbles", type=int, help="so many a drawing, instead of a model sheet")
    given = parser.parse_args(words)
    if given.scribbles is None:
        fit(given.shots, given.weights)
    else:
        fit_scribbles(given.shots, given.scribbles, given.weights)


if __name__ == "__main__":
    main()
