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

from shiage.models.color_transform import ColorTransformConfig, Painted
from shiage.models.discriminators import FrameDiscriminator
from shiage.models.weights import save_weights
from shiage.training.config import TrainingConfig
from shiage.training.data.batches import Batch, Recipe
from shiage.training.paper.networks.rivals import ImageToImage, ImageToImageConfig
from shiage.training.pixel_networks.adversarial import AdversarialPhase
from shiage.training.pixel_networks.color_transform import decibels
from shiage.training.pixel_networks.losses import colour_losses
from shiage.training.pixel_networks.sample_sheets import color_sheet


class RivalPhase(AdversarialPhase):
    """A picture-to-picture network against the frame discriminator, with the colour transform's losses."""

    def __init__(self, config: TrainingConfig, fabric: Fabric, previous: bool) -> None:
        """Make networks and optimizers.

        Args:
            config: the training; it has no latent loss.
            fabric: what it runs on.
            previous: True for the previous frame's colours (TCVC), False for a reference (cGAN).
        """
        self._previous = previous
        width = getattr(ColorTransformConfig, config.network)().width
        network = ImageToImage(ImageToImageConfig(4 if previous else 5, width))
        super().__init__(config, fabric, network, FrameDiscriminator(width))

    def recipe(self) -> Recipe:
        """Two neighbours in time, or a reference from anywhere in the window and a target."""
        config = self._config
        if self._previous:
            return Recipe(config.size, 2, sequence=True, augmentation=config.augmentation)
        return Recipe(config.size, config.window, (1, 1), 0.0, augmentation=config.augmentation)

    def step(self, batch: Batch) -> dict[str, Tensor]:
        """See `Phase.step`."""
        line, truth = batch.lines[:, -1], batch.colours[:, -1]
        image = self._generator(rival_input(batch, self._previous)).float()
        discriminator_error, fake_logits = self._discriminator.update(line, truth, image)
        losses = colour_losses(
            Painted(image, image, image), truth, fake_logits, self._features, self._weights
        )
        total = losses.total(self._weights)
        self._learn(total)
        error = torch.mean((image.detach() - truth) ** 2 / 4, (1, 2, 3))
        return {
            "discriminator": discriminator_error,
            "total": total,
            "l1": losses.l1,
            "psnr": decibels(error),
        }

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
    """Input of a rival, of a batch whose target is last, (B, 4 or 5, H, W)."""
    given = (batch.lines[:, -1],) if previous else (batch.lines[:, -1], batch.lines[:, 0])
    return torch.cat((*given, batch.colours[:, 0]), 1)
