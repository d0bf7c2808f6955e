# SPDX-License-Identifier: GPL-3.0-or-later
"""Colouring while the artist scribbles: whether what is scribbled on the frame that is shown has changed."""

from __future__ import annotations

import zlib

from krita import Document

from ..document.document_settings import DocumentSettings
from ..document.layers import find


class LiveScribbles:
    """Looks at the layer of scribbles, now and then, while it is switched on.

    Attributes:
        on: it is.
    """

    def __init__(self) -> None:
        """Switched off."""
        self.on = False
        self._place: tuple[str, str, int] | None = None
        self._seen = 0
        self._fresh = False

    def turn(self, on: bool) -> None:
        """Switch it on or off; what is scribbled already counts as new when it is switched on."""
        self.on, self._fresh, self._place = on, on, None

    def look(self, document: Document, memory: DocumentSettings) -> bool:
        """Whether something else is scribbled on the frame that is shown than was the last time.

        Going to another frame is no change: what is scribbled there was taken when it was made, or will be
        when it is touched.
        """
        layer = find(document, memory.scribbles) if self.on and memory.scribbles else None
        if layer is None:
            return False
        box = layer.bounds()
        size = box.x(), box.y(), box.width(), box.height()
        pixels = bytes(layer.pixelData(*size)) if box.width() and box.height() else b""
        seen = zlib.crc32(pixels, zlib.crc32(repr(size).encode())) if any(pixels) else 0
        place = document.fileName(), memory.scribbles, document.currentTime()
        if place != self._place:
            changed, self._fresh = self._fresh and seen != 0, False
        else:
            changed = seen not in (0, self._seen)
        self._place, self._seen = place, seen
        return changed
