# SPDX-License-Identifier: Apache-2.0
"""What adversarial phases share: networks, optimizers, feature network, loss weights."""

from __future__ import annotations

from collections.abc import Callable

from lightning_fabric import Fabric
from torch import Tensor, nn
from torch.optim import Adam

from shiage.training.config import TrainingConfig
from shiage.training.loop.ema import Ema
from shiage.training.loop.train_network import Phase
from shiage.training.pixel_networks.discriminator_step import DiscriminatorStep
from shiage.training.pixel_networks.losses import LossWeights, discriminator_loss
from shiage.training.pixel_networks.perceptual_features import open_features


class AdversarialPhase(Phase):
    """A generator trained by the losses of section 3.4, and its discriminator."""

    def __init__(
        self,
        config: TrainingConfig,
        fabric: Fabric,
        network: nn.Module,
        critic: nn.Module,
        called: nn.Module | None = None,
        judged: Callable[[Tensor, Tensor], Tensor] = discriminator_loss,
    ) -> None:
        """Set up networks and optimizers.

        Args:
            config: the training.
            fabric: what it runs on.
            network: the generator; parameters that take no gradients stay as they are.
            critic: its discriminator.
            called: a module around the generator whose one call is a step; None calls the generator itself.
            judged: the discriminator's loss, of logits of real and of generated colours.

        Raises:
            TrainingError: the feature network's weights are not there.
        """
        self._config, self._fabric = config, fabric
        self.ema = Ema(network, config.ema)
        self.ema.mean.to(fabric.device)
        trained = [p for p in network.parameters() if p.requires_grad]
        self._generator, optimizer = fabric.setup(called or network, Adam(trained, config.rate, config.betas))
        self._discriminator = DiscriminatorStep(critic, config, fabric, judged)
        self._features = open_features(config.losses.features).to(fabric.device)
        self.features_name = self._features.name
        self._weights = LossWeights(**config.losses.weights())
        self.networks = {"generator": network, "discriminator": critic}
        self.optimizers = {"generator": optimizer, "discriminator": self._discriminator.optimizer}
        self.rates = {"generator": config.rate, "discriminator": config.judge_rate}
        self.decays = frozenset({"generator"})
        self.shipped = "generator"

    def _learn(self, total: Tensor) -> None:
        """One optimizer step of the generator."""
        optimizer = self.optimizers["generator"]
        optimizer.zero_grad()
        self._fabric.backward(total)
        optimizer.step()
