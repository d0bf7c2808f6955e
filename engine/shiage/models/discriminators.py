# SPDX-License-Identifier: Apache-2.0
"""The discriminators of Shi et al. (section 3.5): patchwise logits of colours being an artist's."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

from shiage.models.gated_temporal_shift import GatedConv
from shiage.models.layers import ConvBlock, convolution


class FrameDiscriminator(nn.Module):
    """D of the colour transform: five convolutions like the embedder's, spectral norm in all but the last."""

    def __init__(self, width: int) -> None:
        """Make the network.

        Args:
            width: channels after the first convolution, doubled by each of the next three; 64 in the paper.
        """
        super().__init__()
        widths = (4, width, 2 * width, 4 * width, 8 * width)
        self.layers = nn.Sequential(
            *(
                ConvBlock(channels, out, 4, 2, norm=False, spectral=True, activation="leaky")
                for channels, out in pairwise(widths)
            ),
            convolution(8 * width, 1, 3),
        )

    def forward(self, line: Tensor, colour: Tensor) -> Tensor:
        """Compute logits of frames.

        Args:
            line: (B, 1, H, W) in 0..1, the drawing that the colours belong to.
            colour: (B, 3, H, W) in -1..1.

        Returns:
            (B, 1, H/16, W/16), logits of being real.
        """
        logits: Tensor = self.layers(torch.cat((line, colour), 1))
        return logits


class SequenceDiscriminator(nn.Module):
    """Patch discriminator of the refinement: five gated convolutions over time, spectral norm in all."""

    def __init__(self, width: int) -> None:
        """Make the network.

        Args:
            width: channels after the first convolution, doubled by the next two; 64 in the paper.
        """
        super().__init__()
        self.layers = nn.Sequential(
            GatedConv(4, width, 4, 2),
            GatedConv(width, 2 * width, 4, 2),
            GatedConv(2 * width, 4 * width, 4, 2),
            GatedConv(4 * width, 4 * width, 4, 2),
            GatedConv(4 * width, 1, 3, active=False),
        )

    def forward(self, lines: Tensor, colours: Tensor) -> Tensor:
        """Judge sequences.

        Args:
            lines: (B, T, 1, H, W) in 0..1.
            colours: (B, T, 3, H, W) in -1..1.

        Returns:
            (B, T, 1, H/16, W/16), logits of being real.
        """
        logits: Tensor = self.layers(torch.cat((lines, colours), 2))
        return logits
