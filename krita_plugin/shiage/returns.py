# SPDX-License-Identifier: GPL-3.0-or-later
"""Coloured frames on their way in: turned into Krita's form while the engine works on the next ones."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from .kra import write_layer
from .memory import digest
from .orders import Finished, Order
from .planes import Colour, Planes, coloured, joined, split
from .tiles import BLANK, frame_data
from .unsure import Unsure, least_sure
from .wire.events import EngineError, RegionFrame

LISTED = 40
"""So many regions stand in the list of the least sure ones."""


class Returns:
    """What has come back of one job.

    Attributes:
        uploaded: the engine has the whole shot.
        notes: what the engine has to say of it, a line each.
    """

    def __init__(self, order: Order, folder: Path) -> None:
        """Args: order: what was asked; folder: where frames are kept until all are there."""
        self.uploaded = False
        self.notes: list[str] = []
        self._order = order
        self._folder = folder
        self._pixels = b""
        self._palette: list[tuple[Colour, str]] = []
        self._unsure: list[Unsure] = []
        self._kept: set[int] = set()
        self._digests: dict[int, str] = {}
        self._painted = 0

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
        if frame.dtype != "u2":
            words = f"frame {frame.number} has {frame.count} regions; a frame may have 65535: is it noise?"
            raise EngineError(words)
        labels, colours = bytes(frame.labels), frame.palette.colours
        planes = self._planes(frame, labels)
        if frame.number not in self._order.keys:
            self._unsure += least_sure(
                frame.number, labels, frame.width, bytes(frame.swatches), bytes(frame.confidence), colours
            )
        self._painted += bool(planes[3].strip(b"\0"))
        pixels = joined(planes)
        self._digests[frame.number] = digest(pixels)
        if self._order.single:
            self._pixels = pixels
        else:
            self._place(frame.number).write_bytes(frame_data(planes, frame.width, frame.height))

    def _planes(self, frame: RegionFrame, labels: bytes) -> Planes:
        """The picture: of flat swatches, or with the shading that mode soft carries."""
        if frame.cel is None:
            return coloured(labels, list(frame.swatches.cast("i")), frame.palette.colours)
        cel = bytes(frame.cel)
        return cel[2::4], cel[1::4], cel[0::4], cel[3::4]

    def finish(self) -> Finished:
        """Everything has come: write the layer."""
        self._unsure.sort(key=lambda region: region.confidence)
        layer = None
        if self._order.form is not None:
            handle, name = tempfile.mkstemp(suffix=".kra", prefix="shiage-")
            os.close(handle)
            layer = Path(name)
            frames = {number: self._place(number).read_bytes() for number in self._order.wanted}
            for number, pixels in self._order.kept.items():
                frames[number] = frame_data(split(pixels), self._order.width, self._order.height)
            frames |= dict.fromkeys(self._order.blanks, BLANK)
            write_layer(layer, self._order.form, frames)
        return Finished(
            layer,
            self._pixels,
            self._palette,
            self._unsure[:LISTED],
            self.notes,
            self._digests,
            self._painted,
            self._order.whole,
        )

    def _place(self, number: int) -> Path:
        return self._folder / f"{number}.tiles"
