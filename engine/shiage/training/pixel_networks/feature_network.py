# SPDX-License-Identifier: Apache-2.0
"""Training of the feature network that stands in for VGG19: from colours to what is drawn, at five sizes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from lightning_fabric import Fabric
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.optim import Adam

from shiage.models.feature_networks import CelFeatures
from shiage.models.network_inputs import picture
from shiage.models.weights import save_weights
from shiage.training.config import TrainingConfig
from shiage.training.data.batches import Batch, Recipe, recipe_of
from shiage.training.loop.ema import Ema
from shiage.training.loop.fabric import make_fabric
from shiage.training.loop.train_network import Phase, Run, train
from shiage.training.pixel_networks.perceptual_features import OWN
from shiage.training.pixel_networks.sample_sheets import compose

TARGET_CHANNELS = 5
"""Channels that each map must predict: ink, distance field, and the colour."""


class Reader(nn.Module):
    """The network with a 1x1 convolution on each map that predicts targets; only the network is kept.

    A map that predicts ink, distance to it and colour cannot miss a line that
    is blurred, moved or lost, nor a wrong colour: what perceptual and style loss are for.
    """

    def __init__(self, network: CelFeatures) -> None:
        super().__init__()
        self.network = network
        self.heads = nn.ModuleList(nn.Conv2d(width, TARGET_CHANNELS, 1) for width in network.config.widths)

    def forward(self, colour: Tensor) -> list[Tensor]:
        """(B, 3, H, W) in -1..1 to five maps (B, 5, H / 2^i, W / 2^i)."""
        return [head(features) for head, features in zip(self.heads, self.network(colour), strict=True)]


class FeaturePhase(Phase):
    """Teaches the reader on every frame of its samples, whether reference or target."""

    def __init__(self, config: TrainingConfig, fabric: Fabric) -> None:
        """Make network and optimizer."""
        self._config, self._fabric = config, fabric
        reader = Reader(CelFeatures())
        reader.train().requires_grad_(True)
        self.ema = Ema(reader, config.ema)
        self.ema.mean.to(fabric.device)
        adam = Adam(reader.parameters(), config.rate, config.betas)
        self._reader, optimizer = fabric.setup(reader, adam)
        self.networks = {"reader": reader}
        self.optimizers = {"reader": optimizer}
        self.rates = {"reader": config.rate}
        self.decays = frozenset({"reader"})
        self.shipped = "reader"
        self.features_name = "none: this trains them"

    def recipe(self) -> Recipe:
        """See `Phase.recipe`."""
        return recipe_of(self._config)

    def step(self, batch: Batch) -> dict[str, Tensor]:
        """See `Phase.step`."""
        predicted = [each.float() for each in self._reader(batch.colours.flatten(0, 1))]
        errors = [F.l1_loss(found, want) for found, want in zip(predicted, _drawn(batch), strict=True)]
        total = torch.stack(errors).sum()
        optimizer = self.optimizers["reader"]
        optimizer.zero_grad()
        self._fabric.backward(total)
        optimizer.step()
        return {"total": total, **{f"size_{i}": error for i, error in enumerate(errors)}}

    @torch.no_grad()
    def sheet(self, batch: Batch) -> NDArray[np.uint8]:
        """See `Phase.sheet`: each frame, and the colours and ink that its first four maps predict."""
        size = batch.colours.shape[-1]
        frames = batch.colours[:, -1]
        predicted = [F.interpolate(each.float(), size) for each in self.ema.mean(frames)[:4]]
        rows = [
            [
                picture(each.cpu().numpy())
                for each in (
                    frames[i],
                    *(maps[i, 2:] for maps in predicted),
                    *(1 - 2 * maps[i, :1].expand(3, -1, -1) for maps in predicted),
                )
            ]
            for i in range(len(frames))
        ]
        return compose(["frame", *(f"colours {i}" for i in range(4)), *(f"ink {i}" for i in range(4))], rows)

    def export(self, folder: Path, provenance: Mapping[str, str]) -> Path:
        """See `Phase.export`."""
        path = folder / f"{OWN}.safetensors"
        network: CelFeatures = self.ema.mean.network  # type: ignore[assignment]
        save_weights(path, network, network.config, {"phase": "0, features", **provenance})
        return path


def _drawn(batch: Batch) -> list[Tensor]:
    """Targets of each map: ink, field and colour of its pixels, (B N, 5, H / 2^i, W / 2^i)."""
    all_sizes = [torch.cat((batch.lines, batch.fields, batch.colours), 2).flatten(0, 1)]
    while len(all_sizes) < 5:
        all_sizes.append(F.avg_pool2d(all_sizes[-1], 2))
    return all_sizes


def train_features(run: Run, device: str = "auto") -> Path | None:
    """Train the feature network; see `train_network.train`.

    Args:
        run: what, where to and for how long.
        device: "auto", "cpu" or "cuda".
    """
    fabric = make_fabric(run.config, device)
    torch.manual_seed(run.config.seed)
    return train(FeaturePhase(run.config, fabric), fabric, run)
