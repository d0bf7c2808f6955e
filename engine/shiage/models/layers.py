# SPDX-License-Identifier: Apache-2.0
"""The convolutions the networks of Shi et al. are made of (section 3.5)."""

from __future__ import annotations

from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

Activation = Literal["relu", "leaky", "none"]

EPSILON = 1e-5
"""Added to the variance in instance norms, as torch does."""


def convolution(
    channels: int,
    out: int,
    kernel: int,
    stride: int = 1,
    dilation: int = 1,
    *,
    bias: bool = True,
    spectral: bool = False,
) -> nn.Conv2d:
    """A convolution that keeps (stride 1) or halves (stride 2) height and width.

    Strided kernels are even: an output then stands in the middle of the pixels it sums up, as the places of
    quarter-size label maps do.

    Args:
        channels: channels of the input.
        out: channels of the output.
        kernel: side of the kernel: odd for stride 1, even for stride 2.
        stride: 1 or 2.
        dilation: distance between the kernel's taps.
        bias: False before an instance norm, which would take it away again.
        spectral: whether its weight is divided by its largest singular value (Miyato et al. 2018).
    """
    padding = dilation * (kernel - 1) // 2
    layer = nn.Conv2d(channels, out, kernel, stride, padding, dilation, bias=bias)
    if spectral:
        spectral_norm(layer)  # changes the layer in place
    return layer


def activate(x: Tensor, activation: Activation) -> Tensor:
    """Apply an activation, (B, C, H, W) to (B, C, H, W)."""
    if activation == "relu":
        return F.relu(x)
    return F.leaky_relu(x, 0.2) if activation == "leaky" else x


def instance_norm(x: Tensor, scale: Tensor | None = None, shift: Tensor | None = None) -> Tensor:
    """Give each channel of each sample mean 0 and deviation 1, then other ones where given.

    Adaptive instance normalisation (Huang and Belongie 2017) when scale and shift come from elsewhere.

    Args:
        x: (B, C, H, W); may be written over where no gradients are taken.
        scale: (B, C); 0 leaves the deviation at 1.
        shift: (B, C), the new mean.
    """
    if not x.requires_grad and x.device.type == "cpu" and x.dtype == torch.float32:
        return _instance_norm_in_place(x, scale, shift)
    y = F.instance_norm(x)
    if scale is None or shift is None:
        return y
    return y * (1 + scale[..., None, None]) + shift[..., None, None]


def _instance_norm_in_place(x: Tensor, scale: Tensor | None, shift: Tensor | None) -> Tensor:
    """`instance_norm` for channels last: torch's own would turn the map around and back again."""
    rows = x.permute(0, 2, 3, 1).flatten(1, 2)
    ones = rows.new_full((1, 1, rows.shape[1]), 1 / rows.shape[1]).expand(len(rows), 1, -1)
    mean = ones @ rows
    variance = ones @ (rows * rows) - mean * mean
    factor = torch.rsqrt(variance.clamp(min=0) + EPSILON)
    if scale is not None:
        factor *= 1 + scale[:, None]
    rest = mean.mul_(-1).mul_(factor)
    if shift is not None:
        rest += shift[:, None]
    return x.mul_(factor[:, 0, :, None, None]).add_(rest[:, 0, :, None, None])


class ConvBlock(nn.Module):
    """Convolution, instance norm where wanted, activation."""

    def __init__(
        self,
        channels: int,
        out: int,
        kernel: int,
        stride: int = 1,
        *,
        norm: bool = True,
        spectral: bool = False,
        activation: Activation = "relu",
    ) -> None:
        super().__init__()
        self.conv = convolution(channels, out, kernel, stride, bias=not norm, spectral=spectral)
        self.norm = norm
        self.activation: Activation = activation

    def forward(self, x: Tensor) -> Tensor:
        """(B, channels, H, W) to (B, out, H / stride, W / stride)."""
        x = self.conv(x)
        return activate(instance_norm(x) if self.norm else x, self.activation)


class UpBlock(nn.Module):
    """Nearest upsampling by 2, then a 3x3 block: no checkerboards (section 3.5, Odena et al. 2016)."""

    def __init__(self, channels: int, out: int, *, spectral: bool = False) -> None:
        super().__init__()
        self.conv = convolution(channels, out, 3, bias=False, spectral=spectral)

    def forward(self, x: Tensor) -> Tensor:
        """(B, channels, H, W) to (B, out, 2 H, 2 W)."""
        return F.relu(instance_norm(self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))))
