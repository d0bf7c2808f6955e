# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from shiage.models.efficientnet import EPSILON, LEVELS, EfficientNetLite, Same, folded
from shiage.models.weights import EFFICIENTNET, load_weights


def waves(height: int, width: int) -> Tensor:
    y, x = torch.meshgrid(torch.arange(height) / height, torch.arange(width) / width, indexing="ij")
    return torch.stack([torch.sin(9 * x + 5 * y), torch.cos(7 * y), torch.sin(20 * x * y)])[None]


@torch.inference_mode()
def test_it_sees_what_the_published_network_sees() -> None:
    network = EfficientNetLite().eval()
    load_weights(EFFICIENTNET).load_into(network)
    fine, coarse = network(waves(96, 128))
    # what efficientnet_lite_pytorch 0.1.0 says of the same picture, with the published weights
    assert fine.shape == (1, 112, 6, 8)
    assert coarse.shape == (1, 320, 3, 4)
    for seen, mean, spread, some in (
        (fine, 0.23500, 5.88502, (-6.78090, 0.67520, 1.64321)),
        (coarse, 0.01491, 2.30625, (6.03095, 0.06691, 0.93131)),
    ):
        assert float(seen.mean()) == pytest.approx(mean, abs=0.01)
        assert float(seen.std()) == pytest.approx(spread, abs=0.02)
        read = [float(seen[0, c, y, x]) for c, y, x in ((5, 1, 2), (40, 2, 3), (77, 2, 0))]
        assert read == pytest.approx(some, abs=0.1)  # fp16


def test_its_layers_are_the_published_ones() -> None:
    network = EfficientNetLite()
    # 4,652,008 as published, less the head (320 x 1280 and its norm), the classifier, and a scale per norm
    head, classifier, scales = 320 * 1280 + 2 * 1280, 1281 * 1000, 21008 - 1280
    assert sum(p.numel() for p in network.parameters()) == 4_652_008 - head - classifier - scales
    levels = network(torch.zeros(1, 3, 64, 96))
    assert [level.shape for level in levels] == [
        (1, LEVELS[16], 4, 6),
        (1, LEVELS[32], 2, 3),
    ]


@pytest.mark.parametrize(("kernel", "size"), [(3, 8), (3, 9), (5, 8), (5, 9)])
def test_padding_is_that_of_tensorflow(kernel: int, size: int) -> None:
    layer = Same(1, 1, kernel, 2)
    assert layer.bias is not None
    nn.init.ones_(layer.weight)
    nn.init.zeros_(layer.bias)
    x = torch.rand(1, 1, size, size)
    out = -(-size // 2)
    total = max(0, (out - 1) * 2 + kernel - size)  # as tf.nn.conv2d documents "SAME"
    padded = F.pad(x, (total // 2, total - total // 2, total // 2, total - total // 2))
    torch.testing.assert_close(layer(x), F.conv2d(padded, layer.weight, stride=2))


def test_norms_are_folded_into_convolutions() -> None:
    torch.manual_seed(0)
    network = EfficientNetLite()
    published = {}
    for name, old in _names():
        layer = network.get_submodule(name)
        assert isinstance(layer, Same)
        published[f"{old[0]}.weight"] = torch.randn_like(layer.weight)
        for what, value in (("weight", 1.0), ("bias", 0.5), ("running_mean", 0.1), ("running_var", 2.0)):
            published[f"{old[1]}.{what}"] = torch.full((layer.out_channels,), value)
    network.load_state_dict(folded(published))
    x = torch.rand(1, 3, 9, 9)
    norm = nn.BatchNorm2d(32, eps=EPSILON).eval()
    norm.load_state_dict({k: published.get(f"_bn0.{k}", torch.tensor(0)) for k in norm.state_dict()})
    plain = Same(3, 32, 3, 2)
    assert plain.bias is not None
    nn.init.zeros_(plain.bias)
    with torch.no_grad():
        plain.weight.copy_(published["_conv_stem.weight"])
        torch.testing.assert_close(network.stem(x), norm(plain(x)), atol=1e-5, rtol=1e-5)


def _names() -> list[tuple[str, tuple[str, str]]]:
    """Our layers, and the published convolution and norm that each is made of."""
    out = [("stem", ("_conv_stem", "_bn0"))]
    for i in range(16):
        new, old = f"blocks.{i}", f"_blocks.{i}"
        if i:
            out.append((f"{new}.expand", (f"{old}._expand_conv", f"{old}._bn0")))
        out.append((f"{new}.depthwise", (f"{old}._depthwise_conv", f"{old}._bn1")))
        out.append((f"{new}.project", (f"{old}._project_conv", f"{old}._bn2")))
    return out
