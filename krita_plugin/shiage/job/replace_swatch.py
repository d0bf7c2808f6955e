# SPDX-License-Identifier: GPL-3.0-or-later
"""Replacing a swatch: the result is painted anew in the other colour, without the engine."""

from __future__ import annotations

from collections.abc import Generator

from krita import Document

from ..document.color_spaces import SRGB8
from ..document.document_import import add_layer, space_of
from ..document.document_settings import DocumentSettings, digested, remember
from ..document.kra_file import LayerForm, layer_file
from ..document.kra_tiles import frame_data
from ..document.layers import find, is_open, key_times, last_time, uid
from ..document.pixels import Colour, replaced
from ..document.snapshot import Snapshot
from ..document.write_frames import put_frames
from ..language.translations import said
from .plan import CannotColour
from .stepping import Stepping, Steps


class Recolouring(Stepping):
    """A swatch being replaced."""

    def __init__(self, document: Document, memory: DocumentSettings, old: Colour, new: Colour) -> None:
        """Look at the latest result.

        Args:
            document: the artist's.
            memory: what is remembered of it; it is added to.
            old: the colour to be replaced.
            new: what takes its place.

        Raises:
            CannotColour: there is no result, or the new colour stands in the palette already.
        """
        layer = find(document, memory.result)
        if layer is None:
            raise CannotColour(said("There is no result to recolor: color the shot first."))
        if memory.mode == "soft":
            raise CannotColour(
                said("Swatches are replaced in flat shots only: shaded ones are no single color.")
            )
        if any(colour == new for colour, _ in memory.palette if colour != old):
            raise CannotColour(
                said("That color is another swatch’s already: both could not be told apart any more.")
            )
        self._memory, self._old, self._new = memory, old, new
        self._layer = layer
        self._made: dict[int, str] = {}
        super().__init__(document, said("recoloring"))

    def _run(self) -> Steps:
        identity = uid(self._layer)
        snapshot = Snapshot(self.document, [self._layer])
        frames: dict[int, bytes] = {}
        try:
            times = key_times(self._layer, last_time(self.document)) or [0]
            self.total = len(times)
            form = yield from self._form(snapshot, identity)
            for time in times:
                raw = yield from snapshot.raw(identity, time)
                before = yield from digested(raw)
                pixels = yield from snapshot.shown(identity, raw)
                changed = replaced(pixels, {self._old: self._new})
                if before in self._memory.made_at(identity, time):  # else the artist's own, as it was before
                    self._made[time] = yield from digested(changed)
                yield None
                frames[time] = frame_data(changed, 4, snapshot.width, snapshot.height)
                self.done += 1
                yield None
        finally:
            snapshot.close()
        if not is_open(self.document) or find(self.document, identity) is None:
            raise CannotColour(said("The document or its result was closed or removed; nothing was changed."))
        self._exchange(form, frames)

    def _form(self, snapshot: Snapshot, identity: str) -> Generator[None, None, LayerForm]:
        profile = snapshot.profile(identity)
        space, icc = yield from space_of((*SRGB8[:2], profile))
        layer = self._layer
        return LayerForm(
            layer.name(),
            snapshot.width,
            snapshot.height,
            profile,
            icc,
            layer.opacity(),
            layer.blendingMode(),
            space,
        )

    def _exchange(self, form: LayerForm, frames: dict[int, bytes]) -> None:
        """Put the frames into the layer; where Krita cannot, a new layer in place of the old one."""
        layer, memory = self._layer, self._memory
        try:
            with layer_file(form, frames) as path:
                if not layer.animated() or not put_frames(self.document, layer, path, list(frames)):
                    layer = add_layer(self.document, path, None, self._layer)
                    self._layer.remove()
        except OSError as error:
            raise CannotColour(said("The recolored shot could not be brought in: {}", error)) from None
        memory.result = uid(layer)
        for time, made in self._made.items():
            memory.note_made(memory.result, time, made)
        memory.inputs = {}  # keys stand for other colours now
        memory.palette = [
            (self._new if colour == self._old else colour, name) for colour, name in memory.palette
        ]
        memory.exchanged = _chained(memory.exchanged, self._old, self._new)
        remember(self.document, memory)
        self.words = said(
            "{} drawings are recolored; keys take the new color whenever you color again.", len(frames)
        )


def _chained(exchanged: list[tuple[Colour, Colour]], old: Colour, new: Colour) -> list[tuple[Colour, Colour]]:
    """Keys keep the colours they were painted in: what led to the old colour leads to the new one now."""
    led = [(first, new if last == old else last) for first, last in exchanged]
    if old not in [last for _, last in exchanged]:
        led.append((old, new))
    return [(first, last) for first, last in led if first != last]
