# SPDX-License-Identifier: GPL-3.0-or-later
"""The run under way, and what was said of the one before."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import bpy

from ..job.run import Run
from ..job.shot_queue import ShotQueue

_runs: list[Run | ShotQueue] = []
_notes: list[str] = []
_undos = [0]

Handler = TypeVar("Handler", bound=Callable[..., None])


def _persistent(handler: Handler) -> Handler:
    """A handler that outlives the file it was registered in."""
    bpy.app.handlers.persistent(handler)
    return handler


def running() -> Run | ShotQueue | None:
    """The run under way, if there is one."""
    _runs[:] = [run for run in _runs if run.ended is None]
    return _runs[0] if _runs else None


def watch_over(run: Run | ShotQueue) -> None:
    """Make a run that has begun the one under way."""
    _runs.append(run)


def keep_notes(notes: Iterable[str]) -> None:
    """What is to be said of the shot that was coloured last."""
    _notes[:] = notes


def undo_count() -> int:
    """How often something was undone or redone."""
    return _undos[0]


def latest_notes() -> tuple[str, ...]:
    """What the engine said of the shot that was coloured last, a line each."""
    return tuple(_notes)


@_persistent
def abandon_all(*_: Any) -> None:
    """Let go of the scene: its file is being closed or the add-on switched off."""
    for run in _runs:
        run.abandon()
    _runs.clear()
    _notes.clear()


@_persistent
def undone(*_: Any) -> None:
    """The artist undid or redid something in mid-run: what the run has seen and written may be gone."""
    _undos[0] += 1
    for run in _runs:
        if run.ended is None:
            run.end_undone()
