# SPDX-License-Identifier: Apache-2.0
"""The one owner of jobs and their states: each change is made here, in memory and on disk, under one lock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from shiage.service.disk import DiskError
from shiage.service.jobs import (
    CANCELLED,
    DONE,
    ENDED,
    FAILED,
    RUNNING,
    UPLOADING,
    WAITING,
    Job,
    JobError,
)
from shiage.service.notes import Ended, Forgotten, Note
from shiage.service.remover import Remover
from shiage.service.store import Store

MOST_BYTES = 256 << 20
"""Memory for the headers of all jobs that have not ended."""

MOST_JOBS = 4000
"""Jobs of one home; for one more the one that ended first is forgotten."""


MOST_WORDS = 8000
"""Letters that say what went wrong."""


class States:
    """All jobs of this home. Any thread may ask and tell."""

    def __init__(
        self, jobs: Iterable[Job], store: Store, remover: Remover, tell: Callable[[Note], None]
    ) -> None:
        """Args: jobs: those of an earlier engine; tell: passes on what became of a job."""
        self._jobs = {job.id: job for job in jobs}
        self._store, self._remover, self._tell = store, remover, tell
        self._changed = threading.Condition(threading.RLock())
        self._closed = False
        for job in self._jobs.values():
            _lighten(job)

    def find(self, id: str) -> Job:
        """The job of this id, to be read.

        Raises:
            JobError: there is none.
        """
        with self._changed:
            if id not in self._jobs:
                words = "it was never submitted, was forgotten, or expired"
                raise JobError(f"there is no job {id[:40]!r}: {words}")
            return self._jobs[id]

    def all(self) -> list[Job]:
        """All jobs, oldest first."""
        with self._changed:
            return sorted(self._jobs.values(), key=lambda job: job.created)

    def add(self, job: Job) -> None:
        """Take a new job in.

        Raises:
            JobError: too much waits already.
            DiskError: there is no room for it, beside what others are about to bring.
        """
        with self._changed:
            live = [other for other in self._jobs.values() if other.state not in ENDED]
            if sum(other.bytes for other in live) + job.bytes > MOST_BYTES or len(live) >= MOST_JOBS:
                words = "more do not fit: wait for them, or forget some"
                raise JobError(f"{len(live)} jobs are under way, {words}")
            if len(self._jobs) >= MOST_JOBS:
                ended = [other for other in self._jobs.values() if other.state in ENDED]
                self.forget(min(ended, key=lambda other: other.ended))
            self._store.add(job, job.coming, sum(other.coming for other in live))
            self._jobs[job.id] = job

    @contextmanager
    def using(self, id: str) -> Iterator[Job]:
        """A job whose folder stays until this is left, whoever forgets it meanwhile.

        Raises:
            JobError: there is none of this id.
        """
        with self._changed:
            job = self.find(id)
            job.users += 1
        try:
            yield job
        finally:
            self._release(job)

    def start(self, id: str) -> Job:
        """Let the worker have an uploaded job, or once more one that failed or was cancelled.

        Raises:
            JobError: it is not to be started.
            DiskError: that it waits could not be kept; nothing has changed.
        """
        with self._changed:
            job = self.find(id)
            if job.state not in (UPLOADING, FAILED, CANCELLED):
                raise JobError(f"job {id} is {job.state} already")
            if job.state == CANCELLED and job.owner:  # on the other socket, while `start` was on its way
                raise JobError(f"job {id} was cancelled before it began: submit the shot again")
            left = len(job.items) - len(job.stored)
            if left:
                raise JobError(f"job {id} lacks {left} of its {len(job.items)} items: put them first")
            before = (job.state, job.message, job.ended)
            try:
                self._store.set_state(job, WAITING)
            except DiskError:
                job.state, job.message, job.ended = before
                raise
            job.owner, job.served = b"", 0.0
            job.cancel.clear()
            self._changed.notify_all()
            return job

    def cancel(self, id: str) -> Job:
        """Ask a job to stop; one that does not run is cancelled on the spot.

        Raises:
            JobError: there is none.
            DiskError: its end could not be kept; it is cancelled all the same.
        """
        with self._changed:
            job = self.find(id)
            if job.state not in ENDED:
                job.cancel.set()
                if job.state != RUNNING:
                    self._end(job, CANCELLED)
            return job

    def forget(self, *jobs: Job) -> None:
        """Delete jobs and what is stored of them; one that runs stops, its folder goes when it has.

        Raises:
            DiskError: the table could not be written; they may be there again after a restart.
        """
        with self._changed:
            known = [job for job in jobs if self._jobs.get(job.id) is job]
            for job in known:
                del self._jobs[job.id]
                job.forgotten = True
                job.cancel.set()
                if job.state not in ENDED:
                    job.state = CANCELLED
                if not job.users:
                    self._remover.remove(job)
                self._tell(Forgotten(job))
            self._store.drop(known)

    def uploads_of(self, identity: bytes) -> list[Job]:
        """Jobs that a client has not wholly brought."""
        with self._changed:
            return [job for job in self._jobs.values() if job.state == UPLOADING and job.owner == identity]

    def take(self, followed: Callable[[Job], bool]) -> Job | None:
        """Wait for a job and set it running; None when closed.

        Those that somebody waits for come first, then those whose last turn is the longest ago; of those
        that had none the ones that somebody follows, then the oldest.
        """

        def order(job: Job) -> tuple[bool, float, bool, float]:
            return not job.interactive, job.served, not followed(job), job.created

        with self._changed:
            while not self._closed:
                waiting = [job for job in self._jobs.values() if job.state == WAITING]
                if waiting:
                    return _run(min(waiting, key=order))
                self._changed.wait()
            return None

    def take_between(self) -> Job | None:
        """Set a job running that somebody waits for, if there is one: between two steps of a long one."""
        with self._changed:
            waiting = [job for job in self._jobs.values() if job.state == WAITING and job.interactive]
            if self._closed or not waiting:
                return None
            return _run(min(waiting, key=lambda job: (job.served, job.created)))

    def outwaited(self, job: Job) -> bool:
        """Whether another one waits that would have its turn before this one."""
        with self._changed:
            waiting = [other for other in self._jobs.values() if other.state == WAITING]
            return any(other.interactive or not job.interactive for other in waiting)

    def give_way(self, job: Job) -> None:
        """The turn of a running job is over: it waits for the next.

        Raises:
            DiskError: it was cancelled, and that could not be kept.
        """
        with self._changed:
            job.served = time.monotonic()
            try:
                if job.cancel.is_set():
                    self._end(job, CANCELLED)
                else:
                    job.state = WAITING
                    self._changed.notify_all()
            finally:
                self._release(job)

    def end(self, job: Job, state: str, message: str = "") -> None:
        """A running job has ended.

        Raises:
            DiskError: that could not be kept; it has ended all the same.
        """
        with self._changed:
            try:
                self._end(job, state, message)
            finally:
                self._release(job)

    def close(self) -> None:
        """Let `take` return None from now on."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _end(self, job: Job, state: str, message: str = "") -> None:
        if job.forgotten:  # its followers were told
            return
        try:
            self._store.set_state(job, state, message[:MOST_WORDS])
        finally:
            _lighten(job)
            self._tell(Ended(job))

    def _release(self, job: Job) -> None:
        with self._changed:
            job.users -= 1
            if job.forgotten and not job.users:
                self._remover.remove(job)


def _run(job: Job) -> Job:
    job.users += 1
    job.state = RUNNING
    return job


def _lighten(job: Job) -> None:
    """Let go of the headers of a job that will never run again."""
    if job.state == DONE or (job.state == CANCELLED and job.owner):
        job.items = []
        job.coming = 0
