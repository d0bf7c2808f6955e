# SPDX-License-Identifier: Apache-2.0
"""The ablations' tables at equal small budgets: mean and spread of several seeds, into docs/RESULTS.md."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from shiage.training.config import TrainingConfig
from shiage.training.data.batches import Batch, recipe_of
from shiage.training.paper.seeded_ablations import Measure, Say, held_out_batches, measure_variants, table
from shiage.training.paper.sheet_variants import (
    ATTENTION,
    DIFFUSION,
    Variant,
    measure_attention,
    measure_diffusion,
)

BEGIN, END = "<!-- ablations of model sheets -->", "<!-- end of them -->"
Work = Callable[[Variant, TrainingConfig, Path, Sequence[Batch]], Measure]


def measure_ablations(
    attention: TrainingConfig, diffusion: TrainingConfig, seeds: int, batches: int, out: Path, say: Say
) -> dict[str, list[Measure]]:
    """Train and measure every variant of both networks, see `measure_variants`."""
    found: dict[str, list[Measure]] = {}
    groups: tuple[tuple[tuple[Variant, ...], TrainingConfig, Work], ...] = (
        (ATTENTION, attention, measure_attention),
        (DIFFUSION, diffusion, measure_diffusion),
    )
    for variants, base, work in groups:
        shown = held_out_batches(base, recipe_of(base), batches)

        def measure(
            variant: Variant,
            config: TrainingConfig,
            place: Path,
            work: Work = work,
            shown: list[Batch] = shown,
        ) -> Measure:
            return work(variant, config, place, shown)

        found |= measure_variants(variants, measure, base, seeds, out, say)
    return found


def section(
    found: dict[str, list[Measure]], attention: TrainingConfig, diffusion: TrainingConfig, command: str
) -> str:
    """The tables in Markdown, between BEGIN and END."""
    seeds = len(found[ATTENTION[0].name])
    parts = [
        BEGIN,
        "## One drawing after a model sheet: ablations\n",
        f"Written by `{command}`. Mean and standard deviation over {seeds} seeds; every row took the same "
        "number of steps. PSNR of the finished drawing, and the mean difference of regions' mean colours, on "
        "drawings that no training saw (0 to 2), each after one reference of the same clip.\n",
    ]
    for title, variants, config in (
        ("Attention-aware network (Cao et al. 2023)", ATTENTION, attention),
        ("AnimeDiffusion (Cao et al. 2024), experimental", DIFFUSION, diffusion),
    ):
        parts.append(
            f"{title}, width `{config.network}`, {config.steps} steps of {config.batch} at {config.size} "
            "pixels:\n"
        )
        parts += [table(variants, found), ""]
    return "\n".join([*parts, END])
