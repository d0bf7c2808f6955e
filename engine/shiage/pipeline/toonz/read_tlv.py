# SPDX-License-Identifier: Apache-2.0
"""Reading TLV, versions 10 to 15: a header, chunks of LZO, and from 11 on a table of where they lie.

The layout is that of OpenToonz, whose source describes it (toonz/sources/image/tzl/tiio_tzl.cpp). All numbers
are little-endian. Nothing is unpacked beyond the size that the header gives.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from shiage.cel.outside import read_bounded
from shiage.pipeline.toonz.level import BARE, Drawing, FrameId, Level, LevelError, Pixels
from shiage.pipeline.toonz.lzo import check_lzo, unpacked

CREATOR = 40
"""Bytes of the name of what wrote it, from version 14 on."""

CHUNK = struct.Struct("<5i2d")
"""Before a picture: x, y, width and height of what is drawn, from below; bytes; dots an inch both ways."""

RASTER = struct.Struct("<3i")
"""At the head of those bytes: width, height, kind."""

INDEXED = 2
"""The kind of rasters whose pixels are ink, paint and tone."""

ICON = (80, 60)
"""Width and height of thumbnails where none are there."""

_LARGEST_ICON = 1024
"""Pixels of its side; a larger one is none."""

_MOST_BYTES, _MOST_PIXELS, _MOST_FRAMES, _MOST_SUFFIX = (1 << 31) - 1, 1 << 27, 60_000, 64


def read_tlv(path: Path) -> Level:
    """Read a level's header and table; its drawings are unpacked when they are asked for.

    Raises:
        LevelError: it is no TLV, torn, or promises what cannot be; a drawing says so when it is read. Or a
            library is missing.
        OSError: the file cannot be read.
    """
    check_lzo()
    return _Reader(path, read_bounded(path, _MOST_BYTES)).level()


@dataclass(frozen=True)
class _Reader:
    path: Path
    data: bytes

    def level(self) -> Level:
        magic = self.data[:8]
        if magic[:3] != b"TLV" or not magic[3:5].isdigit():
            raise LevelError(f"{self.path}: no TLV level: it begins with {magic!r}")
        version = int(magic[3:5])
        if not 10 <= version <= 15:
            raise LevelError(f"{self.path}: TLV version {version} is unknown; save it again in OpenToonz 1.x")
        at, creator = 8, ""
        if version >= 14:
            creator = self.data[8 : 8 + CREATOR].split(b"\0")[0].decode("latin-1")
            at += CREATOR
        _, width, height, count = self._take(struct.Struct("<4i"), at, "header")
        at += 16
        table, icons = 0, 0
        if version > 10:
            table, icons = self._take(struct.Struct("<2i"), at, "header")
            at += 8
        (codec,) = self._take(struct.Struct("4s"), at, "header")
        if codec != b"LZO ":
            raise self._error(at, f"compression {codec!r} is unknown")
        if min(width, height) < 1 or width * height > _MOST_PIXELS:
            raise self._error(at, f"{width} x {height} pixels are no drawing's size")
        if not 0 < count < _MOST_FRAMES:
            raise self._error(at, f"{count} frames are no level")
        places = self._table(table, count, version) if table else self._in_a_row(at + 4, count)
        if len({name for name, _ in places}) != count:
            raise self._error(table, "a frame is there twice")
        size = (width, height)
        drawings = tuple(self._drawing(name, place, size) for name, place in sorted(places))
        icon = self._icon(icons, count, version) if icons and version >= 13 else ICON
        return Level(self.path, size, version, creator, drawings, icon)

    def _table(self, at: int, count: int, version: int) -> list[tuple[FrameId, int]]:
        found = []
        for n in range(count):
            name, at = self._name(at, version, f"table, entry {n + 1}")
            (place,) = self._take(struct.Struct("<i"), at, f"table, frame {name}")
            found.append((name, place))
            at += 8 if version >= 12 else 4
        return found

    def _name(self, at: int, version: int, what: str) -> tuple[FrameId, int]:
        (number,) = self._take(struct.Struct("<i"), at, what)
        at, length = at + 4, 1
        if version >= 15:
            (length,) = self._take(struct.Struct("<i"), at, what)
            at += 4
            if not 0 <= length <= _MOST_SUFFIX:
                raise self._error(at - 4, f"{what}: {length} bytes are no suffix")
        (raw,) = self._take(struct.Struct(f"{length}s"), at, what)
        return FrameId(number, raw.strip(b"\0").decode("utf-8", "replace")), at + length

    def _in_a_row(self, at: int, count: int) -> list[tuple[FrameId, int]]:
        found = []
        for number in range(1, count + 1):
            found.append((FrameId(number), at))
            length = self._take(CHUNK, at, f"frame {number}")[4]
            if length < 0:
                raise self._error(at, f"frame {number}: {length} bytes are no picture")
            at += CHUNK.size + length
        return found

    def _icon(self, at: int, count: int, version: int) -> tuple[int, int]:
        """Width and height of the last thumbnail, which all share."""
        size = ICON
        for n in range(count):
            name, at = self._name(at, version, f"table of thumbnails, entry {n + 1}")
            place, _ = self._take(struct.Struct("<2i"), at, f"table of thumbnails, frame {name}")
            size = self._take(struct.Struct("<2i"), place, f"thumbnail of frame {name}")
            at += 8
        return (size[0], size[1]) if min(size) > 0 and max(size) <= _LARGEST_ICON else ICON

    def _drawing(self, name: FrameId, place: int, size: tuple[int, int]) -> Drawing:
        *_, across, down = self._take(CHUNK, place, f"frame {name}")
        return Drawing(name, (across, down), partial(self._pixels, name, place, size))

    def _pixels(self, name: FrameId, place: int, size: tuple[int, int]) -> Pixels:
        what = f"frame {name}"
        x, y, width, height, length, _, _ = self._take(CHUNK, place, what)
        start = place + CHUNK.size
        if length < RASTER.size or start + length > len(self.data):
            raise self._error(start, f"{what}: torn: {length} bytes of picture are not there")
        across, down, kind = self._take(RASTER, start, what)
        drawn = width > 0 and height > 0
        inside = min(x, y) >= 0 and x + width <= size[0] and y + height <= size[1]
        # of nothing drawn a raster of one pixel is kept
        if kind != INDEXED or (drawn and not (inside and (across, down) == (width, height))):
            raise self._error(start, f"{what}: what is drawn does not fit the level")
        pixels = np.full((size[1], size[0]), BARE, np.uint32)
        if not drawn:
            return pixels
        body = self.data[start + RASTER.size : start + length]
        try:
            drawn_there = np.frombuffer(unpacked(body, across * down * 4), "<u4")
        except ValueError as error:
            raise self._error(start, f"{what}: torn: its LZO {error}") from error
        pixels[y : y + height, x : x + width] = drawn_there.reshape(down, across)
        return np.ascontiguousarray(pixels[::-1])

    def _take(self, what: struct.Struct, at: int, name: str) -> tuple[Any, ...]:
        if at < 0 or at + what.size > len(self.data):
            raise self._error(at, f"torn: {name} is not whole; the file has {len(self.data)} bytes")
        return what.unpack_from(self.data, at)

    def _error(self, at: int, words: str) -> LevelError:
        return LevelError(f"{self.path}, byte {at}: {words}")
