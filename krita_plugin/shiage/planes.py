# SPDX-License-Identifier: GPL-3.0-or-later
"""Pixels without numpy, which Krita's Python does not have: whole planes as bytes, translated and masked.

A plane is one byte a pixel, rows from the top. `bytes.translate`, slices with a step and the bit operations
of whole numbers run at the speed of memory; a loop over two million pixels would not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Planes = tuple[bytes, bytes, bytes, bytes]
"""Blue, green, red and alpha of a picture, straight, in Krita's order."""

Colour = tuple[int, int, int, int]
"""Straight RGBA, 0..255."""


def split(bgra: bytes) -> Planes:
    """The planes of interleaved 8-bit BGRA pixels."""
    return bgra[0::4], bgra[1::4], bgra[2::4], bgra[3::4]


def joined(planes: Planes) -> bytes:
    """Interleaved BGRA pixels of planes."""
    pixels = bytearray(4 * len(planes[0]))
    for channel, plane in enumerate(planes):
        pixels[channel::4] = plane
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


def painted_over(below: bytes, above: bytes) -> bytes:
    """8-bit BGRA pixels of `above` where it has any paint, of `below` elsewhere."""
    clear = above[3::4].translate(b"\xff" + bytes(255))
    mask = bytearray(len(above))
    for channel in range(4):
        mask[channel::4] = clear
    return select(bytes(mask), below, above)


def selected(mask: bytes, chosen: bytes, other: bytes) -> bytes:
    """8-bit BGRA pixels of `chosen` where a selection, one byte a pixel, is 128 or more; else of `other`."""
    full = mask.translate(bytes(128) + b"\xff" * 128)
    wide = bytearray(len(chosen))
    for channel in range(4):
        wide[channel::4] = full
    return select(bytes(wide), chosen, other)


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
    return joined(tuple(plane.to_bytes(size, "little") for plane in result))  # type: ignore[arg-type]


def coloured(labels: bytes, swatches: Sequence[int], colours: Sequence[Colour]) -> Planes:
    """The picture of a label map.

    Args:
        labels: unsigned 16-bit little-endian numbers of regions, 1 to n, one a pixel.
        swatches: of region i + 1 the index of its colour.
        colours: the palette.
    """
    low, high = labels[0::2], labels[1::2]
    size = len(low)
    painted = [(0, 0, 0, 0)] + [_bgra(colours[swatch]) for swatch in swatches]
    result = [0, 0, 0, 0]
    for page in range(-(-len(painted) // 256)):
        part = painted[256 * page : 256 * page + 256]
        part += [(0, 0, 0, 0)] * (256 - len(part))
        here = int.from_bytes(high.translate(_only(page)), "little")
        for channel in range(4):
            table = bytes(colour[channel] for colour in part)
            result[channel] |= int.from_bytes(low.translate(table), "little") & here
    return tuple(plane.to_bytes(size, "little") for plane in result)  # type: ignore[return-value]


def _only(value: int) -> bytes:
    """A table that turns one value into 255 and all others into 0."""
    return bytes(value) + b"\xff" + bytes(255 - value)


def _bgra(colour: Colour) -> Colour:
    red, green, blue, alpha = colour
    return (blue, green, red, alpha) if alpha else (0, 0, 0, 0)
