# SPDX-License-Identifier: Apache-2.0
"""The colour transform network against the paper."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrize

from shiage.models.color_transform import ColorTransform, ColorTransformConfig
from shiage.models.discriminators import FrameDiscriminator
from shiage.models.encoded_references import ShotReferences
from shiage.training.paper.networks.ablation import ABLATIONS, without
from shiage.training.paper.networks.plain_transform import paint_plainly

Draw = Callable[..., Any]


@pytest.mark.parametrize("size", [(32, 32), (36, 20), (64, 28)])
@pytest.mark.parametrize("count", [1, 2, 3])
@torch.no_grad()
def test_any_size_divisible_by_4_and_any_number_of_references(
    lite: ColorTransform, draw: Draw, size: tuple[int, int], count: int
) -> None:
    drawn = draw(2, count, *size)
    references = drawn.encode(lite)
    painted = lite(drawn.line, drawn.field, references)
    quarter = (size[0] // 4, size[1] // 4)
    assert references.count == count
    assert references.colour.shape == (2, count, 64, *quarter)
    assert painted.image.shape == (2, 3, *size)
    assert painted.similar.shape == painted.middle.shape == (2, 3, *quarter)
    assert all(part.abs().max() <= 1 for part in (painted.image, painted.similar, painted.middle))


def test_widths_and_parameters_of_the_papers_network() -> None:
    network = ColorTransform(ColorTransformConfig.paper())
    parts = {name: sum(p.numel() for p in part.parameters()) for name, part in network.named_children()}
    channels, similarity = 256, 32
    assert parts == {
        "line": 49 * 64 + 16 * 64 * 128 + 16 * 128 * 256,  # no bias before an instance norm
        "field": 49 * 64 + 16 * 64 * 128 + 16 * 128 * 256,
        "colour": 3 * 49 * 64 + 16 * 64 * 128 + 16 * 128 * 256,
        "attention": 4 * channels * similarity  # query, key, value, out
        + similarity
        + channels
        + 9 * 2 * channels * 2 * channels  # m and n over both feature maps
        + 2 * channels,
        "embedder": (4 * 49 * 64 + 64)
        + (16 * 64 * 128 + 128)
        + (16 * 128 * 256 + 256)
        + (16 * 256 * 512 + 512)
        + (16 * 512 * 512 + 512)
        + (512 * 256 + 256)
        + (256 + 1) * 8 * 2 * 2 * channels,  # scale and shift of two norms in each of 8 blocks
        "blocks": 8 * 2 * 9 * channels * channels,
        "decoder": 9 * (256 * 256 + 256 * 128 + 128 * 64 + 64 * 3) + 3,
        "latent_similar": 9 * channels * 3 + 3,
        "latent_middle": 9 * channels * 3 + 3,
    }
    assert len(network.blocks) == 8


def test_lite_is_the_same_network_but_narrow() -> None:
    paper, lite = (
        ColorTransform(config) for config in (ColorTransformConfig.paper(), ColorTransformConfig.lite())
    )
    names = [[name for name, _ in network.named_parameters()] for network in (paper, lite)]
    assert names[0] == names[1]
    assert sum(p.numel() for p in lite.parameters()) < 2_000_000


def test_the_config_survives_json() -> None:
    config = ColorTransformConfig.paper()
    read = json.loads(json.dumps(asdict(config)))
    assert ColorTransformConfig(**{**read, "embedder": tuple(read["embedder"])}) == config


def test_spectral_norm_stands_exactly_where_the_paper_has_it() -> None:
    network = ColorTransform(ColorTransformConfig.lite())
    for name, module in network.named_modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            wanted = name.split(".")[0] in ("line", "field", "colour", "decoder")
            assert parametrize.is_parametrized(module) == wanted, name
    convs = [m for m in FrameDiscriminator(8).modules() if isinstance(m, nn.Conv2d)]
    assert [parametrize.is_parametrized(conv) for conv in convs] == [True] * 4 + [False]


def test_spectral_norm_holds_the_largest_singular_value_at_1() -> None:
    network = ColorTransform(ColorTransformConfig.lite()).train()
    conv = network.get_submodule("decoder.0.conv")
    assert isinstance(conv, nn.Conv2d)
    for _ in range(30):
        weight = conv.weight
    assert torch.linalg.svdvals(weight.flatten(1))[0].item() == pytest.approx(1, abs=0.02)


@torch.no_grad()
def test_the_order_of_references_does_not_matter(lite: ColorTransform, draw: Draw) -> None:
    drawn = draw(1, 3)
    order = [2, 0, 1]
    turned = replace(
        drawn, lines=drawn.lines[:, order], fields=drawn.fields[:, order], colours=drawn.colours[:, order]
    )
    one, other = (lite(drawn.line, drawn.field, d.encode(lite)).image for d in (drawn, turned))
    torch.testing.assert_close(one, other, atol=1e-4, rtol=0)


@torch.no_grad()
def test_references_differ_in_what_they_do(lite: ColorTransform, draw: Draw) -> None:
    drawn = draw(1, 2)
    references = drawn.encode(lite)
    one, other = (lite(drawn.line, drawn.field, references.select([i])).image for i in (0, 1))
    assert (one - other).abs().mean() > 0.01


@torch.no_grad()
def test_references_encoded_once_equal_references_encoded_for_every_frame(draw: Draw) -> None:
    network = ColorTransform(ColorTransformConfig.lite()).double().eval()
    drawn = draw(3, 2, 24, 40)
    shot = {name: getattr(drawn, name)[:1].double() for name in ("lines", "fields", "colours")}
    references = network.encode_references(**shot).expand(3)
    quick = network(drawn.line.double(), drawn.field.double(), references)
    for frame in range(3):
        line, field = drawn.line[frame, None].double(), drawn.field[frame, None].double()
        plain = paint_plainly(network, line, field, **shot)
        for name in ("image", "similar", "middle"):
            torch.testing.assert_close(
                getattr(quick, name)[frame, None], getattr(plain, name), atol=1e-9, rtol=0
            )


@torch.no_grad()
def test_references_that_arrive_one_by_one_equal_those_that_come_together(
    lite: ColorTransform, draw: Draw
) -> None:
    drawn = draw(1, 3)
    together = drawn.encode(lite)
    parts = [
        lite.encode_references(
            drawn.lines[:, i : i + 1], drawn.fields[:, i : i + 1], drawn.colours[:, i : i + 1]
        )
        for i in range(3)
    ]
    joined = ShotReferences.join(parts)
    assert joined.count == 3
    for name in ("colour", "key", "mask", "style"):
        torch.testing.assert_close(getattr(joined, name), getattr(together, name), atol=1e-5, rtol=1e-5)
    assert together.to(torch.bfloat16).style.dtype == torch.bfloat16


@torch.no_grad()
def test_labels_go_where_the_attention_looks(lite: ColorTransform, draw: Draw) -> None:
    drawn = draw(1, 2)
    labels = torch.rand(1, 2, 21, 8, 8).softmax(2)  # more labels than channels that similarity is measured in
    carried = lite.transport(drawn.field, drawn.encode(lite), labels)
    assert carried.shape == (1, 21, 8, 8)
    torch.testing.assert_close(carried.sum(1), torch.ones(1, 8, 8))


def test_matching_is_taught_through_the_labels(lite: ColorTransform, draw: Draw) -> None:
    network = ColorTransform(ColorTransformConfig.lite())
    drawn = draw(1, 2)
    labels = torch.eye(4)[torch.randint(4, (1, 2, 8, 8))].movedim(-1, 2)
    network.transport(drawn.field, drawn.encode(network), labels)[:, 0].log().mean().backward()  # type: ignore[no-untyped-call]
    for part in (network.field, network.attention.query, network.attention.key):
        assert all(p.grad is not None and p.grad.abs().max() > 0 for p in part.parameters())


@torch.no_grad()
@pytest.mark.parametrize("part", ["", *ABLATIONS])
def test_labels_are_carried_on_the_way_with_one_look_at_the_target(part: str) -> None:
    network = without(part, ColorTransformConfig.lite()).eval()
    lines, fields = torch.rand(2, 1, 2, 1, 32, 32)
    colours, labels = torch.rand(1, 2, 3, 32, 32), torch.rand(1, 2, 5, 8, 8)
    references = network.encode_references(lines, fields, colours)
    looks = []
    network.field.register_forward_hook(lambda *_: looks.append(1))
    painted = network(lines[:, 0], fields[:, 0], references, labels)
    assert len(looks) == 1
    assert painted.carried is not None
    seen = lines if part == "distance" else fields  # what its similarity is measured on
    assert torch.equal(painted.carried, network.transport(seen[:, 0], references, labels))
    assert network(lines[:, 0], fields[:, 0], references).carried is None
