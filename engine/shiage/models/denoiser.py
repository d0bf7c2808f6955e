# SPDX-License-Identifier: Apache-2.0
"""The denoising U-net of AnimeDiffusion (Cao et al. 2024): tells noise or picture, given line and reference.

Layers and numbers are those of the authors' public code, which the paper's abstract leaves open; written
anew. Attention stands in the middle alone, convolutions at both ends are 1 x 1, and the first map has no way
across.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

CHANNELS = 7
"""Of the input: the noisy picture's 3, the line art's 1, the reference's 3."""


@dataclass(frozen=True)
class DenoiserConfig:
    """Widths of the network.

    Attributes:
        width: channels of the first level.
        times: by level, channels in shares of the first one's; each level is half as large as the one before.
        blocks: residual blocks a level.
        groups: of the group norms.
        heads: of the attention.
        packed: side of the squares of pixels that are channels of one place: 1 leaves them alone.
        predicts: what it tells: "noise", as published, or "picture", see `diffusion.Diffusion`.

    Raises:
        ValueError: it is to tell something else.
    """

    width: int
    times: tuple[int, ...]
    blocks: int
    groups: int
    heads: int
    packed: int
    predicts: str = "noise"

    def __post_init__(self) -> None:
        """Check what it tells; files of weights may say anything."""
        if self.predicts not in ("noise", "picture"):
            raise ValueError(f"predicts is noise or picture, not {self.predicts!r:.40}")

    @staticmethod
    def paper() -> DenoiserConfig:
        """The published widths, telling noise as published."""
        return DenoiserConfig(64, (1, 2, 4, 8), 2, 32, 4, 1)

    @staticmethod
    def lite() -> DenoiserConfig:
        """The same network for two CPU cores, on pixels packed 2 x 2; it tells pictures. Our choice."""
        return DenoiserConfig(32, (1, 2, 2), 1, 8, 4, 2, "picture")

    @property
    def stride(self) -> int:
        """What height and width must be divisible by."""
        return self.packed << (len(self.times) - 1)


def time_waves(t: Tensor, channels: int) -> Tensor:
    """Sines and cosines of (B,) times at rising wavelengths (Vaswani et al. 2017): (B, channels)."""
    half = channels // 2
    rates = torch.exp(-math.log(10_000) / half * torch.arange(half, device=t.device))
    angles = t.float()[:, None] * rates
    return torch.cat((angles.cos(), angles.sin()), 1)


class TimedBlock(nn.Module):
    """Two convolutions beside a straight way; what time it is is added in between."""

    def __init__(self, channels: int, out: int, config: DenoiserConfig) -> None:
        super().__init__()
        self.first = _normed(channels, out, config.groups)
        self.time = nn.Linear(4 * config.width, out)
        self.second = _normed(out, out, config.groups)
        self.straight = nn.Identity() if channels == out else nn.Conv2d(channels, out, 1)

    def forward(self, x: Tensor, time: Tensor) -> Tensor:
        """(B, channels, H, W) and (B, 4 width) to (B, out, H, W)."""
        h = self.first(x) + self.time(F.silu(time))[..., None, None]
        out: Tensor = self.straight(x) + self.second(h)
        return out


class PlaceAttention(nn.Module):
    """Self-attention of all places, beside a straight way."""

    def __init__(self, channels: int, config: DenoiserConfig) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(config.groups, channels)
        self.looks = nn.Conv1d(channels, 3 * channels, 1)
        self._heads = config.heads

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) to (B, C, H, W)."""
        parts = self.looks(self.norm(x.flatten(2))).chunk(3, 1)
        query, key, value = (p.unflatten(1, (self._heads, -1)).transpose(2, 3) for p in parts)
        seen = F.scaled_dot_product_attention(query, key, value)
        return x + seen.transpose(2, 3).reshape(x.shape)


class Denoiser(nn.Module):
    """The U-net."""

    def __init__(self, config: DenoiserConfig) -> None:
        super().__init__()
        self.config = config
        width, area = config.width, config.packed**2
        self.time = nn.Sequential(nn.Linear(width, 4 * width), nn.SiLU(), nn.Linear(4 * width, 4 * width))
        self.into = nn.Conv2d(CHANNELS * area, width, 1)
        channels, across = width, list[int]()
        self.down = nn.ModuleList()
        for level, times in enumerate(config.times):
            if level:
                across.append(channels)  # the halved map goes across too
            for _ in range(config.blocks):
                self.down.append(TimedBlock(channels, times * width, config))
                channels = times * width
                across.append(channels)
        self.before, self.after = (TimedBlock(channels, channels, config) for _ in range(2))
        self.attention = PlaceAttention(channels, config)
        self.up = nn.ModuleList()
        for level, times in reversed(list(enumerate(config.times))):
            for _ in range(config.blocks + (level > 0)):
                self.up.append(TimedBlock(channels + across.pop(), times * width, config))
                channels = times * width
        self.out = nn.Sequential(
            nn.GroupNorm(config.groups, channels), nn.SiLU(), nn.Conv2d(channels, 3 * area, 1)
        )

    def forward(self, noisy: Tensor, condition: Tensor, t: Tensor) -> Tensor:
        """Tell what `DenoiserConfig.predicts` says of noisy pictures.

        Args:
            noisy: (B, 3, H, W); H and W divisible by `DenoiserConfig.stride`.
            condition: (B, 4, H, W), see `condition_of`.
            t: (B,) times, 0 for the least noise.

        Returns:
            (B, 3, H, W).
        """
        time = self.time(time_waves(t, self.config.width))
        side, blocks = self.config.packed, self.config.blocks
        x = self.into(F.pixel_unshuffle(torch.cat((noisy, condition), 1), side))
        across = []
        for i, block in enumerate(self.down):
            if i and i % blocks == 0:
                x = F.avg_pool2d(x, 2)
                across.append(x)
            x = block(x, time)
            across.append(x)
        x = self.after(self.attention(self.before(x, time)), time)
        for i, block in enumerate(self.up):
            x = block(torch.cat((x, across.pop()), 1), time)
            if i % (blocks + 1) == blocks:
                x = F.interpolate(x, scale_factor=2.0, mode="nearest")
        return F.pixel_shuffle(self.out(x), side)


def condition_of(line: Tensor, reference: Tensor) -> Tensor:
    """What a picture hangs on: (B, 1, H, W) line art 0..1 and a reference (B, 3, H, W) in -1..1, as one."""
    return torch.cat((line, reference), 1)


def _normed(channels: int, out: int, groups: int) -> nn.Sequential:
    return nn.Sequential(nn.GroupNorm(groups, channels), nn.SiLU(), nn.Conv2d(channels, out, 3, padding=1))
