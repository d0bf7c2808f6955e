# SPDX-License-Identifier: Apache-2.0
"""A small network that finds the lines of a coloured frame, in the place of Sketch-Keras (section 3.1)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

_STEP = 4
"""Frames are padded to a multiple of this; the network halves them twice."""


@dataclass(frozen=True)
class LineExtractorConfig:
    """Size of the extractor.

    Attributes:
        width: channels at full size; twice and four times as many at half and quarter size.
    """

    width: int = 12


class LineExtractor(nn.Module):
    """Coloured frame to coverage of ink: three scales with skips, no normalisation, about 90 000 parameters.

    It has no normalisation layer, so that what it finds in one corner does not depend on another, and a frame
    may have any size.
    """

    def __init__(self, config: LineExtractorConfig | None = None) -> None:
        super().__init__()
        self.config = config or LineExtractorConfig()
        one, two, four = (self.config.width * times for times in (1, 2, 4))
        self.fine = _pair(3, one)
        self.middle = _pair(one, two, stride=2)
        self.coarse = nn.Sequential(*_pair(two, four, stride=2), *_convolution(four, four, dilation=2))
        self.middle_up = _pair(four + two, two)
        self.fine_up = _pair(two + one, one)
        self.out = nn.Conv2d(one, 1, 1)

    def forward(self, frame: Tensor) -> Tensor:
        """Find lines.

        Args:
            frame: (B, 3, H, W) float, RGB in -1..1; H and W of any size.

        Returns:
            (B, 1, H, W) logits of ink; their sigmoid is coverage 0..1.
        """
        height, width = frame.shape[2:]
        padded = F.pad(frame, (0, -width % _STEP, 0, -height % _STEP), mode="replicate")
        fine = self.fine(padded)
        middle = self.middle(fine)
        up = F.interpolate(self.coarse(middle), scale_factor=2.0, mode="nearest")
        up = self.middle_up(torch.cat([up, middle], 1))
        up = F.interpolate(up, scale_factor=2.0, mode="nearest")
        logits: Tensor = self.out(self.fine_up(torch.cat([up, fine], 1)))
        return logits[:, :, :height, :width]


def _convolution(given: int, out: int, stride: int = 1, dilation: int = 1) -> list[nn.Module]:
    layer = nn.Conv2d(given, out, 3, stride, padding=dilation, dilation=dilation, padding_mode="replicate")
    nn.init.kaiming_normal_(layer.weight, a=0.1)
    nn.init.zeros_(layer.bias)  # type: ignore[arg-type]  # a convolution with a bias has one
    return [layer, nn.LeakyReLU(0.1)]


def _pair(given: int, out: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(*_convolution(given, out, stride), *_convolution(out, out))
