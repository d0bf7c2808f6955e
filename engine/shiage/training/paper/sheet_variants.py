# SPDX-License-Identifier: Apache-2.0
"""Ablations of the networks that paint after a model sheet: each without one part, trained alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from lightning_fabric import Fabric
from torch import Tensor

from shiage.models.attention_aware import AttentionAware, AttentionAwareConfig
from shiage.models.denoiser import DenoiserConfig, condition_of
from shiage.models.diffusion import Diffusion, seeded_noise
from shiage.models.weights import Weights, load_weights
from shiage.training.config import SourceConfig, TrainingConfig
from shiage.training.data.batches import Batch, Recipe, make_batch
from shiage.training.data.clip import ClipSource
from shiage.training.data.clip_pool import PoolSource
from shiage.training.data.sources import open_sources
from shiage.training.loop.fabric import make_fabric
from shiage.training.loop.train_network import Phase, Run, train
from shiage.training.pixel_networks.anime_diffusion import DiffusionPhase
from shiage.training.pixel_networks.attention_aware import AttentionPhase
from shiage.training.pixel_networks.color_transform import decibels
from shiage.training.pixel_networks.region_loss import region_loss

TONE_SHARE, TONE_RATE = 0.2, 0.1
"""Share of the steps that are phase 2's, and its rate as a share of phase 1's."""

HELD_OUT_SEED, SAMPLED_SEED = 9_000, 1
"""Of the drawings that are measured, and of the noise that samples begin with."""

Paint = Callable[[Batch], Tensor]


@dataclass(frozen=True)
class Variant:
    """A network that is trained for the comparison.

    Attributes:
        name: its folder.
        words: its row.
        focused, stopped: see `AttentionAwareConfig`.
        guided: whether the diffusion's condition is dropped in training, and guides its samples.
        toned: whether the diffusion has a phase 2.
    """

    name: str
    words: str
    focused: bool = True
    stopped: bool = True
    guided: bool = True
    toned: bool = True


ATTENTION = (
    Variant("attention", "whole"),
    Variant("attention-plain", "without channel and spatial attention", focused=False),
    Variant("attention-through", "with gradients through the affinity", stopped=False),
)

DIFFUSION = (
    Variant("diffusion", "whole"),
    Variant("diffusion-unguided", "without guidance", guided=False),
    Variant("diffusion-untoned", "without phase 2", toned=False),
)


@dataclass(frozen=True)
class Measure:
    """Figures of a trained network on held-out drawings.

    Attributes:
        psnr: of the finished drawing, in dB.
        regions: mean difference of regions' mean colours, of 0..2, see `region_loss`.
    """

    psnr: float
    regions: float


def measure_attention(
    variant: Variant, config: TrainingConfig, out: Path, batches: Sequence[Batch]
) -> Measure:
    """Train the attention-aware network without what a variant lacks, and measure it."""
    lite: AttentionAwareConfig = getattr(AttentionAwareConfig, config.network)()
    widths = replace(lite, focused=variant.focused, stopped=variant.stopped)
    weights = _trained(config, out, lambda fabric: AttentionPhase(config, fabric, widths=widths))
    network = AttentionAware(weights.configured(AttentionAwareConfig))
    weights.load_into(network)
    network.eval()
    return _measured(lambda batch: network(batch.lines[:, -1], batch.colours[:, :-1]), batches)


def measure_diffusion(
    variant: Variant, config: TrainingConfig, out: Path, batches: Sequence[Batch]
) -> Measure:
    """Train the diffusion without what a variant lacks, and measure one sample of each drawing."""
    dropped = config.diffusion.dropped if variant.guided else 0.0
    tone = round(TONE_SHARE * config.steps) if variant.toned else 0
    first = replace(config, steps=config.steps - tone, diffusion=replace(config.diffusion, dropped=dropped))
    weights = _trained(first, out / "1", lambda fabric: DiffusionPhase(first, fabric))
    if tone:
        second = replace(first, steps=tone, rate=TONE_RATE * config.rate, warmup=0)
        start = str(weights.path)
        weights = _trained(second, out / "2", lambda fabric: DiffusionPhase(second, fabric, "tone", start))
    network = Diffusion(weights.configured(DenoiserConfig))
    weights.load_into(network)
    guidance, steps = float(variant.guided), config.diffusion.steps

    def paint(batch: Batch) -> Tensor:
        condition = condition_of(batch.lines[:, -1], batch.colours[:, 0])
        noise = seeded_noise([SAMPLED_SEED] * len(condition), *condition.shape[2:])
        return network.sample(noise, condition, steps, guidance)

    return _measured(paint, batches)


def held_out_batches(config: TrainingConfig, count: int) -> list[Batch]:
    """Drawings that no training saw: of pools what they hold out, of other sources what other seeds draw."""
    recipe = Recipe(
        config.size, config.window, config.references, config.ends, augmentation=config.augmentation
    )
    source = _held_out(config.sources)
    return [make_batch(source, recipe, HELD_OUT_SEED, i, range(config.batch)) for i in range(count)]


def _held_out(sources: Sequence[SourceConfig]) -> ClipSource:
    pools = [s for s in sources if s.kind == "pool"]
    return PoolSource.open(Path(pools[0].path), held_out=True) if pools else open_sources(sources)


def _trained(config: TrainingConfig, out: Path, phase: Callable[[Fabric], Phase]) -> Weights:
    """Weights of a training, which goes on where it was stopped.

    Raises:
        KeyboardInterrupt: a signal asked to stop.
    """
    fabric = make_fabric(config, "cpu")
    torch.manual_seed(config.seed)
    file = train(phase(fabric), fabric, Run(config, out, None, lambda line: None))
    assert file is not None  # one process
    weights = load_weights(file)
    if int(weights.provenance["steps"]) < config.steps:
        raise KeyboardInterrupt
    return weights


@torch.no_grad()
def _measured(paint: Paint, batches: Sequence[Batch]) -> Measure:
    decibel, regions = [], []
    for batch in batches:
        truth, image = batch.colours[:, -1], paint(batch).float()
        decibel.append(decibels(torch.mean((image - truth) ** 2 / 4, (1, 2, 3))).item())
        regions.append(region_loss(image, truth, batch.lines[:, -1]).item())
    return Measure(float(np.mean(decibel)), float(np.mean(regions)))
