# SPDX-License-Identifier: GPL-3.0-or-later
"""Pixels without numpy, which Krita's Python does not have: whole planes as bytes, translated and masked.

A plane is one byte a pixel, rows from the top. `bytes.translate`, slices with a step and the bit operations
of whole numbers run at the speed of memory; a loop over two million pixels would not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

Planes = tuple[bytes, bytes, bytes, bytes]
"""Blue, green, red and alpha of a picture, straight, in Krita's order."""

Colour = tuple[int, int, int, int]
"""Straight RGBA, 0..255."""


def split(bgra: bytes) -> Planes:
    """The planes of interleaved 8-bit BGRA pixels."""
    return bgra[0::4], bgra[1::4], bgra[2::4], bgra[3::4]


def joined(planes: Sequence[bytes]) -> bytes:
    """Interleaved pixels of planes: of 8-bit BGRA, or of any number of bytes a pixel."""
    size = len(planes)
    pixels = bytearray(size * len(planes[0]))
    for channel, plane in enumerate(planes):
        pixels[channel::size] = plane
    return bytes(pixels)


def has_paint(bgra: bytes) -> bool:
    """Whether any 8-bit pixel is not wholly transparent."""
    return bool(bgra[3::4].strip(b"\0"))


def fade(bgra: bytes, opacity: int) -> bytes:
    """8-bit BGRA pixels as they are seen through a layer of an opacity 0..255."""
    if opacity == 255:
        return bgra
    table = bytes((value * opacity + 127) // 255 for value in range(256))
    pixels = bytearray(bgra)
    pixels[3::4] = pixels[3::4].translate(table)
    return bytes(pixels)


def painted_over(below: bytes, above: bytes, size: int = 4, alpha: int = 1) -> bytes:
    """Pixels of `above` where it has any paint, of `below` elsewhere.

    Args:
        below: pixels of any colour space.
        above: of the same one.
        size: bytes of a pixel.
        alpha: bytes of its transparency, which come last.
    """
    painted = 0
    for byte in range(size - alpha, size):
        painted |= int.from_bytes(above[byte::size], "little")
    clear = painted.to_bytes(len(above) // size, "little").translate(b"\xff" + bytes(255))
    return select(_wide(clear, size), below, above)


def selected(mask: bytes, chosen: bytes, other: bytes, size: int = 4) -> bytes:
    """Pixels of `chosen` where a selection, one byte a pixel, is 128 or more; else of `other`."""
    return select(_wide(mask.translate(bytes(128) + b"\xff" * 128), size), chosen, other)


def _wide(mask: bytes, size: int) -> bytes:
    """A mask of pixels as one of their bytes."""
    wide = bytearray(len(mask) * size)
    for byte in range(size):
        wide[byte::size] = mask
    return bytes(wide)


def select(mask: bytes, chosen: bytes, other: bytes) -> bytes:
    """`chosen` where the mask is 255, `other` where it is 0; all of one length."""
    bits, a, b = (int.from_bytes(part, "little") for part in (mask, chosen, other))
    return (b ^ ((a ^ b) & bits)).to_bytes(len(other), "little")


def replaced(bgra: bytes, colours: Mapping[Colour, Colour]) -> bytes:
    """8-bit BGRA pixels with some colours exchanged, each where a pixel is exactly it."""
    if not colours:
        return bgra
    planes = split(bgra)
    result = [int.from_bytes(plane, "little") for plane in planes]
    for old, new in colours.items():
        here = -1
        for plane, value in zip(planes, _bgra(old), strict=True):
            here &= int.from_bytes(plane.translate(_only(value)), "little")
        if here:
            for channel, value in enumerate(_bgra(new)):
                full = here & int.from_bytes(bytes([value]) * len(planes[0]), "little")
                result[channel] = (result[channel] & ~here) | full
    size = len(planes[0])
    return joined(tuple(plane.to_bytes(size, "little") for plane in result))


def coloured(labels: bytes, pixels: Sequence[bytes]) -> bytes:
    """The picture of a label map.

    Args:
        labels: unsigned 16-bit little-endian numbers of regions, 1 to n, one a pixel.
        pixels: of region i + 1 the bytes of a pixel.
    """
    low, high = labels[0::2], labels[1::2]
    nothing = bytes(len(pixels[0]) if pixels else 4)
    painted = [nothing, *pixels]
    pages = [painted[first : first + 256] for first in range(0, len(painted), 256)]
    for page in pages:
        page += [nothing] * (256 - len(page))
    picture = bytearray(len(nothing) * len(low))
    several = range(len(pages) if len(pages) > 1 else 0)
    here = [int.from_bytes(high.translate(_only(page)), "little") for page in several]
    for byte in range(len(nothing)):
        planes = [low.translate(bytes(pixel[byte] for pixel in page)) for page in pages]
        if len(planes) > 1:
            parts = (int.from_bytes(plane, "little") & mask for plane, mask in zip(planes, here, strict=True))
            planes = [reduce(or_, parts).to_bytes(len(low), "little")]
        picture[byte :: len(nothing)] = planes[0]
    return bytes(picture)


def pixel_of(colour: Colour) -> bytes:
    """A colour as an 8-bit BGRA pixel."""
    return bytes(_bgra(colour))


def native(colour: Colour, samples: Sequence[tuple[bytes, bytes]], size: int) -> bytes | None:
    """The pixel of another colour space that a colour stands for, found where it was read.

    Args:
        colour: one that was read somewhere.
        samples: of each picture its 8-bit BGRA pixels, and those they were converted from.
        size: bytes of one of the latter.
    """
    pattern = pixel_of(colour)
    if not pattern[3]:
        return bytes(size)
    for bgra, raw in samples:
        place = bgra.find(pattern)
        while place % 4 and place >= 0:  # a match across two pixels is none
            place = bgra.find(pattern, place + 1)
        if place >= 0:
            return raw[place // 4 * size : (place // 4 + 1) * size]
    return None


def _only(value: int) -> bytes:
    """A table that turns one value into 255 and all others into 0."""
    return bytes(value) + b"\xff" + bytes(255 - value)


def _bgra(colour: Colour) -> Colour:
    red, green, blue, alpha = colour
    return (blue, green, red, alpha) if alpha else (0, 0, 0, 0)
