# SPDX-License-Identifier: Apache-2.0
"""Training of AnimeDiffusion: where its condition is dropped, both phases, and one drawing by heart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from shiage.models.denoiser import DenoiserConfig, condition_of
from shiage.models.diffusion import Diffusion, seeded_noise
from shiage.models.weights import load_weights, save_weights
from shiage.training.config import DiffusionConfig, TrainingConfig, TrainingError
from shiage.training.loop.train_network import Run
from shiage.training.pixel_networks.anime_diffusion import DenoisingError, SampledError, train_diffusion
from shiage.training.read_config import read_config

TINY = DenoiserConfig(16, (1, 2), 1, 4, 2, 2)
OLD = replace(DenoiserConfig.lite(), predicts="noise")


def quiet(line: str) -> None:
    """Says nothing."""


class Seen(nn.Module):
    """Keeps the conditions it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.conditions: list[Tensor] = []

    def forward(self, noisy: Tensor, condition: Tensor, t: Tensor) -> Tensor:
        self.conditions.append(condition)
        return torch.zeros_like(noisy)


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_the_whole_condition_of_that_share_of_samples_is_dropped(share: float) -> None:
    network = Diffusion(TINY)
    seen = network.denoiser = Seen()  # type: ignore[assignment]
    torch.manual_seed(2)
    condition = torch.rand(64, 4, 8, 8) + 0.1
    error = DenoisingError(network, share)
    for _ in range(20):
        error(torch.zeros(64, 3, 8, 8), condition)
    given = torch.stack(seen.conditions)
    without = (given == 0).flatten(2).all(2)
    kept = (given == condition).flatten(2).all(2)
    assert (without | kept).all(), "line art and reference go together"
    assert without.float().mean().item() == pytest.approx(share, abs=0.05)


def test_phase_2_never_drops_it_and_asks_nothing_twice() -> None:
    network = Diffusion(TINY)
    seen = network.denoiser = Seen()  # type: ignore[assignment]
    condition = torch.rand(2, 4, 8, 8) + 0.1
    SampledError(network, 5)(torch.zeros(2, 3, 8, 8), condition)
    assert len(seen.conditions) == 2 * 5  # to the noise and back
    assert all(torch.equal(c, condition) for c in seen.conditions)


def test_phase_2_may_begin_with_fresh_noise() -> None:
    network = Diffusion(TINY)
    seen = network.denoiser = Seen()  # type: ignore[assignment]
    error = SampledError(network, 5, 0.0)(torch.ones(2, 3, 8, 8), torch.rand(2, 4, 8, 8))
    assert len(seen.conditions) == 5 and error > 0.1, "nothing of the picture lies in its noise"


def test_both_phases_and_the_network_without_diffusion_train_in_the_common_harness(
    tiny: TrainingConfig, tmp_path: Path
) -> None:
    config = replace(tiny, references=(1, 1), ends=0.0, steps=2, diffusion=DiffusionConfig(0.5, 2))
    files = {}
    for kind in ("denoise", "once"):
        files[kind] = train_diffusion(Run(config, tmp_path / kind, None, quiet), kind, device="cpu")
    first = files["denoise"]
    assert first is not None
    tone = train_diffusion(Run(config, tmp_path / "tone", None, quiet), "tone", str(first), "cpu")
    assert tone is not None and tone.name == first.name == "anime_diffusion_lite.safetensors"
    for file in (first, tone, files["once"]):
        assert file is not None
        weights = load_weights(file)
        weights.load_into(Diffusion(weights.configured(DenoiserConfig)))
        assert "experimental" in weights.provenance["recipe"]
    assert load_weights(tone).provenance["from"] == load_weights(first).label
    with pytest.raises(TrainingError, match="phase 2 begins with phase 1"):
        train_diffusion(Run(config, tmp_path / "none", None, quiet), "tone", None, "cpu")
    old = tmp_path / "old.safetensors"  # as lite was before it told pictures
    save_weights(old, Diffusion(OLD), OLD, {})
    with pytest.raises(TrainingError, match=r"old\.safetensors: it tells noise, this training picture"):
        train_diffusion(Run(config, tmp_path / "none", None, quiet), "tone", str(old), "cpu")


@pytest.mark.parametrize("name", ["diffusion-paper", "diffusion-lite", "tone-paper", "tone-lite"])
def test_the_recipes_are_whole(name: str) -> None:
    config = read_config(name)
    assert config.references == (1, 1)
    assert (config.diffusion.dropped > 0) == name.startswith("diffusion")
    if name.endswith("paper"):
        assert (config.augmentation.own, config.augmentation.bent, config.size) == (1, 1, 256)
        assert config.diffusion.steps == 10


@pytest.mark.parametrize("predicts", ["noise", "picture"])
def test_it_learns_two_drawings_by_heart_and_phase_2_their_tone(predicts: str) -> None:
    torch.manual_seed(0)
    colours = torch.tensor([[[0.8, -0.5, 0.1], [-0.6, 0.4, 0.9]], [[-0.3, 0.9, -0.8], [0.5, 0.5, -0.9]]])
    picture = colours[:, 1, :, None, None].expand(2, 3, 16, 16).clone()
    picture[:, :, 4:12, 4:12] = colours[:, 0, :, None, None]
    condition = condition_of(torch.zeros(2, 1, 16, 16), picture.flip(-1))
    network = Diffusion(DenoiserConfig(16, (1, 2), 1, 4, 2, 1, predicts))

    def learn(error: nn.Module, steps: int, rate: float, times: int) -> float:
        adam = torch.optim.Adam(network.parameters(), rate)
        for _ in range(steps):
            loss: Tensor = error(*(x.repeat(times, 1, 1, 1) for x in (picture, condition)))
            adam.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            adam.step()
        with torch.no_grad():
            sampled = network.sample(seeded_noise([1, 2], 16, 16), condition, 5, guidance=0.0)
        return (sampled - picture).abs().mean().item()

    denoised = learn(DenoisingError(network, 0.1), 80, 4e-3, 4)
    toned = learn(SampledError(network, 5, 0.0), 30, 1e-3, 1)
    assert denoised < 0.6, "the drawings' colours are half a range apart and more"
    assert toned < 0.5 * denoised
