# SPDX-License-Identifier: Apache-2.0
"""A shot as a host hands it over: raw buffers with what they mean."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from .events import Refused
from .limits import CANDIDATES, CUT, DEFAULT_GAP, DEFAULT_MIN_AREA, DEFAULT_MODE, PRODUCTION, SCRIBBLES
from .stroke import Stroke as Stroke

Buffer = Any
"""Anything with a C-contiguous buffer: bytes, memoryview, array.array, numpy array, QByteArray."""

ITEM_BYTES = {"u1": 1, "u2": 2}
CHANNELS = {"ink": 1, "Y": 1, "RGB": 3, "RGBA": 4, "BGRA": 4, "trace": 1}


@dataclass(frozen=True)
class Item:
    """One thing to upload: its header as it crosses the wire, and its buffers or how to get them."""

    header: dict[str, Any]
    buffers: Callable[[], list[Buffer]]


@dataclass
class ShotUpload:
    """Frames, keys, scribbles, model sheets and corrections of one shot, and how it shall be coloured.

    A buffer may also be a function without arguments that returns it: it is called when its turn to be
    sent has come, so that a host never holds a whole shot in memory.

    Attributes:
        production: absolute path of the folder of a production that the shot is one of; "" for none. With one
            the shot may be without key and model sheet.
        priority: "interactive" goes before "batch"; None: by the number of frames to solve.
        cut: name under which the shot, each frame of it a key, becomes a cut of its production; "" where it
            is to be coloured.
        candidates: so many ways at most to colour its one frame, where it has no key.
    """

    mode: str = DEFAULT_MODE
    gap: int = DEFAULT_GAP
    min_area: int = DEFAULT_MIN_AREA
    production: str = ""
    priority: str | None = None
    items: list[Item] = field(default_factory=list)
    corrections: list[dict[str, Any]] = field(default_factory=list)
    palette: dict[str, Any] | None = None
    cut: str = ""
    candidates: int = 1

    @property
    def kind(self) -> str:
        """The kind of job that it makes."""
        return CUT if self.cut else "color"

    def settings(self, capabilities: Collection[str], engine: str) -> dict[str, Any]:
        """What `submit` says of how the shot shall be coloured.

        Args:
            capabilities: what the engine knows.
            engine: its version.

        Raises:
            Refused: it knows no productions, scribbles or candidates, and would colour the shot without.
        """
        scribbled = any(item.header["role"] == "scribbles" for item in self.items)
        for needed, word, lacks in (
            (scribbled, SCRIBBLES, "knows no scribbles"),
            (self.production, PRODUCTION, "knows no productions"),
            (self.cut, CUT, "takes no finished shots in"),
            (self.candidates > 1, CANDIDATES, "gives no candidates"),
        ):
            if needed and word not in capabilities:
                raise Refused(f"the engine {engine} {lacks}: update it (pip install --upgrade shiage)")
        said: dict[str, Any] = {"mode": self.mode, "gap": self.gap, "min_area": self.min_area}
        said |= {PRODUCTION: self.production} if self.production else {}
        said |= {CANDIDATES: self.candidates} if self.candidates > 1 else {}
        return said | ({"name": self.cut} if self.cut else {})

    def swatches(self, colours: Sequence[Sequence[int]], names: Sequence[str]) -> None:
        """Say which swatches there are: what the keys are painted with is one of them.

        Args:
            colours: straight-alpha RGBA, 0 to 255 each.
            names: one for each.
        """
        self.palette = {"colours": [[int(c) for c in colour] for colour in colours], "names": list(names)}

    def line(
        self,
        number: int,
        width: int,
        height: int,
        pixels: Buffer | Callable[[], Buffer],
        channels: str = "ink",
        dtype: str = "u1",
        alpha: str = "straight",
        trace: Buffer | Callable[[], Buffer] | None = None,
    ) -> None:
        """Add a frame's line art.

        Args:
            number: the frame's number.
            width: pixels across.
            height: pixels down.
            pixels: rows from the top. With channels "ink" one value a pixel, 0 paper .. full ink; with
                "Y", "RGB", "RGBA" or "BGRA" a picture whose darkness or alpha is the ink.
            channels: see pixels.
            dtype: "u1" or "u2" (little-endian), a value's type.
            alpha: "straight" or "premultiplied", for pictures with alpha.
            trace: with "ink" only: one u1 a pixel, 0 none, 1 red, 2 green, 3 blue trace line.
        """
        self._picture("line", {"number": number}, width, height, pixels, channels, dtype, alpha)
        if trace is not None:
            self._picture("trace", {"number": number}, width, height, trace, "trace", "u1", "none")

    def strokes(self, number: int, width: int, height: int, strokes: list[Stroke]) -> None:
        """Add a frame's line art as projected strokes; the engine rasterises them anti-aliased."""
        points, radius, offsets = bytearray(), bytearray(), [0]
        for stroke in strokes:
            if len(stroke.points) != len(stroke.radius):
                raise ValueError(f"frame {number}: a stroke needs one radius for each of its points")
            points += b"".join(struct.pack("<2f", *p) for p in stroke.points)
            radius += struct.pack(f"<{len(stroke.radius)}f", *stroke.radius)
            offsets.append(offsets[-1] + len(stroke.points))
        flags = bytes(b for s in strokes for b in (bool(s.closed), s.trace))
        self.stroke_buffers(
            number, width, height, points, radius, struct.pack(f"<{len(offsets)}i", *offsets), flags
        )

    def stroke_buffers(
        self,
        number: int,
        width: int,
        height: int,
        points: Buffer,
        radius: Buffer,
        offsets: Buffer,
        flags: Buffer,
    ) -> None:
        """Add strokes as packed buffers, for hosts that have them so.

        Args:
            number: the frame's number.
            width: pixels across.
            height: pixels down.
            points: x, y float32 pairs of all strokes, one after another.
            radius: one float32 a point.
            offsets: int32, strokes + 1 of them: where each stroke begins, and the end.
            flags: two u1 a stroke: closed (0 or 1), trace (0 none, 1 red, 2 green, 3 blue).
        """
        header = {"role": "strokes", "number": number, "shape": [height, width]}
        header["bytes"] = [memoryview(b).nbytes for b in (points, radius, offsets, flags)]
        self.items.append(Item(header, lambda: [points, radius, offsets, flags]))

    def key(
        self,
        number: int,
        width: int,
        height: int,
        pixels: Buffer | Callable[[], Buffer],
        channels: str = "RGBA",
        alpha: str = "straight",
    ) -> None:
        """Add the colours of a frame: 8-bit "RGBA" or "BGRA" (or "RGB"), rows from the top."""
        self._picture("key", {"number": number}, width, height, pixels, channels, "u1", alpha)

    def scribbles(
        self,
        number: int,
        width: int,
        height: int,
        pixels: Buffer | Callable[[], Buffer],
        channels: str = "RGBA",
        alpha: str = "straight",
    ) -> None:
        """Add strokes of colour on nothing, on a frame: 8-bit "RGBA" or "BGRA", rows from the top."""
        self._picture("scribbles", {"number": number}, width, height, pixels, channels, "u1", alpha)

    def sheet(
        self,
        name: str,
        width: int,
        height: int,
        line: Buffer | Callable[[], Buffer],
        cel: Buffer | Callable[[], Buffer],
        trace: Buffer | Callable[[], Buffer] | None = None,
        channels: str = "ink",
    ) -> None:
        """Add a model sheet: its lines as in `line` with these channels, its colours as straight RGBA."""
        alpha = "none" if channels == "ink" else "straight"
        self._picture("sheet-line", {"name": name}, width, height, line, channels, "u1", alpha)
        if trace is not None:
            self._picture("sheet-trace", {"name": name}, width, height, trace, "trace", "u1", "none")
        self._picture("sheet-cel", {"name": name}, width, height, cel, "RGBA", "u1", "straight")

    def sheet_picture(
        self,
        name: str,
        width: int,
        height: int,
        pixels: Buffer | Callable[[], Buffer],
        channels: str = "RGBA",
    ) -> None:
        """Add a model sheet as one picture, lines and paint together: 8-bit "RGBA", "BGRA" or "RGB"."""
        self._picture("sheet", {"name": name}, width, height, pixels, channels, "u1", "straight")

    def name_items(self) -> None:
        """Give each item that has none a digest: the engine is not sent what it has of an earlier shot."""
        for item in self.items:
            if "digest" in item.header:
                continue
            said = hashlib.sha256()
            for buffer in item.buffers():
                raw = memoryview(buffer)
                said.update(raw.cast("B") if raw.nbytes else b"")
            item.header["digest"] = said.hexdigest()

    def correct(self, number: int, x: int, y: int, colour: tuple[int, int, int, int]) -> None:
        """Say what the region under a pixel of a frame is coloured with (straight RGBA, 0..255)."""
        self.corrections.append({"number": number, "x": x, "y": y, "colour": list(colour)})

    def _picture(
        self,
        role: str,
        place: dict[str, Any],
        width: int,
        height: int,
        pixels: Buffer | Callable[[], Buffer],
        channels: str,
        dtype: str,
        alpha: str,
    ) -> None:
        header = {"role": role, **place, "shape": [height, width, CHANNELS[channels]], "dtype": dtype}
        header |= {"channels": channels, "alpha": alpha}
        self.items.append(Item(header, lambda: [pixels() if callable(pixels) else pixels]))
