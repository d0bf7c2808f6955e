# SPDX-License-Identifier: Apache-2.0
"""Writing TLV, version 14, or 15 where letters behind a number are more than one byte."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from shiage.cel.beside import write_beside
from shiage.pipeline.toonz.level import BARE, FrameId, Level, LevelError, Pixels
from shiage.pipeline.toonz.lzo import packed
from shiage.pipeline.toonz.read_tlv import CHUNK, CREATOR, INDEXED, RASTER
from shiage.version import __version__

_HEADER = struct.Struct("<6i4s")
_HEADER_SIZE = 16
"""What stands in the header as its own size."""

_LARGEST = (1 << 31) - 1

_SHOWN = np.uint32(0xFFFFF)
"""Paint and tone: an ink of which nothing shows is not drawn."""


def write_tlv(path: Path, level: Level) -> None:
    """Write a level, whole or not at all.

    Args:
        path: where.
        level: its path and creator count for nothing.

    Raises:
        LevelError: it has no drawing, or is too long for the format's 32 bits.
        OSError: it cannot be written.
    """
    if not level.drawings:
        raise LevelError(f"{path}: a level without a drawing cannot be written")
    suffixes = [d.id.suffix.encode() for d in level.drawings]
    version = 15 if level.version == 15 or max(map(len, suffixes)) > 1 else 14
    parts: list[bytes] = []
    at = 8 + CREATOR + _HEADER.size
    tables: list[list[bytes]] = [[], []]
    for drawing in level.drawings:
        pixels = drawing.read()
        chunks = (_picture(pixels, drawing.dpi), _thumbnail(pixels, level.icon))
        for table, chunk in zip(tables, chunks, strict=True):
            table.append(_name(drawing.id, version) + struct.pack("<2i", at, len(chunk)))
            parts.append(chunk)
            at += len(chunk)
            if at > _LARGEST:
                raise LevelError(f"{path}: more than 2 GiB from frame {drawing.id} on: split the level")
    first, second = (b"".join(table) for table in tables)
    creator = f"Shiage {__version__}".encode("latin-1")[: CREATOR - 1].ljust(CREATOR, b"\0")
    width, height = level.size
    header = _HEADER.pack(_HEADER_SIZE, width, height, len(level.drawings), at, at + len(first), b"LZO ")
    write_beside(path, b"TLV%dB1a" % version, creator, header, *parts, first, second)


def _name(name: FrameId, version: int) -> bytes:
    suffix = name.suffix.encode()
    if version >= 15:
        return struct.pack("<2i", name.number, len(suffix)) + suffix
    return struct.pack("<i", name.number) + suffix.ljust(1, b"\0")


def _picture(pixels: Pixels, dpi: tuple[float, float]) -> bytes:
    left, bottom, width, height = box = _box(pixels)
    top = len(pixels) - bottom - height
    # of nothing drawn a raster of one pixel is kept
    drawn = pixels[top : top + height, left : left + width] if width else np.full((1, 1), BARE, np.uint32)
    raster = _packed(drawn)
    return CHUNK.pack(*box, len(raster), *dpi) + raster


def _box(pixels: Pixels) -> tuple[int, int, int, int]:
    """Place from the left and from below, width and height of what is drawn; all 0 where nothing is."""
    rows, columns = np.flatnonzero((pixels != BARE).any(1)), np.flatnonzero((pixels != BARE).any(0))
    if not len(rows):
        return 0, 0, 0, 0
    top, below, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    return left, len(pixels) - below, right - left, below - top


def _thumbnail(pixels: Pixels, size: tuple[int, int]) -> bytes:
    """Every so many pixels one; cut to what is drawn, as OpenToonz refuses any other rectangle."""
    height, width = pixels.shape
    across = min(size[0], width)
    down = min(size[1], height, across)  # it allows for across x across pixels
    icon = pixels[np.arange(down) * height // down][:, np.arange(across) * width // across]
    drawn = (icon & _SHOWN) != BARE
    rows, columns = np.flatnonzero(drawn.any(1)), np.flatnonzero(drawn.any(0))
    if len(rows):
        cut = icon[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    else:
        # a point where the steps passed over all that is drawn
        cut = np.full((1, 1), BARE - 1 if (pixels != BARE).any() else BARE, np.uint32)
    raster = _packed(cut)
    return RASTER.pack(across, down, len(raster)) + raster


def _packed(pixels: Pixels) -> bytes:
    height, width = pixels.shape
    body = packed(np.ascontiguousarray(pixels[::-1], "<u4").tobytes())
    return RASTER.pack(width, height, INDEXED) + body
