# SPDX-License-Identifier: Apache-2.0
"""Phase 2: the refinement network and its discriminator, phase 1 fixed (sections 3.2 and 4.1)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from lightning_fabric import Fabric
from numpy.typing import NDArray
from torch import Tensor

from shiage.models.color_transform import ColorTransform, ColorTransformConfig
from shiage.models.discriminators import SequenceDiscriminator
from shiage.models.temporal_refinement import TemporalConfig, TemporalRefiner
from shiage.models.weights import Weights, WeightsError, load_weights, save_weights
from shiage.training.config import TrainingConfig, TrainingError
from shiage.training.data.batches import Batch, Recipe
from shiage.training.loop.fabric import make_fabric
from shiage.training.loop.train_network import Run, train
from shiage.training.pixel_networks.adversarial import AdversarialPhase
from shiage.training.pixel_networks.color_transform import decibels
from shiage.training.pixel_networks.losses import change_loss, sequence_losses
from shiage.training.pixel_networks.sample_sheets import sequence_sheet


class TemporalPhase(AdversarialPhase):
    """The refinement network against the discriminator of sequences."""

    def __init__(
        self, config: TrainingConfig, fabric: Fabric, color: Weights, start: str | None = None
    ) -> None:
        """Make networks and optimizers.

        Args:
            config: the training.
            fabric: what it runs on.
            color: weights of the colour transform, which stays as it is.
            start: initial weights, by name or file.

        Raises:
            TrainingError: `color` is of another network, or the feature network's weights are not there.
            WeightsError: weights cannot be used.
        """
        self._color = color
        self._painter = _fixed_painter(color).to(fabric.device)
        self._widths = getattr(TemporalConfig, config.network)()
        network = TemporalRefiner(self._widths)
        if start is not None:
            self._begin_with(start, network)
        super().__init__(config, fabric, network, SequenceDiscriminator(self._widths.width))

    def recipe(self) -> Recipe:
        """See `Phase.recipe`."""
        config = self._config
        return Recipe(config.size, config.window, sequence=True, augmentation=config.augmentation)

    @torch.no_grad()
    def paint(self, batch: Batch) -> Tensor:
        """What phase 1 makes of the windows, (B, T, 3, H, W); the references keep their own colours."""
        ends = [0, batch.lines.shape[1] - 1]
        with self._fabric.autocast():
            references = self._painter.encode_references(
                batch.lines[:, ends], batch.fields[:, ends], batch.colours[:, ends]
            )
            frames = [
                self._painter(batch.lines[:, t], batch.fields[:, t], references).image.float()
                for t in range(1, ends[1])
            ]
        return torch.stack([batch.colours[:, 0], *frames, batch.colours[:, -1]], 1)

    def step(self, batch: Batch) -> dict[str, Tensor]:
        """See `Phase.step`; the discriminator is updated first."""
        painted, truth = self.paint(batch), batch.colours
        refined = self._generator(batch.lines, painted).float()
        discriminator_error, fake_logits = self._discriminator.update(batch.lines, truth, refined)
        losses = sequence_losses(refined, truth, fake_logits, self._features, self._weights)
        change = change_loss(refined, truth)
        total = losses.total(self._weights) + self._config.losses.change * change
        self._learn(total)
        between = slice(1, truth.shape[1] - 1)
        errors = [((x.detach() - truth)[:, between] ** 2 / 4).mean((2, 3, 4)) for x in (refined, painted)]
        return {
            "discriminator": discriminator_error,
            "total": total,
            "l1": losses.l1,
            "change": change,
            "perceptual": losses.perceptual,
            "style": losses.style,
            "adversarial": losses.adversarial,
            "psnr": decibels(errors[0].flatten()),
            "psnr_before": decibels(errors[1].flatten()),
        }

    @torch.no_grad()
    def sheet(self, batch: Batch) -> NDArray[np.uint8]:
        """See `Phase.sheet`."""
        painted = self.paint(batch)
        return sequence_sheet(batch, painted, self.ema.mean(batch.lines, painted))

    def export(self, folder: Path, provenance: Mapping[str, str]) -> Path:
        """See `Phase.export`."""
        path = folder / f"temporal_{self._config.network}.safetensors"
        origin = {"phase": "2, temporal refinement", **provenance, "features": self._features.name}
        origin["colour transform"] = f"{self._color.name} {self._color.digest[:16]}"
        save_weights(path, self.ema.mean, self._widths, origin)
        return path


def _fixed_painter(weights: Weights) -> ColorTransform:
    tensors = weights.tensors
    try:
        network = ColorTransform(weights.configured(ColorTransformConfig))
        network.load_state_dict(tensors)
    except (WeightsError, RuntimeError) as error:
        raise TrainingError(f"{weights.path}: these are no weights of a colour transform network") from error
    return network.eval().requires_grad_(False)


def train_temporal(run: Run, color: str, start: str | None = None, device: str = "auto") -> Path | None:
    """Train phase 2; see `train_network.train`.

    Args:
        run: what, where to and for how long.
        color: weights of the colour transform, by name or file.
        start: initial weights.
        device: "auto", "cpu" or "cuda".
    """
    fabric = make_fabric(run.config, device)
    torch.manual_seed(run.config.seed)
    return train(TemporalPhase(run.config, fabric, load_weights(color), start), fabric, run)
