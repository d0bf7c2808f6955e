# SPDX-License-Identifier: Apache-2.0
"""Phase 1: the colour transform network and its discriminator (section 4.1)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from lightning_fabric import Fabric
from numpy.typing import NDArray
from torch import Tensor, nn

from shiage.models.color_transform import ColorTransform, ColorTransformConfig, Painted
from shiage.models.discriminators import FrameDiscriminator
from shiage.models.weights import save_weights
from shiage.training.config import TrainingConfig
from shiage.training.data.batches import Batch, Recipe, recipe_of
from shiage.training.loop.fabric import make_fabric
from shiage.training.loop.train_network import Run, train
from shiage.training.pixel_networks.adversarial import AdversarialPhase
from shiage.training.pixel_networks.losses import colour_losses
from shiage.training.pixel_networks.region_loss import region_loss
from shiage.training.pixel_networks.sample_sheets import color_sheet


class Painter(nn.Module):
    """From a batch's references to its targets in one call, as distributed training needs it."""

    def __init__(self, network: ColorTransform, carries: bool = False) -> None:
        super().__init__()
        self.network = network
        self._carries = carries

    def forward(self, lines: Tensor, fields: Tensor, colours: Tensor) -> tuple[Tensor, ...]:
        """From (B, K + 1, C, H, W) with the target last to image, similar and middle of `Painted`.

        With `carries`, the references' colours as attention alone transfers them follow, (B, 3, H/4, W/4).
        """
        references = self.network.encode_references(lines[:, :-1], fields[:, :-1], colours[:, :-1])
        # each reference by itself
        labels = F.avg_pool3d(colours[:, :-1], (1, 4, 4)) if self._carries else None
        painted = self.network(lines[:, -1], fields[:, -1], references, labels)
        images = painted.image, painted.similar, painted.middle
        return images if painted.carried is None else (*images, painted.carried)


class ColorPhase(AdversarialPhase):
    """The generator G of equation 1 against the discriminator D of equation 10."""

    def __init__(
        self,
        config: TrainingConfig,
        fabric: Fabric,
        start: str | None = None,
        network: ColorTransform | None = None,
    ) -> None:
        """Make networks and optimizers.

        Args:
            config: the training.
            fabric: what it runs on.
            start: initial weights, by name or file, as for fine-tuning on a production.
            network: trained instead of the whole network, as an ablation is.

        Raises:
            TrainingError: the feature network's weights are not there.
            WeightsError: the initial weights cannot be used.
        """
        self._widths = getattr(ColorTransformConfig, config.network)()
        if network is None:
            network = ColorTransform(self._widths)
        if start is not None:
            self._begin_with(start, network)
        if not config.losses.latent:
            for decoder in (network.latent_similar, network.latent_middle):
                decoder.requires_grad_(False)
        critic = FrameDiscriminator(self._widths.width)
        super().__init__(config, fabric, network, critic, Painter(network, config.losses.transport > 0))

    def recipe(self) -> Recipe:
        """See `Phase.recipe`."""
        return recipe_of(self._config)

    def step(self, batch: Batch) -> dict[str, Tensor]:
        """See `Phase.step`; the discriminator is updated first, on the generator's present output."""
        images = [t.float() for t in self._generator(batch.lines, batch.fields, batch.colours)]
        painted, carried = Painted(*images[:3]), images[3:]
        line, truth = batch.lines[:, -1], batch.colours[:, -1]
        discriminator_error, fake_logits = self._discriminator.update(line, truth, painted.image)
        losses = colour_losses(painted, truth, fake_logits, self._features, self._weights)
        total = losses.total(self._weights)
        transport = total.new_zeros(())
        if carried:
            transport = F.l1_loss(carried[0], F.avg_pool2d(truth, 4))
            total = total + self._config.losses.transport * transport
        regional = total.new_zeros(())
        if self._config.losses.regions:
            regional = region_loss(painted.image, truth, line)
            total = total + self._config.losses.regions * regional
        self._learn(total)
        error = torch.mean((painted.image.detach() - truth) ** 2 / 4, (1, 2, 3))
        copied = torch.mean((batch.colours[:, :-1] - truth[:, None]) ** 2 / 4, (2, 3, 4)).amin(1)
        return {
            "discriminator": discriminator_error,
            "total": total,
            "l1": losses.l1,
            "latent": losses.latent,
            "transport": transport,
            "regions": regional,
            "perceptual": losses.perceptual,
            "style": losses.style,
            "adversarial": losses.adversarial,
            "psnr": decibels(error),
            "psnr_copied": decibels(copied),
        }

    @torch.no_grad()
    def sheet(self, batch: Batch) -> NDArray[np.uint8]:
        """See `Phase.sheet`."""
        image, similar, middle = Painter(self.ema.mean)(batch.lines, batch.fields, batch.colours)  # type: ignore[arg-type]
        return color_sheet(batch, Painted(image, similar, middle))

    def export(self, folder: Path, provenance: Mapping[str, str]) -> Path:
        """See `Phase.export`."""
        path = folder / f"color_transform_{self._config.network}.safetensors"
        origin = {"phase": "1, colour transform", **provenance, "features": self._features.name}
        save_weights(path, self.ema.mean, self._widths, origin)
        return path


def decibels(error: Tensor) -> Tensor:
    """Mean PSNR of (B,) mean square errors of colours in 0..1; at most 100."""
    return (-10 * torch.log10(error.clamp(min=1e-10))).mean()


def train_color(run: Run, start: str | None = None, device: str = "auto") -> Path | None:
    """Train phase 1; see `train_network.train`.

    Args:
        run: what, where to and for how long.
        start: initial weights.
        device: "auto", "cpu" or "cuda".
    """
    fabric = make_fabric(run.config, device)
    torch.manual_seed(run.config.seed)
    return train(ColorPhase(run.config, fabric, start), fabric, run)
