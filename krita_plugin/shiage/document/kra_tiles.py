# SPDX-License-Identifier: GPL-3.0-or-later
"""A frame as Krita keeps it in a .kra file: tiles of 64 x 64 pixels.

Krita's own readers take each tile either raw or as LZF of its planes. Most tiles of a flat cel have one
colour: those are written as LZF of four runs, the others raw. So 24 frames of 1920 x 1080 are encoded in well
under a second and read by Krita in less, where PNG files take several seconds both ways.
"""

from __future__ import annotations

from functools import cache, lru_cache

SIDE = 64
AREA = SIDE * SIDE
_HEAD = b"VERSION 2\nTILEWIDTH 64\nTILEHEIGHT 64\nPIXELSIZE %d\nDATA %d\n"
_LONGEST = 264
"""Bytes that one back reference of LZF can repeat."""


def blank(size: int) -> bytes:
    """A frame with nothing in it, of a layer whose pixels have so many bytes."""
    return _HEAD % (size, 0)


def frame_data(pixels: bytes, size: int, width: int, height: int) -> bytes:
    """One frame's file in a .kra, for a paint layer; empty tiles are left out.

    Args:
        pixels: rows from the top.
        size: bytes of a pixel.
        width: pixels across.
        height: pixels down.
    """
    tiles = []
    row, side, whole = width * size, SIDE * size, AREA * size
    padding = bytes(-width % SIDE * size)
    for top in range(0, height, SIDE):
        rows = [pixels[y * row : (y + 1) * row] + padding for y in range(top, min(top + SIDE, height))]
        for left in range(0, width, SIDE):
            at = left * size
            data = _encoded(b"".join([r[at : at + side] for r in rows]).ljust(whole, b"\0"), size)
            if data:
                tiles.append(b"%d,%d,LZF,%d\n" % (left, top, len(data)) + data)
    return _HEAD % (size, len(tiles)) + b"".join(tiles)


def _encoded(tile: bytes, size: int) -> bytes:
    """A tile's flag (1 LZF, 0 raw) and data; nothing where it is empty."""
    pixel = tile[:size]
    if tile != _flat(pixel):
        return b"\0" + tile
    return b"\1" + b"".join(map(_run, pixel)) if any(pixel) else b""


@lru_cache(256)
def _flat(pixel: bytes) -> bytes:
    return pixel * AREA


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
