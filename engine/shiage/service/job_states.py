# SPDX-License-Identifier: Apache-2.0
"""The one owner of the jobs' states: each change is made here, in memory and on disk, under one lock."""

from __future__ import annotations

import time
from collections.abc import Callable

from shiage.service.disk_errors import DiskError
from shiage.service.job import CANCELLED, ENDED, FAILED, RUNNING, UPLOADING, WAITING, Job, JobError
from shiage.service.job_registry import enter, set_running
from shiage.service.queue_order import next_interactive, next_job, should_yield
from shiage.service.thread_messages import JobForgotten
from shiage.service.tune_states import TuneStates

MOST_BYTES = 256 << 20
"""Memory for the headers of all jobs that have not ended."""

MOST_JOBS = 4000
"""Jobs of one home; for one more the one that ended first is forgotten."""


class JobStates(TuneStates):
    """All jobs of this home and the changes of their states. Any thread may call it."""

    def add(self, job: Job) -> None:
        """Add a new job.

        Raises:
            JobError: too many jobs have not ended.
            DiskError: there is no room for it beside the uploads that others have announced.
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

    def forget(self, *jobs: Job) -> None:
        """Delete jobs and their files; a running one stops first.

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
                    enter(job, CANCELLED)
                if not job.users:
                    self._deleter.remove(job)
                self._post(JobForgotten(job))
            self._store.drop(known)

    def take(self, followed: Callable[[Job], bool]) -> Job | None:
        """Wait for the next job and set it running; None when closed."""
        with self._changed:
            while not self._closed:
                if (job := next_job(self._jobs.values(), followed)) is not None:
                    return set_running(job)
                self._changed.wait()
            return None

    def take_interactive(self) -> Job | None:
        """Set a waiting interactive job running, if there is one: between two steps of a batch job."""
        with self._changed:
            job = None if self._closed else next_interactive(self._jobs.values())
            return None if job is None else set_running(job)

    def should_yield(self, job: Job) -> bool:
        """Whether a job waits that goes before this one."""
        with self._changed:
            return should_yield(self._jobs.values(), job)

    def start(self, id: str) -> Job:
        """Queue an uploaded job, or once more one that failed or was cancelled.

        Raises:
            JobError: it cannot be started.
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
            enter(job, WAITING)
            try:
                self._store.keep_state(job)
            except DiskError:
                job.state, job.message, job.ended = before
                raise
            job.owner, job.served = b"", 0.0
            job.cancel.clear()
            job.pause.clear()
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
                self._changed.notify_all()
                if job.state != RUNNING:
                    self._end(job, CANCELLED)
            return job

    def requeue(self, job: Job) -> None:
        """The time slice of a running job is over: it waits for the next.

        Raises:
            DiskError: it was cancelled, and that could not be kept.
        """
        with self._changed:
            job.served = time.monotonic()
            try:
                if job.cancel.is_set():
                    self._end(job, CANCELLED)
                else:
                    enter(job, WAITING)
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
