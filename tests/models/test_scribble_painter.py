# SPDX-License-Identifier: Apache-2.0
"""AlacGAN's networks against the paper and the code its authors published."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import nn

from shiage.models.caffe_weights import CaffeError, read_caffe
from shiage.models.local_features import I2V_FILE, I2V_LAYERS, Illustration2Vec, OwnFeatures, open_local
from shiage.models.resnext import Bottleneck, Tunnel
from shiage.models.scribble_critic import ScribbleCritic, ScribbleCriticConfig
from shiage.models.scribble_painter import ScribblePainter, ScribblePainterConfig


def numbers(module: nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())


def bottlenecks(count: int, channels: int, groups: int) -> int:
    narrow = channels // 2
    return count * (2 * channels * narrow + 9 * narrow * narrow // groups)


def both_ends(given: int, channels: int, out: int) -> int:
    return 9 * given * channels + channels + 9 * channels * 4 * out + 4 * out


def test_widths_and_parameters_of_the_papers_generator() -> None:
    network = ScribblePainter(ScribblePainterConfig.paper())
    assert {name: numbers(part) for name, part in network.named_children()} == {
        "hints": 49 * 4 * 64 + 64,  # RGB and mask, 7 x 7, at a quarter
        "to0": 9 * 32 + 32,
        "to1": 16 * 32 * 64 + 64,
        "to2": 16 * 64 * 128 + 128,
        "to3": 16 * (128 + 64) * 256 + 256,
        "to4": 16 * 256 * 512 + 512,
        "tunnel4": both_ends(512 + 512, 512, 256) + bottlenecks(20, 512, 32),
        "tunnel3": both_ends(512, 256, 128) + bottlenecks(8, 256, 32),
        "tunnel2": both_ends(256, 128, 64) + bottlenecks(8, 128, 32),
        "tunnel1": both_ends(128, 64, 32) + bottlenecks(5, 64, 16),
        "exit": 9 * 64 * 3 + 3,
    }
    assert numbers(network) == 21_936_003  # counted in the published code
    tunnels = [m for m in network.children() if isinstance(m, Tunnel)]
    blocks = [[m for m in tunnel.modules() if isinstance(m, Bottleneck)] for tunnel in tunnels]
    dilations = [[block.look.dilation[0] for block in of_one] for of_one in blocks]
    assert dilations == [[1] * 20, *[[1, 1, 2, 2, 4, 4, 2, 1]] * 2, [1, 2, 4, 2, 1]]
    assert not any(isinstance(m, nn.modules.batchnorm._NormBase | nn.GroupNorm) for m in network.modules())


def test_widths_and_parameters_of_the_papers_critic() -> None:
    critic = ScribbleCritic(ScribbleCriticConfig.paper())
    assert numbers(critic) == 10_612_033  # counted in the published code
    strided = [m for m in critic.modules() if isinstance(m, Bottleneck) and m.stride == 2]
    assert [(m.expand.out_channels, m.look.kernel_size) for m in strided] == [
        (64, (4, 4)), (128, (4, 4)), (256, (4, 4)), *[(512, (4, 4))] * 3,
    ]  # fmt: skip
    assert all(layer.bias is None for layer in critic.modules() if isinstance(layer, nn.Conv2d))


@torch.no_grad()
def test_lite_is_the_same_network_but_narrow() -> None:
    network = ScribblePainter(ScribblePainterConfig.lite())
    critic = ScribbleCritic(ScribbleCriticConfig.lite())
    assert 0.8e6 < numbers(network) < 1.5e6
    names = [name.split(".blocks")[0] for name, _ in network.named_parameters()]
    paper = ScribblePainter(ScribblePainterConfig(8, 4, 4, 20, 16))
    assert set(names) == {name.split(".blocks")[0] for name, _ in paper.named_parameters()}
    line, hints = torch.rand(2, 1, 128, 128), torch.zeros(2, 4, 32, 32)
    local = OwnFeatures()(line)
    assert local.shape == (2, 112, 8, 8)
    image = network(line, hints, local)
    assert image.shape == (2, 3, 128, 128)
    assert image.abs().max() <= 1
    assert critic(image, local).shape == (2,)
    config = ScribblePainterConfig.lite()
    assert ScribblePainterConfig(**json.loads(json.dumps(asdict(config)))) == config


@pytest.mark.parametrize("size", [64, 128, 256])
@torch.no_grad()
def test_the_critic_sees_a_whole_square_of_any_of_its_sizes(size: int) -> None:
    critic = ScribbleCritic(ScribbleCriticConfig.lite(0, size))
    assert critic(torch.rand(1, 3, size, size), None).shape == (1,)


def test_a_hint_reaches_far_and_no_gradient_reaches_the_local_features() -> None:
    torch.manual_seed(0)
    network, encoder = ScribblePainter(ScribblePainterConfig.lite()), OwnFeatures()
    line = torch.zeros(1, 1, 128, 128, requires_grad=True)
    hints = torch.zeros(1, 4, 32, 32, requires_grad=True)
    local = encoder(line)
    assert not local.requires_grad
    network(line, hints, local)[0, 0, 3, 3].backward()
    reach = hints.grad.abs().sum((0, 1)).nonzero().amax(0)  # type: ignore[union-attr]
    assert (reach > 20).all()  # of 32 quarter pixels, from a corner
    assert not any(p.requires_grad for p in encoder.parameters())
    assert all(p.grad is not None for p in network.parameters())


def varint(n: int) -> bytes:
    out = b""
    while n > 127:
        out, n = out + bytes([n & 127 | 128]), n >> 7
    return out + bytes([n])


def field(number: int, data: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(data)) + data


def caffe_file(path: Path, old: bool) -> dict[str, list[NDArray[np.float32]]]:
    """A .caffemodel as Caffe writes it, with illustration2vec's layers and one more."""
    rng, out, content = np.random.default_rng(4), {}, field(1, b"i2v")
    given = 3
    for name, channels in {**I2V_LAYERS, "conv5_1": 8}.items():
        sides = [(channels, given, 3, 3), (1, 1, 1, channels) if old else (channels,)]
        blobs = [rng.normal(0, 0.05, side).astype(np.float32) for side in sides]
        message = field(4 if old else 1, name.encode())
        for blob in blobs:
            if old:
                shape = b"".join(varint(n << 3) + varint(side) for n, side in enumerate(blob.shape, 1))
            else:
                shape = field(7, field(1, b"".join(map(varint, blob.shape))))
            message += field(6 if old else 7, shape + field(5, blob.tobytes()))
        content += field(2 if old else 100, message)
        out[name], given = blobs, channels
    path.write_bytes(content)
    return out


@pytest.mark.parametrize("old", [True, False])
def test_illustration2vec_is_read_from_its_authors_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: bool
) -> None:
    monkeypatch.setenv("SHIAGE_WEIGHTS", str(tmp_path))
    assert open_local("paper").name == "own"  # the file is not there yet
    blobs = caffe_file(tmp_path / I2V_FILE, old)
    assert open_local("lite").name == "own"
    network = open_local("paper")
    assert isinstance(network, Illustration2Vec)
    assert network.channels == 512
    for name, number in network.state_dict().items():
        layer, _, kind = name.partition(".")
        assert np.array_equal(number.numpy(), blobs[layer][kind == "bias"].reshape(number.shape))
    assert network(torch.rand(1, 1, 64, 96)).shape == (1, 512, 4, 6)


def test_a_file_that_is_none_or_torn_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIAGE_WEIGHTS", str(tmp_path))
    path = tmp_path / I2V_FILE
    caffe_file(path, True)
    whole = path.read_bytes()
    for content in (whole[:-100], b"\x80\x02}q\x00(X", b"", field(100, field(1, b"conv1_1")), b"\xff" * 40):
        path.write_bytes(content)
        with pytest.raises(CaffeError, match=I2V_FILE):
            read_caffe(path)
    two = field(5, bytes(8)) + field(7, field(1, b"\x02"))
    path.write_bytes(field(100, field(1, b"conv1_1") + field(7, two)))
    with pytest.raises(CaffeError, match="conv1_1 is not illustration2vec's"):
        open_local("paper")
