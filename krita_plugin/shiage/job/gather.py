# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a document goes into a job: keys and corrections at first, then one frame's lines after another."""

from __future__ import annotations

from collections.abc import Generator

from krita import Document

from ..document.document_settings import DocumentSettings, digest, digested, engine_digested
from ..document.layers import find, uid
from ..document.line_art import opaque, too_light
from ..document.pixels import has_paint
from ..document.references import LAYER
from ..document.snapshot import Snapshot
from ..language.frame_numbers import numbers
from ..language.translations import said
from ..wire.production import stamp
from .engine_messages import ModelSheet, Order
from .plan import CannotColour, Plan, narrowed, stray
from .productions import needs_no_key
from .read_keys import KeyReading
from .read_sheets import SheetReading
from .result_form import result_forms
from .scribbles import Correction, corrections_in
from .spent_time import Spent
from .stale_frames import Inputs, around, only_marks, stale


class Gathering:
    """Reads a document in steps of a few milliseconds.

    Attributes:
        words: what was decided without being asked, "" when nothing was.
        inputs: what went into the job so far.
        names: number -> what the engine knows the line art by that was read so far.
        kept: numbers of the result's drawings that the artist touched up.
        faint: numbers of drawings whose lines are too light.
        opaque: numbers of drawings that nothing is seen through.
    """

    def __init__(self, document: Document, memory: DocumentSettings, plan: Plan, spent: Spent) -> None:
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
        self.names: dict[int, str] = {}
        self.kept: set[int] = set()
        self.faint: set[int] = set()
        self.opaque: set[int] = set()
        layers = [plan.lines, *plan.masks]
        layers += [layer for layer in (plan.colours, plan.scribbles, plan.result) if layer is not None]
        found = [find(document, one.place) for one in memory.references if one.kind == LAYER]
        drawn = [layer for layer in found if layer is not None]
        self._lines = uid(plan.lines)
        self._snapshot = Snapshot(document, layers, drawn)

    def lines(self, number: int) -> Generator[None, None, bytes]:
        """The line art of a frame, as it is seen."""
        pixels = yield from self._spent.timed(self._snapshot.seen(self._lines, number))
        if number in self.names:  # read before, to be sent now
            return pixels
        self.names[number] = yield from engine_digested(pixels)
        self.inputs[f"line {number}"] = self.names[number][:16]
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
            CannotColour: there is nothing to colour from, or it cannot be read.
        """
        plan, memory = self._plan, self._memory
        reading = KeyReading(self._snapshot, memory, plan)
        keys = yield from self._spent.timed(reading.read())
        self.words, self.kept = reading.words, set(reading.kept)
        sheets = yield from self._sheets(reading)
        settings = [self._lines, memory.mode, memory.gap, memory.exchanged]
        for sheet in sheets:
            settings.append((sheet.name, (yield from digested(sheet.pixels))))
        if memory.swatches:
            settings.append(memory.swatches)
        if memory.production:
            settings.append(stamp(memory.production))
        self.inputs["settings"] = digest(repr(tuple(settings)).encode())
        for number, pixels in keys.items():
            self.inputs[f"key {number}"] = yield from digested(pixels)
        frames, whole = plan.frames, False
        corrections = (yield from self._corrections(plan.frames)) if keys else {}
        scribbles = {} if keys else (yield from self._scribbles())
        if not (keys or sheets or scribbles or needs_no_key(memory.production)):
            raise CannotColour((yield from reading.lacking()))
        given = set(keys) | set(scribbles)
        if plan.wanted is not None:
            wanted: tuple[int, ...] = (plan.wanted,)
            frames = [plan.wanted] if plan.wanted in scribbles else narrowed(plan.frames, given, plan.wanted)
        else:
            wanted = yield from self._wanted(reading)
            if not wanted:
                return None
            whole = len(wanted) + len(reading.kept) == len(plan.frames)
            if not whole and not only_marks(memory.inputs, self.inputs):
                frames = around(plan.frames, wanted, given)
        form, native = yield from result_forms(self._document, memory, plan, self._snapshot, reading)
        return Order(
            self._snapshot.width,
            self._snapshot.height,
            memory.mode,
            memory.gap,
            frames,
            {number: pixels for number, pixels in keys.items() if number in frames},
            {number: found for number, found in corrections.items() if number in frames},
            form,
            wanted,
            plan.wanted is not None,
            plan.blanks,
            reading.kept if whole else {},
            whole,
            native,
            sheets,
            memory.swatches,
            {number: self.names[number] for number in frames if number in self.names},
            memory.production,
            {number: pixels for number, pixels in scribbles.items() if number in frames},
        )

    def _sheets(self, reading: KeyReading) -> Generator[None, None, list[ModelSheet]]:
        """The model sheets, in the colours of the keys."""
        found = SheetReading(self._snapshot, self._memory, self._snapshot.space(uid(reading.source)))
        sheets = yield from self._spent.timed(found.read())
        self.words = "\n".join(filter(None, [self.words, *found.words]))
        reading.samples += found.samples
        return sheets

    def _wanted(self, reading: KeyReading) -> Generator[None, None, tuple[int, ...]]:
        """Numbers of the drawings that are missing in the result or may have other colours now.

        All line art is read for that, before any is sent: the engine, told its names, compares no drawings
        again that it compared before, and need not be sent them.
        """
        plan = self._plan
        for number in plan.frames:
            yield from self.lines(number)
        if plan.result is None or not self._memory.inputs or stray(self._document, plan, plan.result):
            return tuple(number for number in plan.frames if number not in reading.kept)
        again = stale(self._memory.inputs, self.inputs, plan.frames, reading.present)
        return tuple(sorted(again - set(reading.kept)))

    def _corrections(self, frames: list[int]) -> Generator[None, None, dict[int, list[Correction]]]:
        corrections: dict[int, list[Correction]] = {}
        for number in sorted(set(self._plan.corrected) & set(frames)):
            corrections[number] = yield from self._marks(number)
            self.inputs[f"marks {number}"] = digest(repr(corrections[number]).encode())
        return corrections

    def _scribbles(self) -> Generator[None, None, dict[int, bytes]]:
        """Strokes on drawings, where there is no key: the shot is coloured from them."""
        scribbles, found = self._plan.scribbles, {}
        for number in sorted(set(self._plan.corrected) & set(self._plan.frames)):
            assert scribbles is not None
            pixels = yield from self._snapshot.paint(uid(scribbles), self._plan.corrected[number])
            if has_paint(pixels):
                found[number] = pixels
                self.inputs[f"marks {number}"] = yield from digested(pixels)
        return found

    def _marks(self, number: int) -> Generator[None, None, list[Correction]]:
        scribbles = self._plan.scribbles
        assert scribbles is not None
        scribbled = yield from self._snapshot.paint(uid(scribbles), self._plan.corrected[number])
        lines = yield from self._snapshot.seen(self._lines, number)
        found = corrections_in(scribbled, lines, self._snapshot.width, self._snapshot.height)
        yield
        return found
