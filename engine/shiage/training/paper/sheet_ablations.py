# SPDX-License-Identifier: Apache-2.0
"""The ablations' tables at equal small budgets: mean and spread of several seeds, into docs/RESULTS.md."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from shiage.cel.beside import write_beside
from shiage.training.config import TrainingConfig
from shiage.training.data.batches import Batch
from shiage.training.paper.sheet_variants import (
    ATTENTION,
    DIFFUSION,
    Measure,
    Variant,
    held_out_batches,
    measure_attention,
    measure_diffusion,
)

BEGIN, END = "<!-- ablations of model sheets -->", "<!-- end of them -->"
APART = "<!-- below: written apart from the tables of Shi et al. -->"
"""From here on a file's text is no part of what `bench paper` writes anew."""

Say = Callable[[str], None]
Work = Callable[[Variant, TrainingConfig, Path, Sequence[Batch]], Measure]


def measure_ablations(
    attention: TrainingConfig, diffusion: TrainingConfig, seeds: int, batches: int, out: Path, say: Say
) -> dict[str, list[Measure]]:
    """Train and measure every variant with every seed; what is measured already is kept in the folder.

    Raises:
        TrainingError: a training cannot be carried out.
        KeyboardInterrupt: a signal asked to stop.
    """
    found: dict[str, list[Measure]] = {}
    groups: tuple[tuple[tuple[Variant, ...], TrainingConfig, Work], ...] = (
        (ATTENTION, attention, measure_attention),
        (DIFFUSION, diffusion, measure_diffusion),
    )
    for variants, base, work in groups:
        shown = held_out_batches(base, batches)
        for seed in range(seeds):
            for variant in variants:
                place = out / variant.name / str(seed)
                kept = place / "figures.json"
                if not kept.is_file():
                    say(f"{variant.name}, seed {seed}: {base.steps} steps")
                    figures = work(variant, replace(base, seed=seed), place, shown)
                    write_beside(kept, json.dumps(asdict(figures)).encode())
                measured = Measure(**json.loads(kept.read_text("utf-8")))
                found.setdefault(variant.name, []).append(measured)
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
        parts.append("|  | PSNR | regions |\n| --- | ---: | ---: |")
        parts += [_row(variant, found[variant.name]) for variant in variants]
        parts.append("")
    return "\n".join([*parts, END])


def placed(text: str, part: str) -> str:
    """A file's text with the section in its place, or at its end."""
    if APART not in text:
        text = f"{text.rstrip()}\n\n{APART}\n".lstrip()
    before, found, rest = text.partition(BEGIN)
    after = rest.partition(END)[2] if found else ""
    return f"{before.rstrip()}\n\n{part}\n{after.lstrip()}".rstrip() + "\n"


def with_what_lies_apart(text: str, before: str) -> str:
    """A file's text written anew, with what stood apart in it before."""
    _, found, rest = before.partition(APART)
    return f"{text.rstrip()}\n\n{found}{rest}".rstrip() + "\n"


def _row(variant: Variant, measured: list[Measure]) -> str:
    columns = [[m.psnr for m in measured], [m.regions for m in measured]]
    (psnr, dev), (regions, spread) = ((np.mean(c), np.std(c)) for c in columns)
    return f"| {variant.words} | {psnr:.2f} ± {dev:.2f} | {regions:.3f} ± {spread:.3f} |"
