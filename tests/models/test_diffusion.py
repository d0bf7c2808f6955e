# SPDX-License-Identifier: Apache-2.0
"""AnimeDiffusion against its sources: layers, numbers, schedule, guidance, and a sampler that inverts."""

from __future__ import annotations

import json
import math
from dataclasses import asdict

import pytest
import torch
from torch import Tensor, nn

from shiage.models.denoiser import CHANNELS, Denoiser, DenoiserConfig, condition_of, time_waves
from shiage.models.diffusion import TIMES, Diffusion, dropped, sampled_times, seeded_noise

TINY = DenoiserConfig(8, (1, 2), 1, 4, 2, 2)


def block(channels: int, out: int, time: int = 256) -> int:
    straight = 0 if channels == out else channels * out + out
    return (
        (2 * channels + 9 * channels * out + out)
        + (time * out + out)
        + (2 * out + 9 * out * out + out)
        + straight
    )


def test_layers_and_numbers_at_the_published_width() -> None:
    with torch.device("meta"):
        network = Denoiser(DenoiserConfig.paper())
    parts = {name: sum(p.numel() for p in part.parameters()) for name, part in network.named_children()}
    assert parts == {
        "time": (64 * 256 + 256) + (256 * 256 + 256),
        "into": CHANNELS * 64 + 64,  # 1 x 1
        "down": sum(block(a, b) for a, b in ((64, 64), (64, 64), (64, 128), (128, 128)))
        + sum(block(a, b) for a, b in ((128, 256), (256, 256), (256, 512), (512, 512))),
        "before": block(512, 512),
        "after": block(512, 512),
        "attention": 2 * 512 + 3 * 512 * 512 + 3 * 512,
        # each takes in one map from the way down; the third of a level is before its upsampling
        "up": block(1024, 512) * 2
        + block(512 + 256, 512)
        + block(512 + 256, 256)
        + block(512, 256)
        + block(256 + 128, 256)
        + block(256 + 128, 128)
        + block(256, 128)
        + block(128 + 64, 128)
        + block(128 + 64, 64)
        + block(64 + 64, 64),
        "out": 2 * 64 + 64 * 3 + 3,
    }
    assert sum(isinstance(m, nn.MultiheadAttention) for m in network.modules()) == 0
    norms = {m.num_groups for m in network.modules() if isinstance(m, nn.GroupNorm)}
    assert norms == {32}


def test_lite_is_the_same_network_but_narrow() -> None:
    network = Denoiser(DenoiserConfig.lite())
    assert 500_000 < sum(p.numel() for p in network.parameters()) < 1_500_000
    read = json.loads(json.dumps(asdict(network.config)))
    assert DenoiserConfig(**{**read, "times": tuple(read["times"])}) == network.config


@torch.no_grad()
@pytest.mark.parametrize("config", [TINY, DenoiserConfig(8, (1, 1, 2), 2, 4, 2, 1)])
def test_any_size_that_its_stride_divides(config: DenoiserConfig) -> None:
    network, side = Denoiser(config), config.stride
    out = network(
        torch.rand(2, 3, 3 * side, 5 * side), torch.rand(2, 4, 3 * side, 5 * side), torch.tensor([0, 9])
    )
    assert out.shape == (2, 3, 3 * side, 5 * side)


def test_the_schedule_is_the_published_one() -> None:
    kept = Diffusion(TINY).kept
    betas = [1e-6 + (1e-2 - 1e-6) * i / 999 for i in range(TIMES)]
    assert kept[0].item() == pytest.approx(1 - 1e-6)
    assert kept[-1].item() == pytest.approx(math.prod(1 - b for b in betas), rel=1e-4)
    assert sampled_times(10) == [1, 101, 201, 301, 401, 501, 601, 701, 801, 901]
    waves = time_waves(torch.tensor([0, 500]), 64)
    assert waves.shape == (2, 64) and waves[0, :32].eq(1).all() and waves[0, 32:].eq(0).all()


def test_noise_is_mixed_in_by_the_time() -> None:
    network, picture, noise = Diffusion(TINY), torch.rand(2, 3, 8, 8), torch.randn(2, 3, 8, 8)
    mixed = network.noised(picture, noise, torch.tensor([0, TIMES - 1]))
    torch.testing.assert_close(mixed[0], picture[0], atol=0.01, rtol=0)
    assert torch.corrcoef(torch.stack((mixed[1].flatten(), noise[1].flatten())))[0, 1] > 0.99


class Gaussian(nn.Module):
    """Tells the noise of pictures drawn from a Gaussian exactly; the condition is its mean."""

    def __init__(self, kept: Tensor, deviation: float) -> None:
        super().__init__()
        self.kept, self.deviation = kept, deviation

    def forward(self, noisy: Tensor, condition: Tensor, t: Tensor) -> Tensor:
        kept, mean = self.kept[t][:, None, None, None], condition[:, 1:]
        spread = kept * self.deviation**2 + 1 - kept
        return (1 - kept).sqrt() * (noisy - kept.sqrt() * mean) / spread


@torch.no_grad()
@pytest.mark.parametrize(("steps", "close"), [(10, 0.15), (50, 0.035), (250, 0.007)])
def test_ddim_inverts_the_finer_the_more_steps(steps: int, close: float) -> None:
    network = Diffusion(TINY)
    network.denoiser = Gaussian(network.kept, 0.3)  # type: ignore[assignment]
    generator = torch.Generator().manual_seed(1)
    mean = torch.rand(2, 3, 8, 8, generator=generator) - 0.5
    picture = (mean + 0.3 * torch.randn(2, 3, 8, 8, generator=generator)).clamp(-1, 1)
    condition = condition_of(torch.zeros(2, 1, 8, 8), mean)
    noise = network.inverted(picture, condition, steps)
    assert 0.5 < noise.std() < 1.5
    back = network.sample(noise, condition, steps, guidance=0.0)
    assert (back - picture).abs().mean() < close


@torch.no_grad()
def test_a_sample_of_the_exact_denoiser_has_the_pictures_mean_and_spread() -> None:
    network = Diffusion(TINY)
    network.denoiser = Gaussian(network.kept, 0.2)  # type: ignore[assignment]
    mean = torch.full((1, 3, 64, 64), 0.25)
    condition = condition_of(torch.zeros(1, 1, 64, 64), mean)
    picture = network.sample(seeded_noise([5], 64, 64), condition, 100, guidance=0.0)
    assert picture.mean().item() == pytest.approx(0.25, abs=0.02)
    assert picture.std().item() == pytest.approx(0.2, abs=0.03)


@torch.no_grad()
def test_the_same_seed_gives_the_same_picture_alone_and_among_others() -> None:
    network = Diffusion(TINY).eval()
    condition = torch.rand(1, 4, 16, 16)
    one = network.sample(seeded_noise([3], 16, 16), condition, 3)
    three = network.sample(seeded_noise([3, 4, 3], 16, 16), condition.expand(3, -1, -1, -1), 3)
    torch.testing.assert_close(three[0], one[0], atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(three[0], three[2])
    assert (three[0] - three[1]).abs().mean() > 0.01


class Asked(nn.Module):
    """Keeps what it is asked; tells 1 under a condition and 0 without."""

    def __init__(self) -> None:
        super().__init__()
        self.conditions: list[Tensor] = []

    def forward(self, noisy: Tensor, condition: Tensor, t: Tensor) -> Tensor:
        self.conditions.append(condition)
        return condition.ne(0).flatten(1).any(1).float()[:, None, None, None].expand(noisy.shape)


@torch.no_grad()
def test_guidance_asks_without_any_condition_and_goes_on_past_the_answer_with_one() -> None:
    network = Diffusion(TINY)
    asked = network.denoiser = Asked()  # type: ignore[assignment]
    noisy, condition, t = torch.rand(2, 3, 8, 8), torch.rand(2, 4, 8, 8) + 0.1, torch.tensor([5, 5])
    assert network.noise_in(noisy, condition, t, 1.5).eq(2.5).all()
    assert len(asked.conditions) == 2
    assert torch.equal(asked.conditions[0], condition) and not asked.conditions[1].any()
    assert not dropped(condition).any() and dropped(condition).shape == condition.shape
    asked.conditions.clear()
    network.noise_in(noisy, condition, t, 0.0)
    assert len(asked.conditions) == 1, "without guidance nothing is asked twice"


def test_phase_2_reaches_every_weight_through_all_steps_of_the_sampler() -> None:
    network = Diffusion(TINY)
    condition = torch.rand(1, 4, 16, 16)
    network.sample(0.1 * torch.randn(1, 3, 16, 16), condition, 4, guidance=0.0).square().sum().backward()  # type: ignore[no-untyped-call]
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None and parameter.grad.isfinite().all(), name


@torch.no_grad()
def test_at_once_needs_no_noise() -> None:
    network, condition = Diffusion(TINY).eval(), torch.rand(2, 4, 16, 16)
    one, other = (network.at_once(condition) for _ in range(2))
    assert torch.equal(one, other) and one.abs().max() <= 1 and one.shape == (2, 3, 16, 16)
