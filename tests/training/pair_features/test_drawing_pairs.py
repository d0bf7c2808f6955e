# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from drawings import face

from shiage.cel.images import write_png
from shiage.shot.match.pair_features import PairFeature
from shiage.training.pair_features.drawing_pairs import pairs_of_shot


def test_pairs_of_a_shot_know_which_regions_share_a_swatch(tmp_path: Path) -> None:
    for folder in ("lines", "truth"):
        (tmp_path / folder).mkdir()
    for number in range(1, 5):
        line, cel = face((60 + 8 * number, 90))
        write_png(tmp_path / "lines" / f"{number:04d}.png", 255 - line.ink)
        write_png(tmp_path / "truth" / f"{number:04d}.png", cel)
    pairs = list(pairs_of_shot(tmp_path, count=4))
    assert len(pairs) == 4
    for one, other in pairs:
        assert one.answers.shape == (len(one.own), len(other.own), len(PairFeature))
        assert other.answers.shape == (len(other.own), len(one.own), len(PairFeature))
        assert np.isfinite(one.answers).all()
        assert sorted(np.bincount(one.own).tolist()) == [1, 1, 1, 2], "two eyes share a swatch"
        assert one.touching.sum(1) == pytest.approx(np.ones(len(one.own)), abs=1e-2)
    again = list(pairs_of_shot(tmp_path, count=4))
    assert all((a[0].answers == b[0].answers).all() for a, b in zip(pairs, again, strict=True))
