# SPDX-License-Identifier: Apache-2.0
"""The states of tunes: they wait for other jobs, and can be paused and resumed."""

from __future__ import annotations

from shiage.service.job import CANCELLED, ENDED, PAUSED, WAITING, Job, JobError
from shiage.service.job_registry import JobRegistry, enter, set_running
from shiage.service.queue_order import coloured_first, next_tune
from shiage.service.thread_messages import StepDone
from shiage.wire.limits import TUNE


class TuneStates(JobRegistry):
    """What changes the states of tunes alone. Any thread may call it."""

    def take_tune(self) -> Job | None:
        """Wait for the next tune and set it running; None when closed."""
        with self._changed:
            while not self._closed:
                if (job := next_tune(self._jobs.values())) is not None:
                    return set_running(job)
                self._changed.wait()
            return None

    def colouring(self, wait: float) -> bool:
        """Whether a job runs or waits that a tune gives way to; so many seconds it may end within."""
        with self._changed:
            busy = coloured_first(self._jobs.values())
            if busy and not self._closed:
                self._changed.wait(wait)
            return busy and coloured_first(self._jobs.values())

    def pause(self, id: str) -> Job:
        """Let a tune stop until it is resumed; one that does not run is paused on the spot.

        Raises:
            JobError: there is none, or it has ended.
            DiskError: that could not be kept; it is paused all the same.
        """
        with self._changed:
            job = self._tune(id)
            job.pause.set()
            if job.state == WAITING:
                enter(job, PAUSED)
                self._store.keep_state(job)
                self._post(StepDone(job, PAUSED, job.done, job.total))
            return job

    def resume(self, id: str) -> Job:
        """Let a paused tune go on.

        Raises:
            JobError: there is none, or it has ended.
            DiskError: that could not be kept; it goes on all the same.
        """
        with self._changed:
            job = self._tune(id)
            job.pause.clear()
            if job.state == PAUSED:
                enter(job, WAITING)
                self._changed.notify_all()
                self._store.keep_state(job)
                self._post(StepDone(job, WAITING, job.done, job.total))
            return job

    def park(self, job: Job) -> None:
        """A running tune has stopped: it is paused, unless it was resumed or cancelled meanwhile.

        Raises:
            DiskError: that could not be kept.
        """
        with self._changed:
            try:
                if job.cancel.is_set():
                    self._end(job, CANCELLED)
                    return
                enter(job, PAUSED if job.pause.is_set() else WAITING)
                self._changed.notify_all()
                self._post(StepDone(job, job.state, job.done, job.total))
                self._store.keep_state(job)
            finally:
                self._release(job)

    def _tune(self, id: str) -> Job:
        """A tune that has not ended."""
        job = self.find(id)
        if job.kind != TUNE:
            raise JobError(f"job {id} is no tune: only tunes can be paused")
        if job.state in ENDED:
            raise JobError(f"job {id} is {job.state} already")
        return job
