# SPDX-License-Identifier: Apache-2.0
"""The network of Cao, Tian and Mok (ICME 2023, "Attention-Aware Anime Line Drawing Colorization").

Of that paper only the abstract could be had. Channel and spatial attention, cross- and self-attention without
gradients are its own words; encoders, decoder and the sums around them are those of Li et al. 2022 (SGA),
whose module it takes up. Where in the encoder attention stands, after each level, is our reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from shiage.models.convolutional_attention import ConvolutionalAttention
from shiage.models.stop_gradient_attention import LEAK, StopGradientAttention


@dataclass(frozen=True)
class AttentionAwareConfig:
    """Widths of the network.

    Attributes:
        widths: channels of the encoders' levels, each half as large as the one before.
        ratio: of channels to the channel attention's hidden ones.
        blocks: residual blocks between attention and decoder.
        focused: whether the encoders have channel and spatial attention; the paper's ablation has not.
        stopped: whether no gradients go through the affinity; the paper's ablation lets them.
    """

    widths: tuple[int, ...]
    ratio: int
    blocks: int
    focused: bool = True
    stopped: bool = True

    @staticmethod
    def paper() -> AttentionAwareConfig:
        """The published widths: all levels together have 992 channels, at 16 x 16 of 256 pixels."""
        return AttentionAwareConfig((16, 32, 64, 128, 256), 16, 4)

    @staticmethod
    def lite() -> AttentionAwareConfig:
        """The same network for two CPU cores; 16 x 16 places of 128 pixels, as the paper has of 256."""
        return AttentionAwareConfig((8, 16, 32, 64), 4, 1)

    @property
    def pooled(self) -> int:
        """Channels of all levels together."""
        return 2 * sum(self.widths)

    @property
    def stride(self) -> int:
        """What heights and widths must be divisible by."""
        return 1 << (len(self.widths) - 1)


class NormedConv(nn.Sequential):
    """A 3 x 3 convolution, batch norm, leaky ReLU."""

    def __init__(self, channels: int, out: int, stride: int = 1) -> None:
        # no bias before a norm, which would take it away again
        super().__init__(
            nn.Conv2d(channels, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out), nn.LeakyReLU(LEAK)
        )


class Encoder(nn.Module):
    """Two convolutions a level, then attention."""

    def __init__(self, channels: int, config: AttentionAwareConfig) -> None:
        super().__init__()
        steps = list(pairwise((channels, *config.widths)))
        self.first = nn.ModuleList(NormedConv(a, b, 1 + (i > 0)) for i, (a, b) in enumerate(steps))
        self.second = nn.ModuleList(NormedConv(b, b) for _, b in steps)
        self.focus = nn.ModuleList(
            ConvolutionalAttention(b, config.ratio) if config.focused else nn.Identity() for _, b in steps
        )

    def forward(self, x: Tensor) -> list[Tensor]:
        """Two maps of each level, fine to coarse, of (B, channels, H, W)."""
        maps = []
        for first, second, focus in zip(self.first, self.second, self.focus, strict=True):
            maps.append(first(x))
            x = focus(second(maps[-1]))
            maps.append(x)
        return maps


class Residual(nn.Module):
    """Two convolutions beside a straight way."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) to (B, C, H, W)."""
        out: Tensor = self.layers(x) + x
        return out


class Decoder(nn.Module):
    """Back to the drawing's size, with the line encoder's maps beside."""

    def __init__(self, config: AttentionAwareConfig) -> None:
        super().__init__()
        deep = config.widths[-1]
        self.deepest = nn.Sequential(NormedConv(2 * config.pooled, deep))
        self.beside = NormedConv(2 * deep, deep)
        steps = list(pairwise(config.widths[::-1]))
        self.up = nn.ModuleList(NormedConv(a + b, b) for a, b in steps)
        self.same = nn.ModuleList(NormedConv(2 * b, b) for _, b in steps)
        self.out = nn.Conv2d(config.widths[0], 3, 3, padding=1)

    def forward(self, x: Tensor, maps: list[Tensor]) -> Tensor:
        """(B, 3, H, W) in -1..1 of (B, 2 pooled, h, w) and the line's maps."""
        left = maps[:-1]
        x = self.beside(torch.cat((self.deepest(x), left.pop()), 1))
        for up, same in zip(self.up, self.same, strict=True):
            x = F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)
            x = same(torch.cat((up(torch.cat((x, left.pop()), 1)), left.pop()), 1))
        return torch.tanh(self.out(x))


class AttentionAware(nn.Module):
    """Colours a drawing after coloured references of any size: the generator."""

    def __init__(self, config: AttentionAwareConfig) -> None:
        super().__init__()
        self.config = config
        self.line, self.reference = Encoder(1, config), Encoder(3, config)
        self.cross = StopGradientAttention(config.pooled, config.stopped)
        self.itself = StopGradientAttention(config.pooled, config.stopped)
        self.residual = nn.Sequential(*(Residual(config.pooled) for _ in range(config.blocks)))
        self.decoder = Decoder(config)

    def forward(self, line: Tensor, references: Tensor) -> Tensor:
        """Colour drawings.

        Args:
            line: (B, 1, H, W) coverage of ink, 0..1; H and W divisible by `AttentionAwareConfig.stride`.
            references: (B, K, 3, H', W') finished drawings, -1..1, divisible by it too.

        Returns:
            (B, 3, H, W) in -1..1.
        """
        maps = self.line(line)
        drawn, shown = pooled(maps), pooled(self.reference(references.flatten(0, 1)))
        places = shown.reshape(len(line), -1, *shown.shape[1:]).movedim(2, -1).flatten(1, 3)
        carried = self.cross(drawn.flatten(2).transpose(1, 2), places)
        carried = self.itself(carried, carried)
        x = carried.transpose(1, 2).reshape(drawn.shape)
        out: Tensor = self.decoder(torch.cat((self.residual(x) + x, x), 1), maps)
        return out


def pooled(maps: list[Tensor]) -> Tensor:
    """All maps at the size of the coarsest, side by side: (B, pooled, h, w)."""
    height, width = maps[-1].shape[2:]
    return torch.cat([F.adaptive_avg_pool2d(x, (height, width)) for x in maps], 1)
