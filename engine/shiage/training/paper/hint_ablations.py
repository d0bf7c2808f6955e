# SPDX-License-Identifier: Apache-2.0
"""AlacGAN without one part each, at equal small budgets: mean and spread of several seeds."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch

from shiage.cel.beside import write_beside
from shiage.training.config import TrainingConfig
from shiage.training.data.batches import Batch, Recipe, make_batch
from shiage.training.data.clip_pool import PoolSource
from shiage.training.data.sources import open_sources
from shiage.training.loop.fabric import make_fabric
from shiage.training.loop.train_network import Run, train
from shiage.training.pixel_networks.color_transform import decibels
from shiage.training.pixel_networks.region_loss import region_loss
from shiage.training.pixel_networks.scribble_painter import ScribblePhase

BEGIN, END = "<!-- ablations of scribbles -->", "<!-- end of ablations of scribbles -->"

HELD_OUT_SEED = 9_001
"""Of the drawings that are measured."""


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


@dataclass(frozen=True)
class Measure:
    """Figures of a trained network on held-out drawings, with the hints of `Phase.sheet`.

    Attributes:
        psnr: of the finished drawing, in dB.
        regions: mean difference of regions' mean colours, of 0..2, see `region_loss`.
    """

    psnr: float
    regions: float


def measure_hints(
    config: TrainingConfig, seeds: int, batches: int, out: Path, say: Callable[[str], None]
) -> dict[str, list[Measure]]:
    """Train and measure every variant with every seed; what is measured already is kept in the folder.

    Raises:
        TrainingError: a training cannot be carried out.
        KeyboardInterrupt: a signal asked to stop; the next call goes on.
    """
    found: dict[str, list[Measure]] = {}
    shown = _held_out(config, batches)
    for seed in range(seeds):
        for variant in VARIANTS:
            place = out / variant.name / str(seed)
            kept = place / "figures.json"
            if not kept.is_file():
                say(f"{variant.name}, seed {seed}: {config.steps} steps")
                figures = _measure(variant, replace(config, seed=seed), place, shown)
                write_beside(kept, json.dumps(asdict(figures)).encode())
            found.setdefault(variant.name, []).append(Measure(**json.loads(kept.read_text("utf-8"))))
    return found


def section(found: dict[str, list[Measure]], config: TrainingConfig, command: str) -> str:
    """The table in Markdown, between BEGIN and END."""
    seeds = len(found[VARIANTS[0].name])
    rows = [
        BEGIN,
        "## One drawing from scribbles: ablations of AlacGAN (Ci et al. 2018)\n",
        f"Written by `{command}`. Width `{config.network}`, {config.steps} steps of {config.batch} at "
        f"{config.size} pixels; mean and standard deviation over {seeds} seeds. PSNR of the finished "
        "drawing, and the mean difference of regions' mean colours (0 to 2), on drawings that no training "
        "saw, half of them with hints.\n",
        "|  | PSNR | regions |\n| --- | ---: | ---: |",
    ]
    for variant in VARIANTS:
        columns = [
            [each.psnr for each in found[variant.name]],
            [each.regions for each in found[variant.name]],
        ]
        (psnr, dev), (regions, spread) = ((np.mean(c), np.std(c)) for c in columns)
        rows.append(f"| {variant.words} | {psnr:.2f} ± {dev:.2f} | {regions:.3f} ± {spread:.3f} |")
    return "\n".join([*rows, "", END])


def placed(text: str, part: str) -> str:
    """A file's text with the section in its place, or at its end."""
    before, found, rest = text.partition(BEGIN)
    after = rest.partition(END)[2] if found else ""
    return f"{before.rstrip()}\n\n{part}\n{after.lstrip()}".rstrip() + "\n"


def _measure(variant: Variant, config: TrainingConfig, out: Path, batches: Sequence[Batch]) -> Measure:
    if not variant.critic:
        config = replace(config, losses=replace(config.losses, adversarial=0.0))
    fabric = make_fabric(config, "cpu")
    torch.manual_seed(config.seed)
    phase = ScribblePhase(config, fabric, local=variant.local)
    train(phase, fabric, Run(config, out, None, lambda line: None))
    decibel, regions = [], []
    for batch in batches:
        truth, image = batch.colours[:, 0], phase.painted(batch)[1]
        decibel.append(decibels(torch.mean((image - truth) ** 2 / 4, (1, 2, 3))).item())
        regions.append(region_loss(image, truth, batch.lines[:, 0]).item())
    return Measure(float(np.mean(decibel)), float(np.mean(regions)))


def _held_out(config: TrainingConfig, count: int) -> list[Batch]:
    """Drawings that no training saw: of pools what they hold out, of other sources what other seeds draw."""
    recipe = Recipe(config.size, config.window, alone=True, augmentation=config.augmentation)
    pools = [s for s in config.sources if s.kind == "pool"]
    source = PoolSource.open(Path(pools[0].path), held_out=True) if pools else open_sources(config.sources)
    return [make_batch(source, recipe, HELD_OUT_SEED, i, range(config.batch)) for i in range(count)]
