# SPDX-License-Identifier: GPL-3.0-or-later
"""Candidates for the frame that is shown: asked for first, and the one that is chosen painted later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from krita import Document

from ..document.document_settings import DocumentSettings
from ..document.layers import is_open
from ..language.translations import said
from .coloring import Job
from .deliver_frame import OneFrame
from .engine_messages import Finished, Order
from .engine_thread import EngineThread
from .gather import Gathering
from .make_plan import make_plan
from .plan import CannotColour
from .spent_time import Spent
from .stepping import Stepping, Steps

COUNT = 4
"""So many are asked for: they stand side by side."""


class Candidates(Job):
    """Candidates under way; nothing is painted.

    Attributes:
        found: what came, at the end.
        time: the frame that they are for.
        show: shows them then.
    """

    def __init__(
        self,
        document: Document,
        memory: DocumentSettings,
        engine: EngineThread,
        show: Callable[[Candidates], None],
    ) -> None:
        """Look at the document; no pixel is read yet.

        Args:
            document: the artist's.
            memory: what was chosen in it.
            engine: the thread that talks to the engine; no other job may use it meanwhile.
            show: as above.

        Raises:
            CannotColour: something is missing or in the way.
        """
        if memory.mode != "flat":
            raise CannotColour(said("Candidates are flat: choose the mode Flat for them."))
        self.found: Finished | None = None
        self.time, self.show = document.currentTime(), show
        super().__init__(document, memory, engine, single=True)

    def _asked(self, order: Order) -> Order:
        """The one drawing alone, in several ways."""
        if order.keys:
            raise CannotColour(said("Candidates are for a frame without keys: these say what it carries."))
        wanted = order.wanted[0]
        if not (wanted in order.scribbles or order.sheets or order.production):
            raise CannotColour(said("Scribble on this frame, or add a model sheet: candidates come of that."))
        own = {number: pixels for number, pixels in order.scribbles.items() if number == wanted}
        names = {number: name for number, name in order.names.items() if number == wanted}
        return replace(order, frames=[wanted], scribbles=own, names=names, candidates=COUNT)

    def _deliver(self, order: Order, finished: Finished) -> Steps:
        """Nothing comes into the document yet."""
        yield from ()
        self.found = finished
        self.words = said("Choose one of {} candidates.", len(finished.choices))

    def over(self) -> None:
        """Show what came."""
        if self.found is not None:
            self.show(self)


class Choosing(Stepping):
    """The chosen candidate on its way into the document, as Color frame would bring it."""

    def __init__(self, memory: DocumentSettings, asked: Candidates, choice: int) -> None:
        """Look at the document again.

        Args:
            memory: what is chosen in the document now.
            asked: the candidates.
            choice: which of them, from 0 on.

        Raises:
            CannotColour: the artist went on, or something is in the way now.
        """
        document = asked.document
        if document.currentTime() != asked.time:
            words = said("You went on from frame {} meanwhile; go back there and color it again.", asked.time)
            raise CannotColour(words)
        assert asked.found is not None
        self._finished = replace(asked.found, pixels=asked.found.choices[choice].pixels)
        self._inputs = asked.inputs
        plan = make_plan(document, memory, single=True)
        assert plan.wanted is not None
        self._wanted = plan.wanted
        self._gathering = Gathering(document, memory, plan, Spent())
        self._frame = OneFrame(document, plan)
        super().__init__(document, said("bringing in"))

    def _run(self) -> Steps:
        try:
            yield from self._gathering.order()
            yield from self._gathering.lines(self._wanted)
        finally:
            self._gathering.close()
        if self._gathering.inputs != self._inputs:
            words = said("What the candidates were made of has changed meanwhile: ask for candidates again.")
            raise CannotColour(words)
        if not is_open(self.document):
            raise CannotColour(said("The document was closed; nothing was changed."))
        self.words = yield from self._frame.frame(self._finished)
