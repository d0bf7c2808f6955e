# SPDX-License-Identifier: GPL-3.0-or-later
"""The regions of a coloured frame that are most likely wrong, and where they lie."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from ..document.pixels import Colour

PER_FRAME = 6
"""So many regions of one frame are looked up."""

SURE = 0.9
"""Regions this sure need no look."""

_SPECK = 12
"""Regions narrower and lower than this many pixels are not worth a look."""


@dataclass(frozen=True)
class UncertainRegion:
    """A region worth a look.

    Attributes:
        number: its frame.
        x: of a pixel in the middle of it.
        y: of that pixel.
        colour: what it was coloured with.
        confidence: probability that this is right, 0..1.
    """

    number: int
    x: int
    y: int
    colour: Colour
    confidence: float


def least_sure(
    number: int, labels: bytes, width: int, swatches: bytes, confidence: bytes, colours: Sequence[Colour]
) -> list[UncertainRegion]:
    """The least sure regions of a frame, the least sure first.

    Args:
        number: the frame.
        labels: unsigned 16-bit little-endian numbers of regions, 1 to n, one a pixel.
        width: pixels across.
        swatches: n int32, index of each region's colour.
        confidence: n float32 in 0..1.
        colours: the palette.
    """
    sure = array("f", confidence)
    painted = array("i", swatches)
    found: list[UncertainRegion] = []
    for region in sorted(range(len(sure)), key=sure.__getitem__):
        if sure[region] >= SURE or len(found) == PER_FRAME:
            break
        for place in middles(labels, width, [region], len(sure)):
            found.append(UncertainRegion(number, *place, colours[painted[region]], sure[region]))
    return found


def middles(labels: bytes, width: int, regions: Sequence[int], count: int) -> list[tuple[int, int]]:
    """A pixel (x, y) in the middle of each of these regions (from 0 on), of `count`; of specks none."""
    few = count < 256
    data = labels[0::2] if few else labels  # one byte is found much faster than two
    patterns = ((region + 1).to_bytes(1 if few else 2, "little") for region in regions)
    places = (_middle(data, pattern, width) for pattern in patterns)
    return [place for place in places if place is not None]


def _middle(labels: bytes, pattern: bytes, width: int) -> tuple[int, int] | None:
    """A pixel in the middle row of a region, or None for a speck; a pattern is one pixel of it."""
    size = len(pattern)
    first, last = _first(labels, pattern), _last(labels, pattern)
    if first is None or last is None:
        return None
    top, bottom = first // width, last // width
    for y in range((top + bottom) // 2, bottom + 1):
        row = labels[size * y * width : size * (y + 1) * width]
        left, right = _first(row, pattern), _last(row, pattern)
        if left is None or right is None:
            continue
        if bottom - top < _SPECK and right - left < _SPECK:
            return None
        return _inside(row, pattern, left), y
    return None


def _inside(row: bytes, pattern: bytes, left: int) -> int:
    """The middle of a row's first run of a region that begins at `left`."""
    size, end = len(pattern), left
    while row[size * end : size * (end + 1)] == pattern:
        end += 1
    return (left + end) // 2


def _first(data: bytes, pattern: bytes) -> int | None:
    size, place = len(pattern), data.find(pattern)
    while place % size and place >= 0:  # a match across two numbers is none
        place = data.find(pattern, place + 1)
    return place // size if place >= 0 else None


def _last(data: bytes, pattern: bytes) -> int | None:
    size, place = len(pattern), data.rfind(pattern)
    while place % size and place >= 0:
        place = data.rfind(pattern, 0, place + size - 1)
    return place // size if place >= 0 else None
