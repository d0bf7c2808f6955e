# SPDX-License-Identifier: Apache-2.0
"""`shiage finetune`: a production's own matcher, tuned on its finished cuts."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shiage.cli.options import AsJson
from shiage.cli.say import bars, fail, readable, show, told

if TYPE_CHECKING:
    from rich.progress import Progress

MINUTES, STEPS = 10.0, 400


def finetune(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the production.")],
    minutes: Annotated[
        float, typer.Option(min=0.1, max=10_000, help="How long it may work, with describing and judging.")
    ] = MINUTES,
    steps: Annotated[int, typer.Option(min=1, help="Steps at most.")] = STEPS,
    shot: Annotated[
        list[str] | None,
        typer.Option(help="Learn from this cut or corrected shot alone, by its name. May be repeated."),
    ] = None,
    engine: Annotated[
        bool,
        typer.Option("--engine", help="Have the engine do it: shots go first, and it goes on without us."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Tune the matcher on a production's finished cuts and on what artists corrected.

    A part of the cuts is held out first. The step that is best there is kept, and becomes a version of the
    production's model only if it wins there against the version before. Ctrl-C leaves a checkpoint; the same
    command goes on from it.
    """
    with told(as_json):
        from shiage.production.folder import open_production
        from shiage.tuning.request import TuneRequest
        from shiage.tuning.tune_process import TuneProcess

        open_production(folder)
        if engine:
            from shiage.cli.finetune_engine import finetune_in_engine

            with bars(quiet=as_json) as progress:
                show_step = partial(_show, progress, {})
                said = finetune_in_engine(folder, minutes, steps, tuple(shot or ()), show_step)
            show(said) if as_json else print_tuned(said)
            return
        with bars(quiet=as_json) as progress:
            process = TuneProcess(folder, TuneRequest(minutes, steps, tuple(shot or ())))
            said = process.finish(partial(_show, progress, {}))
        if "error" in said:
            fail(str(said["error"]), as_json)
        if as_json:
            show(said)
            return
        print_tuned(said)


def _show(progress: Progress, tasks: dict[str, Any], stage: str, done: int, total: int) -> None:
    """Move a stage's bar."""
    if stage not in tasks:
        tasks[stage] = progress.add_task(stage, total=None)
    progress.update(tasks[stage], completed=done, total=total or None)


def print_tuned(said: dict[str, Any]) -> None:
    """Say what came of a tune."""
    loss, wrong, steps = said["loss"], said["wrong"], said["steps"]
    typer.echo(readable(said["words"]))
    typer.echo(f"loss there {loss[0]:.4f} -> {loss[1]:.4f}, wrong regions {wrong[0]} -> {wrong[1]}, "
               f"step {steps[0]} of {steps[1]}, {said['seconds']:.0f} s")  # fmt: skip
    for note in said["notes"]:
        typer.echo(readable(f"note: {note}"))
    if said["version"] is None:
        typer.echo(f"no better than version {said['before']}, which is kept")
    else:
        typer.echo(f"version {said['version']} is used from now on; before it was {said['before']}")
