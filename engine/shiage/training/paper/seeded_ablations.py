# SPDX-License-Identifier: Apache-2.0
"""Ablations at equal small budgets: each variant of a network is trained with several seeds, and measured."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
import torch
from lightning_fabric import Fabric
from torch import Tensor

from shiage.cel.beside import write_beside
from shiage.models.weights import Weights, load_weights
from shiage.training.config import SourceConfig, TrainingConfig
from shiage.training.data.batches import Batch, Recipe, make_batch
from shiage.training.data.clip import ClipSource
from shiage.training.data.clip_pool import PoolSource
from shiage.training.data.sources import open_sources
from shiage.training.loop.fabric import make_fabric
from shiage.training.loop.train_network import Phase, Run, train
from shiage.training.pixel_networks.color_transform import decibels
from shiage.training.pixel_networks.region_loss import region_loss

HELD_OUT_SEED = 9_000
"""Of the drawings that are measured."""

APART = "<!-- below: written apart from the tables of Shi et al. -->"
"""From here on a file's text is no part of what `bench paper` writes anew."""

Say = Callable[[str], None]
Paint = Callable[[Batch], Tensor]
AnyPhase = TypeVar("AnyPhase", bound=Phase)


class Named(Protocol):
    """A variant, which has a folder's name and its row's words."""

    @property
    def name(self) -> str:
        """Its folder."""

    @property
    def words(self) -> str:
        """Its row."""


AnyVariant = TypeVar("AnyVariant", bound=Named)


@dataclass(frozen=True)
class Measure:
    """Figures of a trained network on held-out drawings.

    Attributes:
        psnr: of the finished drawing, in dB.
        regions: mean difference of regions' mean colours, of 0..2, see `region_loss`.
    """

    psnr: float
    regions: float


def measure_variants(
    variants: Sequence[AnyVariant],
    work: Callable[[AnyVariant, TrainingConfig, Path], Measure],
    config: TrainingConfig,
    seeds: int,
    out: Path,
    say: Say,
) -> dict[str, list[Measure]]:
    """Train and measure every variant with every seed; what is measured already is kept in the folder.

    Raises:
        TrainingError: a training cannot be carried out.
        KeyboardInterrupt: a signal asked to stop; the next call goes on.
    """
    found: dict[str, list[Measure]] = {}
    for seed in range(seeds):
        for variant in variants:
            place = out / variant.name / str(seed)
            kept = place / "figures.json"
            if not kept.is_file():
                say(f"{variant.name}, seed {seed}: {config.steps} steps")
                figures = work(variant, replace(config, seed=seed), place)
                write_beside(kept, json.dumps(asdict(figures)).encode())
            found.setdefault(variant.name, []).append(Measure(**json.loads(kept.read_text("utf-8"))))
    return found


def trained(
    config: TrainingConfig, out: Path, make: Callable[[Fabric], AnyPhase]
) -> tuple[AnyPhase, Weights]:
    """A training to its end, and its weights; it goes on where it was stopped.

    Raises:
        KeyboardInterrupt: a signal asked to stop.
    """
    fabric = make_fabric(config, "cpu")
    torch.manual_seed(config.seed)
    phase = make(fabric)
    file = train(phase, fabric, Run(config, out, None, lambda line: None))
    assert file is not None  # one process
    weights = load_weights(file)
    if int(weights.provenance["steps"]) < config.steps:
        raise KeyboardInterrupt
    return phase, weights


def held_out_batches(config: TrainingConfig, recipe: Recipe, count: int) -> list[Batch]:
    """Drawings that no training saw: of pools what they hold out, of other sources what other seeds draw."""
    source = _held_out(config.sources)
    return [make_batch(source, recipe, HELD_OUT_SEED, i, range(config.batch)) for i in range(count)]


def _held_out(sources: Sequence[SourceConfig]) -> ClipSource:
    pools = [s for s in sources if s.kind == "pool"]
    return PoolSource.open(Path(pools[0].path), held_out=True) if pools else open_sources(sources)


@torch.no_grad()
def measured(paint: Paint, batches: Sequence[Batch]) -> Measure:
    """How near what is painted of each batch's last drawing is to its truth."""
    decibel, regions = [], []
    for batch in batches:
        truth, image = batch.colours[:, -1], paint(batch).float()
        decibel.append(decibels(torch.mean((image - truth) ** 2 / 4, (1, 2, 3))).item())
        regions.append(region_loss(image, truth, batch.lines[:, -1]).item())
    return Measure(float(np.mean(decibel)), float(np.mean(regions)))


def table(variants: Sequence[Named], found: dict[str, list[Measure]]) -> str:
    """Mean and spread of each variant, in Markdown."""
    rows = ["|  | PSNR | regions |\n| --- | ---: | ---: |"]
    for variant in variants:
        of = found[variant.name]
        (psnr, dev), (regions, spread) = (
            (np.mean(column), np.std(column)) for column in ([m.psnr for m in of], [m.regions for m in of])
        )
        rows.append(f"| {variant.words} | {psnr:.2f} ± {dev:.2f} | {regions:.3f} ± {spread:.3f} |")
    return "\n".join(rows)


def placed(text: str, part: str) -> str:
    """A file's text with a section in its place, or at its end; its first and last line mark it."""
    lines = part.splitlines()
    if APART not in text:
        text = f"{text.rstrip()}\n\n{APART}\n".lstrip()
    before, found, rest = text.partition(lines[0])
    after = rest.partition(lines[-1])[2] if found else ""
    return f"{before.rstrip()}\n\n{part}\n\n{after.lstrip()}".rstrip() + "\n"


def with_what_lies_apart(text: str, before: str) -> str:
    """A file's text written anew, with what stood apart in it before."""
    _, found, rest = before.partition(APART)
    return f"{text.rstrip()}\n\n{found}{rest}".rstrip() + "\n"
