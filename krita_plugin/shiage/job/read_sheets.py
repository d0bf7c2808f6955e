# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading model sheets: whatever Krita can show, in the colours of the keys."""

from __future__ import annotations

from collections.abc import Generator

from ..document.color_spaces import SRGB8, Picture, Space, is_rgba8
from ..document.document_settings import DocumentSettings, Reference
from ..document.outside_pictures import Unreadable, in_file, shown
from ..document.pixels import has_paint, replaced
from ..document.references import DOCUMENT, LAYER, opened
from ..document.snapshot import Snapshot
from ..language.translations import said
from ..wire.limits import MAX_NAME, MAX_SIDE, MIN_SIDE
from .engine_messages import ModelSheet
from .plan import CannotColour

MOST = 8
"""So many drawings of one animated layer are model sheets: every frame is compared with each."""


class SheetReading:
    """Reads the references of a document in steps of a few milliseconds.

    Attributes:
        words: what was decided without being asked, a line each.
        samples: of each sheet its 8-bit pixels, and the same in the keys' own space where that is another.
    """

    def __init__(self, snapshot: Snapshot, memory: DocumentSettings, space: Space) -> None:
        """Read nothing yet.

        Args:
            snapshot: a copy of the artist's document that has the layers among the references.
            memory: what was chosen in it.
            space: the colour space that keys are painted in.
        """
        self.words: list[str] = []
        self.samples: list[tuple[bytes, bytes]] = []
        self._snapshot, self._memory, self._space = snapshot, memory, space

    def read(self) -> Generator[None, None, list[ModelSheet]]:
        """The sheets, those of one reference after those of another.

        Raises:
            CannotColour: one cannot be read, is empty or too large.
        """
        sheets: list[ModelSheet] = []
        for reference in self._memory.references:
            found = False
            for name, picture in self._pictures(reference):
                yield
                sheet = yield from self._sheet(_named(name, sheets), picture)
                if sheet is not None:
                    found = True
                    sheets.append(sheet)
            if not found:
                raise CannotColour(
                    said("Nothing is painted on “{}”: remove it from the references.", reference.name)
                )
        return sheets

    def _pictures(self, reference: Reference) -> Generator[tuple[str, Picture], None, None]:
        """What a reference shows, with names."""
        if reference.kind == LAYER:
            yield from self._drawings(reference)
            return
        document = opened(reference) if reference.kind == DOCUMENT else None
        if document is not None:
            yield reference.name, shown(document)
            return
        try:
            yield reference.name, in_file(reference.place)
        except Unreadable as error:
            raise CannotColour(str(error)) from None

    def _drawings(self, reference: Reference) -> Generator[tuple[str, Picture], None, None]:
        times = self._snapshot.times(reference.place)
        if len(times) > MOST:
            words = said(
                "“{}” has {} drawings: the first {} are taken as model sheets.",
                reference.name,
                len(times),
                MOST,
            )
            self.words.append(words)
        for time in times[:MOST]:
            name = f"{reference.name} {time}" if len(times) > 1 else reference.name
            yield name, self._snapshot.picture(reference.place, time)

    def _sheet(self, name: str, picture: Picture) -> Generator[None, None, ModelSheet | None]:
        """One picture in the keys' colours; None where nothing is painted."""
        size = (picture.width, picture.height)
        if min(size) <= 0:
            return None
        if max(size) > MAX_SIDE:
            words = said("“{}” is {} x {} pixels; at most {} fit each way.", name, *size, MAX_SIDE)
            raise CannotColour(words)
        there = self._space if is_rgba8(self._space) else SRGB8
        pixels = yield from self._snapshot.between(picture, there)
        if not has_paint(pixels):
            return None
        if not is_rgba8(self._space):
            raw = yield from self._snapshot.between(picture, self._space)
            self.samples.append((pixels, raw))
        pixels = replaced(pixels, dict(self._memory.exchanged))
        yield
        return ModelSheet(name, *_padded(pixels, *size))


def _named(name: str, sheets: list[ModelSheet]) -> str:
    """A name that no other sheet has."""
    used = {sheet.name for sheet in sheets}
    name = chosen = name[:MAX_NAME] or "sheet"
    count = 1
    while chosen in used:
        count += 1
        chosen = f"{name[: MAX_NAME - 8]} {count}"
    return chosen


def _padded(pixels: bytes, width: int, height: int) -> tuple[int, int, bytes]:
    """Width, height and pixels of a picture that is as large as the engine wants it, with nothing around."""
    wide, high = max(width, MIN_SIDE), max(height, MIN_SIDE)
    if (wide, high) == (width, height):
        return width, height, pixels
    rows = (pixels[4 * y * width : 4 * (y + 1) * width].ljust(4 * wide, b"\0") for y in range(height))
    return wide, high, b"".join(rows).ljust(4 * wide * high, b"\0")
