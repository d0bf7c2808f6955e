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
    Done,
    EngineDied,
    EngineError,
    Failed,
    FillFrame,
    Form,
    Progress,
    Refused,
    SameFrame,
    Uploaded,
)
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
        digest: names the shot.
        before: job and digest of the run before.
        prepare: makes of a frame what Blender's thread then writes.
        wanted: frames that are asked for if the job is that of the run before, for the others are there.
        have: gives by frame what the engine knows the fills by that are there; None for pictures.
    """

    connect: Callable[[], Client]
    shot: ShotUpload
    form: Form
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
        client = self._task.connect()
        try:
            if self._stopping.is_set():
                return Ended("cancelled")
            job = self._job(client, digest)
            self.news.put(Accepted(job, digest))
            return self._follow(client, job)
        finally:
            client.close()

    def _job(self, client: Client, digest: str) -> str:
        """The job of this shot: the one before if nothing has changed since, else a new one."""
        job, same = self._task.before
        have = self._task.have() if self._task.have is not None else None
        if job and same == digest:
            try:
                state = client.status(job).state
                if state in ("failed", "cancelled"):
                    client.restart(job)
                if state != "uploading":
                    client.attach(job, self._task.form, self._task.wanted, have=have)
                    if self._task.wanted is not None:
                        self.news.put(Unchanged())
                    return job
            except Refused:
                pass  # the engine has forgotten it: it is sent again
        return client.submit(self._task.shot, self._task.form, have=have)

    def _follow(self, client: Client, job: str) -> Ended:
        asked = False
        while True:
            if self._stopping.is_set() and not asked:
                asked = True
                client.cancel(job)
            for event in client.poll(PATIENCE):
                if isinstance(event, Uploaded):
                    self.sent += 1
                    self.news.put(Step("send", event.done, event.total))
                elif isinstance(event, Progress):
                    self.news.put(Step(event.stage, event.done, event.total))
                elif isinstance(event, FillFrame | CelFrame):
                    if not asked:
                        self.news.put(self._task.prepare(event))
                elif isinstance(event, SameFrame):
                    if not asked:
                        self.news.put(event)
                elif isinstance(event, Failed):
                    return Ended("failed", EngineError(event.message))
                elif isinstance(event, Cancelled):
                    return Ended("cancelled")
                elif isinstance(event, Done):
                    notes = tuple(note.words for note in event.notes)
                    return Ended("cancelled" if asked else "done", notes=notes)
