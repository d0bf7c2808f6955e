# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from pathlib import Path

import pytest

from shiage.training.config import TrainingConfig, TrainingError
from shiage.training.data.sources import KINDS, open_sources
from shiage.training.read_config import CONFIGS, as_json, read_config

PHASES = sorted(
    path for phase in ("attention", "color", "temporal") for path in CONFIGS.glob(f"{phase}-*.json")
)


@pytest.mark.parametrize("path", PHASES, ids=lambda path: path.stem)
def test_the_packages_own_configurations_are_whole(path: Path) -> None:
    config = read_config(path.stem)
    assert config.sources and all(source.kind in KINDS for source in config.sources)


def test_the_paper_is_trained_as_the_paper_says() -> None:
    color = read_config("color-paper")
    assert (color.size, color.batch, color.window) == (256, 4, 8)
    assert (color.rate, color.judge_rate, color.betas) == (1e-4, 1e-5, (0.5, 0.999))
    losses = color.losses
    assert (losses.perceptual, losses.style, losses.latent, losses.adversarial, losses.l1) == (
        1,
        1000,
        1,
        1,
        10,
    )


def test_a_configuration_survives_json(tiny: TrainingConfig, tmp_path: Path) -> None:
    (tmp_path / "tiny.json").write_text(json.dumps(as_json(tiny)), "utf-8")
    assert read_config(tmp_path / "tiny.json") == tiny


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"stepps": 3}, "there is no 'stepps'; known are augmentation"),
        ({"steps": "many"}, 'steps: must be a whole number, not "many"'),
        ({"steps": True}, "steps: must be a whole number, not true"),
        ({"steps": 0}, "steps: must be 1 or more"),
        ({"rate": [1]}, "rate: must be a number"),
        ({"betas": [0.5]}, "betas: must be a list"),
        ({"losses": {"l2": 1}}, "losses: there is no 'l2'"),
        ({"losses": {"features": "vgg16"}}, "features: must be"),
        ({"losses": 3}, "losses: must be an object"),
        ({"sources": []}, "sources: must name at least one"),
        ({"sources": [{"weight": 1}]}, r"sources\[0\]: missing .*'kind'"),
        ({"sources": [{"kind": "folder", "weight": -1}]}, "every weight must be above 0"),
        ({"size": 100}, "size: must be a multiple of 8"),
        ({"network": "huge"}, "network: must be paper or lite"),
        ({"references": [3, 2]}, "references: must be"),
        ({"precision": "fp8"}, "precision: must be one of"),
        ({"log_every": 0}, "must be 1 or more"),
    ],
)
def test_mistakes_are_named(
    change: dict[str, object], words: str, tiny: TrainingConfig, tmp_path: Path
) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({**as_json(tiny), **change}), "utf-8")
    with pytest.raises(TrainingError, match=words) as told:
        read_config(file)
    assert "mine.json" in str(told.value)


def test_what_is_no_configuration_is_told(tmp_path: Path) -> None:
    (tmp_path / "torn.json").write_text('{"network": ', "utf-8")
    with pytest.raises(TrainingError, match=r"torn\.json: not JSON"):
        read_config(tmp_path / "torn.json")
    (tmp_path / "list.json").write_text("[]", "utf-8")
    with pytest.raises(TrainingError, match="must be an object"):
        read_config(tmp_path / "list.json")
    with pytest.raises(TrainingError, match=r"there are .*color-paper"):
        read_config("color-tiny")


def test_sources_that_are_not_there_are_told(tiny: TrainingConfig) -> None:
    from dataclasses import replace

    (source,) = tiny.sources
    with pytest.raises(TrainingError, match="'cinema': no such kind; there are folder"):
        open_sources([replace(source, kind="cinema")])
    with pytest.raises(TrainingError, match="nowhere is not there"):
        open_sources([replace(source, path="nowhere")])
