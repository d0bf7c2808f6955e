# SPDX-License-Identifier: Apache-2.0
"""The jobs of a home, found by their ids; a job's folder is kept as long as a thread uses it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from shiage.service.background_delete import BackgroundDeleter
from shiage.service.job import (
    CANCELLED,
    DONE,
    ENDED,
    MOST_WORDS,
    RUNNING,
    UPLOADING,
    Job,
    JobError,
)
from shiage.service.job_store import JobStore
from shiage.service.thread_messages import JobEnded, ThreadMessage


class JobRegistry:
    """All jobs of this home, under one lock. Any thread may call it."""

    def __init__(
        self,
        jobs: Iterable[Job],
        store: JobStore,
        deleter: BackgroundDeleter,
        post: Callable[[ThreadMessage], None],
    ) -> None:
        """Args: jobs: those of an earlier engine; post: posts what became of a job."""
        self._jobs = {job.id: job for job in jobs}
        self._store, self._deleter, self._post = store, deleter, post
        self._changed = threading.Condition(threading.RLock())
        self._closed = False
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

    @contextmanager
    def using(self, id: str) -> Iterator[Job]:
        """A job whose folder is kept until the context ends, even if the job is deleted meanwhile.

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

    def uploads_of(self, identity: bytes) -> list[Job]:
        """Jobs whose upload by a client is not complete."""
        with self._changed:
            return [job for job in self._jobs.values() if job.state == UPLOADING and job.owner == identity]

    def close(self) -> None:
        """Let `take` return None from now on."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _end(self, job: Job, state: str, message: str = "") -> None:
        if job.forgotten:  # its followers were sent its end
            return
        try:
            enter(job, state, message[:MOST_WORDS])
            self._changed.notify_all()
            self._store.keep_state(job)
        finally:
            release_headers(job)
            self._post(JobEnded(job))

    def _release(self, job: Job) -> None:
        with self._changed:
            job.users -= 1
            if job.forgotten and not job.users:
                self._deleter.remove(job)


def release_headers(job: Job) -> None:
    """Free the headers of a job that will never run again."""
    if job.state == DONE or (job.state == CANCELLED and job.owner):
        job.items = []
        job.coming = 0


def set_running(job: Job) -> Job:
    """A thread takes a waiting job on."""
    job.users += 1
    enter(job, RUNNING)
    return job


def enter(job: Job, state: str, message: str = "") -> None:
    """Change a job's state in memory."""
    job.state, job.message = state, message
    job.ended = time.time() if state in ENDED else 0.0
