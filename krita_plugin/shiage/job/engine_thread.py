# SPDX-License-Identifier: GPL-3.0-or-later
"""The thread that talks to the engine, so that the interface never waits for an answer.

A client's `connect`, `submit` and `cancel` wait for the engine, up to 15 seconds for one that hangs. They
wait here. The thread knows no Krita: what it needs of a document it asks for, and a timer of the interface
reads it.
"""

from __future__ import annotations

import queue
import tempfile
import threading
from pathlib import Path

from ..language.engine_texts import said_by_engine
from ..language.translations import said
from ..wire.events import (
    Cancelled,
    Done,
    EngineError,
    Event,
    Failed,
    Progress,
    RegionFrame,
    Uploaded,
)
from ..wire.job_run import JobRun
from ..wire.shot import ShotUpload
from .engine_link import EngineLink
from .engine_messages import Finished, Order, Report, Step, Stopped
from .engine_words import STAGES, plainly
from .frames_on_demand import Abandoned, FramesOnDemand
from .receive_frames import Returns
from .shot_upload import shot_upload


class EngineThread(threading.Thread):
    """One conversation with the engine; jobs come one after another.

    Attributes:
        reports: what the interface shall hear, to be taken by its timer.
        link: the connection to the engine.
    """

    def __init__(self, command: list[str] | None) -> None:
        """Args: command: how the engine is started, None when it was not found."""
        super().__init__(name="shiage", daemon=True)
        self.reports: queue.SimpleQueue[Report] = queue.SimpleQueue()
        self.link = EngineLink(command, self.reports)
        self._orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self._frames = FramesOnDemand(self.reports)
        self._names: list[str] = []

    def submit(self, order: Order) -> None:
        """Have a shot coloured; reports follow, the last of them Finished or Stopped."""
        self._frames.clear()
        self._orders.put(order)

    def give(self, number: int, pixels: bytes) -> None:
        """Answer a Want with 8-bit BGRA pixels."""
        self._frames.give(number, pixels)

    def cancel(self) -> None:
        """Stop the job under way; Stopped follows."""
        self._frames.cancel()

    def end(self) -> None:
        """Leave the engine and end."""
        self.cancel()
        self._orders.put(None)

    def run(self) -> None:
        """Work until ended."""
        while (order := self._next()) is not None:
            try:
                self.reports.put(self._colour(order))
            except Abandoned:
                self.reports.put(Stopped(""))
            except EngineError as error:
                self.link.leave()
                self.reports.put(Stopped(plainly(str(error))))
            except Exception as error:  # whatever it is, the artist hears of it and the interface goes on
                self.link.leave()
                words = said("Shiage met an error of its own: {}", f"{type(error).__name__}: {error}")
                self.reports.put(Stopped(words))
        self.link.leave()

    def _next(self) -> Order | None:
        """The next order; meanwhile the conversation is kept alive."""
        while True:
            try:
                return self._orders.get(timeout=0.5)
            except queue.Empty:
                self.link.keep_alive()

    def _colour(self, order: Order) -> Finished:
        with tempfile.TemporaryDirectory(prefix="shiage-") as folder:
            returns = Returns(order, Path(folder))
            self._frames.asked = False
            self._names = [sheet.name for sheet in order.sheets]
            run = JobRun(
                self.link.connect,
                lambda: self._upload(order),
                "regions",
                order.wanted,
                # pixels that were read for an engine that is gone are not read again
                can_resend=lambda: not self._frames.asked,
                leave=lambda _: self.link.leave(),
            )
            self._follow(run, returns)
            finished = returns.finish()
            run.forget()
            return finished

    def _upload(self, order: Order) -> ShotUpload:
        self._frames.check()
        self._frames.begin(order.frames)
        shot = shot_upload(order, self._frames.fetch)
        self.reports.put(Step(said("sending"), 0, len(shot.items)))
        return shot

    def _follow(self, run: JobRun, returns: Returns) -> None:
        """Take a job's events until it is done."""
        try:
            while run.ended is None:
                self._frames.check()
                for event in run.poll(0.05):
                    self._take(event, returns)
        except Abandoned:
            run.cancel()
            run.forget()
            raise

    def _take(self, event: Event, returns: Returns) -> None:
        """One event of the job.

        Raises:
            EngineError: the job failed, or was cancelled from outside.
        """
        if isinstance(event, Uploaded):
            self.reports.put(Step(said("sending"), event.done, event.total))
        elif isinstance(event, Progress):
            self.reports.put(Step(STAGES.get(event.stage, event.stage), event.done, event.total))
        elif isinstance(event, RegionFrame):
            returns.take(event)
            self.reports.put(Step(said("taking in"), returns.taken(), returns.total()))
        elif isinstance(event, Failed):
            raise EngineError(said_by_engine(event.message, self._names))
        elif isinstance(event, Cancelled):
            raise EngineError(said("The job was cancelled from outside: color again."))
        elif isinstance(event, Done):
            returns.notes = [said_by_engine(note.words, self._names) for note in event.notes]
