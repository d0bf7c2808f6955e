# SPDX-License-Identifier: Apache-2.0
"""What the paper compares itself with, in small: one network from pictures to a picture (table 2)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from shiage.models.layers import ConvBlock, UpBlock, convolution


@dataclass(frozen=True)
class ImageToImageConfig:
    """Size of the network.

    Attributes:
        channels: of the pictures given, stacked.
        width: channels after the first convolution.
    """

    channels: int
    width: int


class ImageToImage(nn.Module):
    """A U-net as conditional GANs use it: no attention, no style, what it knows of a reference lies in place.

    Given line art and a reference's line art and colours (5 channels) it stands for the cGAN of Hensman and
    Aizawa 2017, given line art and the previous frame's colours (4) for TCVC (Thasarathan et al. 2019); both
    in the manner of those papers, not their code.
    """

    def __init__(self, config: ImageToImageConfig) -> None:
        super().__init__()
        self.config = config
        one, two, four, eight = (config.width * times for times in (1, 2, 4, 8))
        self.down = nn.ModuleList(
            (
                ConvBlock(config.channels, one, 7),
                ConvBlock(one, two, 4, 2),
                ConvBlock(two, four, 4, 2),
                ConvBlock(four, eight, 4, 2),
            )
        )
        self.middle = nn.Sequential(ConvBlock(eight, eight, 3), ConvBlock(eight, eight, 3))
        self.up = nn.ModuleList((UpBlock(eight, four), UpBlock(2 * four, two), UpBlock(2 * two, one)))
        self.out = convolution(2 * one, 3, 3)

    def forward(self, pictures: Tensor) -> Tensor:
        """Paint.

        Args:
            pictures: (B, channels, H, W): line art 0..1 first, then what is given besides; H and W divisible
                by 8.

        Returns:
            (B, 3, H, W) in -1..1.
        """
        kept = []
        x = pictures
        for block in self.down:
            x = block(x)
            kept.append(x)
        x = self.middle(kept.pop())
        for block in self.up:
            x = torch.cat((block(x), kept.pop()), 1)
        return torch.tanh(self.out(x))
