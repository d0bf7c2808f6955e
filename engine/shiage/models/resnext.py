# SPDX-License-Identifier: Apache-2.0
"""The blocks AlacGAN is made of (Ci et al. 2018, section 3.2): ResNeXt bottlenecks, and tunnels of them."""

from __future__ import annotations

from collections.abc import Sequence

import torch.nn.functional as F
from torch import Tensor, nn

LEAK = 0.2
"""Slope of its leaky units below 0."""


class Bottleneck(nn.Module):
    """Narrow, look in groups, widen, add: no norm, no bias, and no unit after the sum."""

    def __init__(self, channels: int, cardinality: int, dilation: int = 1, stride: int = 1) -> None:
        """Make the block.

        Args:
            channels: of its input and output.
            cardinality: groups of the middle convolution, which has half the channels.
            dilation: distance between its taps; 1 where it strides.
            stride: 1, or 2: the sum is then with the input's means over 2 x 2.
        """
        super().__init__()
        narrow = channels // 2
        self.stride = stride
        self.reduce = nn.Conv2d(channels, narrow, 1, bias=False)
        self.look = nn.Conv2d(
            narrow, narrow, 2 + stride, stride, dilation, dilation, groups=cardinality, bias=False
        )
        self.expand = nn.Conv2d(narrow, channels, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """(B, channels, H, W) to (B, channels, H / stride, W / stride)."""
        y = F.leaky_relu(self.reduce(x), LEAK)
        y = self.expand(F.leaky_relu(self.look(y), LEAK))
        out: Tensor = (x if self.stride == 1 else F.avg_pool2d(x, 2)) + y
        return out


class Tunnel(nn.Module):
    """A convolution, bottlenecks one after the other, and a convolution whose channels become pixels."""

    def __init__(
        self, given: int, channels: int, out: int, cardinality: int, dilations: Sequence[int]
    ) -> None:
        """Make the tunnel.

        Args:
            given: channels of the input.
            channels: of the bottlenecks.
            out: channels of the output.
            cardinality: of the bottlenecks.
            dilations: of each of them.
        """
        super().__init__()
        self.enter = nn.Conv2d(given, channels, 3, padding=1)
        self.blocks = nn.Sequential(*(Bottleneck(channels, cardinality, each) for each in dilations))
        self.leave = nn.Conv2d(channels, 4 * out, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """(B, given, H, W) to (B, out, 2 H, 2 W)."""
        x = self.blocks(F.leaky_relu(self.enter(x), LEAK))
        return F.leaky_relu(F.pixel_shuffle(self.leave(x), 2), LEAK)
