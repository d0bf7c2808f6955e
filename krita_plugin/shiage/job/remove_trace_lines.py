# SPDX-License-Identifier: GPL-3.0-or-later
"""A line layer without trace lines: they divide colours, and are not meant to be seen over them."""

from __future__ import annotations

from krita import Document

from ..document.color_spaces import SRGB, SRGB8
from ..document.document_import import add_layer, space_of
from ..document.document_settings import DocumentSettings, recall, remember
from ..document.kra_file import LayerForm, layer_file
from ..document.kra_tiles import frame_data
from ..document.layers import find, is_open, key_times, last_time, uid
from ..document.line_art import opaque, untraced
from ..document.pixels import joined, split
from ..document.snapshot import Snapshot
from ..language.translations import said
from .plan import CannotColour
from .stepping import Stepping, Steps


class TraceRemoval(Stepping):
    """The copy being made."""

    def __init__(self, document: Document, memory: DocumentSettings) -> None:
        """Look at the line layer.

        Args:
            document: the artist's.
            memory: what was chosen in it.

        Raises:
            CannotColour: there is no line layer.
        """
        lines = find(document, memory.lines)
        if lines is None:
            raise CannotColour(said("Choose the layer that has the line art."))
        self._lines = lines
        super().__init__(document, said("leaving trace lines out"))

    def _run(self) -> Steps:
        identity, frames = uid(self._lines), {}
        snapshot = Snapshot(self.document, [self._lines])
        try:
            times = key_times(self._lines, last_time(self.document)) or [0]
            self.total = len(times)
            name, icc = yield from space_of(SRGB8)
            for time in times:
                pixels = yield from snapshot.seen(identity, time)
                planes = untraced(split(pixels), opaque(pixels, snapshot.width))
                yield None
                frames[time] = frame_data(joined(planes), 4, snapshot.width, snapshot.height)
                self.done += 1
                yield None
        finally:
            snapshot.close()
        lines = find(self.document, identity) if is_open(self.document) else None
        if lines is None:
            raise CannotColour(said("The document or its lines were closed or removed; nothing was changed."))
        title = said("{} without trace lines", lines.name())
        size = (self.document.width(), self.document.height())
        blending = lines.blendingMode() if lines.type() == "paintlayer" else "normal"
        form = LayerForm(title, *size, SRGB, icc, blending=blending, space=name)
        self._bring(form, frames)

    def _bring(self, form: LayerForm, frames: dict[int, bytes]) -> None:
        """Put the layer over the lines, in place of an earlier one, and hide them."""
        lines, memory = self._lines, recall(self.document)
        try:
            with layer_file(form, frames) as path:
                layer = add_layer(self.document, path, None, lines)
        except OSError as error:
            raise CannotColour(said("The layer could not be brought in: {}", error)) from None
        old = find(self.document, memory.traceless)
        if old is not None:
            old.remove()
        lines.setVisible(False)
        self.document.refreshProjection()
        memory.lines, memory.traceless = memory.lines or uid(lines), uid(layer)
        remember(self.document, memory)
        self.words = said(
            "“{}” shows the lines without trace lines; “{}” lies hidden.", form.name, lines.name()
        )
