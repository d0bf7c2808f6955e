# SPDX-License-Identifier: Apache-2.0
"""AlacGAN's critic (Ci et al. 2018, section 3.3): how much like an illustrator's a painted drawing is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from shiage.models.resnext import LEAK, Bottleneck

LEAST_SIZE = 64
"""Sides of the squares it judges are this times a power of two: 512 in the paper."""


@dataclass(frozen=True)
class ScribbleCriticConfig:
    """Sizes of the critic.

    Attributes:
        width: channels at half the resolution; twice, 4 and 8 times as many further down.
        cardinality: groups in its bottlenecks.
        local: channels of the local features; 0 does without.
        size: side of the squares that it judges.
    """

    width: int = 64
    cardinality: int = 8
    local: int = 512
    size: int = 512

    @staticmethod
    def paper(local: int = 512, size: int = 512) -> ScribbleCriticConfig:
        """The published sizes."""
        return ScribbleCriticConfig(local=local, size=size)

    @staticmethod
    def lite(local: int = 112, size: int = 128) -> ScribbleCriticConfig:
        """An eighth of the published widths: most of a step of training is the critic's."""
        return ScribbleCriticConfig(8, 2, local, size)

    @property
    def halvings(self) -> int:
        """How often what it sees at a sixteenth is halved, down to 4 x 4."""
        return int(math.log2(self.size // LEAST_SIZE))


class ScribbleCritic(nn.Module):
    """Bottlenecks down to a sixteenth, the local features beside, and on down to one number; no norms."""

    def __init__(self, config: ScribbleCriticConfig) -> None:
        super().__init__()
        self.config = config
        n, groups = config.width, config.cardinality
        self.colours = nn.Sequential(
            nn.Conv2d(3, n, 7, padding=3, bias=False),
            nn.LeakyReLU(LEAK),
            nn.Conv2d(n, n, 4, 2, 1, bias=False),
            nn.LeakyReLU(LEAK),
            *_down(n, groups),
            nn.Conv2d(n, 2 * n, 1, bias=False),
            nn.LeakyReLU(LEAK),
            *_down(2 * n, groups),
            nn.Conv2d(2 * n, 4 * n, 1, bias=False),
            nn.LeakyReLU(LEAK),
            *_down(4 * n, groups),
        )
        self.both = nn.Sequential(
            nn.Conv2d(4 * n + config.local, 8 * n, 3, padding=1, bias=False),
            nn.LeakyReLU(LEAK),
            *(block for _ in range(config.halvings) for block in _down(8 * n, groups)),
            Bottleneck(8 * n, groups),
            nn.Conv2d(8 * n, 8 * n, 4, bias=False),
        )
        self.out = nn.Linear(8 * n, 1)

    def forward(self, colour: Tensor, local: Tensor | None) -> Tensor:
        """Judge pictures.

        Args:
            colour: (B, 3, size, size) float32 RGB in -1..1.
            local: (B, local, size / 16, size / 16) float32, see `ScribblePainter`.

        Returns:
            (B,) float32, larger for an illustrator's; a Wasserstein critic's number, no logit.
        """
        x = self.colours(colour)
        x = self.both(x if local is None else torch.cat([x, local], 1))
        judged: Tensor = self.out(F.leaky_relu(x.flatten(1), LEAK))
        return judged[:, 0]


def _down(channels: int, groups: int) -> tuple[nn.Module, nn.Module]:
    return Bottleneck(channels, groups), Bottleneck(channels, groups, stride=2)
