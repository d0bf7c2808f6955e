# SPDX-License-Identifier: Apache-2.0
"""A tune that a host follows on a thread of its own, from what is sent before it to what comes of it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from .client import Client
from .events import Cancelled, Done, EngineError, Event, Failed, Progress, Uploaded
from .job_run import JobRun
from .limits import TUNE
from .shot import ShotUpload
from .tune import TuneUpload
from .tuned import Tuned

PATIENCE = 0.2
"""Seconds the thread waits for the engine before it looks what it was told."""

ENDED = ("done", "failed", "cancelled")


@dataclass(frozen=True)
class TuneState:
    """How a tune is.

    Attributes:
        state: "starting", "running", "paused", "done", "failed", "cancelled"; "": there was none to follow.
        stage: what it does, as the engine calls it; "send" while a shot is sent.
        done: steps of the stage.
        total: all of them.
        figures: of a step that learned, see `Progress`.
        tuned: what came of it.
        words: what went wrong, in the engine's words.
        notes: what the engine has to say, a line each.
    """

    state: str = "starting"
    stage: str = ""
    done: int = 0
    total: int = 0
    figures: Mapping[str, float] = field(default_factory=dict)
    tuned: Tuned | None = None
    words: str = ""
    notes: tuple[str, ...] = ()


class TuneThread(threading.Thread):
    """Sends a finished shot, a tune, or one after the other, and follows it; or a tune that is under way.

    Attributes:
        folder: of the production.
        now: how it is; replaced as a whole, so any thread may read it.
    """

    def __init__(
        self,
        connect: Callable[[], Client],
        folder: str,
        uploads: Sequence[Callable[[], ShotUpload | TuneUpload]] = (),
    ) -> None:
        """Nothing is sent yet.

        Args:
            connect: finds or starts the engine.
            folder: of the production.
            uploads: what to send; nothing: a tune that is under way is followed.
        """
        super().__init__(name="shiage tune", daemon=True)
        self.folder, self.now = folder, TuneState()
        self._connect, self._uploads = connect, list(uploads)
        self._orders: queue.SimpleQueue[str] = queue.SimpleQueue()

    @property
    def over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.now.state in ENDED or not self.now.state

    def pause(self) -> None:
        """Let it leave a checkpoint and wait."""
        self._orders.put("pause")

    def resume(self) -> None:
        """Let it go on."""
        self._orders.put("resume")

    def cancel(self) -> None:
        """End it; the version that is used stays."""
        self._orders.put("cancel")

    def run(self) -> None:
        """Work until it is over."""
        try:
            self._work()
        except (EngineError, OSError) as error:
            self.now = replace(self.now, state="failed", words=str(error))
        except Exception as error:
            self.now = replace(self.now, state="failed", words=repr(error))
            raise

    def _work(self) -> None:
        if not self._uploads:
            job = self._unfinished()
            if not job:
                self.now = TuneState("")
                return
            self._follow(lambda: TuneUpload(self.folder), job)
        while self._uploads and not self.over:
            self._follow(self._uploads.pop(0), "")

    def _unfinished(self) -> str:
        """The tune of the production that runs, waits or is paused; "" where there is none."""
        with self._connect() as client:
            jobs = [job for job in client.jobs() if job.kind == TUNE and job.production == self.folder]
        return next((job.job for job in jobs if job.state not in ENDED), "")

    def _follow(self, upload: Callable[[], ShotUpload | TuneUpload], before: str) -> None:
        """One job until its end."""
        run = JobRun(self._connect, upload, "regions", [], before=before)
        kept = self.now.notes
        try:
            run.begin()
            self.now = TuneState("running", notes=kept)
            with suppress(EngineError):  # an engine that died is started again below
                info = run.status()
                state = "paused" if info.state == "paused" else "running"
                self.now = TuneState(state, info.stage, info.done, info.total, notes=kept)
            while run.ended is None:
                self._obey(run)
                for event in run.poll(PATIENCE):
                    self._take(event)
        finally:
            run.close()

    def _obey(self, run: JobRun) -> None:
        while not self._orders.empty():
            order = self._orders.get()
            {"pause": run.pause, "resume": run.resume, "cancel": run.cancel}[order]()

    def _take(self, event: Event) -> None:
        now = self.now
        if isinstance(event, Uploaded):
            self.now = replace(now, stage="send", done=event.done, total=event.total)
        elif isinstance(event, Progress):
            state = "paused" if event.stage == "paused" else "running"
            figures = event.figures or now.figures
            self.now = replace(
                now, state=state, stage=event.stage, done=event.done, total=event.total, figures=figures
            )
        elif isinstance(event, Done):
            notes = (*now.notes, *(note.words for note in event.notes))
            state = "running" if self._uploads else "done"
            self.now = replace(now, state=state, tuned=event.tuned, notes=notes)
        elif isinstance(event, Failed):
            self.now = replace(now, state="failed", words=event.message)
        elif isinstance(event, Cancelled):
            self.now = replace(now, state="cancelled")
