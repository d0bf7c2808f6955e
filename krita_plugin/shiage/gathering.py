# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a document goes into a job: keys and corrections at first, then one frame's lines after another."""

from __future__ import annotations

import time as clock
from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import TypeVar

from krita import Document, Node

from .arrival import space_of
from .inks import opaque, too_light
from .keys import KeyReading
from .kra import LayerForm
from .layers import find, uid
from .memory import Memory, digest, digested
from .orders import Native, Order, Sheet
from .plan import Plan, narrowed, numbers, stray
from .references import LAYER
from .scribbles import Mark, marks
from .sheets import SheetReading
from .snapshot import Snapshot
from .spaces import SRGB8, Space, is_rgba8, own_space
from .stale import Inputs, around, stale
from .translations import said

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
        inputs: what went into the job so far.
        kept: numbers of the result's drawings that the artist touched up.
        faint: numbers of drawings whose lines are too light.
        opaque: numbers of drawings that nothing is seen through.
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
        self.inputs: Inputs = {}
        self.kept: set[int] = set()
        self.faint: set[int] = set()
        self.opaque: set[int] = set()
        layers = [plan.lines, *plan.masks]
        layers += [layer for layer in (plan.colours, plan.scribbles, plan.result) if layer is not None]
        drawn = [find(document, one.place) for one in memory.references if one.kind == LAYER]
        self._lines = uid(plan.lines)
        self._snapshot = Snapshot(document, layers, drawn)

    def lines(self, number: int) -> Generator[None, None, bytes]:
        """The line art of a frame, as it is seen."""
        pixels = yield from self._timed(self._snapshot.seen(self._lines, number))
        self.inputs[f"line {number}"] = yield from digested(pixels)
        if too_light(pixels, self._snapshot.width):
            self.faint.add(number)
        if opaque(pixels, self._snapshot.width):
            self.opaque.add(number)
        yield
        return pixels

    def notes(self) -> list[str]:
        """What the artist should know of what was read."""
        notes = [self.words] if self.words else []
        if self.faint:
            notes.append(said("The lines of {} are too light to be seen as lines.", numbers(self.faint)))
        return notes

    def close(self) -> None:
        """Give the copy back."""
        self._snapshot.close()

    def order(self) -> Generator[None, None, Order | None]:
        """Read what must be known before the first picture travels: keys and corrections.

        Returns:
            What the engine shall do; None when the result that is there is still right.

        Raises:
            CannotColour: there is neither key nor model sheet, or one cannot be read.
        """
        plan, memory = self._plan, self._memory
        reading = KeyReading(self._snapshot, memory, plan)
        keys = yield from self._timed(reading.read())
        self.words, self.kept = reading.words, set(reading.kept)
        sheets = yield from self._sheets(reading)
        settings = [self._lines, memory.mode, memory.gap, memory.exchanged]
        for sheet in sheets:
            settings.append((sheet.name, (yield from digested(sheet.pixels))))
        if memory.swatches:
            settings.append(memory.swatches)
        self.inputs["settings"] = digest(repr(tuple(settings)).encode())
        for number, pixels in keys.items():
            self.inputs[f"key {number}"] = yield from digested(pixels)
        wanted, frames, whole = (plan.wanted,), plan.frames, False
        corrections = yield from self._corrections(plan.frames)
        if plan.wanted is not None:
            frames = narrowed(plan.frames, set(keys), plan.wanted)
        else:
            wanted = yield from self._wanted(reading)
            if not wanted:
                return None
            whole = len(wanted) + len(reading.kept) == len(plan.frames)
            if not whole:
                frames = around(plan.frames, wanted, keys)
        form, native = yield from self._forms(reading)
        return Order(
            self._snapshot.width,
            self._snapshot.height,
            memory.mode,
            memory.gap,
            frames,
            {number: pixels for number, pixels in keys.items() if number in frames},
            {number: marks for number, marks in corrections.items() if number in frames},
            form,
            wanted,
            plan.wanted is not None,
            plan.blanks,
            reading.kept if whole else {},
            whole,
            native,
            sheets,
            memory.swatches,
        )

    def _sheets(self, reading: KeyReading) -> Generator[None, None, list[Sheet]]:
        """The model sheets, in the colours of the keys."""
        found = SheetReading(self._snapshot, self._memory, self._snapshot.space(uid(reading.source)))
        sheets = yield from self._timed(found.read())
        self.words = "\n".join(filter(None, [self.words, *found.words]))
        reading.samples += found.samples
        return sheets

    def _wanted(self, reading: KeyReading) -> Generator[None, None, tuple[int, ...]]:
        """Numbers of the drawings that are missing in the result or may have other colours now."""
        plan = self._plan
        if plan.result is None or not self._memory.inputs or stray(self._document, plan, plan.result):
            return tuple(number for number in plan.frames if number not in reading.kept)
        for number in plan.frames:
            yield from self.lines(number)
        again = stale(self._memory.inputs, self.inputs, plan.frames, reading.present)
        return tuple(sorted(again - set(reading.kept)))

    def _forms(self, reading: KeyReading) -> Generator[None, None, tuple[LayerForm, Native | None]]:
        """The layer that is to be written: in 8-bit RGBA, and in the colours' own space if that is another.

        A document of 8-bit RGBA gets a layer of that. In mode soft a result has colours that no key has;
        replaced swatches are known in 8 bits only.
        """
        identity = uid(reading.source)
        form = yield from self._form(reading.source, (*SRGB8[:2], self._snapshot.profile(identity)))
        plain = self._plan.wanted is None and is_rgba8(own_space(self._document))
        if plain or not reading.samples or self._memory.mode != "flat" or self._memory.exchanged:
            return form, None
        own = yield from self._form(reading.source, self._snapshot.space(identity))
        bgra, raw = reading.samples[0]
        size = 4 * len(raw) // len(bgra)
        return form, Native(replace(own, size=size), reading.samples)

    def _form(self, source: Node, space: Space) -> Generator[None, None, LayerForm]:
        result = self._plan.result
        shown = result if result is not None else source
        painted = shown != self._plan.lines and shown.type() == "paintlayer"
        name, icc = yield from space_of(space)
        return LayerForm(
            name=result.name() if result is not None else f"{NAME} {source.name()}",
            width=self._snapshot.width,
            height=self._snapshot.height,
            profile=space[2],
            icc=icc,
            opacity=shown.opacity() if shown != self._plan.lines else 255,
            blending=shown.blendingMode() if painted else "normal",
            space=name,
        )

    def _corrections(self, frames: list[int]) -> Generator[None, None, dict[int, list[Mark]]]:
        corrections: dict[int, list[Mark]] = {}
        for number in sorted(set(self._plan.corrected) & set(frames)):
            corrections[number] = yield from self._marks(number)
            self.inputs[f"marks {number}"] = digest(repr(corrections[number]).encode())
        return corrections

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
