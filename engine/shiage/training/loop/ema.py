# SPDX-License-Identifier: Apache-2.0
"""The running mean of a network's weights over its steps, which is what gets shipped."""

from __future__ import annotations

import copy

import torch
from torch import nn


class Ema:
    """Keeps a copy of a network whose weights are the exponential moving mean of the network's.

    Attributes:
        mean: the copy, in evaluation mode, without gradients.
    """

    def __init__(self, module: nn.Module, decay: float) -> None:
        self.mean = copy.deepcopy(module).eval().requires_grad_(False)
        self._decay = decay

    @torch.no_grad()
    def update(self, module: nn.Module, step: int) -> None:
        """Take in the weights after a step, counted from 0.

        Early steps count more: otherwise the mean would keep what the network was before it learned.
        """
        decay = min(self._decay, (1 + step) / (10 + step))
        means: list[torch.Tensor] = list(self.mean.parameters())
        values: list[torch.Tensor] = list(module.parameters())
        torch._foreach_lerp_(means, values, 1 - decay)
        # spectral norm's singular vectors follow the weights; their mean would not be of unit length
        for mean, value in zip(self.mean.buffers(), module.buffers(), strict=True):
            mean.copy_(value)
