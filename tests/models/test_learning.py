# SPDX-License-Identifier: Apache-2.0
"""The colour transform learns one small shot by heart."""

from __future__ import annotations

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from shiage.cel.field import distance_field
from shiage.cel.lineart import LineArt
from shiage.models.color_transform import ColorTransform, ColorTransformConfig

SIDE, FINE = 32, 8
PALETTE = np.array([[255, 255, 255], [200, 60, 40], [60, 90, 220], [250, 200, 60], [90, 180, 90]], np.uint8)
BALLS = ((1, 16, 20, 7.0, 1.5, 0), (2, 10, 11, 4.0, 2, 0), (3, 22, 9, 3.0, 1, 1), (4, 15, 22, 2.5, 1.5, 0))
"""Swatch, place, radius and step a frame of balls, the later over the earlier."""
STEPS, RATE = 400, 2e-3


def drawn_shot(frames: int) -> tuple[Tensor, Tensor, Tensor]:
    """Lines (T, 1, H, W), fields (T, 1, H, W) and colours (T, 3, H, W) of balls that roll."""
    lines, fields, colours = [], [], []
    for t in range(frames):
        swatches = np.zeros((SIDE * FINE, SIDE * FINE), np.uint8)
        ink = np.zeros_like(swatches)
        for swatch, x, y, radius, right, down in BALLS:
            centre = (int((x + right * t) * FINE), int((y + down * t) * FINE))
            cv2.circle(swatches, centre, int(radius * FINE), swatch, -1)
            cv2.circle(ink, centre, int(radius * FINE), 0, -1)
            cv2.circle(ink, centre, int(radius * FINE), 255, FINE)
        painted = PALETTE[swatches] * (ink == 0)[..., None]
        line, colour = (
            np.asarray(cv2.resize(a, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)
            for a in (ink, painted)
        )
        lines.append(torch.tensor(line / np.float32(255))[None])
        fields.append(torch.tensor(distance_field(LineArt(line), SIDE / 8))[None])
        colours.append(torch.tensor(colour / np.float32(127.5) - 1).permute(2, 0, 1))
    return torch.stack(lines), torch.stack(fields), torch.stack(colours)


def test_one_shot_is_learned_by_heart_to_35_decibels() -> None:
    torch.manual_seed(0)
    lines, fields, colours = drawn_shot(4)
    keys, inner = [0, 3], [1, 2]
    network = ColorTransform(ColorTransformConfig.lite())
    adam = torch.optim.Adam(network.parameters(), lr=RATE, betas=(0.9, 0.99), fused=True)
    decay = torch.optim.lr_scheduler.LambdaLR(
        adam, lambda step: min(1, (step + 1) / 50, 2 * (1 - step / STEPS))
    )
    truth, small = colours[inner], F.avg_pool2d(colours[inner], 4)

    def paint() -> tuple[Tensor, Tensor, Tensor]:
        references = network.encode_references(lines[None, keys], fields[None, keys], colours[None, keys])
        painted = network(lines[inner], fields[inner], references.expand(2))
        return painted.image, painted.similar, painted.middle

    for _ in range(STEPS):
        image, similar, middle = paint()
        loss = 10 * F.l1_loss(image, truth) + F.l1_loss(similar, small) + F.l1_loss(middle, small)
        adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        adam.step()
        decay.step()
    with torch.no_grad():
        image, _, middle = paint()
    error = ((image - truth) / 2).square().mean().item()
    assert -10 * np.log10(error) > 35
    copied = ((colours[[0, 3]] - truth) / 2).square().mean().item()
    assert -10 * np.log10(copied) < 20  # the keys themselves are no answer
    assert F.l1_loss(middle, small) < 0.1
