# SPDX-License-Identifier: Apache-2.0
"""Training of AnimeDiffusion (Cao et al. 2024), experimental: phase 1 denoises, phase 2 is for tone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from lightning_fabric import Fabric
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.optim import AdamW

from shiage.models.denoiser import DenoiserConfig, condition_of
from shiage.models.diffusion import TIMES, Diffusion, dropped, seeded_noise
from shiage.models.weights import load_weights, save_weights
from shiage.training.config import TrainingConfig, TrainingError
from shiage.training.data.batches import Batch, Recipe, recipe_of
from shiage.training.loop.ema import Ema
from shiage.training.loop.fabric import make_fabric
from shiage.training.loop.train_network import Phase, Run, train
from shiage.training.pixel_networks.sample_sheets import painted_sheet

WEIGHT_DECAY = 0.01
SHEET_SEED = 7


class DenoisingError(nn.Module):
    """Phase 1 in one call: the mean square error of what is told."""

    def __init__(self, network: Diffusion, share: float) -> None:
        """Args: network: what learns; share: of samples whose condition is dropped."""
        super().__init__()
        self.network, self._share = network, share

    def forward(self, picture: Tensor, condition: Tensor) -> Tensor:
        """Of pictures (B, 3, H, W) and what they hang on, (B, 4, H, W)."""
        count = len(picture)
        t = torch.randint(TIMES, (count,), device=picture.device)
        noise = torch.randn_like(picture)
        without = torch.rand(count, device=picture.device) < self._share
        given = torch.where(without[:, None, None, None], dropped(condition), condition)
        told = self.network.told(self.network.noised(picture, noise, t), given, t, guidance=0.0)
        return F.mse_loss(told.float(), self.network.wanted(picture, noise))


class SampledError(nn.Module):
    """Phase 2 in one call: the mean square error of sampled pictures, by all steps."""

    def __init__(self, network: Diffusion, steps: int, inverted: float = 1.0) -> None:
        """Args: network: what learns; steps: of the sampler; inverted: see `DiffusionConfig`."""
        super().__init__()
        self.network, self._steps, self._inverted = network, steps, inverted

    def forward(self, picture: Tensor, condition: Tensor) -> Tensor:
        """Of pictures (B, 3, H, W) and what they hang on, (B, 4, H, W)."""
        noise = torch.randn_like(picture)
        own = torch.rand(len(picture), device=picture.device) < self._inverted
        if own.any():
            with torch.no_grad():
                noise[own] = self.network.inverted(picture[own], condition[own], self._steps)
        sampled = self.network.sample(noise, condition, self._steps, guidance=0.0)
        return F.mse_loss(sampled.float(), picture)


class OneShotError(nn.Module):
    """The same network without diffusion: a picture at once from line art and reference."""

    def __init__(self, network: Diffusion) -> None:
        """Args: network: what learns."""
        super().__init__()
        self.network = network

    def forward(self, picture: Tensor, condition: Tensor) -> Tensor:
        """Of pictures (B, 3, H, W) and what they hang on, (B, 4, H, W)."""
        return F.mse_loss(self.network.at_once(condition).float(), picture)


class DiffusionPhase(Phase):
    """One network and one loss of pictures under their conditions."""

    def __init__(
        self,
        config: TrainingConfig,
        fabric: Fabric,
        kind: str = "denoise",
        start: str | None = None,
        widths: DenoiserConfig | None = None,
    ) -> None:
        """Make network and optimizer.

        Args:
            config: the training.
            fabric: what it runs on.
            kind: "denoise" (phase 1), "tone" (phase 2) or "once" (no diffusion, to compare with).
            start: initial weights, by name or file; phase 2 needs those of phase 1.
            widths: trained instead of those that the configuration names, as an ablation is.

        Raises:
            TrainingError: phase 2 without phase 1, or weights that tell something else.
            WeightsError: the initial weights cannot be used.
        """
        if kind == "tone" and start is None:
            raise TrainingError("phase 2 begins with phase 1: give its weights with --from")
        self._config, self._fabric, self._kind = config, fabric, kind
        self._widths: DenoiserConfig = widths or getattr(DenoiserConfig, config.network)()
        network = Diffusion(self._widths)
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # the stub lacks it
        if start is not None:
            self._check_start(start)
            self._begin_with(start, network)
        self.ema = Ema(network, config.ema)
        self.ema.mean.to(fabric.device)
        error: nn.Module = OneShotError(network)
        if kind != "once":
            settings = config.diffusion
            error = (
                SampledError(network, settings.steps, settings.inverted)
                if kind == "tone"
                else DenoisingError(network, settings.dropped)
            )
        adam = AdamW(network.parameters(), config.rate, config.betas, weight_decay=WEIGHT_DECAY)
        self._error, optimizer = fabric.setup(error, adam)
        self.networks = {"denoiser": network}
        self.optimizers = {"denoiser": optimizer}
        self.rates = {"denoiser": config.rate}
        self.decays = frozenset({"denoiser"})
        self.shipped = "denoiser"
        self.features_name = "none: pictures are compared pixel by pixel"

    def _check_start(self, start: str) -> None:
        """Weights of one shape may tell noise or pictures: one is nonsense to the other."""
        tells = load_weights(start).configured(DenoiserConfig).predicts
        if tells != self._widths.predicts:
            raise TrainingError(f"{start}: it tells {tells}, this training {self._widths.predicts}")

    def recipe(self) -> Recipe:
        """See `Phase.recipe`."""
        return recipe_of(self._config)

    def step(self, batch: Batch) -> dict[str, Tensor]:
        """See `Phase.step`."""
        error: Tensor = self._error(batch.colours[:, -1], _condition(batch))
        optimizer = self.optimizers["denoiser"]
        optimizer.zero_grad()
        self._fabric.backward(error)
        optimizer.step()
        return {"total": error}

    @torch.no_grad()
    def sheet(self, batch: Batch) -> NDArray[np.uint8]:
        """See `Phase.sheet`: two samples each, or the one picture."""
        network: Diffusion = self.ema.mean  # type: ignore[assignment]  # a copy of the network
        condition = _condition(batch)
        if self._kind == "once":
            return painted_sheet(batch, {"at once": network.at_once(condition)})
        count, _, height, width = condition.shape
        shown = {}
        for sample in range(2):
            noise = seeded_noise([SHEET_SEED + sample] * count, height, width).to(condition.device)
            shown[f"sample {sample + 1}"] = network.sample(noise, condition, self._config.diffusion.steps)
        return painted_sheet(batch, shown)

    def export(self, folder: Path, provenance: Mapping[str, str]) -> Path:
        """See `Phase.export`."""
        name = "one_shot" if self._kind == "once" else "anime_diffusion"
        path = folder / f"{name}_{self._config.network}.safetensors"
        phases = {"denoise": "1, denoising", "tone": "2, colour tone", "once": "none, at once"}
        origin = {"recipe": "anime-diffusion, experimental", "phase": phases[self._kind], **provenance}
        save_weights(path, self.ema.mean, self._widths, origin)
        return path


def _condition(batch: Batch) -> Tensor:
    """Line art and the one reference."""
    return condition_of(batch.lines[:, -1], batch.colours[:, 0])


def train_diffusion(
    run: Run, kind: str = "denoise", start: str | None = None, device: str = "auto"
) -> Path | None:
    """Train a phase of AnimeDiffusion; see `train_network.train`.

    Args:
        run: what, where to and for how long.
        kind: see `DiffusionPhase`.
        start: initial weights.
        device: "auto", "cpu" or "cuda".
    """
    fabric = make_fabric(run.config, device)
    torch.manual_seed(run.config.seed)
    return train(DiffusionPhase(run.config, fabric, kind, start), fabric, run)
