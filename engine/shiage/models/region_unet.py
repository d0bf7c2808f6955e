# SPDX-License-Identifier: Apache-2.0
"""Features of regions: a U-Net over the drawing, pooled at the regions' points."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class RegionUnet(nn.Module):
    """A U-Net over the distance fields of all lines and of black ink; their difference marks trace lines.

    It is sampled at the regions' points at a quarter and an eighth of the resolution.
    """

    def __init__(self, widths: tuple[int, ...]) -> None:
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(2, widths[0], 4, 2, 1), nn.ReLU())
        self.down = nn.ModuleList(ConvPair(w, v, 2) for w, v in pairwise(widths))
        self.up = nn.ModuleList(ConvPair(w + v, v, 1) for w, v in pairwise(widths[:1:-1]))
        self.outputs = 2 * (widths[1] + widths[2]) + widths[-1]

    def forward(self, fields: Tensor, points: Tensor) -> Tensor:
        """(B, N, outputs): mean and largest feature of each region's points, and the whole drawing's mean."""
        height, width = fields.shape[2:]
        points = points * points.new_tensor([2 / width, 2 / height]) - 1
        both, ink = fields[:, :1], fields[:, 1:]
        x = self.first(torch.cat([both * 2 - 1, ink - both], 1).contiguous(memory_format=torch.channels_last))
        levels = []
        for step in self.down:
            x = step(x)
            levels.append(x)
        whole = x.mean((2, 3))
        for step, level in zip(self.up, levels[-2:0:-1], strict=True):
            x = step(torch.cat([F.interpolate(x, size=level.shape[2:], mode="nearest"), level], 1))
        sampled = torch.cat([_sample(levels[0], points), _sample(x, points)], 1)
        mean, most = sampled.mean(3).transpose(1, 2), sampled.amax(3).transpose(1, 2)
        return torch.cat([mean, most, whole[:, None].expand(-1, points.shape[1], -1)], 2)


def _sample(features: Tensor, points: Tensor) -> Tensor:
    """(B, C, N, P) features (B, C, h, w) at points (B, N, P, 2) in -1..1."""
    return F.grid_sample(features, points, mode="bilinear", padding_mode="border", align_corners=False)


class ConvPair(nn.Module):
    """Two convolutions with group norm; the first may halve the resolution."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, 1),
            nn.GroupNorm(8, outputs),
            nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, 1, 1),
            nn.GroupNorm(8, outputs),
            nn.ReLU(),
        )

    def forward(self, x: Tensor) -> Tensor:
        """(B, outputs, H / stride, W / stride) from (B, inputs, H, W)."""
        out: Tensor = self.layers(x)
        return out
