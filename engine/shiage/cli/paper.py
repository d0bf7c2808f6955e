# SPDX-License-Identifier: Apache-2.0
"""`shiage bench paper`: the tables of Shi et al. on our shots, written to docs/RESULTS.md."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from shiage.cli.say import told

TABLES = (1, 2, 5, 6)


def paper(
    config: Annotated[
        str, typer.Option(help="Training of the whole network: bench, lite, paper or a .json file.")
    ] = "bench",
    minutes: Annotated[float, typer.Option(min=0, help="Its budget; others take as many steps.")] = 60,
    steps: Annotated[int, typer.Option(min=0, help="Of each network, instead of minutes.")] = 0,
    seeds: Annotated[int, typer.Option(min=1, help="Trainings of each network of table 1.")] = 1,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of trainings and figures.")] = Path(
        "out/paper"
    ),
    results: Annotated[Path, typer.Option(help="The file to write.")] = Path("docs/RESULTS.md"),
    dev: Annotated[
        Path, typer.Option(help="Folder of shots with truth; left out where it is not there.")
    ] = Path("../shared/data/dev/shots"),
    shots: Annotated[int, typer.Option(min=0, help="Take at most so many of them; 0 takes all.")] = 0,
    procedural: Annotated[int, typer.Option(min=1, help="Procedural shots.")] = 8,
    frames: Annotated[int, typer.Option(min=0, help="Score at most so many frames a shot; 0 for all.")] = 0,
    size: Annotated[
        int | None, typer.Option(min=64, help="Side of training's frames; default: the configuration's.")
    ] = None,
    side: Annotated[int, typer.Option(min=64, help="Longest side of frames that networks paint.")] = 256,
    clips: Annotated[
        int, typer.Option(min=0, help="Draw so many once, for all networks; 0 draws while they learn.")
    ] = 0,
    table: Annotated[list[int] | None, typer.Option(help="Only this table; may be said again.")] = None,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
) -> None:
    """Retrain networks at equal budgets and measure them as the paper does, beside copying the key.

    Stopped by Ctrl-C, it goes on from there when called again. With more seeds, mean and spread of each row
    follow table 1.
    """
    with told(False):
        from dataclasses import replace

        from shiage.cel.beside import write_beside
        from shiage.training.config import TrainingError
        from shiage.training.paper.measure_tables import Plan, measure
        from shiage.training.paper.seeded_ablations import with_what_lies_apart
        from shiage.training.paper.write_results import report
        from shiage.training.read_config import read_config

        numbers = tuple(sorted(set(table or TABLES)))
        if not set(numbers) <= set(TABLES):
            raise TrainingError(f"--table: there are {', '.join(map(str, TABLES))}")
        base = read_config(config if config.endswith(".json") else f"color-{config}")
        base = replace(base, size=size or base.size, decay=0.0)
        there = dev if dev.is_dir() else None
        if seeds > 1 and 1 not in numbers:
            raise TrainingError("--seeds: only table 1 is measured more than once; it is not asked for")
        if seeds > 1 and not steps:
            raise TrainingError("--seeds: give --steps too, so that every training takes as many")
        plan = Plan(base, minutes, out, there, shots, procedural, frames, side, numbers, device, clips, steps)
        measured = measure(plan, typer.echo)
        again = [
            measure(replace(plan, seed=seed, numbers=(1,)), typer.echo).figures for seed in range(1, seeds)
        ]
        results.parent.mkdir(parents=True, exist_ok=True)
        command = " ".join(["shiage", *sys.argv[1:]])
        text = report(plan, measured, command, again)
        before = results.read_text("utf-8") if results.is_file() else ""
        write_beside(results, with_what_lies_apart(text, before).encode())
        typer.echo(f"tables in {results}")
