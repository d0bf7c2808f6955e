# SPDX-License-Identifier: Apache-2.0
"""Training of Cao et al.'s attention-aware network: a drawing's colours from a model sheet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from lightning_fabric import Fabric
from numpy.typing import NDArray
from torch import Tensor

from shiage.models.attention_aware import AttentionAware, AttentionAwareConfig
from shiage.models.discriminators import FrameDiscriminator
from shiage.models.weights import save_weights
from shiage.training.config import TrainingConfig
from shiage.training.data.batches import Batch, Recipe, recipe_of
from shiage.training.loop.fabric import make_fabric
from shiage.training.loop.train_network import Run, train
from shiage.training.pixel_networks.adversarial import AdversarialPhase
from shiage.training.pixel_networks.color_transform import decibels
from shiage.training.pixel_networks.losses import (
    feature_losses,
    least_squares_adversarial,
    least_squares_discriminator,
)
from shiage.training.pixel_networks.region_loss import region_loss
from shiage.training.pixel_networks.sample_sheets import painted_sheet


class AttentionPhase(AdversarialPhase):
    """The generator against a patch discriminator, by least squares, with L1, perceptual and style loss."""

    def __init__(
        self,
        config: TrainingConfig,
        fabric: Fabric,
        start: str | None = None,
        widths: AttentionAwareConfig | None = None,
    ) -> None:
        """Make networks and optimizers.

        Args:
            config: the training.
            fabric: what it runs on.
            start: initial weights, by name or file.
            widths: trained instead of those that the configuration names, as an ablation is.

        Raises:
            TrainingError: the feature network's weights are not there.
            WeightsError: the initial weights cannot be used.
        """
        self._widths = widths or getattr(AttentionAwareConfig, config.network)()
        network = AttentionAware(self._widths)
        if start is not None:
            self._begin_with(start, network)
        critic = FrameDiscriminator(self._widths.widths[0])
        super().__init__(config, fabric, network, critic, judged=least_squares_discriminator)

    def recipe(self) -> Recipe:
        """See `Phase.recipe`."""
        return recipe_of(self._config)

    def step(self, batch: Batch) -> dict[str, Tensor]:
        """See `Phase.step`; the discriminator is updated first, on the generator's present output."""
        line, truth = batch.lines[:, -1], batch.colours[:, -1]
        image = self._generator(line, batch.colours[:, :-1]).float()
        discriminator_error, fake_logits = self._discriminator.update(line, truth, image)
        perceptual, style = feature_losses(image, truth, self._features, self._weights)
        l1, regional = F.l1_loss(image, truth), truth.new_zeros(())
        if self._config.losses.regions:
            regional = region_loss(image, truth, line)
        losses = self._config.losses
        adversarial = least_squares_adversarial(fake_logits) if losses.adversarial else truth.new_zeros(())
        total = (
            losses.l1 * l1
            + losses.perceptual * perceptual
            + losses.style * style
            + losses.adversarial * adversarial
            + losses.regions * regional
        )
        self._learn(total)
        return {
            "discriminator": discriminator_error,
            "total": total,
            "l1": l1,
            "regions": regional,
            "perceptual": perceptual,
            "style": style,
            "adversarial": adversarial,
            "psnr": decibels(torch.mean((image.detach() - truth) ** 2 / 4, (1, 2, 3))),
        }

    @torch.no_grad()
    def sheet(self, batch: Batch) -> NDArray[np.uint8]:
        """See `Phase.sheet`."""
        return painted_sheet(batch, {"painted": self.ema.mean(batch.lines[:, -1], batch.colours[:, :-1])})

    def export(self, folder: Path, provenance: Mapping[str, str]) -> Path:
        """See `Phase.export`."""
        path = folder / f"attention_aware_{self._config.network}.safetensors"
        origin = {"recipe": "attention-aware", **provenance, "features": self._features.name}
        save_weights(path, self.ema.mean, self._widths, origin)
        return path


def train_attention(run: Run, start: str | None = None, device: str = "auto") -> Path | None:
    """Train the attention-aware network; see `train_network.train`.

    Args:
        run: what, where to and for how long.
        start: initial weights.
        device: "auto", "cpu" or "cuda".
    """
    fabric = make_fabric(run.config, device)
    torch.manual_seed(run.config.seed)
    return train(AttentionPhase(run.config, fabric, start), fabric, run)
