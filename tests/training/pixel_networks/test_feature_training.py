# SPDX-License-Identifier: Apache-2.0
"""Our own feature network learns from cels and can be opened afterwards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch

from shiage.models.feature_networks import CelFeatures
from shiage.models.weights import load_weights
from shiage.training.config import TrainingConfig
from shiage.training.data.batches import make_batch
from shiage.training.data.sources import open_sources
from shiage.training.loop.fabric import make_fabric
from shiage.training.loop.train_network import Run
from shiage.training.pixel_networks.feature_network import FeaturePhase, train_features


def test_it_learns_to_tell_what_is_drawn(tiny: TrainingConfig) -> None:
    config = replace(tiny, rate=5e-3, ema=0.0)
    torch.manual_seed(0)
    phase = FeaturePhase(config, make_fabric(config, "cpu"))
    batch = make_batch(open_sources(config.sources), phase.recipe(), 0, 0, range(2))
    told = [phase.step(batch) for _ in range(40)]
    assert told[-1]["total"] < 0.6 * told[0]["total"]
    assert told[-1].keys() == {"total", *(f"size_{i}" for i in range(5))}
    phase.ema.update(phase.networks["reader"], 100)
    # two rows of a frame, four maps' colours and four maps' ink, 64 pixels doubled, under a line of words
    assert phase.sheet(batch).shape == (18 + 2 * 128, 9 * 128, 3)


def test_its_weights_open_as_our_own_network(tiny: TrainingConfig, tmp_path: Path) -> None:
    path = train_features(Run(tiny, tmp_path, say=lambda line: None), "cpu")
    assert path == tmp_path / "cel_features.safetensors"
    weights = load_weights(str(path))
    assert weights.provenance["phase"] == "0, features"
    network, random = CelFeatures(), CelFeatures()
    network.load_trained(weights.tensors)
    assert network.name == "shiage cel features"
    image = torch.rand(1, 3, 32, 32) * 2 - 1
    assert not torch.allclose(network(image)[4], random(image)[4], atol=1e-3)
