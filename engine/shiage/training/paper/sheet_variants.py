# SPDX-License-Identifier: Apache-2.0
"""Ablations of the networks that paint after a model sheet: each without one part, trained alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from torch import Tensor

from shiage.models.attention_aware import AttentionAware, AttentionAwareConfig
from shiage.models.denoiser import DenoiserConfig, condition_of
from shiage.models.diffusion import Diffusion, seeded_noise
from shiage.training.config import TrainingConfig
from shiage.training.data.batches import Batch
from shiage.training.paper.seeded_ablations import Measure, measured, trained
from shiage.training.pixel_networks.anime_diffusion import DiffusionPhase
from shiage.training.pixel_networks.attention_aware import AttentionPhase

TONE_SHARE, TONE_RATE = 0.2, 0.1
"""Share of the steps that are phase 2's, and its rate as a share of phase 1's."""

SAMPLED_SEED = 1
"""Of the noise that samples begin with."""


@dataclass(frozen=True)
class Variant:
    """A network that is trained for the comparison.

    Attributes:
        name: its folder.
        words: its row.
        focused, stopped: see `AttentionAwareConfig`.
        guided: whether the diffusion's condition is dropped in training, and guides its samples.
        toned: whether the diffusion has a phase 2.
        predicts: see `DenoiserConfig`; "" leaves it as the width has it.
    """

    name: str
    words: str
    focused: bool = True
    stopped: bool = True
    guided: bool = True
    toned: bool = True
    predicts: str = ""


ATTENTION = (
    Variant("attention", "whole"),
    Variant("attention-plain", "without channel and spatial attention", focused=False),
    Variant("attention-through", "with gradients through the affinity", stopped=False),
)

DIFFUSION = (
    Variant("diffusion", "whole"),
    Variant("diffusion-unguided", "without guidance", guided=False),
    Variant("diffusion-untoned", "without phase 2", toned=False),
    Variant("diffusion-noise", "telling noise, as published", predicts="noise"),
)


def measure_attention(
    variant: Variant, config: TrainingConfig, out: Path, batches: Sequence[Batch]
) -> Measure:
    """Train the attention-aware network without what a variant lacks, and measure it."""
    lite: AttentionAwareConfig = getattr(AttentionAwareConfig, config.network)()
    widths = replace(lite, focused=variant.focused, stopped=variant.stopped)
    _, weights = trained(config, out, lambda fabric: AttentionPhase(config, fabric, widths=widths))
    network = AttentionAware(weights.configured(AttentionAwareConfig))
    weights.load_into(network)
    network.eval()
    return measured(lambda batch: network(batch.lines[:, -1], batch.colours[:, :-1]), batches)


def measure_diffusion(
    variant: Variant, config: TrainingConfig, out: Path, batches: Sequence[Batch]
) -> Measure:
    """Train the diffusion without what a variant lacks, and measure one sample of each drawing."""
    widths: DenoiserConfig = getattr(DenoiserConfig, config.network)()
    widths = replace(widths, predicts=variant.predicts or widths.predicts)
    dropped = config.diffusion.dropped if variant.guided else 0.0
    tone = round(TONE_SHARE * config.steps) if variant.toned else 0
    first = replace(config, steps=config.steps - tone, diffusion=replace(config.diffusion, dropped=dropped))
    _, weights = trained(first, out / "1", lambda fabric: DiffusionPhase(first, fabric, widths=widths))
    if tone:
        second = replace(first, steps=tone, rate=TONE_RATE * config.rate, warmup=0)
        start = str(weights.path)
        _, weights = trained(
            second, out / "2", lambda fabric: DiffusionPhase(second, fabric, "tone", start, widths)
        )
    network = Diffusion(weights.configured(DenoiserConfig))
    weights.load_into(network)
    guidance, steps = float(variant.guided), config.diffusion.steps

    def paint(batch: Batch) -> Tensor:
        condition = condition_of(batch.lines[:, -1], batch.colours[:, 0])
        noise = seeded_noise([SAMPLED_SEED] * len(condition), *condition.shape[2:])
        return network.sample(noise, condition, steps, guidance)

    return measured(paint, batches)
