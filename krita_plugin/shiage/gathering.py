# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a document goes into a job: keys and corrections at first, then one frame's lines after another."""

from __future__ import annotations

import time as clock
from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

from krita import Document

from .arrival import icc_of
from .keys import KeyReading
from .kra import LayerForm
from .layers import uid
from .memory import Memory
from .orders import Order
from .plan import Plan, narrowed
from .scribbles import Mark, marks
from .snapshot import Snapshot

Read = TypeVar("Read")

NAME = "Shiage"
"""Name of the layers that are made."""


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


class Gathering:
    """Reads a document in steps of a few milliseconds.

    Attributes:
        words: what was decided without being asked, "" when nothing was.
    """

    def __init__(self, document: Document, memory: Memory, plan: Plan, spent: Spent) -> None:
        """Copy what will be read; no pixel is read yet.

        Args:
            document: the artist's.
            memory: what was chosen in it.
            plan: what shall be coloured.
            spent: keeps account of the time.
        """
        self._document, self._memory, self._plan, self._spent = document, memory, plan, spent
        self.words = ""
        layers = [plan.lines, plan.colours, *plan.masks]
        layers += [plan.scribbles] if plan.scribbles is not None else []
        self._lines, self._colours = uid(plan.lines), uid(plan.colours)
        self._snapshot = Snapshot(document, layers)

    def lines(self, number: int) -> Generator[None, None, bytes]:
        """The line art of a frame, as it is seen."""
        return self._timed(self._snapshot.seen(self._lines, number))

    def close(self) -> None:
        """Give the copy back."""
        self._snapshot.close()

    def order(self) -> Generator[None, None, Order]:
        """Read what must be known before the first picture travels: keys and corrections.

        Raises:
            CannotColour: there is no key.
        """
        plan = self._plan
        reading = KeyReading(self._snapshot, self._memory, plan)
        keys = yield from self._timed(reading.read())
        self.words, source = reading.words, reading.source
        frames = plan.frames if plan.wanted is None else narrowed(plan.frames, set(keys), plan.wanted)
        corrections: dict[int, list[Mark]] = {}
        for number in sorted(set(plan.corrected) & set(frames)):
            corrections[number] = yield from self._marks(number)
        form = None
        if plan.wanted is None:
            profile = self._snapshot.profile(uid(source))
            icc = yield from icc_of(self._document, profile)
            form = LayerForm(
                name=f"{NAME} {source.name()}",
                width=self._snapshot.width,
                height=self._snapshot.height,
                profile=profile,
                icc=icc,
                opacity=source.opacity(),
                blending=source.blendingMode() if source.type() == "paintlayer" else "normal",
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

    def _marks(self, number: int) -> Generator[None, None, list[Mark]]:
        scribbles = self._plan.scribbles
        assert scribbles is not None
        scribbled = yield from self._snapshot.paint(uid(scribbles), self._plan.corrected[number])
        lines = yield from self._snapshot.seen(self._lines, number)
        found = marks(scribbled, lines, self._snapshot.width, self._snapshot.height)
        yield
        return found

    def _timed(self, reading: Generator[None, None, Read]) -> Generator[None, None, Read]:
        """Read, and keep account of the time it takes."""
        while True:
            began, busy = clock.monotonic(), clock.thread_time()
            try:
                next(reading)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
            finally:
                self._spent.reading += clock.monotonic() - began
                self._spent.reading_busy += clock.thread_time() - busy
            yield
