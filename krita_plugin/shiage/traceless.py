# SPDX-License-Identifier: GPL-3.0-or-later
"""A line layer without trace lines: they divide colours, and are not meant to be seen over them."""

from __future__ import annotations

import os
import tempfile
import time as clock
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

from krita import Document

from .arrival import add_layer, space_of
from .inks import opaque, untraced
from .kra import LayerForm, write_layer
from .layers import find, is_open, key_times, last_time, uid
from .memory import Memory, recall, remember
from .plan import CannotColour
from .planes import split
from .snapshot import Snapshot
from .tiles import frame_data
from .translations import said

SRGB = ("RGBA", "U8", "sRGB-elle-V2-srgbtrc.icc")


class TraceRemoval:
    """The copy being made, in steps of a few milliseconds like a job.

    Attributes:
        document: the artist's.
        stage: what is being done, in words.
        done: frames that are finished.
        total: all frames.
        words: what came of it.
    """

    def __init__(self, document: Document, memory: Memory) -> None:
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
        self.document, self.words = document, ""
        self.stage, self.done, self.total = "leaving trace lines out", 0, 0
        self._memory, self._lines = memory, lines
        self._steps = self._run()

    def step(self, seconds: float = 0.02) -> bool:
        """Go on for about so long; false at the end.

        Raises:
            CannotColour: it ends here.
        """
        until = clock.monotonic() + seconds
        try:
            while clock.monotonic() < until:
                next(self._steps)
        except StopIteration:
            return False
        return True

    def cancel(self) -> None:
        """Stop it; the document stays as it is."""
        self._steps.close()

    def _run(self) -> Generator[None, None, None]:
        identity, frames = uid(self._lines), {}
        snapshot = Snapshot(self.document, [self._lines])
        try:
            times = key_times(self._lines, last_time(self.document)) or [0]
            self.total = len(times)
            name, icc = yield from space_of(self.document, SRGB)
            for time in times:
                pixels = yield from snapshot.seen(identity, time)
                planes = untraced(split(pixels), opaque(pixels, snapshot.width))
                yield
                frames[time] = frame_data(planes, snapshot.width, snapshot.height)
                self.done += 1
                yield
        finally:
            snapshot.close()
        lines = find(self.document, identity) if is_open(self.document) else None
        if lines is None:
            raise CannotColour("The document or its lines were closed or removed; nothing was changed.")
        title = f"{lines.name()} without trace lines"
        size = (self.document.width(), self.document.height())
        blending = lines.blendingMode() if lines.type() == "paintlayer" else "normal"
        form = LayerForm(title, *size, SRGB[2], icc, blending=blending, space=name)
        self._bring(form, frames)

    def _bring(self, form: LayerForm, frames: dict[int, bytes]) -> None:
        """Put the layer over the lines, in place of an earlier one, and hide them."""
        handle, name = tempfile.mkstemp(suffix=".kra", prefix="shiage-")
        os.close(handle)
        lines, memory = self._lines, recall(self.document)
        try:
            write_layer(Path(name), form, frames)
            layer = add_layer(self.document, Path(name), None, lines)
        except OSError as error:
            raise CannotColour(f"The layer could not be brought in: {error}") from None
        finally:
            with suppress(OSError):
                Path(name).unlink()
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
