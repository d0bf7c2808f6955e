# SPDX-License-Identifier: Apache-2.0
"""The attention-aware network against its sources: layers, numbers, and where gradients stop."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from shiage.models.attention_aware import AttentionAware, AttentionAwareConfig, pooled
from shiage.models.convolutional_attention import ChannelAttention, SpatialAttention
from shiage.models.stop_gradient_attention import StopGradientAttention, affinity

TINY = AttentionAwareConfig((4, 8, 8), 2, 1)


def numbers(module: nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())


def encoder(channels: int) -> int:
    """Ten convolutions with batch norm, and attention after each level."""
    widths, total = (16, 32, 64, 128, 256), 0
    for width in widths:
        total += 9 * channels * width + 2 * width  # no bias before a norm
        total += 9 * width * width + 2 * width
        total += 2 * width * (width // 16) + 2 * 7 * 7
        channels = width
    return total


def test_layers_and_numbers_at_the_published_width() -> None:
    with torch.device("meta"):
        network = AttentionAware(AttentionAwareConfig.paper())
    assert network.config.pooled == 992
    parts = {name: numbers(part) for name, part in network.named_children()}
    attention = 2 * (992 * 992 + 992) + 2 * 992  # query, value, norm
    steps = ((256, 128), (128, 64), (64, 32), (32, 16))
    assert parts == {
        "line": encoder(1),
        "reference": encoder(3),
        "cross": attention,
        "itself": attention,
        "residual": 4 * 2 * (9 * 992 * 992 + 2 * 992),
        "decoder": (9 * 2 * 992 * 256 + 512)
        + (9 * 512 * 256 + 512)
        + sum(9 * (a + b) * b + 2 * b + 9 * 2 * b * b + 2 * b for a, b in steps)
        + (9 * 16 * 3 + 3),
    }
    convolutions = [m for m in network.line.modules() if isinstance(m, nn.Conv2d) and m.kernel_size == (3, 3)]
    assert [c.out_channels for c in convolutions] == [16, 32, 64, 128, 256] * 2  # first and second of each
    assert sum(c.stride == (2, 2) for c in convolutions) == 4


def test_lite_is_the_same_network_but_narrow() -> None:
    network = AttentionAware(AttentionAwareConfig.lite())
    assert 1_000_000 < numbers(network) < 2_000_000
    with torch.device("meta"):
        paper = AttentionAware(AttentionAwareConfig.paper())
    parts = [name for name, _ in paper.named_children()]
    assert [name for name, _ in network.named_children()] == parts
    read = json.loads(json.dumps(asdict(network.config)))
    assert AttentionAwareConfig(**{**read, "widths": tuple(read["widths"])}) == network.config


@torch.no_grad()
def test_all_levels_are_pooled_together_at_the_coarsest() -> None:
    network = AttentionAware(AttentionAwareConfig.lite()).eval()
    maps = network.line(torch.rand(2, 1, 128, 96))
    assert [m.shape[1] for m in maps] == [8, 8, 16, 16, 32, 32, 64, 64]
    both = pooled(maps)
    assert both.shape == (2, 240, 16, 12)
    torch.testing.assert_close(both[:, :8], F.avg_pool2d(maps[0], 8))
    torch.testing.assert_close(both[:, -64:], maps[-1])


@torch.no_grad()
@pytest.mark.parametrize("size", [(32, 32), (16, 40)])
@pytest.mark.parametrize(("count", "other"), [(1, (32, 32)), (3, (8, 24))])
def test_references_of_any_number_and_size(size: tuple[int, int], count: int, other: tuple[int, int]) -> None:
    network = AttentionAware(TINY).eval()
    line, references = torch.rand(2, 1, *size), torch.rand(2, count, 3, *other) * 2 - 1
    out = network(line, references)
    assert out.shape == (2, 3, *size) and out.abs().max() <= 1
    turned = network(line, references.flip(1))
    torch.testing.assert_close(out, turned, atol=1e-5, rtol=0)


@torch.no_grad()
def test_each_place_looks_around_and_each_place_of_the_other_gives_alike() -> None:
    x, y = torch.randn(2, 7, 5), torch.randn(2, 9, 5)
    looked = affinity(x, y)
    plain = torch.softmax(x @ y.transpose(1, 2), 2)
    torch.testing.assert_close(looked, plain / plain.sum(1, keepdim=True))
    torch.testing.assert_close(looked.sum(1), torch.ones(2, 9))


@pytest.mark.parametrize("stopped", [True, False])
def test_no_gradient_goes_through_the_affinity(stopped: bool) -> None:
    attention = StopGradientAttention(6, stopped).double()
    x, y = (torch.randn(2, 5, 6, dtype=torch.double, requires_grad=True) for _ in range(2))
    attention(x, y).square().sum().backward()
    assert x.grad is not None and y.grad is not None
    found = x.grad.clone(), y.grad.clone()
    x.grad = y.grad = None
    looked = affinity(x, y).detach()  # as a constant
    z = looked @ F.leaky_relu(attention.value(y), 0.2) + F.leaky_relu(attention.query(x), 0.2)
    (attention.norm(z.transpose(1, 2)).transpose(1, 2) + x).square().sum().backward()
    for wanted, got in zip((x.grad, y.grad), found, strict=True):
        assert wanted is not None
        assert torch.allclose(wanted, got) == stopped


def test_gradients_reach_both_encoders_by_the_values() -> None:
    network = AttentionAware(TINY)
    network(torch.rand(2, 1, 16, 16), torch.rand(2, 1, 3, 16, 16)).square().sum().backward()
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None and parameter.grad.abs().max() > 0, name


def test_ablations_leave_out_what_they_name_and_nothing_else() -> None:
    whole, plain = (AttentionAware(replace(TINY, focused=focused)) for focused in (True, False))
    lacking = {name for name, _ in whole.named_parameters()} - {name for name, _ in plain.named_parameters()}
    assert lacking and all(".focus." in name for name in lacking)
    assert numbers(AttentionAware(replace(TINY, stopped=False))) == numbers(whole)


@torch.no_grad()
def test_attention_weighs_channels_and_places_between_nothing_and_all() -> None:
    x = torch.randn(2, 8, 6, 5)
    for attention, kept in ((ChannelAttention(8, 4), (2, 3)), (SpatialAttention(), (1,))):
        weight = attention(x) / x
        assert weight.min() > 0 and weight.max() < 1
        for axis in kept:
            torch.testing.assert_close(weight, weight.mean(axis, keepdim=True).expand_as(weight))


def test_it_learns_one_drawing_by_heart() -> None:
    drawn = torch.zeros(2, 1, 32, 32)
    drawn[:, :, 8, 4:28] = drawn[:, :, 24, 4:28] = drawn[:, :, 8:25, 4] = drawn[:, :, 8:25, 27] = 1
    drawn[1] = drawn[0].transpose(1, 2)
    colours = torch.tensor([[[0.8, -0.5, 0.1], [-0.6, 0.4, 0.9]], [[-0.3, 0.9, -0.8], [0.5, 0.5, -1.0]]])
    truth = colours[:, 1, :, None, None].expand(2, 3, 32, 32).clone()
    truth[:, :, 9:24, 9:24] = colours[:, 0, :, None, None]
    network = AttentionAware(AttentionAwareConfig((8, 16, 16), 4, 1))
    adam = torch.optim.Adam(network.parameters(), 3e-3)
    errors = []
    for _ in range(60):
        error = F.l1_loss(network(drawn, truth[:, None].flip(-1)), truth)
        adam.zero_grad()
        error.backward()  # type: ignore[no-untyped-call]
        adam.step()
        errors.append(error.item())
    assert errors[0] > 0.5 and errors[-1] < 0.1
