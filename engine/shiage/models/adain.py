# SPDX-License-Identifier: Apache-2.0
"""Adaptive instance normalisation (AdaIN, Huang and Belongie 2017): features restyled by a latent vector."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from shiage.models.layers import convolution, instance_norm


class AdainBlock(nn.Module):
    """Residual block whose two norms take scale and shift from the references' style."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = convolution(channels, channels, 3, bias=False)
        self.second = convolution(channels, channels, 3, bias=False)

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """Restyle features.

        Args:
            x: (B, C, H, W).
            style: (B, 4, C): scale and shift of the first norm, scale and shift of the second.
        """
        inner = F.relu(instance_norm(self.first(x), style[:, 0], style[:, 1]))
        return x + instance_norm(self.second(inner), style[:, 2], style[:, 3])
