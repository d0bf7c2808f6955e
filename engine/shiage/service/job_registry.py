# SPDX-License-Identifier: Apache-2.0
"""The jobs of a home: which there are, and what is kept of them as long as somebody needs it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from shiage.service.background_delete import BackgroundDeleter
from shiage.service.job import CANCELLED, DONE, ENDED, UPLOADING, Job, JobError
from shiage.service.job_store import JobStore
from shiage.service.thread_messages import JobForgotten, ThreadMessage

MOST_BYTES = 256 << 20
"""Memory for the headers of all jobs that have not ended."""

MOST_JOBS = 4000
"""Jobs of one home; for one more the one that ended first is forgotten."""


class JobRegistry:
    """All jobs of this home, in memory and on disk, under one lock. Any thread may ask and tell."""

    def __init__(
        self,
        jobs: Iterable[Job],
        store: JobStore,
        remover: BackgroundDeleter,
        tell: Callable[[ThreadMessage], None],
    ) -> None:
        """Args: jobs: those of an earlier engine; tell: passes on what became of a job."""
        self._jobs = {job.id: job for job in jobs}
        self._store, self._remover, self._tell = store, remover, tell
        self._changed = threading.Condition(threading.RLock())
        for job in self._jobs.values():
            release_headers(job)

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
                self._tell(JobForgotten(job))
            self._store.drop(known)

    def uploads_of(self, identity: bytes) -> list[Job]:
        """Jobs that a client has not wholly brought."""
        with self._changed:
            return [job for job in self._jobs.values() if job.state == UPLOADING and job.owner == identity]

    def _release(self, job: Job) -> None:
        with self._changed:
            job.users -= 1
            if job.forgotten and not job.users:
                self._remover.remove(job)


def release_headers(job: Job) -> None:
    """Let go of the headers of a job that will never run again."""
    if job.state == DONE or (job.state == CANCELLED and job.owner):
        job.items = []
        job.coming = 0
