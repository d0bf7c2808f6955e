# SPDX-License-Identifier: Apache-2.0
"""Calibrate confidence by beta calibration (Kull, Silva Filho and Flach 2017, section 3).

`python -m shiage.training.pair_features.calibrate_confidence SHOTS` colours the shots that training held out
from their first and last frame and compares the confidence of each region with how often it is right.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from shiage.cel.images import read_cel, read_line_art
from shiage.cel.palette import palette_of_keys, snap_regions
from shiage.shot.color import solve_shot
from shiage.shot.confidence import BETA, calibrated, uncalibrated
from shiage.shot.describe.regions import regions_of
from shiage.shot.types import Frame, Key, Settings, Shot
from shiage.training.pair_features.train_likeness import HELD_OUT

BINS = 10


@dataclass(frozen=True, eq=False)
class Answers:
    """Confidence (n,) and correctness (n,) of solved regions."""

    confidence: NDArray[np.float64]
    right: NDArray[np.bool_]


def answers_of_shot(folder: Path) -> Answers:
    """Colour a shot with lines/ and truth/ from its first and last frame."""
    names = sorted(p.name for p in (folder / "lines").glob("*.png"))
    frames = [Frame(i, read_line_art(folder / "lines" / name)) for i, name in enumerate(names)]
    truth = [read_cel(folder / "truth" / name) for name in names]
    keys = [Key(0, truth[0]), Key(len(names) - 1, truth[-1])]
    solved = solve_shot(Shot(frames, keys, settings=Settings(gap=0)))
    confidence, right = [], []
    for frame, cel in list(zip(frames, truth, strict=True))[1:-1]:
        regions = regions_of(frame.line, solved.settings)
        true = palette_of_keys([(cel, regions)])
        wanted = true.colours[snap_regions(cel, regions, true)[0]]
        given = solved.palette.colours[solved.swatches[frame.number]]
        confidence.append(solved.confidence[frame.number].astype(np.float64))
        right.append((wanted == given).all(1))
    return Answers(np.concatenate(confidence), np.concatenate(right))


def calibration_error(answers: Answers) -> float:
    """Expected calibration error: mean distance of confidence and accuracy over BINS equal bins."""
    place = np.minimum((answers.confidence * BINS).astype(int), BINS - 1)
    error = 0.0
    for b in range(BINS):
        inside = place == b
        if inside.any():
            gap = answers.confidence[inside].mean() - answers.right[inside].mean()
            error += abs(gap) * inside.mean()
    return float(error)


def log_loss(answers: Answers) -> float:
    """Mean negative log-likelihood of being right."""
    p = np.clip(answers.confidence, 1e-3, 1 - 1e-3)
    return float(-np.where(answers.right, np.log(p), np.log(1 - p)).mean())


def fitted(answers: Answers) -> tuple[float, float, float]:
    """The calibration of beliefs (see `confidence.BETA`) that makes these answers most likely."""
    raw = uncalibrated(answers.confidence.astype(np.float32))

    def loss(beta: NDArray[np.float64]) -> float:
        return log_loss(Answers(calibrated(raw, tuple(beta)).astype(np.float64), answers.right))

    found = minimize(loss, np.array(BETA), method="Nelder-Mead")
    a, b, c = found.x.tolist()
    return a, b, c


def main() -> None:
    """Report how well confidence is calibrated, and which calibration would do better."""
    parser = argparse.ArgumentParser(description="Fit the calibration of confidence.")
    parser.add_argument("shots", type=Path, help="the folder of shots that training used")
    parser.add_argument("--all", action="store_true", help="all shots, not only those held out")
    asked = parser.parse_args()
    shots = sorted(p.parent for p in asked.shots.glob("*/truth"))[:: 1 if asked.all else HELD_OUT]
    each = [answers_of_shot(shot) for shot in shots]
    answers = Answers(np.concatenate([a.confidence for a in each]), np.concatenate([a.right for a in each]))
    best = fitted(answers)
    raw = uncalibrated(answers.confidence.astype(np.float32))
    after = Answers(calibrated(raw, best).astype(np.float64), answers.right)
    print(
        f"{len(shots)} shots, {len(answers.right)} regions, {answers.right.mean():.4f} right; "
        f"calibration error {calibration_error(answers):.4f}, log loss {log_loss(answers):.4f}; "
        f"beta {', '.join(f'{value:.2f}' for value in best)} would give "
        f"{calibration_error(after):.4f} and {log_loss(after):.4f}"
    )


if __name__ == "__main__":
    main()
