# SPDX-License-Identifier: GPL-3.0-or-later
"""A frame as Krita keeps it in a .kra file: tiles of 64 x 64 pixels.

Krita's own readers take each tile either raw or as LZF of its planes. Most tiles of a flat cel have one
colour: those are written as LZF of four runs, the others raw. So 24 frames of 1920 x 1080 are encoded in well
under a second and read by Krita in less, where PNG files take several seconds both ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from .planes import joined

SIDE = 64
AREA = SIDE * SIDE
_HEAD = b"VERSION 2\nTILEWIDTH 64\nTILEHEIGHT 64\nPIXELSIZE %d\nDATA %d\n"
_LONGEST = 264
"""Bytes that one back reference of LZF can repeat."""


def blank(size: int) -> bytes:
    """A frame with nothing in it, of a layer whose pixels have so many bytes."""
    return _HEAD % (size, 0)


def frame_data(planes: Sequence[bytes], width: int, height: int) -> bytes:
    """One frame's file in a .kra, for a paint layer; empty tiles are left out.

    Args:
        planes: for each byte of a pixel its values, rows from the top.
        width: pixels across.
        height: pixels down.
    """
    tiles = []
    for top in range(0, height, SIDE):
        bands = [_band(plane, width, top, min(SIDE, height - top)) for plane in planes]
        for left in range(0, width, SIDE):
            tile = tuple(b"".join([row[left : left + SIDE] for row in band]) for band in bands)
            data = _encoded(tile)
            if data:
                tiles.append(b"%d,%d,LZF,%d\n" % (left, top, len(data)) + data)
    return _HEAD % (len(planes), len(tiles)) + b"".join(tiles)


def _band(plane: bytes, width: int, top: int, rows: int) -> list[bytes]:
    """64 rows, filled up to whole tiles with nothing."""
    padding = bytes(-width % SIDE)
    band = [plane[y * width : (y + 1) * width] + padding for y in range(top, top + rows)]
    return band + [bytes(width + len(padding))] * (SIDE - rows)


def _encoded(tile: Sequence[bytes]) -> bytes:
    """A tile's flag (1 LZF, 0 raw) and data; nothing where it is empty."""
    if all(plane == _flat(plane[0]) for plane in tile):
        empty = not any(plane[0] for plane in tile)
        return b"" if empty else b"\1" + b"".join(_run(plane[0]) for plane in tile)
    return b"\0" + joined(tile)


@cache
def _flat(value: int) -> bytes:
    return bytes([value]) * AREA


@cache
def _run(value: int) -> bytes:
    """LZF of a tile's worth of one byte: the byte itself, then references to the byte before."""
    coded, left = bytearray((0, value)), AREA - 1
    while left:
        length = min(left, _LONGEST)
        if 0 < left - length < 3:  # a reference repeats at least 3 bytes
            length -= 3
        coded += bytes((7 << 5, length - 9, 0)) if length >= 9 else bytes(((length - 2) << 5, 0))
        left -= length
    return bytes(coded)
