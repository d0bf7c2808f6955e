# SPDX-License-Identifier: Apache-2.0
"""One step of the discriminator (equation 10)."""

from __future__ import annotations

from collections.abc import Callable

import torch
from lightning_fabric import Fabric
from torch import Tensor, nn
from torch.optim import Adam

from shiage.training.config import TrainingConfig
from shiage.training.pixel_networks.losses import discriminator_loss


class DiscriminatorStep:
    """Trains a discriminator and computes its logits of the generator's colours.

    In a training without adversarial loss it does neither.

    Attributes:
        network: takes lines and colours, gives logits of being real.
        optimizer: its Adam.
    """

    def __init__(
        self,
        network: nn.Module,
        config: TrainingConfig,
        fabric: Fabric,
        loss: Callable[[Tensor, Tensor], Tensor] = discriminator_loss,
    ) -> None:
        """Make its optimizer.

        Args:
            network: the discriminator.
            config: the training.
            fabric: what it runs on.
            loss: of the logits of real and of generated colours.
        """
        self.network, self._loss = network, loss
        self._active = config.losses.adversarial > 0
        optimizer = Adam(network.parameters(), config.judge_rate, config.betas)
        self._wrapped, self.optimizer = fabric.setup(network, optimizer)
        self._fabric = fabric

    def update(self, lines: Tensor, real: Tensor, fake: Tensor) -> tuple[Tensor, Tensor]:
        """Update the discriminator first: its loss, and then logits of the generated colours."""
        if not self._active:
            return fake.new_zeros(()), fake.new_zeros(())
        return self.learn(lines, real, fake), self.logits_of(lines, fake)

    def learn(self, lines: Tensor, real: Tensor, fake: Tensor) -> Tensor:
        """One step on real and generated colours of the same drawings; returns the loss."""
        # one pass over both: several processes may only pass once before they share gradients
        logits = self._wrapped(torch.cat((lines, lines)), torch.cat((real, fake.detach())))
        loss = self._loss(*logits.float().chunk(2))
        self.optimizer.zero_grad()
        self._fabric.backward(loss)
        self.optimizer.step()
        return loss.detach()

    def logits_of(self, lines: Tensor, fake: Tensor) -> Tensor:
        """Logits of generated colours, with gradients for the generator only."""
        self.network.requires_grad_(False)
        with self._fabric.autocast():
            logits: Tensor = self.network(lines, fake)
        self.network.requires_grad_(True)
        return logits.float()
