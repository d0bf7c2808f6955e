# SPDX-License-Identifier: Apache-2.0
"""Jobs and their states; the one place that all threads of the engine ask and tell."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

UPLOADING, WAITING, RUNNING = "uploading", "waiting", "running"
DONE, FAILED, CANCELLED = "done", "failed", "cancelled"
ENDED = (DONE, FAILED, CANCELLED)


class JobError(ValueError):
    """A request about a job that cannot be met; the message says why."""


@dataclass(eq=False)
class Job:
    """One shot to colour, from its submission to its end.

    Attributes:
        id: name of the job, also of its folder.
        kind: what is to be done ("color").
        settings: mode, gap and min_area as submitted, and corrections.
        items: headers of what is uploaded, in order.
        numbers: frame numbers in time order.
        state: one of the states above.
        message: what went wrong.
        palette: {"colours", "names"} once solved.
        notes: maps of frame and text as `done` carries them, once solved.
        finished: numbers whose result is stored.
        stage: what runs now; done of total of its steps.
        cancel: set when it shall stop.
        owner: routing id of the client that uploads it; none once it was started.
    """

    id: str
    kind: str
    settings: dict[str, Any]
    items: list[dict[str, Any]]
    numbers: list[int]
    state: str = UPLOADING
    message: str = ""
    palette: dict[str, Any] | None = None
    notes: list[dict[str, Any]] = field(default_factory=list)
    finished: set[int] = field(default_factory=set)
    created: float = field(default_factory=time.time)
    ended: float = 0.0
    stage: str = ""
    done: int = 0
    total: int = 0
    stored: set[int] = field(default_factory=set)
    cancel: threading.Event = field(default_factory=threading.Event)
    owner: bytes = b""

    def info(self) -> dict[str, Any]:
        """The job as clients see it."""
        names = ("kind", "state", "numbers", "stage", "done", "total", "message", "created")
        return {"job": self.id, "finished": sorted(self.finished), **{n: getattr(self, n) for n in names}}


class Jobs:
    """All jobs of this home."""

    def __init__(self, jobs: list[Job]) -> None:
        """Args: jobs: those of an earlier engine."""
        self._jobs = {job.id: job for job in jobs}
        self._changed = threading.Condition()
        self._closed = False

    def find(self, id: str) -> Job:
        """The job of this id.

        Raises:
            JobError: there is none.
        """
        with self._changed:
            if id not in self._jobs:
                raise JobError(
                    f"there is no job {id[:40]!r}: it was never submitted, was forgotten, or expired"
                )
            return self._jobs[id]

    def all(self) -> list[Job]:
        """All jobs, oldest first."""
        with self._changed:
            return sorted(self._jobs.values(), key=lambda job: job.created)

    def add(self, job: Job) -> None:
        """Take a new job in."""
        with self._changed:
            self._jobs[job.id] = job

    def drop(self, job: Job) -> None:
        """Forget a job, stopping it if it runs."""
        with self._changed:
            job.cancel.set()
            if job.state not in ENDED:
                job.state = CANCELLED
            self._jobs.pop(job.id, None)

    def cancel(self, job: Job) -> bool:
        """Ask a job to stop; True when it does not run and can be set cancelled on the spot."""
        with self._changed:
            if job.state in ENDED:
                return False
            job.cancel.set()
            if job.state == RUNNING:
                return False
            job.state = CANCELLED
            return True

    def start(self, job: Job, keep: Callable[[], None]) -> None:
        """Let the worker have an uploaded job, or once more one that failed or was cancelled.

        Args:
            job: it waits from now on.
            keep: notes on disk that it waits; when that fails, nothing has changed.

        Raises:
            JobError: it is not to be started.
        """
        with self._changed:
            before = job.state
            if before not in (UPLOADING, FAILED, CANCELLED):
                raise JobError(f"job {job.id} is {before} already")
            if before == CANCELLED and job.owner:  # on the other socket, while this `start` was on its way
                raise JobError(f"job {job.id} was cancelled before it began: submit the shot again")
            missing = len(job.items) - len(job.stored)
            if missing:
                raise JobError(f"job {job.id} lacks {missing} of its {len(job.items)} items: put them first")
            try:
                keep()
            except Exception:
                job.state = before
                raise
            job.state, job.owner = WAITING, b""
            job.cancel.clear()
            self._changed.notify_all()

    def take(self, followed: Callable[[Job], bool]) -> Job | None:
        """Wait for a job and set it running; None when closed. Jobs that somebody follows come first."""
        with self._changed:
            while not self._closed:
                waiting = [job for job in self._jobs.values() if job.state == WAITING]
                if waiting:
                    job = min(waiting, key=lambda job: (not followed(job), job.created))
                    job.state = RUNNING
                    return job
                self._changed.wait()
            return None

    def close(self) -> None:
        """Let `take` return None from now on."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()


def new_id() -> str:
    """A fresh job id."""
    return time.strftime("%Y%m%d-%H%M%S-", time.gmtime()) + secrets.token_hex(4)
