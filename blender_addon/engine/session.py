# SPDX-License-Identifier: GPL-3.0-or-later
"""The conversation with the engine, on a thread of its own: Blender never waits for it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..language.messages import ShiageError, own_error
from ..wire.client import Client
from ..wire.events import (
    Cancelled,
    CelFrame,
    End,
    EngineDied,
    EngineError,
    Event,
    Failed,
    FillFrame,
    Form,
    Progress,
    SameFrame,
    Uploaded,
)
from ..wire.job_run import JobRun
from ..wire.shot import ShotUpload

PATIENCE = 0.05
"""Seconds the thread waits for the engine before it looks whether it shall stop."""


@dataclass(frozen=True)
class Step:
    """How far the work is."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True)
class Accepted:
    """The engine has the job; the digest names the shot it was made of."""

    job: str
    digest: str


@dataclass(frozen=True)
class Unchanged:
    """The shot is that of the run before: only what is missing of it comes."""


@dataclass(frozen=True)
class Ended:
    """Nothing more comes.

    Attributes:
        state: "done", "cancelled" or "failed".
        error: what went wrong, when failed.
        notes: what the engine has to say of the shot, a line each.
    """

    state: str
    error: Exception | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Task:
    """What the thread does.

    Attributes:
        connect: finds or starts the engine.
        shot: what to colour.
        form: how frames are wanted.
        numbers: of its frames.
        digest: names the shot.
        before: job and digest of the run before.
        prepare: makes of a frame what Blender's thread then writes.
        wanted: frames that are asked for if the job is that of the run before, for the others are there.
        have: gives by frame what the engine knows the fills by that are there; None for pictures.
    """

    connect: Callable[[], Client]
    shot: ShotUpload
    form: Form
    numbers: list[int]
    digest: Callable[[], str]
    before: tuple[str, str]
    prepare: Callable[[FillFrame | CelFrame], Any]
    wanted: list[int] | None = None
    have: Callable[[], dict[int, str]] | None = None


class Session(threading.Thread):
    """Sends a shot, passes on what comes of it, cancels it when asked to.

    Attributes:
        news: what comes of it.
        sent: drawings and keys that the engine had to be sent.
    """

    def __init__(self, task: Task) -> None:
        """Args: task: what to do."""
        super().__init__(name="shiage", daemon=True)
        self._task = task
        self._stopping = threading.Event()
        self.sent = 0
        self.news: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def stop(self) -> None:
        """Cancel; an Ended follows."""
        self._stopping.set()

    def run(self) -> None:
        """Work until the job ends."""
        try:
            self.news.put(self._talk())
        except (EngineDied, ConnectionError) as error:
            words = "The engine was lost ({}). Color the shot again: what is finished is not done twice"
            self.news.put(Ended("failed", ShiageError(words, error)))
        except (EngineError, ShiageError, OSError) as error:
            self.news.put(Ended("failed", error))
        except Exception as error:
            self.news.put(Ended("failed", own_error(error)))
            raise

    def _talk(self) -> Ended:
        digest = self._task.digest()
        if self._stopping.is_set():
            return Ended("cancelled")
        run = self._run_of(digest)
        try:
            return self._follow(run, digest)
        finally:
            run.close()

    def _run_of(self, digest: str) -> JobRun:
        """The run of this shot's job: of the one before if nothing has changed since, else of a new one."""
        task = self._task
        job, same = task.before
        return JobRun(
            task.connect,
            lambda: task.shot,
            task.form,
            task.numbers,
            before=job if same == digest else "",
            wanted=task.wanted,
            have=task.have() if task.have is not None else None,
        )

    def _follow(self, run: JobRun, digest: str) -> Ended:
        """Pass on what comes of the job until it ends."""
        job, asked = "", False
        while run.ended is None:
            if self._stopping.is_set() and not asked:
                asked = True
                run.cancel()
            events = run.poll(PATIENCE)
            if run.job != job:
                job = run.job
                if run.taken_up and self._task.wanted is not None:
                    self.news.put(Unchanged())
                self.news.put(Accepted(job, digest))
            for event in events:
                self._pass_on(event, asked)
        return _end(run.ended, asked)

    def _pass_on(self, event: Event, asked: bool) -> None:
        """Give Blender's thread an event; frames are of no use once the job shall stop."""
        if isinstance(event, Uploaded):
            self.sent += 1
            self.news.put(Step("send", event.done, event.total))
        elif isinstance(event, Progress):
            self.news.put(Step(event.stage, event.done, event.total))
        elif isinstance(event, FillFrame | CelFrame) and not asked:
            self.news.put(self._task.prepare(event))
        elif isinstance(event, SameFrame) and not asked:
            self.news.put(event)


def _end(event: End, asked: bool) -> Ended:
    """How it ended, of the last event and of whether it was to stop."""
    if isinstance(event, Failed):
        return Ended("failed", EngineError(event.message))
    if isinstance(event, Cancelled):
        return Ended("cancelled")
    return Ended("cancelled" if asked else "done", notes=tuple(note.words for note in event.notes))
