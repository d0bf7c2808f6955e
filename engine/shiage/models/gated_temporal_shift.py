# SPDX-License-Identifier: Apache-2.0
"""Gated convolutions over time: the learnable gated temporal shift module (LGTSM).

Chang et al. 2019, "Learnable Gated Temporal Shift Module for Deep Video Inpainting", which section 3.2 of Shi
et al. takes for its 3D convolutions: 2D convolutions see neighbouring frames because some channels are moved
along time before them.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from shiage.models.layers import activate, convolution

GAIN = 2 * math.sqrt(2)
"""Half open gates and leaky units each take from the signal, and no norm gives it back: after ten layers
nothing would be left to learn from."""


class TemporalShift(nn.Module):
    """Move a quarter of the channels from the last frame, a quarter from the next; then learn how far.

    Each moved channel has a kernel over three frames. Before the first and after the last frame there is
    nothing.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        quarter = max(1, channels // 4)
        kernel = torch.zeros(2 * quarter, 3)
        kernel[:quarter, 0] = 1
        kernel[quarter:, 2] = 1
        self.kernel = nn.Parameter(kernel)

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, C, H, W) to the same."""
        count = len(self.kernel)
        moved, still = x[:, :, :count], x[:, :, count:]
        padded = F.pad(moved, (0, 0, 0, 0, 0, 0, 1, 1))
        weight = self.kernel[:, :, None, None]
        last, this, following = (padded[:, at : at + x.shape[1]] * weight[:, at] for at in range(3))
        return torch.cat((last + this + following, still), 2)


class GatedConv(nn.Module):
    """Temporal shift, then a convolution times the sigmoid of another, both with spectral norm."""

    def __init__(
        self,
        channels: int,
        out: int,
        kernel: int,
        stride: int = 1,
        dilation: int = 1,
        *,
        active: bool = True,
    ) -> None:
        super().__init__()
        self.shift = TemporalShift(channels)
        self.feature = convolution(channels, out, kernel, stride, dilation, spectral=True)
        self.gate = convolution(channels, out, kernel, stride, dilation, spectral=True)
        self.active = active

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, channels, H, W) to (B, T, out, H / stride, W / stride)."""
        frames = self.shift(x).flatten(0, 1)
        feature = activate(self.feature(frames), "leaky" if self.active else "none")
        y = feature * torch.sigmoid(self.gate(frames)) * GAIN
        return y.reshape(*x.shape[:2], *y.shape[1:])


def upsample(x: Tensor) -> Tensor:
    """Nearest upsampling of every frame, (B, T, C, H, W) to (B, T, C, 2 H, 2 W)."""
    y = F.interpolate(x.flatten(0, 1), scale_factor=2.0, mode="nearest")
    return y.reshape(*x.shape[:2], *y.shape[1:])
