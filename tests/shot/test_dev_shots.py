# SPDX-License-Identifier: Apache-2.0
"""Artists' shots with exact truth, where they are at hand: Shiage beats the plain methods on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from shiage.shot.evaluate.baselines import BASELINES
from shiage.shot.evaluate.evaluate import ShotScore, Trial, evaluate_shots, find_shots

SHOTS = Path(__file__).parents[3] / "shared" / "data" / "dev" / "shots"

pytestmark = pytest.mark.skipif(not SHOTS.is_dir(), reason="the artists' shots (../shared/data) are not here")


def test_all_shots_are_found() -> None:
    assert len(find_shots(SHOTS)) == 15


@pytest.fixture(scope="module")
def scores() -> dict[str, ShotScore]:
    """A shot of drawn ink and one of flat shapes, beside the plain methods."""
    both = (evaluate_shots(SHOTS / name, Trial(baselines=True)) for name in ("knight-attack", "noto-goose"))
    return {score.shot: score for (score,) in both}


def test_flat_beats_every_baseline_on_drawn_ink_and_on_flat_shapes(scores: dict[str, ShotScore]) -> None:
    for name, score in scores.items():
        ours = score.methods["flat"]
        assert ours.acc_thres > 0.92
        assert ours.pix_f_acc > 0.99
        for method in BASELINES:
            assert ours.acc_thres > score.methods[method].acc_thres, (name, method)


def test_broken_lines_cost_little(scores: dict[str, ShotScore]) -> None:
    whole = scores["noto-goose"].methods["flat"]
    (broken,) = evaluate_shots(SHOTS / "noto-goose", Trial(gaps=6))
    assert broken.methods["flat"].acc_thres > whole.acc_thres - 0.05
