# SPDX-License-Identifier: Apache-2.0
"""Training the rivals of table 2 as the colour transform is trained."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from lightning_fabric import Fabric
from numpy.typing import NDArray
from torch import Tensor
from torch.optim import Adam

from shiage.models.color_transform import ColorTransformConfig, Painted
from shiage.models.discriminator import FrameDiscriminator
from shiage.models.rivals import ImageToImage, ImageToImageConfig
from shiage.models.weights import save_weights
from shiage.training.batches import Batch, Recipe
from shiage.training.color import decibels
from shiage.training.config import TrainingConfig
from shiage.training.critic import Critic
from shiage.training.ema import Ema
from shiage.training.loop import Phase
from shiage.training.losses import LossWeights, colour_losses
from shiage.training.sheets import color_sheet
from shiage.training.viewer import open_features


class RivalPhase(Phase):
    """A picture-to-picture network against the frame discriminator, with the colour transform's losses."""

    def __init__(self, config: TrainingConfig, fabric: Fabric, previous: bool) -> None:
        """Make networks and optimizers.

        Args:
            config: the training; it has no latent loss.
            fabric: what it runs on.
            previous: True for the previous frame's colours (TCVC), False for a reference (cGAN).
        """
        self._config, self._fabric, self._previous = config, fabric, previous
        width = getattr(ColorTransformConfig, config.network)().width
        network = ImageToImage(ImageToImageConfig(4 if previous else 5, width))
        self.ema = Ema(network, config.ema)
        self.ema.mean.to(fabric.device)
        self._painter, optimizer = fabric.setup(
            network, Adam(network.parameters(), config.rate, config.betas)
        )
        critic = FrameDiscriminator(width)
        self._critic = Critic(critic, config, fabric)
        self._features = open_features(config.losses.features).to(fabric.device)
        self.sees_by = self._features.name
        self._weights = LossWeights(**config.losses.weights())
        self.networks = {"generator": network, "discriminator": critic}
        self.optimizers = {"generator": optimizer, "discriminator": self._critic.optimizer}
        self.rates = {"generator": config.rate, "discriminator": config.judge_rate}
        self.decays = frozenset({"generator"})
        self.shipped = "generator"

    def recipe(self) -> Recipe:
        """Two neighbours in time, or a reference from anywhere in the window and a target."""
        config = self._config
        if self._previous:
            return Recipe(config.size, 2, sequence=True, augmentation=config.augmentation)
        return Recipe(config.size, config.window, (1, 1), 0.0, augmentation=config.augmentation)

    def step(self, batch: Batch) -> dict[str, Tensor]:
        """See `Phase.step`."""
        line, truth = batch.lines[:, -1], batch.colours[:, -1]
        image = self._painter(rival_input(batch, self._previous)).float()
        judging, judged = self._critic.teach(line, truth, image)
        losses = colour_losses(Painted(image, image, image), truth, judged, self._features, self._weights)
        total = losses.total(self._weights)
        optimizer = self.optimizers["generator"]
        optimizer.zero_grad()
        self._fabric.backward(total)
        optimizer.step()
        error = torch.mean((image.detach() - truth) ** 2 / 4, (1, 2, 3))
        return {"discriminator": judging, "total": total, "l1": losses.l1, "psnr": decibels(error)}

    @torch.no_grad()
    def sheet(self, batch: Batch) -> NDArray[np.uint8]:
        """See `Phase.sheet`."""
        image = self.ema.mean(rival_input(batch, self._previous))
        return color_sheet(batch, Painted(image, image, image))

    def export(self, folder: Path, provenance: Mapping[str, str]) -> Path:
        """See `Phase.export`."""
        path = folder / "rival.safetensors"
        network: ImageToImage = self.ema.mean  # type: ignore[assignment]  # a copy of what was given
        save_weights(path, network, network.config, provenance)
        return path


def rival_input(batch: Batch, previous: bool) -> Tensor:
    """What a rival sees of a batch whose target stands last, (B, 4 or 5, H, W)."""
    given = (batch.lines[:, -1],) if previous else (batch.lines[:, -1], batch.lines[:, 0])
    return torch.cat((*given, batch.colours[:, 0]), 1)
