# SPDX-License-Identifier: Apache-2.0
"""EfficientNet-Lite0 up to its last block: features of a network that has seen photographs.

Tan and Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks" (ICML 2019), in the
"lite" form without squeeze-and-excitation and with ReLU6. Each batch norm is folded into the convolution
before it, so that a block is convolutions alone. Padding is TensorFlow's "same".
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F


@dataclass(frozen=True)
class Stage:
    """Blocks of one width: how many, their kernel, the first one's stride, how far they expand, channels."""

    repeats: int
    kernel: int
    stride: int
    expand: int
    channels: int


STEM = 32

STAGES = (
    Stage(1, 3, 1, 1, 16),
    Stage(2, 3, 2, 6, 24),
    Stage(2, 5, 2, 6, 40),
    Stage(3, 3, 2, 6, 80),
    Stage(3, 5, 1, 6, 112),
    Stage(4, 5, 2, 6, 192),
    Stage(1, 3, 1, 6, 320),
)

EPSILON = 1e-3
"""Of the published batch norms."""

LEVELS = {16: 112, 32: 320}
"""Strides of the feature maps, and their channels: the last blocks at each."""


class EfficientNetLite(nn.Module):
    """See the module's text."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = Same(3, STEM, 3, 2)
        blocks: list[Block] = []
        width = STEM
        for stage in STAGES:
            for i in range(stage.repeats):
                blocks.append(Block(width, stage, stage.stride if i == 0 else 1))
                width = stage.channels
        self.blocks = nn.ModuleList(blocks)

    def forward(self, pictures: Tensor) -> list[Tensor]:
        """Features of pictures.

        Args:
            pictures: (B, 3, H, W) float32 RGB, each channel less its mean and over its spread, about -2..3.

        Returns:
            (B, 112, H / 16, W / 16) and (B, 320, H / 32, W / 32), sizes rounded up.
        """
        x = F.relu6(self.stem(pictures), inplace=True)
        levels = []
        for block, after in zip(self.blocks, [*list(self.blocks)[1:], None], strict=True):
            y = block(x)
            if after is None or (after.stride == 2 and y.shape[1] == LEVELS[16]):
                levels.append(y)
            x = y
        return levels


class Block(nn.Module):
    """Expand, look at each channel by itself, and project: an inverted residual."""

    def __init__(self, inputs: int, stage: Stage, stride: int) -> None:
        super().__init__()
        wide = inputs * stage.expand
        self.stride = stride
        self.expand = Same(inputs, wide, 1, 1) if stage.expand > 1 else None
        self.depthwise = Same(wide, wide, stage.kernel, stride, groups=wide)
        self.project = Same(wide, stage.channels, 1, 1)
        self.residual = stride == 1 and inputs == stage.channels

    def forward(self, x: Tensor) -> Tensor:
        """(B, channels, H / stride, W / stride) from (B, inputs, H, W)."""
        wide = x if self.expand is None else F.relu6(self.expand(x), inplace=True)
        out: Tensor = self.project(F.relu6(self.depthwise(wide), inplace=True))
        return out + x if self.residual else out


class Same(nn.Conv2d):
    """A convolution padded as TensorFlow does it: with stride 2, less before than behind."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, groups: int = 1) -> None:
        super().__init__(inputs, outputs, kernel, stride, kernel // 2 if stride == 1 else 0, groups=groups)

    def forward(self, x: Tensor) -> Tensor:
        """(B, outputs, H / stride, W / stride), sizes rounded up."""
        if self.stride[0] == 1:
            return super().forward(x)
        kernel = self.kernel_size[0]
        short = [max(0, kernel - 2 + size % 2) for size in x.shape[:1:-1]]
        return super().forward(F.pad(x, [n for s in short for n in (s // 2, s - s // 2)]))


def folded(published: dict[str, Tensor]) -> dict[str, Tensor]:
    """The published state of the network as this module's, batch norms folded; its classifier is left out.

    Raises:
        KeyError: it is of another network.
    """
    out: dict[str, Tensor] = {}

    def fold(name: str, convolution: str, norm: str) -> None:
        weight = published[f"{convolution}.weight"].double()
        scale = published[f"{norm}.weight"].double() / torch.sqrt(published[f"{norm}.running_var"] + EPSILON)
        out[f"{name}.weight"] = (weight * scale[:, None, None, None]).float()
        out[f"{name}.bias"] = (published[f"{norm}.bias"] - published[f"{norm}.running_mean"] * scale).float()

    fold("stem", "_conv_stem", "_bn0")
    for i in range(sum(stage.repeats for stage in STAGES)):
        old, new = f"_blocks.{i}", f"blocks.{i}"
        if i:
            fold(f"{new}.expand", f"{old}._expand_conv", f"{old}._bn0")
        fold(f"{new}.depthwise", f"{old}._depthwise_conv", f"{old}._bn1")
        fold(f"{new}.project", f"{old}._project_conv", f"{old}._bn2")
    return out
