# SPDX-License-Identifier: Apache-2.0
"""Channel-wise and spatial-wise attention (Woo et al. 2018, CBAM), as Cao et al. have it in encoders."""

from __future__ import annotations

import torch
from torch import Tensor, nn

KERNEL = 7
"""Side of the spatial attention's kernel."""


class ChannelAttention(nn.Module):
    """Weighs channels by what they are on average and at most over the picture."""

    def __init__(self, channels: int, ratio: int) -> None:
        super().__init__()
        hidden = max(1, channels // ratio)
        self.weigh = nn.Sequential(
            nn.Linear(channels, hidden, bias=False), nn.ReLU(), nn.Linear(hidden, channels, bias=False)
        )

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) to (B, C, H, W)."""
        weight = self.weigh(x.mean((2, 3))) + self.weigh(x.amax((2, 3)))
        return x * torch.sigmoid(weight)[..., None, None]


class SpatialAttention(nn.Module):
    """Weighs places by the mean and the largest of their channels, looked at around them."""

    def __init__(self) -> None:
        super().__init__()
        self.weigh = nn.Conv2d(2, 1, KERNEL, padding=KERNEL // 2, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) to (B, C, H, W)."""
        return x * torch.sigmoid(self.weigh(torch.cat((x.amax(1, True), x.mean(1, True)), 1)))


class ConvolutionalAttention(nn.Sequential):
    """Channels first, then places."""

    def __init__(self, channels: int, ratio: int) -> None:
        """Make it.

        Args:
            channels: of what is attended to.
            ratio: of these to the hidden layer's; 16 in the paper.
        """
        super().__init__(ChannelAttention(channels, ratio), SpatialAttention())
