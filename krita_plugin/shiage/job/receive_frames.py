# SPDX-License-Identifier: GPL-3.0-or-later
"""Coloured frames on their way in: turned into Krita's form while the engine works on the next ones."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ..document.document_settings import digest
from ..document.kra_file import LayerForm, write_layer
from ..document.kra_tiles import blank, frame_data
from ..document.pixels import Colour, coloured, joined, native, pixel_of
from ..language.translations import said
from ..wire.events import EngineError, RegionFrame
from .engine_messages import Choice, Finished, Order
from .uncertain_regions import UncertainRegion, least_sure, middles

LISTED = 40
"""So many regions stand in the list of the least sure ones."""


class Returns:
    """What has come back of one job.

    Attributes:
        notes: what the engine has to say of it, a line each.
    """

    def __init__(self, order: Order, folder: Path) -> None:
        """Args: order: what was asked; folder: where frames are kept until all are there."""
        self.notes: list[str] = []
        self._order = order
        self._folder = folder
        self._pixels = b""
        self._palette: list[tuple[Colour, str]] = []
        self._unsure: list[UncertainRegion] = []
        self._kept: set[int] = set()
        self._digests: dict[int, str] = {}
        self._painted = 0
        self._form: LayerForm | None = None
        self._choices: list[Choice] = []
        self._pixels_of: dict[Colour, bytes] = {}

    def total(self) -> int:
        """Frames that shall come."""
        return len(self._order.wanted)

    def taken(self) -> int:
        """Frames that have come."""
        return len(self._kept)

    def missing(self) -> list[int]:
        """Numbers of the frames that have not."""
        return [number for number in self._order.wanted if number not in self._kept]

    def take(self, frame: RegionFrame) -> None:
        """Keep one coloured frame.

        Raises:
            EngineError: it has more regions than this plug-in can take in.
        """
        self._palette = list(zip(frame.palette.colours, frame.palette.names, strict=True))
        if frame.number not in self._order.wanted:
            return
        self._kept.add(frame.number)
        if self._form is None:
            self._choose_form(frame.palette.colours)
        if frame.dtype != "u2":
            words = said("frame {} has {} regions; 65535 fit: is it noise?", frame.number, frame.count)
            raise EngineError(words)
        labels, colours = bytes(frame.labels), frame.palette.colours
        pixels = self._picture(frame, labels)
        if frame.number not in self._order.keys:
            self._unsure += least_sure(
                frame.number, labels, frame.width, bytes(frame.swatches), bytes(frame.confidence), colours
            )
        self._painted += _paints(frame)
        self._digests[frame.number] = digest(pixels)
        size = len(pixels) // (frame.width * frame.height)
        if self._order.single:
            self._pixels = pixels
            if self._order.candidates > 1:
                self._choices = self._candidates(frame, labels)
        else:
            self._place(frame.number).write_bytes(frame_data(pixels, size, frame.width, frame.height))

    def _picture(self, frame: RegionFrame, labels: bytes) -> bytes:
        """The picture: of flat swatches, or with the shading that mode soft carries."""
        if frame.cel is None:
            return self._painted_in(frame, labels, frame.swatches)
        cel = bytes(frame.cel)
        return joined((cel[2::4], cel[1::4], cel[0::4], cel[3::4]))

    def _painted_in(self, frame: RegionFrame, labels: bytes, swatches: memoryview) -> bytes:
        """The picture of flat swatches."""
        return coloured(labels, [self._pixel(frame.palette.colours[swatch]) for swatch in swatches.cast("i")])

    def _candidates(self, frame: RegionFrame, labels: bytes) -> list[Choice]:
        """The frame in each of its candidates."""
        first = frame.swatches.cast("i").tolist()
        found = []
        for swatches in (frame.swatches, *frame.others):
            own = swatches.cast("i").tolist()
            unlike = [region for region, swatch in enumerate(own) if swatch != first[region]]
            shown = coloured(labels, [pixel_of(frame.palette.colours[swatch]) for swatch in own])
            places = middles(labels, frame.width, unlike, frame.count)
            found.append(Choice(self._painted_in(frame, labels, swatches), shown, places))
        return found

    def _pixel(self, colour: Colour) -> bytes:
        """A swatch as it is written: exactly as it was painted in the colours' own space, if in that."""
        if colour not in self._pixels_of:
            found = None
            if self._form is not None and self._form == self._native_form():
                assert self._order.native is not None
                found = native(colour, self._order.native.samples, self._form.size)
                if found is None:
                    raise EngineError(
                        said("The keys’ colors could not be found again in their own color space.")
                    )
            self._pixels_of[colour] = found if found is not None else pixel_of(colour)
        return self._pixels_of[colour]

    def _native_form(self) -> LayerForm | None:
        return self._order.native.form if self._order.native is not None else None

    def _choose_form(self, colours: Sequence[Colour]) -> None:
        """The colours' own space, if all swatches are found in it and 8-bit RGBA does not hold them too."""
        self._form = self._order.form
        own = self._order.native
        if own is None:
            return
        found = [native(colour, own.samples, own.form.size) for colour in colours]
        if None in found:
            return
        same = self._form is not None and own.form.profile == self._form.profile
        doubled = own.form.space == "RGBA16" and same
        if self._order.single or not doubled or any(p[::2] != p[1::2] for p in found if p is not None):
            self._form = own.form

    def finish(self) -> Finished:
        """Everything has come: write the layer."""
        self._unsure.sort(key=lambda region: region.confidence)
        layer, form = None, self._form or self._order.form
        is_native = form is not None and form == self._native_form()
        if not self._order.single and form is not None:
            handle, name = tempfile.mkstemp(suffix=".kra", prefix="shiage-")
            os.close(handle)
            layer = Path(name)
            frames = {number: self._place(number).read_bytes() for number in self._order.wanted}
            for number, pixels in self._order.kept.items():
                size = len(pixels) // (form.width * form.height)
                if size == form.size:
                    frames[number] = frame_data(pixels, size, form.width, form.height)
            frames |= dict.fromkeys(self._order.blanks, blank(form.size))
            write_layer(layer, form, frames)
        return Finished(
            layer,
            self._pixels,
            self._palette,
            self._unsure[:LISTED],
            self.notes,
            self._digests,
            self._painted,
            self._order.whole,
            is_native,
            self._choices,
        )

    def _place(self, number: int) -> Path:
        return self._folder / f"{number}.tiles"


def _paints(frame: RegionFrame) -> bool:
    """Whether there is any paint in a frame."""
    if frame.cel is not None:
        return bool(bytes(frame.cel[3::4]).strip(b"\0"))
    return any(frame.palette.colours[swatch][3] for swatch in frame.swatches.cast("i"))
