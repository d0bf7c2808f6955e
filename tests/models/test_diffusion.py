# SPDX-License-Identifier: Apache-2.0
"""AnimeDiffusion against its sources: layers, numbers, schedule, guidance, and a sampler that inverts."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, replace

import pytest
import torch
from torch import Tensor, nn

from shiage.models.denoiser import CHANNELS, Denoiser, DenoiserConfig, condition_of, time_waves
from shiage.models.diffusion import TIMES, Diffusion, dropped, seeded_noise

TINY = DenoiserConfig(8, (1, 2), 1, 4, 2, 2)
SWIFT = replace(TINY, predicts="picture")
BOTH = pytest.mark.parametrize("config", [TINY, SWIFT], ids=["noise", "picture"])


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
    assert Diffusion(TINY).times(10) == [1, 101, 201, 301, 401, 501, 601, 701, 801, 901]
    waves = time_waves(torch.tensor([0, 500]), 64)
    assert waves.shape == (2, 64) and waves[0, :32].eq(1).all() and waves[0, 32:].eq(0).all()


def test_noise_is_mixed_in_by_the_time() -> None:
    network, picture, noise = Diffusion(TINY), torch.rand(2, 3, 8, 8), torch.randn(2, 3, 8, 8)
    mixed = network.noised(picture, noise, torch.tensor([0, TIMES - 1]))
    torch.testing.assert_close(mixed[0], picture[0], atol=0.01, rtol=0)
    assert torch.corrcoef(torch.stack((mixed[1].flatten(), noise[1].flatten())))[0, 1] > 0.99


def test_pictures_have_the_published_schedule_stretched_until_nothing_is_left() -> None:
    network, published = Diffusion(SWIFT), Diffusion(TINY).kept.sqrt()
    assert network.kept[-1] == 0 and published[-1] > 0.08
    torch.testing.assert_close(network.kept[0], published[0].square())
    ratio = (published - published[-1]) / network.kept.sqrt().clamp(min=1e-9)
    torch.testing.assert_close(ratio[:-1], ratio[:1].expand(TIMES - 1), atol=1e-4, rtol=0)
    assert network.times(4) == [249, 499, 749, 999] and network.times(1) == [999]
    assert network.times(100)[-1] == TIMES - 1, "the first step sees noise alone, as it was trained"


@BOTH
def test_what_is_told_parts_a_noisy_picture_into_what_it_was_mixed_of(config: DenoiserConfig) -> None:
    network, picture, noise = Diffusion(config), torch.rand(1, 3, 8, 8), torch.randn(1, 3, 8, 8)
    for t in (1, 250, 900):
        time = torch.tensor([t])
        noisy, told = network.noised(picture, noise, time), network.wanted(picture, noise)
        for found, true in zip(network.parted(noisy, told, t), (picture, noise), strict=True):
            torch.testing.assert_close(found, true, atol=1e-3, rtol=0)


def test_all_forms_of_what_is_told_agree() -> None:
    """Noise, picture and velocity (Salimans and Ho 2022) say the same of what is noisy."""
    noises, pictures = Diffusion(TINY), Diffusion(SWIFT)
    pictures.kept = noises.kept  # one schedule
    noisy, noise = torch.randn(1, 3, 8, 8), torch.randn(1, 3, 8, 8)
    for t in (100, 500, TIMES - 1):
        picture, _ = noises.parted(noisy, noise, t)
        again, same = pictures.parted(noisy, picture, t)
        torch.testing.assert_close(same, noise, atol=1e-3, rtol=0)
        share, rest = noises.kept[t].sqrt(), (1 - noises.kept[t]).sqrt()
        velocity = share * same - rest * again
        torch.testing.assert_close(share * noisy - rest * velocity, picture, atol=1e-3, rtol=1e-3)


def test_at_the_last_time_nothing_of_the_picture_is_left_and_all_noise_is_kept() -> None:
    network, noise = Diffusion(SWIFT), torch.randn(1, 3, 8, 8)
    mixed = network.noised(torch.rand(1, 3, 8, 8), noise, torch.tensor([TIMES - 1]))
    assert torch.equal(mixed, noise)
    assert torch.equal(network.parted(noise, torch.rand(1, 3, 8, 8), TIMES - 1)[1], noise)


@torch.no_grad()
def test_one_step_from_pure_noise_is_the_networks_picture_at_once() -> None:
    network = Diffusion(SWIFT).eval()
    noise, condition = seeded_noise([1, 2], 16, 16), torch.rand(2, 4, 16, 16)
    told = torch.tanh(network.denoiser(noise, condition, torch.full((2,), TIMES - 1)))
    torch.testing.assert_close(network.sample(noise, condition, 1, guidance=0.0), told)


def test_only_two_things_can_be_told() -> None:
    with pytest.raises(ValueError, match="noise or picture"):
        replace(TINY, predicts="colour")
    assert DenoiserConfig.paper().predicts == "noise", "as published"


class Gaussian(nn.Module):
    """Tells exactly, of pictures drawn from a Gaussian; the condition is its mean."""

    def __init__(self, network: Diffusion, deviation: float) -> None:
        super().__init__()
        self.kept, self.pictures = network.kept, network.config.predicts == "picture"
        self.deviation = deviation

    def forward(self, noisy: Tensor, condition: Tensor, t: Tensor) -> Tensor:
        kept, mean = self.kept[t][:, None, None, None], condition[:, 1:]
        off = (noisy - kept.sqrt() * mean) / (kept * self.deviation**2 + 1 - kept)
        picture = mean + kept.sqrt() * self.deviation**2 * off
        return picture.clamp(-0.999, 0.999).atanh() if self.pictures else (1 - kept).sqrt() * off


@BOTH
@torch.no_grad()
@pytest.mark.parametrize(("steps", "close"), [(10, 0.15), (50, 0.035), (250, 0.007)])
def test_ddim_inverts_the_finer_the_more_steps(config: DenoiserConfig, steps: int, close: float) -> None:
    network = Diffusion(config)
    network.denoiser = Gaussian(network, 0.3)  # type: ignore[assignment]
    generator = torch.Generator().manual_seed(1)
    mean = torch.rand(2, 3, 8, 8, generator=generator) - 0.5
    picture = (mean + 0.3 * torch.randn(2, 3, 8, 8, generator=generator)).clamp(-1, 1)
    condition = condition_of(torch.zeros(2, 1, 8, 8), mean)
    noise = network.inverted(picture, condition, steps)
    assert 0.5 < noise.std() < 1.5
    back = network.sample(noise, condition, steps, guidance=0.0)
    assert (back - picture).abs().mean() < close


@BOTH
@torch.no_grad()
def test_a_sample_of_the_exact_denoiser_has_the_pictures_mean_and_spread(config: DenoiserConfig) -> None:
    network = Diffusion(config)
    network.denoiser = Gaussian(network, 0.2)  # type: ignore[assignment]
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
    assert network.told(noisy, condition, t, 1.5).eq(2.5).all()
    assert len(asked.conditions) == 2
    assert torch.equal(asked.conditions[0], condition) and not asked.conditions[1].any()
    assert not dropped(condition).any() and dropped(condition).shape == condition.shape
    asked.conditions.clear()
    network.told(noisy, condition, t, 0.0)
    assert len(asked.conditions) == 1, "without guidance nothing is asked twice"


@BOTH
def test_phase_2_reaches_every_weight_through_all_steps_of_the_sampler(config: DenoiserConfig) -> None:
    network = Diffusion(config)
    condition = torch.rand(1, 4, 16, 16)
    network.sample(0.1 * torch.randn(1, 3, 16, 16), condition, 4, guidance=0.0).square().sum().backward()  # type: ignore[no-untyped-call]
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None and parameter.grad.isfinite().all(), name


@torch.no_grad()
def test_at_once_needs_no_noise() -> None:
    network, condition = Diffusion(TINY).eval(), torch.rand(2, 4, 16, 16)
    one, other = (network.at_once(condition) for _ in range(2))
    assert torch.equal(one, other) and one.abs().max() <= 1 and one.shape == (2, 3, 16, 16)
