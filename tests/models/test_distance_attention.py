# SPDX-License-Identifier: Apache-2.0
"""Fused attention against equations 3 to 5 as printed."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch
from torch import Tensor

from shiage.models.distance_attention import DistanceAttention, transport
from shiage.training.paper.networks.plain_transform import attend, match


def features(
    count: int, channels: int = 256, height: int = 12, width: int = 20
) -> tuple[Tensor, Tensor, Tensor]:
    """f_d of two targets, f_d and f_y of K references, as encoders give them: not below 0."""
    shape = (channels, height, width)
    drawn, coloured = torch.randn(2, count, *shape).relu(), torch.randn(2, count, *shape).relu()
    return torch.randn(2, *shape).relu(), drawn, coloured


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("channels", [64, 256])
@torch.no_grad()
def test_fused_attention_equals_the_equations(count: int, channels: int) -> None:
    layer = DistanceAttention(channels, channels // 8)
    target, drawn, coloured = features(count, channels)
    key = torch.stack([layer.key(each) for each in drawn.unbind(1)], 1)
    mask = torch.stack([layer.reference_mask(each) for each in drawn.unbind(1)], 1)
    fused = layer(target, key, mask, coloured)
    printed = attend(layer, target, list(drawn.unbind(1)), list(coloured.unbind(1)))
    torch.testing.assert_close(fused, printed, atol=1e-5, rtol=0)


@torch.no_grad()
def test_labels_are_carried_by_the_same_matrix() -> None:
    layer = DistanceAttention(64, 8)
    target, drawn, _ = features(2, 64)
    labels = torch.rand(2, 2, 40, 12, 20)
    key = torch.stack([layer.key(each) for each in drawn.unbind(1)], 1)
    matching = match(layer, target, list(drawn.unbind(1)))
    printed = (labels.transpose(1, 2).flatten(2) @ matching).unflatten(2, (12, 20))  # type: ignore[no-untyped-call]
    torch.testing.assert_close(layer.carry(target, key, labels), printed, atol=1e-5, rtol=0)


@torch.no_grad()
def test_scale_is_1_and_every_place_of_every_reference_counts() -> None:
    query, key = torch.randn(1, 3, 2, 2), torch.randn(1, 2, 3, 2, 2)
    value = torch.randn(1, 2, 1, 2, 2)
    carried = transport(query, key, value)
    dots = torch.tensor(
        [query[0, :, 1, 0] @ key[0, k, :, y, x] for k in (0, 1) for y in (0, 1) for x in (0, 1)]
    )
    assert carried[0, 0, 1, 0].item() == pytest.approx((dots.softmax(0) @ value.flatten()).item(), abs=1e-6)


def test_like_finds_like_before_any_training() -> None:
    layer = DistanceAttention(256, 32)
    target, _, _ = features(1)
    matching = match(layer, target, [target])
    assert (matching.argmax(1) == torch.arange(matching.shape[1])).float().mean() > 0.9


PEAK = """
import torch
from pathlib import Path
from shiage.models.color_transform import ColorTransform, ColorTransformConfig
from shiage.models.inference_form import frozen

torch.set_num_threads(1)

def peak():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])

network = frozen(ColorTransform(ColorTransformConfig.lite()))
peaks = []
with torch.inference_mode():
    for side in (256, 384, 512):
        noise = torch.rand(1, 1, side, side)
        references = network.encode_references(*(torch.rand(1, 2, c, side, side) for c in (1, 1, 3)))
        network(noise, noise, references)
        peaks.append(peak())
print(peaks[1] - peaks[0], peaks[2] - peaks[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the peak")
def test_memory_grows_linearly_with_pixels() -> None:
    run = subprocess.run([sys.executable, "-c", PEAK], capture_output=True, text=True, check=True)
    first, second = map(int, run.stdout.split())
    # 1.4 times as many pixels came the second time; pairs of places, 3.6 times as many, would be 2.5 GiB
    assert second < 2 * first
    assert second < 200 * 1024
