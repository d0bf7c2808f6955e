# SPDX-License-Identifier: GPL-3.0-or-later
"""One colouring, from the first look at the document to the result in it, in steps of a few milliseconds.

A timer of the interface takes the steps, because Krita's objects may be touched on the main thread only. The
conversation with the engine goes on in its own thread meanwhile.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from queue import Empty

from krita import Document

from ..document.document_settings import DocumentSettings
from ..document.layers import is_open
from ..language.translations import said
from .deliver_frame import OneFrame
from .deliver_layer import Delivery
from .engine_messages import EngineState, Finished, Order, Step, Stopped, Want
from .engine_thread import EngineThread
from .gather import Gathering, Spent
from .make_plan import make_plan
from .plan import CannotColour
from .stale_frames import Inputs
from .stepping import Pause, Stepping, Steps

CANCELLED = said("Cancelled; the document is as it was.")


class Job(Stepping):
    """A colouring under way.

    Attributes:
        finished: what came of it, at the end.
        spent: time taken of the interface.
        states: news of the engine for the docker, the latest last.
        covering: the lines are opaque and hide the result, as long as their layer blends normally.
        size: width and height of the canvas in pixels.
        drawing: 8-bit BGRA line art of the frame that is wanted alone, once it was sent.
        inputs: what went into it.
    """

    def __init__(
        self,
        document: Document,
        memory: DocumentSettings,
        engine: EngineThread,
        single: bool,
        quiet: bool = False,
    ) -> None:
        """Look at the document; no pixel is read yet.

        Args:
            document: the artist's.
            memory: what was chosen in it.
            engine: the thread that talks to the engine; no other job may use it meanwhile.
            single: colour the frame that is shown, and not the shot.
            quiet: of what Shiage painted of it before, leave no step to undo: the artist's own come next.

        Raises:
            CannotColour: something is missing or in the way.
        """
        self.finished: Finished | None = None
        self.spent = Spent()
        self.states: list[EngineState] = []
        self.covering = False
        self.drawing = b""
        self._engine, self._palette = engine, memory.palette
        self._ordered = self._cancelled = False
        self.size = document.width(), document.height()
        plan = make_plan(document, memory, single)
        self._gathering = Gathering(document, memory, plan, self.spent)
        self._delivery = Delivery(document, memory, plan, self.spent)
        self._frame = OneFrame(document, plan, quiet)
        super().__init__(document, said("looking at the keys"))

    @property
    def inputs(self) -> Inputs:
        """What went into it, see `Gathering`."""
        return self._gathering.inputs

    def cancel(self) -> None:
        """Stop it; the document stays as it is."""
        self._cancelled = True
        self._engine.cancel()
        if not self._ordered:
            self._steps.close()

    def _run(self) -> Steps:
        try:
            order = yield from self._gathering.order()
            if order is None:
                self.words = self._delivery.unchanged()
                self.finished = Finished(None, b"", self._palette, [])
                return
            order = self._asked(order)
            finished = yield from self._conversation(order)
        finally:
            self._gathering.close()
        try:
            if self._cancelled:  # just when the result had come
                raise CannotColour(CANCELLED)
            if not is_open(self.document):
                raise CannotColour(said("The document was closed; nothing was changed."))
            if self.size != (self.document.width(), self.document.height()):
                raise CannotColour(said("The canvas has another size now: color it again."))
            yield from self._deliver(order, finished)
            self.words = "\n".join([self.words, *self._gathering.notes(), *finished.notes])
        finally:
            if finished.layer is not None:
                with suppress(OSError):
                    finished.layer.unlink()

    def _asked(self, order: Order) -> Order:
        """What the engine is asked for.

        Raises:
            CannotColour: it cannot be had.
        """
        return order

    def _deliver(self, order: Order, finished: Finished) -> Steps:
        """Bring what came into the document.

        Raises:
            CannotColour: something is in the way now.
        """
        if order.single:
            self.words = yield from self._frame.frame(finished)
        else:
            self.stage, self.done, self.total = said("bringing in"), 0, 0
            self.words = self._delivery.layer(finished, self._gathering)
        self.covering = bool(self._gathering.opaque) and self._delivery.covered()
        self.finished = finished

    def _conversation(self, order: Order) -> Generator[Pause | None, None, Finished]:
        """Give the engine what it asks for, until the shot is coloured."""
        self._engine.submit(order)
        self._ordered = True
        while True:
            try:
                report = self._engine.reports.get_nowait()
            except Empty:
                yield Pause.WAIT
                continue
            if isinstance(report, Want):
                pixels = yield from self._gathering.lines(report.number)
                self._engine.give(report.number, pixels)
                if order.wanted == (report.number,):
                    self.drawing = pixels
            elif isinstance(report, Step):
                begins = report.stage != self.stage
                self.stage, self.done, self.total = report.stage, report.done, report.total
                if begins:
                    yield Pause.WAIT  # so that every stage is seen
            elif isinstance(report, EngineState):
                self.states.append(report)
            elif isinstance(report, Finished):
                return report
            elif isinstance(report, Stopped):
                raise CannotColour(report.words or CANCELLED)
