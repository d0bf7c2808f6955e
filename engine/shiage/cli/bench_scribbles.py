# SPDX-License-Identifier: Apache-2.0
"""`shiage bench scribbles`: ablations of the network that paints from scribbles, into docs/RESULTS.md."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from shiage.cli.say import told


def scribbles(
    steps: Annotated[int, typer.Option(min=2, help="Of each network.")] = 200,
    seeds: Annotated[int, typer.Option(min=1, help="Trainings of each.")] = 3,
    size: Annotated[int, typer.Option(min=64, help="Side of training's frames: 64, 128, 256 or 512.")] = 64,
    batches: Annotated[int, typer.Option(min=1, help="Of held-out drawings that are measured.")] = 16,
    pool: Annotated[Path | None, typer.Option(help="Pool of clips; default: the configuration's.")] = None,
    network: Annotated[str, typer.Option(help="lite or paper.")] = "lite",
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of trainings and figures.")] = Path(
        "out/scribbles"
    ),
    results: Annotated[Path, typer.Option(help="The file whose section is written.")] = Path(
        "docs/RESULTS.md"
    ),
) -> None:
    """Train AlacGAN without one part each, all for as many steps, and write mean and spread over seeds.

    Stopped by Ctrl-C, it goes on from there when called again.
    """
    with told(False):
        from dataclasses import replace

        from shiage.cel.beside import write_beside
        from shiage.training.config import SourceConfig
        from shiage.training.paper.hint_ablations import measure_hints, placed, section
        from shiage.training.read_config import read_config

        config = replace(
            read_config(f"scribbles-{network}"),
            steps=steps,
            size=size,
            workers=0,
            keep_every=steps,
            sheet_every=steps,
        )
        if pool is not None:
            config = replace(config, sources=(SourceConfig("pool", path=str(pool)),))
        found = measure_hints(config, seeds, batches, out, typer.echo)
        part = section(found, config, " ".join(["shiage", *sys.argv[1:]]))
        before = results.read_text("utf-8") if results.is_file() else ""
        results.parent.mkdir(parents=True, exist_ok=True)
        write_beside(results, placed(before, part).encode())
        typer.echo(f"table in {results}")
