# SPDX-License-Identifier: Apache-2.0
"""Quicker, and the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch.nn.utils import parametrize

from shiage.models.color_transform import ColorTransform, ColorTransformConfig
from shiage.models.inference_form import frozen
from shiage.models.layers import UpBlock, instance_norm
from shiage.models.temporal_refinement import TemporalConfig, TemporalRefiner
from shiage.models.winograd import Winograd

Draw = Callable[..., Any]


@pytest.mark.parametrize("size", [(8, 8), (9, 14), (3, 2), (64, 33)])
@torch.no_grad()
def test_winograd_equals_torch(size: tuple[int, int]) -> None:
    x, weight, bias = torch.randn(2, 24, *size), torch.randn(40, 24, 3, 3), torch.randn(40)
    y = Winograd(weight, bias)(x)
    torch.testing.assert_close(y, F.conv2d(x, weight, bias, padding=1), atol=1e-3, rtol=0)


@torch.no_grad()
def test_winograd_in_pieces_equals_winograd_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    x, layer = torch.randn(1, 16, 50, 30), Winograd(torch.randn(16, 16, 3, 3), None)
    whole = layer(x)
    monkeypatch.setattr("shiage.models.winograd.CHUNK", 1)
    torch.testing.assert_close(layer(x), whole, atol=1e-5, rtol=0)


@torch.no_grad()
def test_upsampling_without_the_large_map_equals_upsampling_with_it() -> None:
    block = UpBlock(64, 16, spectral=True).eval()
    x = torch.randn(2, 64, 10, 7)
    quick = frozen(torch.nn.Sequential(block))
    assert any(isinstance(module, Winograd) for module in quick.modules())
    torch.testing.assert_close(quick(x), block(x), atol=1e-3, rtol=0)


@torch.no_grad()
def test_norms_without_gradients_equal_torchs() -> None:
    x = torch.randn(2, 8, 9, 5) * 3 + 7
    x[1, 3] = 2.5  # nothing to normalise by
    scale, shift = torch.randn(2, 8), torch.randn(2, 8)
    wanted = F.instance_norm(x)
    torch.testing.assert_close(instance_norm(x.clone()), wanted, atol=1e-3, rtol=0)
    styled = wanted * (1 + scale[..., None, None]) + shift[..., None, None]
    torch.testing.assert_close(instance_norm(x.clone(), scale, shift), styled, atol=1e-3, rtol=0)


@torch.no_grad()
def test_a_frozen_colour_transform_paints_the_same(lite: ColorTransform, draw: Draw) -> None:
    drawn = draw(2, 2, 44, 64)
    quick = frozen(lite)
    one, other = (net(drawn.line, drawn.field, drawn.encode(net)) for net in (lite, quick))
    for name in ("image", "similar", "middle"):
        torch.testing.assert_close(getattr(one, name), getattr(other, name), atol=2e-3, rtol=0)


@torch.no_grad()
def test_a_frozen_refiner_refines_the_same() -> None:
    network = TemporalRefiner(TemporalConfig.lite()).eval()
    lines, colours = torch.rand(1, 3, 1, 16, 20), torch.rand(1, 3, 3, 16, 20) * 2 - 1
    torch.testing.assert_close(frozen(network)(lines, colours), network(lines, colours), atol=1e-4, rtol=0)


def test_freezing_leaves_the_network_as_it_was(draw: Draw) -> None:
    network = ColorTransform(ColorTransformConfig.lite()).train()
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    quick = frozen(network)
    assert network.training and all(p.requires_grad for p in network.parameters())
    assert all(torch.equal(before[name], tensor) for name, tensor in network.state_dict().items())
    assert not quick.training and not any(p.requires_grad for p in quick.parameters())
    assert not any(parametrize.is_parametrized(module) for module in quick.modules())
    drawn = draw()
    assert drawn.encode(network).key.requires_grad
    assert not drawn.encode(quick).key.requires_grad
