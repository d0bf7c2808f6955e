# SPDX-License-Identifier: Apache-2.0
"""`shiage engine`: start, look after and stop the process that does the work."""

from __future__ import annotations

from dataclasses import asdict
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shiage.cli.engine_jobs import cancel, jobs, pause, resume
from shiage.cli.options import AsJson
from shiage.cli.say import console, show, told

if TYPE_CHECKING:
    from shiage.service.process import EngineStatus

engine = typer.Typer(no_args_is_help=True, help="The process that does the work, for this user.")
for command in (jobs, pause, resume, cancel):
    engine.command()(command)


class Transport(str, Enum):
    """How clients reach the engine."""

    tcp = "tcp"
    ipc = "ipc"


def _name(transport: Transport | None) -> str | None:
    return transport.value if transport else None


Device = Annotated[
    str | None,
    typer.Option(help="Where networks run: auto, cpu, cuda or cuda:1; default: SHIAGE_DEVICE, else auto."),
]
Way = Annotated[
    Transport | None,
    typer.Option(
        help="A socket in the engine's own folder (ipc), or 127.0.0.1 at a free port (tcp); "
        "default: ipc where the system has it."
    ),
]


@engine.command()
def start(transport: Way = None, device: Device = None, as_json: AsJson = False) -> None:
    """Start the engine in the background, unless it runs; it stays until told to stop."""
    with told(as_json):
        from shiage.service import process

        _print(process.start(stay=True, transport=_name(transport), device=device), as_json)


@engine.command()
def status(as_json: AsJson = False) -> None:
    """Say whether the engine runs, what it is doing and where it keeps its state; exit 1 if none runs."""
    with told(as_json):
        from shiage.service import process

        now = process.status()
        _print(now, as_json)
        if not now.running:
            raise typer.Exit(1)


@engine.command()
def stop(as_json: AsJson = False) -> None:
    """End the engine; unfinished jobs go on when it starts again."""
    with told(as_json):
        from shiage.service import process

        ended = process.stop()
        if as_json:
            show({"stopped": ended})
        else:
            console().print("the engine has stopped" if ended else "no engine was running")


@engine.command()
def logs(
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, help="How many of the last lines.")] = 200,
) -> None:
    """Show the end of the engine's log."""
    with told(False):
        from shiage.service import process

        for line in process.logs(lines):
            typer.echo(line)


@engine.command()
def run(
    stay: Annotated[bool, typer.Option("--stay", help="Keep running when nobody is connected.")] = False,
    transport: Way = Transport.tcp,
    device: Device = None,
) -> None:
    """Be the engine, in the foreground, until told to stop."""
    with told(False):
        from shiage.service.run_engine import run as run_engine

        raise typer.Exit(run_engine(stay=stay, transport=_name(transport), device=device))


def as_dict(now: EngineStatus) -> dict[str, Any]:
    """An engine's status for --json."""
    return {**asdict(now), "home": str(now.home), "log": str(now.log)}


def _print(now: EngineStatus, as_json: bool) -> None:
    if as_json:
        show(as_dict(now))
        return
    screen = console()
    if now.running:
        jobs = ", ".join(f"{count} {state}" for state, count in sorted(now.jobs.items())) or "none"
        screen.print(f"[bold]engine {now.version} runs[/bold], process {now.pid}, protocol {now.protocol}")
        screen.print(f"  jobs      {jobs}")
        screen.print(f"  memory    {now.memory / 2**20:.0f} MiB")
        typer.echo(f"  address   {now.endpoint}")
    else:
        screen.print("no engine runs; `shiage color` starts one, or `shiage engine start`")
    if now.problem:
        typer.echo(f"  problem   {now.problem}")
    typer.echo(f"  state in  {now.home}")
    typer.echo(f"  log       {now.log}")
