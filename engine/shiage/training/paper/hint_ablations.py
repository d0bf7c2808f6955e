# SPDX-License-Identifier: Apache-2.0
"""AlacGAN without one part each, at equal small budgets: mean and spread of several seeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from shiage.training.config import TrainingConfig
from shiage.training.data.batches import Recipe
from shiage.training.paper.seeded_ablations import (
    Measure,
    held_out_batches,
    measure_variants,
    measured,
    table,
    trained,
)
from shiage.training.pixel_networks.scribble_painter import ScribblePhase

BEGIN, END = "<!-- ablations of scribbles -->", "<!-- end of ablations of scribbles -->"


@dataclass(frozen=True)
class Variant:
    """A network that is trained for the comparison.

    Attributes:
        name: its folder.
        words: its row.
        local: whether generator and critic see local features.
        critic: whether there is one.
    """

    name: str
    words: str
    local: bool = True
    critic: bool = True


VARIANTS = (
    Variant("whole", "whole"),
    Variant("no-local", "without local features", local=False),
    Variant("no-critic", "without critic", critic=False),
)


def measure_hints(
    config: TrainingConfig, seeds: int, batches: int, out: Path, say: Callable[[str], None]
) -> dict[str, list[Measure]]:
    """Train and measure every variant, see `measure_variants`, with the hints of `Phase.sheet`."""
    recipe = Recipe(config.size, config.window, alone=True, augmentation=config.augmentation)
    shown = held_out_batches(config, recipe, batches)

    def measure(variant: Variant, config: TrainingConfig, place: Path) -> Measure:
        if not variant.critic:
            config = replace(config, losses=replace(config.losses, adversarial=0.0))
        phase, _ = trained(config, place, lambda fabric: ScribblePhase(config, fabric, local=variant.local))
        return measured(lambda batch: phase.painted(batch)[1], shown)

    return measure_variants(VARIANTS, measure, config, seeds, out, say)


def section(found: dict[str, list[Measure]], config: TrainingConfig, command: str) -> str:
    """The table in Markdown, between BEGIN and END."""
    seeds = len(found[VARIANTS[0].name])
    parts = [
        BEGIN,
        "## One drawing from scribbles: ablations of AlacGAN (Ci et al. 2018)\n",
        f"Written by `{command}`. Width `{config.network}`, {config.steps} steps of {config.batch} at "
        f"{config.size} pixels; mean and standard deviation over {seeds} seeds. PSNR of the finished "
        "drawing, and the mean difference of regions' mean colours (0 to 2), on drawings that no training "
        "saw, half of them with hints.\n",
        table(VARIANTS, found),
    ]
    return "\n".join([*parts, "", END])
