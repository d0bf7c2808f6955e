# SPDX-License-Identifier: Apache-2.0
"""`shiage bench sheets`: ablations of the networks that paint after a model sheet, into docs/RESULTS.md."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from shiage.cli.say import told


def sheets(
    steps: Annotated[int, typer.Option(min=2, help="Of each network.")] = 200,
    seeds: Annotated[int, typer.Option(min=1, help="Trainings of each.")] = 3,
    size: Annotated[int, typer.Option(min=64, help="Side of training's frames.")] = 64,
    batches: Annotated[int, typer.Option(min=1, help="Of held-out drawings that are measured.")] = 16,
    pool: Annotated[Path | None, typer.Option(help="Pool of clips; default: the configurations'.")] = None,
    network: Annotated[str, typer.Option(help="lite or paper.")] = "lite",
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of trainings and figures.")] = Path(
        "out/sheets"
    ),
    results: Annotated[Path, typer.Option(help="The file whose section is written.")] = Path(
        "docs/RESULTS.md"
    ),
) -> None:
    """Train each network without one part, all for as many steps, and write mean and spread over seeds.

    Stopped by Ctrl-C, it goes on from there when called again.
    """
    with told(False):
        from dataclasses import replace

        from shiage.cel.beside import write_beside
        from shiage.training.config import SourceConfig
        from shiage.training.paper.sheet_ablations import measure_ablations, placed, section
        from shiage.training.read_config import read_config

        configs = [
            replace(read, steps=steps, size=size, workers=0, keep_every=steps, sheet_every=steps)
            for read in (read_config(f"{name}-{network}") for name in ("attention", "diffusion"))
        ]
        if pool is not None:
            configs = [replace(config, sources=(SourceConfig("pool", path=str(pool)),)) for config in configs]
        found = measure_ablations(configs[0], configs[1], seeds, batches, out, typer.echo)
        command = " ".join(["shiage", *sys.argv[1:]])
        part = section(found, configs[0], configs[1], command)
        before = results.read_text("utf-8") if results.is_file() else ""
        results.parent.mkdir(parents=True, exist_ok=True)
        write_beside(results, placed(before, part).encode())
        typer.echo(f"tables in {results}")
