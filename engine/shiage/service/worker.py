# SPDX-License-Identifier: Apache-2.0
"""The worker thread: solves one job after another and stores every finished step and frame."""

from __future__ import annotations

import logging
import threading
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from shiage.service.disk_errors import DiskError
from shiage.service.file_descriptors import retry_without_descriptors
from shiage.service.job import CANCELLED, DONE, FAILED, WAITING, Job
from shiage.service.job_expiry import expired_jobs
from shiage.service.job_states import JobStates
from shiage.service.job_store import JobStore
from shiage.service.thread_messages import FrameStored, StepDone, ThreadMessages
from shiage.service.time_slice import TimeSlice
from shiage.service.trim_memory import return_freed_memory
from shiage.service.validate_items import ShotRefused
from shiage.wire.limits import CUT

if TYPE_CHECKING:
    from shiage.service.shot_solver import Solvers
    from shiage.shot.solved_shot import SolvedShot

log = logging.getLogger(__name__)


class Worker(threading.Thread):
    """Solves the waiting jobs. Interactive ones run between two steps of a batch job."""

    def __init__(
        self, jobs: JobStates, store: JobStore, messages: ThreadMessages, device: str | None
    ) -> None:
        """Wait for `start`.

        Args:
            jobs: the queue.
            store: where results are stored.
            messages: where progress is posted.
            device: where networks run, see `shot.runtime.Runtime`.
        """
        super().__init__(name="worker", daemon=True)
        self._device = device
        self._jobs, self._store, self._messages = jobs, store, messages
        self._ending = threading.Event()

    def end(self) -> None:
        """Stop at the next step; the running job stays as it is and goes on with the next engine."""
        self._ending.set()
        self._jobs.close()

    def run(self) -> None:
        """Work until ended."""
        while (job := self._jobs.take(self._messages.followed)) is not None:
            self._work_at(job)
            if self._ending.is_set():
                return
            return_freed_memory()

    def _work_at(self, job: Job) -> None:
        """Solve a job until it ends, its time slice is over, or the engine ends."""
        log.info("job %s runs, %d of %d frames finished before", job.id, len(job.finished), len(job.numbers))
        state, message = self._outcome(job)
        if state is None:
            return
        try:
            if state == WAITING:
                self._jobs.requeue(job)
            else:
                self._jobs.end(job, state, message)
                if state == DONE and not job.forgotten:
                    self._store.drop_sources(job)
        except DiskError as error:
            log.error("the end of job %s could not be kept: %s", job.id, error)
        log.info("job %s is %s %s", job.id, job.state, message)
        if state != WAITING:
            try:
                self._make_room()
            except Exception:  # waiting jobs must not suffer from it
                log.exception("old jobs could not be looked through")

    def _outcome(self, job: Job) -> tuple[str | None, str]:
        """Solve a job; its new state (None: the engine ends first) and what went wrong."""
        from shiage.errors import ShiageError
        from shiage.shot.types import Cancelled

        def stopping() -> bool:
            return job.cancel.is_set() or self._ending.is_set()

        try:
            retry_without_descriptors(lambda: self._solve_and_store(job), stopping)
        except Cancelled:
            if job.cancel.is_set():
                return CANCELLED, ""
            return (None if self._ending.is_set() else WAITING), ""
        except (ShiageError, ShotRefused, DiskError) as error:
            return FAILED, str(error)
        except MemoryError:
            return FAILED, "there is not enough memory for this shot: close other programs, or split it"
        except Exception as error:
            log.exception("job %s met an error", job.id)
            return (
                FAILED,
                f"the engine met an error of its own ({error!r}); `shiage engine logs` has the rest",
            )
        return DONE, ""

    def _make_room(self) -> None:
        self._jobs.forget(*expired_jobs(self._store.folder, self._jobs.all()))
        self._store.shared.trim()

    @cached_property
    def _solvers(self) -> Solvers:
        """Made with the first job: what it imports takes time and memory that an idle engine does without."""
        from shiage.service.shot_solver import Solvers

        return Solvers(self._device)

    def _solve_and_store(self, job: Job) -> None:
        from shiage.service.job_steps import JobSteps
        from shiage.service.load_shot import load_shot
        from shiage.service.resume_policy import resume
        from shiage.service.shared_steps import SharedSteps, content_of
        from shiage.service.store_frames import draw
        from shiage.shot.types import Cancelled, Watch

        time_slice = TimeSlice(time.monotonic())
        if job.kind == CUT:
            self._take_in(job, time_slice)
            return

        def stopping() -> bool:
            return (
                job.cancel.is_set()
                or self._ending.is_set()
                or (time_slice.over() and self._jobs.should_yield(job))
            )

        solver = self._solvers.of(job)
        resume(self._store, job, solver.maker)
        left = [number for number in job.numbers if number not in job.finished]
        if not left:
            return
        watch = Watch(lambda *step: self._step(job, time_slice, *step), stopping)
        content = content_of(job, solver.shared)
        steps = SharedSteps(JobSteps(self._store, job, time_slice), self._store, job, content)
        solved = solver.solve(load_shot(job, self._store), steps, watch)
        self._store.set_palette(job, _palette(solved))
        self._store.set_notes(job, [{"frame": note.frame, "text": note.text} for note in solved.notes])
        for number in left:
            if stopping():
                raise Cancelled
            draw(self._store, job, steps, solved, number)
            time_slice.kept()
            self._messages.post(FrameStored(job, number))
            self._step(job, time_slice, "draw", len(job.finished), len(job.numbers))

    def _take_in(self, job: Job, time_slice: TimeSlice) -> None:
        """Take a finished shot in as a cut of its production."""
        from shiage.service.take_in_cut import take_in_cut
        from shiage.shot.types import Watch

        watch = Watch(
            lambda *step: self._step(job, time_slice, *step),
            lambda: job.cancel.is_set() or self._ending.is_set(),
        )
        self._store.set_notes(job, take_in_cut(job, self._store, watch))

    def _step(self, job: Job, time_slice: TimeSlice, stage: str, done: int, total: int) -> None:
        """Post a step; then run the interactive jobs that wait."""
        job.stage, job.done, job.total = stage, int(done), int(total)
        self._messages.post(StepDone(job, stage, int(done), int(total)))
        began = time.monotonic()
        while not job.interactive and (other := self._jobs.take_interactive()) is not None:
            self._work_at(other)
        time_slice.began += time.monotonic() - began


def _palette(solved: SolvedShot) -> dict[str, Any]:
    return {"colours": solved.palette.colours.tolist(), "names": list(solved.palette.names)}
