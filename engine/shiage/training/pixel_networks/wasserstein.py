# SPDX-License-Identifier: Apache-2.0
"""One step of AlacGAN's critic: Wasserstein distance with gradient penalty and drift (section 3.4).

    E[D(fake)] - E[D(real)] + 10 E[(|grad D(mixed)| - 1)^2] + 0.001 E[D(real)^2]

The norm of the gradient is one number a picture (Gulrajani et al. 2017, algorithm 1). The code that the
authors published takes it over the channels of each pixel instead, so that the critic's slope may be as many
times steeper as the root of the pixels.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from lightning_fabric import Fabric
from torch import Tensor
from torch.optim import Adam

from shiage.models.feature_networks import FeatureNetwork
from shiage.models.scribble_critic import ScribbleCritic
from shiage.training.config import TrainingConfig

PENALTY, DRIFT = 10.0, 1e-3
"""Weights of the gradient's penalty and of the drift."""


class CriticStep:
    """Trains a critic, and gives its numbers of the generator's pictures.

    In a training without adversarial loss it does neither.

    Attributes:
        network: the critic.
        optimizer: its Adam.
    """

    def __init__(self, network: ScribbleCritic, config: TrainingConfig, fabric: Fabric) -> None:
        self.network = network
        self._active = config.losses.adversarial > 0
        optimizer = Adam(network.parameters(), config.judge_rate, config.betas)
        self._wrapped, self.optimizer = fabric.setup(network, optimizer)
        self._fabric = fabric

    def update(self, real: Tensor, fake: Tensor, local: Tensor | None) -> dict[str, Tensor]:
        """Update the critic; its distance and penalty, both 0 where it is not wanted."""
        zero = real.new_zeros(())
        if not self._active:
            return {"distance": zero, "penalty": zero}
        share = torch.rand(len(real), 1, 1, 1, device=real.device)
        mixed = (share * real + (1 - share) * fake.detach()).requires_grad_(True)
        # one pass over all: several processes may only pass once before they share gradients
        seen = None if local is None else local.repeat(3, 1, 1, 1)
        judged = self._wrapped(torch.cat([real, fake.detach(), mixed]), seen).float()
        of_real, of_fake, of_mixed = judged.chunk(3)
        penalty = gradient_penalty(of_mixed, mixed)
        loss = of_fake.mean() - of_real.mean() + PENALTY * penalty + DRIFT * of_real.square().mean()
        self.optimizer.zero_grad()
        self._fabric.backward(loss)
        self.optimizer.step()
        return {"distance": (of_real.mean() - of_fake.mean()).detach(), "penalty": penalty.detach()}

    def loss_of(self, fake: Tensor, local: Tensor | None) -> Tensor:
        """The generator's side, -E[D(fake)], with gradients for the generator only."""
        if not self._active:
            return fake.new_zeros(())
        self.network.requires_grad_(False)
        with self._fabric.autocast():
            judged: Tensor = self.network(fake, local)
        self.network.requires_grad_(True)
        return -judged.float().mean()


def gradient_penalty(judged: Tensor, pictures: Tensor) -> Tensor:
    """Mean square of what the gradients' norms differ from 1 by, a norm a picture.

    Args:
        judged: (B,) the critic's numbers of the pictures.
        pictures: (B, 3, H, W), what gradients are taken by.
    """
    (slopes,) = torch.autograd.grad(judged.sum(), pictures, create_graph=True)
    norms: Tensor = slopes.flatten(1).square().sum(1).add(1e-12).sqrt()
    return (norms - 1).square().mean()


def content_loss(image: Tensor, truth: Tensor, features: FeatureNetwork) -> Tensor:
    """The perceptual loss: mean square error of VGG's relu2_2, or of its like in our own network."""
    with torch.no_grad():
        wanted = features.content(truth)
    return F.mse_loss(features.content(image).float(), wanted.float())
