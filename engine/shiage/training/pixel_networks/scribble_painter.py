# SPDX-License-Identifier: Apache-2.0
"""AlacGAN: the generator that paints a drawing from hints, and its critic (Ci et al. 2018)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from lightning_fabric import Fabric
from numpy.typing import NDArray
from torch import Tensor
from torch.optim import Adam

from shiage.models.local_features import LocalFeatures, open_local
from shiage.models.scribble_critic import LEAST_SIZE, ScribbleCritic, ScribbleCriticConfig
from shiage.models.scribble_painter import ScribblePainter, ScribblePainterConfig
from shiage.models.weights import save_weights
from shiage.training.config import TrainingConfig, TrainingError
from shiage.training.data.batches import Batch, Recipe
from shiage.training.loop.ema import Ema
from shiage.training.loop.fabric import make_fabric
from shiage.training.loop.train_network import Phase, Run, train
from shiage.training.pixel_networks.color_transform import decibels
from shiage.training.pixel_networks.perceptual_features import open_features
from shiage.training.pixel_networks.region_loss import region_loss
from shiage.training.pixel_networks.sample_sheets import hint_sheet
from shiage.training.pixel_networks.scribble_hints import jitter_lines, sample_hints
from shiage.training.pixel_networks.wasserstein import CriticStep, content_loss

NAME = "scribble_painter"

SHEET_SEED = 5
"""Of the hints on sample sheets: the same on each."""


class ScribblePhase(Phase):
    """The generator against the critic, one step each; both look at the line art's local features."""

    def __init__(
        self, config: TrainingConfig, fabric: Fabric, start: str | None = None, local: bool = True
    ) -> None:
        """Make networks and optimizers.

        Args:
            config: the training.
            fabric: what it runs on.
            start: initial weights, by name or file.
            local: whether generator and critic see local features; an ablation does without.

        Raises:
            TrainingError: the feature network's weights are not there, or the critic cannot judge this size.
            WeightsError: the initial weights, or those of the local features, cannot be used.
        """
        if config.size % LEAST_SIZE or (config.size // LEAST_SIZE).bit_count() != 1:
            raise TrainingError(f"size {config.size}: the critic judges squares of 64, 128, 256, 512 or 1024")
        self._config, self._fabric = config, fabric
        self._local: LocalFeatures | None = open_local(config.network).to(fabric.device) if local else None
        channels, encoder = (self._local.channels, self._local.name) if self._local else (0, "")
        self._widths = getattr(ScribblePainterConfig, config.network)(channels, encoder)
        network = ScribblePainter(self._widths)
        if start is not None:
            self._begin_with(start, network)
        critic = ScribbleCritic(getattr(ScribbleCriticConfig, config.network)(channels, config.size))
        self.ema = Ema(network, config.ema)
        self.ema.mean.to(fabric.device)
        adam = Adam(network.parameters(), config.rate, config.betas)
        self._generator, optimizer = fabric.setup(network, adam)
        self._critic = CriticStep(critic, config, fabric)
        self._features = open_features(config.losses.features).to(fabric.device)
        self.features_name = self._features.name
        self.networks = {"generator": network, "critic": critic}
        self.optimizers = {"generator": optimizer, "critic": self._critic.optimizer}
        self.rates = {"generator": config.rate, "critic": config.judge_rate}
        self.decays = frozenset({"generator", "critic"})
        self.shipped = "generator"

    def recipe(self) -> Recipe:
        """See `Phase.recipe`."""
        config = self._config
        return Recipe(config.size, config.window, alone=True, augmentation=config.augmentation)

    def step(self, batch: Batch) -> dict[str, Tensor]:
        """See `Phase.step`; the critic is updated first, on the generator's present output."""
        truth, drawn = batch.colours[:, 0], batch.lines[:, 0]
        line, weights = jitter_lines(drawn), self._config.losses
        local = None if self._local is None else self._local(line)
        image = self._generator(line, sample_hints(truth), local).float()
        judged = self._critic.update(truth, image, local)
        adversarial = self._critic.loss_of(image, local)
        content = truth.new_zeros(())
        if weights.perceptual:
            content = content_loss(image, truth, self._features)
        l1 = F.l1_loss(image, truth)
        regional = truth.new_zeros(())
        if weights.regions:
            regional = region_loss(image, truth, drawn)
        total = weights.adversarial * adversarial + weights.perceptual * content
        total = total + weights.l1 * l1 + weights.regions * regional
        optimizer = self.optimizers["generator"]
        optimizer.zero_grad()
        self._fabric.backward(total)
        optimizer.step()
        return {
            "total": total,
            "perceptual": content,
            "l1": l1,
            "regions": regional,
            "adversarial": adversarial,
            **judged,
            "psnr": decibels(torch.mean((image.detach() - truth) ** 2 / 4, (1, 2, 3))),
        }

    @torch.no_grad()
    def sheet(self, batch: Batch) -> NDArray[np.uint8]:
        """See `Phase.sheet`."""
        return hint_sheet(batch, *self.painted(batch))

    @torch.no_grad()
    def painted(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """Hints, always the same of a batch, and what the mean network paints with and without them."""
        line = batch.lines[:, 0]
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(SHEET_SEED)
            hints = sample_hints(batch.colours[:, 0])
        local = None if self._local is None else self._local(line)
        mean = self.ema.mean
        return hints, mean(line, hints, local), mean(line, torch.zeros_like(hints), local)

    def export(self, folder: Path, provenance: Mapping[str, str]) -> Path:
        """See `Phase.export`."""
        path = folder / f"{NAME}_{self._config.network}.safetensors"
        save_weights(path, self.ema.mean, self._widths, {"phase": "AlacGAN", **provenance})
        return path


def train_scribbles(run: Run, start: str | None = None, device: str = "auto") -> Path | None:
    """Train AlacGAN; see `train_network.train`.

    Args:
        run: what, where to and for how long.
        start: initial weights of the generator.
        device: "auto", "cpu" or "cuda".
    """
    fabric = make_fabric(run.config, device)
    torch.manual_seed(run.config.seed)
    return train(ScribblePhase(run.config, fabric, start), fabric, run)
