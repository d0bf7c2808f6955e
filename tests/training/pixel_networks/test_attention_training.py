# SPDX-License-Identifier: Apache-2.0
"""Training of the attention-aware network in the common harness, and its bent references."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from shiage.demo.shot import write_demo
from shiage.models.attention_aware import AttentionAware, AttentionAwareConfig
from shiage.models.weights import load_weights
from shiage.shot.io.read_shot import read_frames, read_keys
from shiage.shot.io.shot_folder import find_shot
from shiage.training.config import Augmentation, LossConfig, SourceConfig, TrainingConfig
from shiage.training.data.augment import change_reference
from shiage.training.data.batches import make_batch
from shiage.training.data.bend import bend
from shiage.training.data.clip import Clip
from shiage.training.data.sources import open_sources
from shiage.training.loop.train_network import Run
from shiage.training.pixel_networks.attention_aware import AttentionPhase, train_attention
from shiage.training.pixel_networks.losses import least_squares_adversarial, least_squares_discriminator
from shiage.training.read_config import read_config


def test_a_stopped_training_goes_on_and_its_weights_open_as_the_network(
    tiny: TrainingConfig, tmp_path: Path
) -> None:
    config = replace(
        tiny,
        references=(1, 1),
        ends=0.0,
        losses=LossConfig(features="none", perceptual=0, style=0, regions=1),
    )
    said: list[str] = []
    train_attention(Run(replace(config, steps=2), tmp_path, None, said.append), device="cpu")
    file = train_attention(Run(config, tmp_path, None, said.append), device="cpu")
    assert file is not None and file.name == "attention_aware_lite.safetensors"
    assert any("going on from step 2" in line for line in said)
    weights = load_weights(file)
    assert weights.provenance["steps"] == "4"
    network = AttentionAware(weights.configured(AttentionAwareConfig))
    weights.load_into(network)
    assert (tmp_path / "sheets" / "00000004.png").is_file()


@pytest.mark.parametrize("name", ["attention-paper", "attention-lite"])
def test_the_recipes_are_whole(name: str) -> None:
    config = read_config(name)
    assert config.references == (1, 1) and config.augmentation.bent > 0
    if name.endswith("paper"):  # as published: bent references of the target itself, and all losses
        assert (config.augmentation.own, config.augmentation.bent, config.size, config.batch) == (
            1,
            1,
            256,
            16,
        )
        losses = config.losses
        assert (losses.adversarial, losses.l1, losses.style, losses.perceptual) == (1, 30, 50, 0.01)


def test_least_squares_are_zero_where_the_judge_is_right_and_the_painter_deceives_it() -> None:
    ones, zeros = torch.ones(2, 1, 4, 4), torch.zeros(2, 1, 4, 4)
    assert least_squares_discriminator(ones, zeros) == 0
    assert least_squares_discriminator(zeros, ones) == 2
    assert least_squares_adversarial(ones) == 0 and least_squares_adversarial(zeros) == 1


def test_the_judge_learns_by_least_squares(tiny: TrainingConfig) -> None:
    from shiage.training.loop.fabric import make_fabric

    config = replace(
        tiny, references=(1, 1), ends=0.0, losses=LossConfig(features="none", perceptual=0, style=0)
    )
    phase = AttentionPhase(config, make_fabric(config, "cpu"))
    before = [p.detach().clone() for p in phase.networks["discriminator"].parameters()]
    figures = phase.step(make_batch(open_sources(config.sources), phase.recipe(), 0, 0, range(2)))
    assert figures["discriminator"] > 0 and figures["adversarial"] > 0
    after = phase.networks["discriminator"].parameters()
    assert any((a != b).any() for a, b in zip(after, before, strict=True))


def test_bent_references_keep_corners_and_colours_and_bend_lines_with_them(tmp_path: Path) -> None:
    write_demo(tmp_path, 1, (320, 180))
    files = find_shot(tmp_path)
    frame = read_frames(files)[0]
    cel = read_keys(files.truth, frame.line.size)[0].cel
    line, bent = bend(frame.line, cel, np.random.default_rng(3))
    assert bent.shape == cel.shape and line.size == frame.line.size
    assert (bent != cel).any(2).mean() > 0.02
    assert {tuple(c) for c in bent.reshape(-1, 4).tolist()} <= {tuple(c) for c in cel.reshape(-1, 4).tolist()}
    for corner in ((0, 0), (0, -1), (-1, 0), (-1, -1)):
        assert (bent[corner] == cel[corner]).all()
    edges = (bent[:, 1:] != bent[:, :-1]).any(2)  # where paint meets paint lies ink
    inked = np.maximum(line.ink[:, 1:], line.ink[:, :-1]) > 40
    assert (edges & inked).sum() > 0.8 * edges.sum()
    again = bend(frame.line, cel, np.random.default_rng(3))[1]
    assert (again == bent).all()


def test_a_reference_may_be_the_target_or_look_the_other_way() -> None:
    rng = np.random.default_rng(0)
    lines = rng.integers(0, 255, (2, 32, 32), np.uint8)
    cels = rng.integers(0, 255, (2, 32, 32, 4), np.uint8)
    clip = Clip("noise", lines, cels, None)
    own = Augmentation(moved=0.0, own=1.0)
    assert (change_reference(clip, 0, own, rng)[1] == cels[1]).all()
    line, cel = change_reference(clip, 0, Augmentation(moved=0.0, turned=1.0), rng)
    assert (cel == cels[0, :, ::-1]).all() and (line.ink == lines[0, :, ::-1]).all()
    untouched = change_reference(clip, 0, Augmentation(moved=0.0), rng)
    assert (untouched[1] == cels[0]).all()


def test_samples_of_other_trainings_stay_what_they_were(tiny: TrainingConfig) -> None:
    source = open_sources((SourceConfig("folder", path=tiny.sources[0].path),))
    from shiage.training.data.batches import Recipe

    plain = make_batch(source, Recipe(64, 4, (1, 2), 0.5), 1, 2, range(2))
    bent = make_batch(source, Recipe(64, 4, (1, 2), 0.5, augmentation=Augmentation(bent=1.0)), 1, 2, range(2))
    assert torch.equal(plain.colours[:, -1], bent.colours[:, -1])
    assert not torch.equal(plain.colours[:, :-1], bent.colours[:, :-1])
