# SPDX-License-Identifier: Apache-2.0
"""Ablations of the networks for model sheets: all are trained, measured once, and written in their place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch

from shiage.models.attention_aware import AttentionAwareConfig
from shiage.models.weights import load_weights
from shiage.training.config import DiffusionConfig, LossConfig, TrainingConfig
from shiage.training.data.batches import recipe_of
from shiage.training.paper.seeded_ablations import APART, held_out_batches, placed, with_what_lies_apart
from shiage.training.paper.sheet_ablations import BEGIN, END, measure_ablations, section
from shiage.training.paper.sheet_variants import ATTENTION, DIFFUSION


def test_every_variant_is_trained_with_every_seed_and_only_once(tiny: TrainingConfig, tmp_path: Path) -> None:
    losses = LossConfig(features="none", perceptual=0, style=0, adversarial=0)
    one = replace(tiny, references=(1, 1), ends=0.0, losses=losses, steps=2, keep_every=9, sheet_every=9)
    two = replace(one, steps=3, diffusion=DiffusionConfig(0.5, 2))
    said: list[str] = []
    found = measure_ablations(one, two, 1, 1, tmp_path, said.append)
    names = [v.name for v in (*ATTENTION, *DIFFUSION)]
    assert list(found) == names and len(said) == 7
    lacks = {
        v.name: load_weights(tmp_path / v.name / "0" / "attention_aware_lite.safetensors").configured(
            AttentionAwareConfig
        )
        for v in ATTENTION
    }
    assert [c.focused for c in lacks.values()] == [True, False, True]
    assert [c.stopped for c in lacks.values()] == [True, True, False]
    assert [(tmp_path / v.name / "0" / "2").is_dir() for v in DIFFUSION] == [True, True, False, True]
    told = [
        load_weights(next((tmp_path / v.name / "0" / "1").glob("*.safetensors"))).config["predicts"]
        for v in DIFFUSION
    ]
    assert told == ["picture", "picture", "picture", "noise"]
    again = measure_ablations(one, two, 1, 1, tmp_path, said.append)
    assert again == found and len(said) == 7
    part = section(found, one, two, "shiage bench sheets")
    assert part.count("±") == 14 and part.startswith(BEGIN) and part.endswith(END)


def test_the_section_has_one_place_and_all_else_stays() -> None:
    first = placed("# Results\n\ntext\n", f"{BEGIN}\none\n{END}")
    assert first == f"# Results\n\ntext\n\n{APART}\n\n{BEGIN}\none\n{END}\n"
    second = placed(first + "\nmore\n", f"{BEGIN}\ntwo\n{END}")
    assert second == f"# Results\n\ntext\n\n{APART}\n\n{BEGIN}\ntwo\n{END}\n\nmore\n"
    anew = with_what_lies_apart("# Other\n", second)
    assert anew == f"# Other\n\n{APART}\n\n{BEGIN}\ntwo\n{END}\n\nmore\n"
    assert with_what_lies_apart("# Other\n", "# Results\n") == "# Other\n"


def test_what_is_measured_is_the_same_each_time(tiny: TrainingConfig) -> None:
    config = replace(tiny, references=(1, 1), ends=0.0)
    one, other = (held_out_batches(config, recipe_of(config), 2) for _ in range(2))
    assert all(torch.equal(a.colours, b.colours) for a, b in zip(one, other, strict=True))
