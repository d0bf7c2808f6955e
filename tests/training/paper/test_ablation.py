# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
import torch
from torch import Tensor

from shiage.models.color_transform import ColorTransform, ColorTransformConfig, Painted
from shiage.training.paper.networks.ablation import ABLATIONS, without
from shiage.training.paper.networks.rivals import ImageToImage, ImageToImageConfig

TINY = ColorTransformConfig(4, 4, 2, (4, 4, 8, 8, 8), 8)


def inputs(seed: int) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Line and field of a target; lines, fields and colours of two references."""
    torch.manual_seed(seed)
    line, lines = torch.rand(1, 1, 32, 32), torch.rand(1, 2, 1, 32, 32)
    return line, torch.rand(1, 1, 32, 32), lines, torch.rand(1, 2, 1, 32, 32), torch.rand(1, 2, 3, 32, 32)


def paint(network: ColorTransform, *given: Tensor) -> Tensor:
    line, field, lines, fields, colours = given
    with torch.inference_mode():
        painted: Painted = network(line, field, network.encode_references(lines, fields, colours))
    return painted.image


def network(part: str) -> ColorTransform:
    torch.manual_seed(0)
    return without(part, TINY).eval()


def test_the_whole_network_lacks_nothing() -> None:
    assert type(without("", TINY)) is ColorTransform


@pytest.mark.parametrize("part", ABLATIONS)
def test_it_paints_and_learns(part: str) -> None:
    painter = network(part).train()
    line, field, lines, fields, colours = inputs(1)
    painted = painter(line, field, painter.encode_references(lines, fields, colours))
    assert painted.image.shape == (1, 3, 32, 32)
    painted.image.square().mean().backward()
    assert any(p.grad is not None and p.grad.abs().sum() > 0 for p in painter.parameters())


@pytest.mark.parametrize(("part", "unseen"), [("line", (0, 2)), ("distance", (1, 3))])
def test_what_is_taken_out_changes_nothing(part: str, unseen: tuple[int, int]) -> None:
    one, two = list(inputs(1)), inputs(2)
    changed = [two[i] if i in unseen else one[i] for i in range(5)]
    assert torch.equal(paint(network(part), *one), paint(network(part), *changed))
    assert not torch.equal(paint(network(""), *one), paint(network(""), *changed))


def test_without_sim_colours_come_through_the_embedder_alone() -> None:
    one, two = list(inputs(1)), inputs(2)
    painter = network("sim")
    with torch.inference_mode():
        similar = painter(one[0], one[1], painter.encode_references(*one[2:])).similar
    assert torch.equal(similar, similar[..., :1, :1].expand_as(similar))
    assert not torch.equal(paint(painter, *one), paint(painter, *one[:4], two[4]))


def test_without_emb_the_style_of_references_is_not_seen() -> None:
    painter = network("emb")
    one, two = inputs(1), inputs(2)
    with torch.inference_mode():
        styles = [painter.encode_references(*given[2:]).style for given in (one, two)]
    assert torch.equal(*styles)


@pytest.mark.parametrize("channels", [4, 5])
def test_rivals_paint_pictures_of_their_size(channels: int) -> None:
    rival = ImageToImage(ImageToImageConfig(channels, 4))
    image = rival(torch.rand(2, channels, 40, 24))
    assert image.shape == (2, 3, 40, 24)
    assert image.abs().max() <= 1
    image.square().mean().backward()
    assert all(p.grad is not None for p in rival.parameters())
