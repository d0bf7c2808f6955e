# SPDX-License-Identifier: Apache-2.0
"""`shiage bench scribbles`, `sheets`: ablations of the networks of first keys, into docs/RESULTS.md."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shiage.cli.say import told

if TYPE_CHECKING:
    from shiage.training.config import TrainingConfig

Steps = Annotated[int, typer.Option(min=2, help="Of each network.")]
Seeds = Annotated[int, typer.Option(min=1, help="Trainings of each.")]
Size = Annotated[int, typer.Option(min=64, help="Side of training's frames; scribbles: 64, 128, 256 or 512.")]
Batches = Annotated[int, typer.Option(min=1, help="Of held-out drawings that are measured.")]
Pool = Annotated[Path | None, typer.Option(help="Pool of clips; default: the configuration's.")]
Network = Annotated[str, typer.Option(help="lite or paper.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="Folder of trainings and figures.")]
Results = Annotated[Path, typer.Option(help="The file whose section is written.")]

RESULTS = Path("docs/RESULTS.md")


def scribbles(
    steps: Steps = 200,
    seeds: Seeds = 3,
    size: Size = 64,
    batches: Batches = 16,
    pool: Pool = None,
    network: Network = "lite",
    out: Out = Path("out/scribbles"),
    results: Results = RESULTS,
) -> None:
    """Train AlacGAN without one part each, all for as many steps, and write mean and spread over seeds.

    Stopped by Ctrl-C, it goes on from there when called again.
    """
    with told(False):
        from shiage.training.paper.hint_ablations import measure_hints, section

        config = _config(f"scribbles-{network}", steps, size, pool)
        found = measure_hints(config, seeds, batches, out, typer.echo)
        write_section(results, section(found, config, command_line()))


def sheets(
    steps: Steps = 200,
    seeds: Seeds = 3,
    size: Size = 64,
    batches: Batches = 16,
    pool: Pool = None,
    network: Network = "lite",
    out: Out = Path("out/sheets"),
    results: Results = RESULTS,
) -> None:
    """Train each network for model sheets without one part, all for as many steps; write mean and spread.

    Stopped by Ctrl-C, it goes on from there when called again.
    """
    with told(False):
        from shiage.training.paper.sheet_ablations import measure_ablations, section

        attention = _config(f"attention-{network}", steps, size, pool)
        diffusion = _config(f"diffusion-{network}", steps, size, pool)
        found = measure_ablations(attention, diffusion, seeds, batches, out, typer.echo)
        write_section(results, section(found, attention, diffusion, command_line()))


def _config(name: str, steps: int, size: int, pool: Path | None) -> TrainingConfig:
    """A training as it is configured, cut down to a small budget."""
    from shiage.training.config import SourceConfig
    from shiage.training.read_config import read_config

    small = replace(read_config(name), steps=steps, size=size, workers=0, keep_every=steps, sheet_every=steps)
    return small if pool is None else replace(small, sources=(SourceConfig("pool", path=str(pool)),))


def write_section(results: Path, part: str) -> None:
    """Write a section of docs/RESULTS.md in its place."""
    from shiage.cel.beside import write_beside
    from shiage.training.paper.seeded_ablations import placed

    before = results.read_text("utf-8") if results.is_file() else ""
    results.parent.mkdir(parents=True, exist_ok=True)
    write_beside(results, placed(before, part).encode())
    typer.echo(f"written into {results}")


def command_line() -> str:
    """As it was typed."""
    return " ".join(["shiage", *sys.argv[1:]])
