# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import numpy as np
from drawings import face

from shiage.cel.images import write_png
from shiage.shot.evidence import QUESTIONS
from shiage.training.pairs import pairs_of_shot


def test_pairs_of_a_shot_know_which_regions_share_a_swatch(tmp_path: Path) -> None:
    for folder in ("lines", "truth"):
        (tmp_path / folder).mkdir()
    for number in range(1, 5):
        line, cel = face((60 + 8 * number, 90))
        write_png(tmp_path / "lines" / f"{number:04d}.png", 255 - line.ink)
        write_png(tmp_path / "truth" / f"{number:04d}.png", cel)
    pairs = list(pairs_of_shot(tmp_path, count=4))
    assert len(pairs) == 8
    for pair in pairs:
        assert pair.answers.shape == (len(pair.own), len(pair.other), len(QUESTIONS))
        assert np.isfinite(pair.answers).all()
        assert sorted(np.bincount(pair.own).tolist()) == [1, 1, 1, 2], "two eyes share a swatch"
    again = list(pairs_of_shot(tmp_path, count=4))
    assert all((a.answers == b.answers).all() for a, b in zip(pairs, again, strict=True))
