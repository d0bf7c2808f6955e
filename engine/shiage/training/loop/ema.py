# SPDX-License-Identifier: Apache-2.0
"""Exponential moving average of a network's weights, which is what gets shipped."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

Tensors = tuple[Tensor, ...] | list[Tensor]


class Ema:
    """Averages the weights of a network over its steps, with a decay that warms up.

    Buffers are copied, not averaged: a mean of spectral norm's singular vectors would not have unit length.

    Attributes:
        mean: a copy of the network with the averaged weights, in evaluation mode, without gradients.
    """

    def __init__(self, module: nn.Module, decay: float) -> None:
        self._decay = self._kept = decay
        self._averaged = AveragedModel(module, multi_avg_fn=self._average)
        self._averaged.n_averaged += 1  # at 0 the first update would replace the initial weights
        self.mean = self._averaged.module.eval().requires_grad_(False)

    def update(self, module: nn.Module, step: int) -> None:
        """Take in the weights after a step, counted from 0.

        The decay is min(decay, (1 + step) / (10 + step)): a constant one would keep what the network was
        before it learned.
        """
        self._kept = min(self._decay, (1 + step) / (10 + step))
        self._averaged.update_parameters(module)

    @torch.no_grad()
    def _average(self, means: Tensors, values: Tensors, _: Tensor | int) -> None:
        torch._foreach_lerp_(means, values, 1 - self._kept)
