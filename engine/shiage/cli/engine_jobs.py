# SPDX-License-Identifier: Apache-2.0
"""`shiage engine jobs`, `pause`, `resume`, `cancel`: what the engine does, and what it shall not do now."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from shiage.cli.options import AsJson
from shiage.cli.say import readable, show, told

if TYPE_CHECKING:
    from shiage.wire.client import Client
    from shiage.wire.events import JobInfo

Job = Annotated[str, typer.Argument(metavar="JOB", help="Its id, or how that begins; `jobs` lists them.")]


def jobs(
    every: Annotated[bool, typer.Option("--all", help="Also those that have ended.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the jobs of the running engine: shots that are coloured, cuts taken in, models tuned."""
    with told(as_json):
        from shiage.wire.client import Client
        from shiage.wire.tune_thread import ENDED

        with Client.connect(start=False, name="shiage engine jobs") as client:
            found = [job for job in client.jobs() if every or job.state not in ENDED]
        if as_json:
            show({"jobs": [asdict(job) for job in found]})
            return
        for job in found:
            typer.echo(readable(_words(job)))
        if not found:
            typer.echo("no job is under way")


def pause(job: Job, as_json: AsJson = False) -> None:
    """Let a tune leave a checkpoint and wait until it is resumed."""
    _ask(job, lambda client, id: client.pause(id), as_json)


def resume(job: Job, as_json: AsJson = False) -> None:
    """Let a paused tune go on where it was."""
    _ask(job, lambda client, id: client.resume(id), as_json)


def cancel(job: Job, as_json: AsJson = False) -> None:
    """Stop a job; of a tune the version that was used stays."""
    _ask(job, lambda client, id: client.cancel(id), as_json)


def _ask(begins: str, ask: Callable[[Client, str], JobInfo], as_json: bool) -> None:
    """Ask something of the one job whose id begins so, and say how it is then."""
    with told(as_json):
        from shiage.wire.client import Client
        from shiage.wire.events import Refused

        with Client.connect(start=False, name="shiage engine") as client:
            ids = [job.job for job in client.jobs() if job.job.startswith(begins)]
            if len(ids) != 1:
                many = "several jobs begin" if ids else "no job begins"
                raise Refused(f"{many} with {begins!r}: `shiage engine jobs --all` lists them")
            info = ask(client, ids[0])
        show(asdict(info)) if as_json else typer.echo(readable(_words(info)))


def _words(job: JobInfo) -> str:
    """A line: id, kind, state, how far it is, when it came, and what it is about."""
    far = f"{job.stage} {job.done}/{job.total}" if job.state == "running" and job.total else ""
    what = job.production or f"{len(job.numbers)} frames"
    came = time.strftime("%Y-%m-%d %H:%M", time.localtime(job.created))
    return f"{job.job}  {job.kind:<5}  {job.state:<9}  {came}  {what}  {far or job.message}".rstrip()
