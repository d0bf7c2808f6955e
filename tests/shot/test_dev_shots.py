# SPDX-License-Identifier: Apache-2.0
"""Artists' shots with exact truth, where they are at hand: Shiage beats the plain methods on them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from shiage.shot.evaluate.baselines import BASELINES
from shiage.shot.evaluate.evaluate import ShotScore, Trial, evaluate_shots, find_shots

SHOTS = Path(__file__).parents[3] / "shared" / "data" / "dev" / "shots"

pytestmark = pytest.mark.skipif(not SHOTS.is_dir(), reason="the artists' shots (../shared/data) are not here")


def test_all_shots_are_found() -> None:
    assert len(find_shots(SHOTS)) == 15


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven drawings each of one shot of drawn ink and one of flat shapes."""
    folder = tmp_path_factory.mktemp("dev")
    for name in ("knight-attack", "saha-front-1"):
        for part in ("lines", "truth"):
            (folder / name / part).mkdir(parents=True)
            for file in sorted((SHOTS / name / part).iterdir())[:7]:
                shutil.copy(file, folder / name / part)
    return folder


@pytest.fixture(scope="module")
def scores(few: Path) -> dict[str, ShotScore]:
    """Both beside the plain methods."""
    return {score.shot: score for score in evaluate_shots(few, Trial(baselines=True))}


def test_flat_beats_every_baseline_on_drawn_ink_and_on_flat_shapes(scores: dict[str, ShotScore]) -> None:
    for name, score in scores.items():
        ours = score.methods["flat"]
        assert ours.acc_thres > 0.92
        assert ours.pix_f_acc > 0.99
        for method in BASELINES:
            assert ours.acc_thres > score.methods[method].acc_thres, (name, method)


def test_broken_lines_cost_little(few: Path, scores: dict[str, ShotScore]) -> None:
    whole = scores["saha-front-1"].methods["flat"]
    (broken,) = evaluate_shots(few / "saha-front-1", Trial(gaps=6))
    assert broken.methods["flat"].acc_thres > whole.acc_thres - 0.05
