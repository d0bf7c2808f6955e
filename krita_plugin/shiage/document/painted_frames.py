# SPDX-License-Identifier: GPL-3.0-or-later
"""Which frames of a layer are painted: seen a little at a time, so that nobody who paints feels it.

Krita tells nobody what changes in a document. Rows of the frame that is shown cost next to nothing, so they
are looked at each time; each reading of another frame makes Krita copy it (10 ms where it has 4K), so those
are looked at once, and once more when the artist leaves them.
"""

from __future__ import annotations

import hashlib
import time as clock
from collections.abc import Generator
from dataclasses import dataclass

from krita import Document, Node

from .layers import DRAWN, drawing_at, key_times, last_time, uid

ROWS = 16
"""So many rows of the frame that is shown are looked at each time, other ones each time."""

BAND = 1 << 17
"""So many pixels are read at a time."""


@dataclass
class Frame:
    """A frame as it was seen last.

    Attributes:
        painted: there is paint on it; None: not known yet.
        digest: short name of its pixels, "" when it is not known.
        left: it was shown and is not any more: what was done to it last is not seen yet.
    """

    painted: bool | None = None
    digest: str = ""
    left: bool = False


class Sight:
    """The frames of one layer, or of all paint layers of a group."""

    def __init__(self, layer: Node) -> None:
        """Nothing is seen yet."""
        self.frames: dict[int, Frame] = {}
        self._layer = layer
        self._parts = [Sight(n) for n in layer.childNodes() if n.type() in DRAWN]
        self._steps: Generator[None, None, None] | None = None
        self._rows: dict[int, tuple[int, bytes]] = {}
        self._turn = 0
        self._shown: int | None = None

    def look(self, document: Document, digests: set[int], seconds: float, others: bool = True) -> None:
        """Look at what may have changed, for about so long.

        Args:
            document: the layer's.
            digests: times of frames whose digest is wanted.
            seconds: after which the next reading waits for the next look.
            others: look at other frames than the one that is shown, too.
        """
        if self._layer.type() == "grouplayer":
            for part in self._parts:
                part.look(document, set(), seconds / len(self._parts))
            painted = {time for part in self._parts for time, frame in part.frames.items() if frame.painted}
            self.frames = {time: Frame(True) for time in painted}
            return
        times = key_times(self._layer, last_time(document)) or [0]
        shown = drawing_at(times, document.currentTime())
        self.frames = {time: self.frames.get(time, Frame()) for time in times if others or time == shown}
        if self._shown != shown and self._shown in self.frames:
            self.frames[self._shown].left = True
        self._shown = shown
        until = clock.monotonic() + seconds
        if shown is not None:
            self._glance(document, shown)
        while clock.monotonic() < until:
            if self._steps is None:
                self._steps = self._next(document, shown, digests)
            try:
                next(self._steps)
            except StopIteration:
                self._steps = None
                if not self._open(digests):
                    return

    def _open(self, digests: set[int]) -> bool:
        """Whether something is still to be found out."""
        frames = self.frames.items()
        return any(
            f.left or f.painted is None or (f.painted and t in digests and not f.digest) for t, f in frames
        )

    def _glance(self, document: Document, time: int) -> None:
        """A few rows of the frame that is shown: do they look as they did?"""
        width, height = document.width(), document.height()
        step = max(1, height // ROWS)
        self._turn = (self._turn + 1) % step
        said = hashlib.sha1()
        painted = False
        for y in range(self._turn, height, step):
            row = bytes(self._layer.pixelData(0, y, width, 1))
            said.update(row)
            painted = painted or bool(row.strip(b"\0"))
        frame, known = self.frames[time], self._rows.get(self._turn)
        if known is not None and known[0] == time and known[1] != said.digest():
            self._rows.clear()
            frame.digest = ""
            frame.painted = None
        self._rows[self._turn] = (time, said.digest())
        if painted:
            frame.painted = True
        elif frame.painted is False:
            frame.painted = None  # a small blot between the rows: looked for each time

    def _next(self, document: Document, shown: int | None, digests: set[int]) -> Generator[None, None, None]:
        """Find out something about one frame, the one that is shown first."""
        order = sorted(self.frames, key=lambda time: (time != shown, time))
        for time in order:
            frame = self.frames[time]
            if not frame.left and frame.painted and (time not in digests or frame.digest):
                continue
            if not frame.left and frame.painted is False:
                continue
            said = hashlib.sha1()
            painted = False
            for data in self._bands(document, time if time != shown else None):
                painted = painted or bool(data.strip(b"\0"))
                if painted and time not in digests:
                    break
                said.update(data)
                yield
            frame.painted, frame.left = painted, False
            frame.digest = said.hexdigest()[:16] if time in digests else ""
            return

    def _bands(self, document: Document, time: int | None) -> Generator[bytes, None, None]:
        width, height = document.width(), document.height()
        # of another frame a copy is made each time, whatever is read of it: fewer and larger pieces
        rows = max(1, (BAND if time is None else 8 * BAND) // width)
        for top in range(0, height, rows):
            place = (0, top, width, min(rows, height - top))
            if time is None or not self._layer.animated():
                yield bytes(self._layer.pixelData(*place))
            else:
                yield bytes(self._layer.pixelDataAtTime(*place, time))


def sight_key(document: Document, layer: Node) -> object:
    """What makes a sight another one: the document and the layers it looks at."""
    return document.fileName(), uid(layer), [uid(node) for node in layer.childNodes()]
