# SPDX-License-Identifier: GPL-3.0-or-later
"""One colouring, from the first look at the document to the result in it, in steps of a few milliseconds.

A timer of the interface takes the steps, because Krita's objects may be touched on the main thread only. The
conversation with the engine goes on in its own thread meanwhile.
"""

from __future__ import annotations

import time as clock
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from queue import Empty

from krita import Document

from .arrival import add_layer, hide, icc_of, write_frame
from .engine import EngineThread
from .kra import LayerForm
from .layers import find, is_open, uid
from .memory import Memory, digest, recall, remember
from .orders import EngineState, Finished, Order, Step, Stopped, Want
from .plan import CannotColour, Plan, make_plan, narrowed
from .planes import Colour, has_paint, painted_over, replaced
from .scribbles import Mark, marks
from .snapshot import Snapshot

NAME = "Shiage"
"""Name of the layers that are made."""

CANCELLED = "Cancelled; the document is as it was."

Steps = Generator["Pause | None", None, None]


class Pause(Enum):
    """What a step may say: there is nothing to do until the engine says more."""

    WAIT = 1


@dataclass
class Spent:
    """What a job took of the interface.

    Attributes:
        reading: seconds for reading frames.
        reading_busy: processor time of that, which other programs do not lengthen.
        importing: seconds for Krita's own import of the result.
    """

    reading: float = 0.0
    reading_busy: float = 0.0
    importing: float = 0.0


class Job:
    """A colouring under way.

    Attributes:
        document: the artist's.
        stage: what is being done, in words.
        done: finished steps of the stage.
        total: all its steps.
        finished: what came of it, at the end.
        spent: time taken of the interface.
        states: news of the engine for the docker, the latest last.
    """

    def __init__(self, document: Document, memory: Memory, engine: EngineThread, single: bool) -> None:
        """Look at the document; no pixel is read yet.

        Args:
            document: the artist's.
            memory: what was chosen in it.
            engine: the thread that talks to the engine; no other job may use it meanwhile.
            single: colour the frame that is shown, and not the shot.

        Raises:
            CannotColour: something is missing or in the way.
        """
        self.document = document
        self.stage, self.done, self.total = "looking at the keys", 0, 0
        self.finished: Finished | None = None
        self.spent = Spent()
        self.states: list[EngineState] = []
        self.words = ""
        self._memory = memory
        self._engine = engine
        self._plan = make_plan(document, memory, single)
        self._ordered = self._cancelled = False
        plan = self._plan
        layers = [plan.lines, plan.colours] + ([plan.scribbles] if plan.scribbles is not None else [])
        self._lines, self._colours = uid(plan.lines), uid(plan.colours)
        self._snapshot = Snapshot(document, layers)
        self._steps = self._run()

    def step(self, seconds: float = 0.02) -> bool:
        """Go on for about so long; false at the end.

        Raises:
            CannotColour: it ends here; the document is as it was.
        """
        until = clock.monotonic() + seconds
        try:
            while clock.monotonic() < until:
                if next(self._steps) is Pause.WAIT:
                    break
        except StopIteration:
            return False
        return True

    def cancel(self) -> None:
        """Stop it; the document stays as it is."""
        self._cancelled = True
        self._engine.cancel()
        if not self._ordered:
            self._steps.close()

    def _run(self) -> Steps:
        try:
            order = yield from self._order(self._plan)
            finished = yield from self._conversation(order)
        finally:
            self._snapshot.close()
        try:
            if self._cancelled:  # just when the result had come
                raise CannotColour(CANCELLED)
            if not is_open(self.document):
                raise CannotColour("The document was closed; nothing was changed.")
            if order.wanted is None:
                self._bring_layer(finished)
            else:
                yield from self._bring_frame(finished)
            self.finished = finished
        finally:
            if finished.layer is not None:
                with suppress(OSError):
                    finished.layer.unlink()

    def _order(self, plan: Plan) -> Generator[None, None, Order]:
        """Read what must be known before the first picture travels: keys and corrections."""
        keys = yield from self._keys(plan)
        if not keys:
            name = plan.colours.name()
            if plan.wanted is not None:
                raise CannotColour(f"No other frame of “{name}” is painted: color a key by hand first.")
            raise CannotColour(f"No frame of “{name}” is painted: color one by hand first, as a key.")
        frames = plan.frames if plan.wanted is None else narrowed(plan.frames, set(keys), plan.wanted)
        corrections: dict[int, list[Mark]] = {}
        for number in sorted(set(plan.corrected) & set(frames)):
            corrections[number] = yield from self._marks(plan, number)
        form = None
        if plan.wanted is None:
            profile = self._snapshot.profile(self._colours)
            icc = yield from icc_of(self.document, profile)
            form = LayerForm(
                name=f"{NAME} {plan.colours.name()}",
                width=self._snapshot.width,
                height=self._snapshot.height,
                profile=profile,
                icc=icc,
                opacity=plan.colours.opacity(),
                blending=plan.colours.blendingMode(),
            )
        return Order(
            self._snapshot.width,
            self._snapshot.height,
            self._memory.mode,
            self._memory.gap,
            frames,
            {number: pixels for number, pixels in keys.items() if number in frames},
            corrections,
            form,
            plan.wanted,
            plan.blanks,
        )

    def _keys(self, plan: Plan) -> Generator[None, None, dict[int, bytes]]:
        """Frames of the colour layer with paint, but for what Shiage painted itself and what was unmarked."""
        keys = {}
        exchanged = dict(self._memory.exchanged)
        for number, time in plan.candidates.items():
            marked = self._memory.marked.get(time)
            if marked is False or number == plan.wanted:
                continue
            pixels = yield from self._timed(self._snapshot.paint(self._colours, time))
            yield
            ours = self._memory.made.get(f"{self._colours} {time}") == digest(pixels)
            yield
            if has_paint(pixels) and (marked or not ours):
                keys[number] = replaced(pixels, exchanged)
            yield
        return keys

    def _marks(self, plan: Plan, number: int) -> Generator[None, None, list[Mark]]:
        assert plan.scribbles is not None
        scribbled = yield from self._snapshot.paint(uid(plan.scribbles), plan.corrected[number])
        lines = yield from self._snapshot.seen(self._lines, number)
        found = marks(scribbled, lines, self._snapshot.width, self._snapshot.height)
        yield
        return found

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
                pixels = yield from self._timed(self._snapshot.seen(self._lines, report.number))
                self._engine.give(pixels)
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

    def _timed(self, reading: Generator[None, None, bytes]) -> Generator[None, None, bytes]:
        """Read, and keep account of the time it takes."""
        while True:
            began, busy = clock.monotonic(), clock.thread_time()
            try:
                next(reading)
            except StopIteration as end:
                return bytes(end.value)
            finally:
                self.spent.reading += clock.monotonic() - began
                self.spent.reading_busy += clock.thread_time() - busy
            yield

    def _bring_layer(self, finished: Finished) -> None:
        began = clock.monotonic()
        self.stage, self.done, self.total = "bringing in", 0, 0
        assert isinstance(finished.layer, Path)
        lines, colours = find(self.document, self._lines), find(self.document, self._colours)
        try:
            layer = add_layer(self.document, finished.layer, lines, colours)
        except OSError as error:
            raise CannotColour(f"The result could not be brought in: {error}") from None
        memory = recall(self.document)  # the artist may have chosen something meanwhile
        memory.hidden = hide(self.document, [self._colours, memory.result])
        memory.result = uid(layer)
        memory.palette = _named(finished.palette, memory.palette)
        remember(self.document, memory)
        self.spent.importing = clock.monotonic() - began
        name = colours.name() if colours is not None else ""
        under = f" “{name}” lies hidden under it." if self._colours in memory.hidden else ""
        self.words = f"“{layer.name()}” has {len(self._plan.frames)} coloured drawings.{under}"

    def _bring_frame(self, finished: Finished) -> Steps:
        """Paint the frame the artist asked for, under what was painted there by hand."""
        colours = find(self.document, self._colours)
        time = self._plan.time
        if colours is None:
            raise CannotColour("The colour layer was removed; nothing was changed.")
        if self.document.currentTime() != time:
            raise CannotColour(f"You went on from frame {time} meanwhile; go back there and color it again.")
        target = Snapshot(self.document, [colours])
        try:
            there = yield from target.paint(self._colours, time)
            held = bool(colours.animated()) and not colours.hasKeyframeAtTime(time)
            place = f"{self._colours} {time}"
            ours = held or self._memory.made.get(place) == digest(there)
            pixels = finished.pixels if ours else painted_over(finished.pixels, there)
            raw = yield from target.in_colours_of(self._colours, pixels)
        finally:
            target.close()
        write_frame(self.document, colours, time, raw)
        if ours:
            written = Snapshot(self.document, [colours])
            try:
                again = yield from written.paint(self._colours, time)
            finally:
                written.close()
            memory = recall(self.document)
            memory.made[place] = digest(again)
            memory.palette = _named(finished.palette, memory.palette)
            remember(self.document, memory)
        self.words = (
            f"Frame {time} is coloured." if ours else f"Frame {time} is coloured under your own paint."
        )


def _named(palette: list[tuple[Colour, str]], before: list[tuple[Colour, str]]) -> list[tuple[Colour, str]]:
    """A palette with the names the artist gave its colours."""
    names = dict(before)
    return [(colour, names.get(colour, name)) for colour, name in palette]
