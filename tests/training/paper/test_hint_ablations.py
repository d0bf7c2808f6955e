# SPDX-License-Identifier: Apache-2.0
"""AlacGAN's ablations: each variant lacks its part, figures are kept, and the section stays in its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from shiage.training.config import LossConfig, TrainingConfig
from shiage.training.paper.hint_ablations import VARIANTS, measure_hints, section
from shiage.training.paper.seeded_ablations import Measure, placed


def test_every_variant_is_trained_once_and_written(tiny: TrainingConfig, tmp_path: Path) -> None:
    losses = LossConfig(l1=10, perceptual=0, style=0, latent=0, adversarial=1e-3, features="none")
    config = replace(tiny, steps=2, losses=losses, keep_every=2, sheet_every=2)
    told: list[str] = []
    found = measure_hints(config, 1, 1, tmp_path, told.append)
    assert [line.partition(",")[0] for line in told] == [variant.name for variant in VARIANTS]
    assert all(0 < each.psnr < 60 and 0 <= each.regions <= 2 for rows in found.values() for each in rows)
    logs = {v.name: (tmp_path / v.name / "0" / "log.jsonl").read_text("utf-8") for v in VARIANTS}
    assert '"penalty": 0.0' in logs["no-critic"] and '"penalty": 0.0' not in logs["whole"]
    assert measure_hints(config, 1, 1, tmp_path, told.append) == found
    assert len(told) == len(VARIANTS), "nothing is trained twice"


def test_the_table_has_mean_and_spread_and_replaces_the_one_before(tiny: TrainingConfig) -> None:
    found = {v.name: [Measure(10.0, 0.5), Measure(12.0, 0.7)] for v in VARIANTS}
    part = section(found, tiny, "shiage bench scribbles")
    assert "| without critic | 11.00 ± 1.00 | 0.600 ± 0.100 |" in part
    once = placed("# Results\n\n## Table 1\n", part)
    assert placed(once, part) == once
    assert once.startswith("# Results\n\n## Table 1\n\n")
