# SPDX-License-Identifier: Apache-2.0
"""Stop-gradient attention (Li et al. 2022, SGA): what is looked at where is computed without gradients.

Gradients through a softmax of similarities pull features apart from what the gradients through the values
want of them (their figure 3); so only the values learn, and the similarities follow.
"""

from __future__ import annotations

from contextlib import nullcontext

import torch
import torch.nn.functional as F
from torch import Tensor, nn

LEAK = 0.2


def affinity(x: Tensor, y: Tensor) -> Tensor:
    """How much each place of x, (B, N, C), takes of each of y, (B, M, C): (B, N, M).

    A softmax over y's places; then every place of y gives away as much as any other, so that none is lost.
    """
    return F.normalize(torch.softmax(x @ y.transpose(1, 2), 2), p=1, dim=1)


class StopGradientAttention(nn.Module):
    """Z = A lrelu(W_v Y) + lrelu(W_q X), normalised, beside X."""

    def __init__(self, channels: int, stopped: bool = True) -> None:
        """Make it.

        Args:
            channels: of X and Y.
            stopped: False lets gradients through the affinity, as the paper's ablation does.
        """
        super().__init__()
        self.query, self.value = nn.Linear(channels, channels), nn.Linear(channels, channels)
        self.norm = nn.BatchNorm1d(channels)
        self._stopped = stopped

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """(B, N, C) of x with what it takes of y, (B, M, C)."""
        with torch.no_grad() if self._stopped else nullcontext():
            looked = affinity(x, y)
        z = looked @ F.leaky_relu(self.value(y), LEAK) + F.leaky_relu(self.query(x), LEAK)
        normed: Tensor = self.norm(z.transpose(1, 2)).transpose(1, 2)
        return normed + x
