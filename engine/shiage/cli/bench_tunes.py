# SPDX-License-Identifier: Apache-2.0
"""`shiage bench tunes`: what tuning on a film's finished cuts is worth, into docs/RESULTS.md."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shiage.cli.bench_ablations import RESULTS, Results, command_line, write_section
from shiage.cli.say import told


def tunes(
    films: Annotated[
        list[str],
        typer.Argument(
            metavar="KIND:FOLDER...",
            help="Characters of each film, such as gltf:models or lottie:animations.",
        ),
    ],
    sequences: Annotated[str, typer.Option(help="Numbers of cuts that are tuned on.")] = "8,16,32",
    shots: Annotated[int, typer.Option(min=1, help="Of each film that are scored.")] = 4,
    minutes: Annotated[float, typer.Option(min=0.1, help="Of each tune of the matcher.")] = 10.0,
    steps: Annotated[int, typer.Option(min=5, help="Of each tune of the colour transform.")] = 100,
    size: Annotated[int, typer.Option(min=64, help="Side of its frames, in pixels.")] = 128,
    hues: Annotated[bool, typer.Option(help="Turn hues of the first film, too.")] = True,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of films, models and figures.")] = Path(
        "out/tunes"
    ),
    results: Results = RESULTS,
) -> None:
    """Tune on 8, 16 and 32 cuts of films and score other shots of them: tables 3, 4, 6 and 7 of the paper.

    Stopped by Ctrl-C, it goes on from there when called again.
    """
    with told(False):
        from shiage.training.config import TrainingError
        from shiage.tuning.bench.film import Film
        from shiage.tuning.bench.rows import HUES
        from shiage.tuning.bench.tables import Plan, measure, section
        from shiage.tuning.bench.tuned import Budget

        try:
            counts = sorted({0, *(int(n) for n in sequences.split(","))})
        except ValueError:
            raise TrainingError(
                f"--sequences {sequences}: numbers with commas between, such as 8,16,32"
            ) from None
        budget = Budget(minutes, steps, size)
        named = tuple(Film.named(film) for film in films)
        plan = Plan(named, tuple(counts), HUES if hues else (), shots, budget, out)
        found = measure(plan, typer.echo)
        write_section(results, section(plan, found, command_line()))
