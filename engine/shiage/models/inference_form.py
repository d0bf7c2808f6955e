# SPDX-License-Identifier: Apache-2.0
"""Converts trained networks to an equivalent form that is faster at inference."""

from __future__ import annotations

import copy
from typing import TypeVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from shiage.models.layers import UpBlock, instance_norm
from shiage.models.winograd import Winograd, upsampling_kernel

Network = TypeVar("Network", bound=nn.Module)

LEAST_CHANNELS = 64
"""Fewest channels, in and out, for which Winograd's transform is faster."""


def frozen(network: Network) -> Network:
    """Copy a network into its inference form: the same output, up to rounding, in less time.

    Spectral norm is folded into the weights. On the CPU, tensors are channels-last,
    so that norms and masks run at the speed of memory, and 3x3 convolutions go through Winograd's transform.

    Returns:
        A copy in eval mode that takes no gradients; the network itself is left as it is.
    """
    copied = copy.deepcopy(network).eval().requires_grad_(False)
    _replace(copied, quick=next(network.parameters()).device.type == "cpu")
    return copied


class FoldedConv(nn.Module):
    """A convolution with its spectral norm, if any, folded into the weight."""

    weight: Tensor
    bias: Tensor | None

    def __init__(self, conv: nn.Conv2d, layout: torch.memory_format) -> None:
        super().__init__()
        self.register_buffer("weight", conv.weight.detach().clone(memory_format=layout))
        self.register_buffer("bias", conv.bias)
        self.stride, self.padding, self.dilation = conv.stride, conv.padding, conv.dilation

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) to what the convolution makes of it."""
        return F.conv2d(x, self.weight, self.bias, self.stride, self.padding, self.dilation)


class FrozenUpBlock(nn.Module):
    """`UpBlock` without the upsampled map: each pixel of the small one gives four."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        self.conv = Winograd(upsampling_kernel(weight), None)

    def forward(self, x: Tensor) -> Tensor:
        """(B, channels, H, W) to (B, out, 2 H, 2 W)."""
        return F.relu(instance_norm(_shuffle(self.conv(x))), inplace=True)


def _shuffle(x: Tensor) -> Tensor:
    """`F.pixel_shuffle` by 2 that keeps channels last: (B, 4 C, H, W) to (B, C, 2 H, 2 W)."""
    batch, channels, height, width = x.shape
    split = x.permute(0, 2, 3, 1).reshape(batch, height, width, channels // 4, 2, 2)
    together = split.permute(0, 1, 4, 2, 5, 3).reshape(batch, 2 * height, 2 * width, channels // 4)
    return together.permute(0, 3, 1, 2)


def _replace(module: nn.Module, quick: bool) -> None:
    """Replace layers by faster equivalents, recursively."""
    for name, child in module.named_children():
        if quick and isinstance(child, UpBlock) and child.conv.in_channels >= LEAST_CHANNELS:
            setattr(module, name, FrozenUpBlock(child.conv.weight))
        elif quick and isinstance(child, nn.Conv2d) and _is_suitable(child):
            setattr(module, name, Winograd(child.weight, child.bias))
        elif isinstance(child, nn.Conv2d):
            setattr(module, name, FoldedConv(child, torch.channels_last if quick else torch.preserve_format))
        else:
            _replace(child, quick)


def _is_suitable(conv: nn.Conv2d) -> bool:
    """Whether Winograd's transform is possible and faster."""
    return (
        conv.kernel_size == (3, 3)
        and conv.stride == (1, 1)
        and conv.dilation == (1, 1)
        and min(conv.in_channels, conv.out_channels) >= LEAST_CHANNELS
    )
