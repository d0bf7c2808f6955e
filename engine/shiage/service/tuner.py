# SPDX-License-Identifier: Apache-2.0
"""The thread that tunes: one job after another, in a process that waits while shots are coloured."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shiage.service.disk_errors import DiskError
from shiage.service.job import CANCELLED, DONE, FAILED, PAUSED, Job
from shiage.service.job_states import JobStates
from shiage.service.job_store import JobStore
from shiage.service.outer_umask import outer_umask
from shiage.service.thread_messages import StepDone, ThreadMessages
from shiage.service.tune_outcome import tune_folder, tune_outcome
from shiage.wire.limits import PRODUCTION

if TYPE_CHECKING:
    from shiage.tuning.tune_process import TuneProcess

LOOK = 0.25
"""Seconds between two looks whether a tune shall stop."""

LEAVING = 20.0
"""Seconds that a tune may take to leave a checkpoint when it is paused or cancelled."""

ORPHAN = 120.0
"""Seconds to wait for the tune of an engine that was killed: it leaves its checkpoint at its next step."""

FIGURES = ("loss", "held_out", "before")
"""What a tune tells of a step beside how far it is."""

log = logging.getLogger(__name__)


class Tuner(threading.Thread):
    """Tunes the waiting jobs; colouring goes first."""

    def __init__(self, jobs: JobStates, store: JobStore, messages: ThreadMessages) -> None:
        """Args: jobs: the queue; store: where outcomes are kept; messages: where progress is posted."""
        super().__init__(name="tuner", daemon=True)
        self._jobs, self._store, self._messages = jobs, store, messages
        self._ending = threading.Event()

    def end(self) -> None:
        """Let the tune that runs leave a checkpoint; it goes on with the next engine."""
        self._ending.set()
        self._jobs.close()

    def run(self) -> None:
        """Work until ended."""
        while (job := self._jobs.take_tune()) is not None:
            log.info("job %s tunes %s", job.id, job.settings[PRODUCTION])
            state, message = self._outcome(job)
            try:
                if state == PAUSED:
                    self._jobs.park(job)
                elif state is not None:
                    self._jobs.end(job, state, message)
            except DiskError as error:
                log.error("the end of job %s could not be kept: %s", job.id, error)
            log.info("job %s is %s %s", job.id, job.state, message)
            if self._ending.is_set():
                return

    def _outcome(self, job: Job) -> tuple[str | None, str]:
        """Tune; the job's new state (None: the engine ends first) and what went wrong."""
        from shiage.errors import ShiageError

        try:
            state, message = self._tune(job)
            tuned = tune_outcome(self._store.folder, job) if state == DONE else None
            if tuned is not None:
                self._store.set_notes(job, [{"frame": None, "text": text} for text in tuned.notes])
            return state, message
        except (ShiageError, DiskError) as error:
            return FAILED, str(error)
        except OSError as error:
            return FAILED, f"{error.filename or 'the process that tunes'}: {error.strerror or error}"
        except Exception as error:
            log.exception("job %s met an error", job.id)
            return (
                FAILED,
                f"the engine met an error of its own ({error!r}); `shiage engine logs` has the rest",
            )

    def _tune(self, job: Job) -> tuple[str | None, str]:
        from shiage.tuning.request import TuneRequest
        from shiage.tuning.tune_process import TuneProcess

        if (
            tune_outcome(self._store.folder, job) is not None
        ):  # its engine was killed when all was done but to tell of it
            return DONE, ""
        asked = TuneRequest(
            job.settings["minutes"],
            job.settings["steps"],
            tuple(job.settings["shots"]),
            job.id,
            tune_folder(self._store.folder, job),
            ORPHAN,
        )
        if not self._may_go_on(job):
            return self._stopped(job)
        return self._follow(job, TuneProcess(Path(job.settings[PRODUCTION]), asked, outer_umask()))

    def _follow(self, job: Job, process: TuneProcess) -> tuple[str | None, str]:
        """Let a tune go on step by step until it ends or shall stop."""
        try:
            while not self._stops(job):
                try:
                    said = process.heard(LOOK)
                except TimeoutError:
                    continue
                if said is None:
                    message = str(process.outcome.get("error", ""))
                    return (FAILED, message) if message else (DONE, "")
                self._tell(job, said["stage"], said["done"], said["total"], said)
                if self._may_go_on(job):
                    process.go_on()
            return self._stopped(job)
        finally:
            if self._ending.is_set():
                process.leave()  # the next engine's tune waits for it
            else:
                process.stop(LEAVING)

    def _may_go_on(self, job: Job) -> bool:
        """Wait while shots are coloured; False where the tune shall stop meanwhile."""
        told = False
        while self._jobs.colouring(LOOK):
            if not told:
                self._tell(job, "colouring", job.done, job.total, {})
                told = True
            if self._stops(job):
                return False
        return not self._stops(job)

    def _stops(self, job: Job) -> bool:
        return job.cancel.is_set() or job.pause.is_set() or self._ending.is_set()

    def _stopped(self, job: Job) -> tuple[str | None, str]:
        """What becomes of a tune that shall stop."""
        if job.cancel.is_set():
            return CANCELLED, ""
        return (None if self._ending.is_set() and not job.pause.is_set() else PAUSED), ""

    def _tell(self, job: Job, stage: str, done: int, total: int, said: dict[str, Any]) -> None:
        job.stage, job.done, job.total = stage, int(done), int(total)
        figures = {name: float(said[name]) for name in FIGURES if name in said}
        self._messages.post(StepDone(job, stage, job.done, job.total, figures))
