# SPDX-License-Identifier: Apache-2.0
"""AlacGAN's generator: a drawing and a few hints of colour to a painted picture.

Ci, Ma, Wang, Li and Luo, "User-Guided Deep Anime Line Art Colorization with Conditional Adversarial Networks"
(ACM Multimedia 2018), section 3. Hints come in at a quarter of the resolution, a frozen network's features of
the line art at a sixteenth; four tunnels of dilated bottlenecks lead back up, each with its level beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from shiage.models.resnext import LEAK, Tunnel

STEP = 16
"""Heights and widths are multiples of this; hints are at a quarter of them."""

DEEP, FINE = (1, 1, 2, 2, 4, 4, 2, 1), (1, 2, 4, 2, 1)
"""Dilations of the tunnels at an eighth and a quarter, and at half the resolution."""


@dataclass(frozen=True)
class ScribblePainterConfig:
    """Sizes of the generator.

    Attributes:
        width: channels at half the resolution; half, twice, 4 and 8 times as many at the others.
        cardinality: groups in the bottlenecks of the three deeper tunnels.
        fine: the same in the one at half the resolution.
        blocks: bottlenecks at a sixteenth of the resolution.
        local: channels of the local features; 0 does without.
        encoder: the frozen network they come from, see `local_features.open_local`; "" without.
    """

    width: int = 64
    cardinality: int = 32
    fine: int = 16
    blocks: int = 20
    local: int = 512
    encoder: str = "illustration2vec"

    @staticmethod
    def paper(local: int = 512, encoder: str = "illustration2vec") -> ScribblePainterConfig:
        """The published sizes."""
        return ScribblePainterConfig(local=local, encoder=encoder)

    @staticmethod
    def lite(local: int = 112, encoder: str = "own") -> ScribblePainterConfig:
        """About a million parameters."""
        return ScribblePainterConfig(16, 4, 4, 8, local, encoder)


class ScribblePainter(nn.Module):
    """See the module's text."""

    def __init__(self, config: ScribblePainterConfig) -> None:
        super().__init__()
        self.config = config
        n, groups = config.width, config.cardinality
        self.hints = nn.Conv2d(4, n, 7, padding=3)
        self.to0 = nn.Conv2d(1, n // 2, 3, padding=1)
        self.to1 = nn.Conv2d(n // 2, n, 4, 2, 1)
        self.to2 = nn.Conv2d(n, 2 * n, 4, 2, 1)
        self.to3 = nn.Conv2d(3 * n, 4 * n, 4, 2, 1)
        self.to4 = nn.Conv2d(4 * n, 8 * n, 4, 2, 1)
        self.tunnel4 = Tunnel(8 * n + config.local, 8 * n, 4 * n, groups, (1,) * config.blocks)
        self.tunnel3 = Tunnel(8 * n, 4 * n, 2 * n, groups, DEEP)
        self.tunnel2 = Tunnel(4 * n, 2 * n, n, groups, DEEP)
        self.tunnel1 = Tunnel(2 * n, n, n // 2, config.fine, FINE)
        self.exit = nn.Conv2d(n, 3, 3, padding=1)

    def forward(self, line: Tensor, hints: Tensor, local: Tensor | None) -> Tensor:
        """Paint drawings.

        Args:
            line: (B, 1, H, W) float32, coverage of ink 0..1; H and W divisible by STEP.
            hints: (B, 4, H / 4, W / 4) float32: RGB in -1..1 times the mask, then the mask, 0 or 1.
            local: (B, local, H / 16, W / 16) float32, what the frozen network sees in the line art; None
                where the network does without.

        Returns:
            (B, 3, H, W) float32 RGB in -1..1.
        """
        x0 = F.leaky_relu(self.to0(1 - 2 * line), LEAK)
        x1 = F.leaky_relu(self.to1(x0), LEAK)
        x2 = F.leaky_relu(self.to2(x1), LEAK)
        given = F.leaky_relu(self.hints(hints), LEAK)
        x3 = F.leaky_relu(self.to3(torch.cat([x2, given], 1)), LEAK)
        x4 = F.leaky_relu(self.to4(x3), LEAK)
        x = self.tunnel4(x4 if local is None else torch.cat([x4, local], 1))
        x = self.tunnel3(torch.cat([x, x3], 1))
        x = self.tunnel2(torch.cat([x, x2], 1))
        x = self.tunnel1(torch.cat([x, x1], 1))
        return torch.tanh(self.exit(torch.cat([x, x0], 1)))
