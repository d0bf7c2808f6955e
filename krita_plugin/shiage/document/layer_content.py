# SPDX-License-Identifier: GPL-3.0-or-later
"""What is on a layer, told by what is drawn: lines, paint, a ground of one colour, or nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterator
from enum import Enum
from itertools import compress

from krita import Document, Node

from .color_spaces import SRGB8, is_rgba8, own_space
from .layers import COLORIZE, DRAWN, key_times, uid

ROWS = 16
"""So many rows of the frame that is shown are looked at."""

BANDS, BAND = 5, 8
"""So many times so many rows of another frame."""

_TRIED = 6
"""Frames that are tried until a painted one is found."""

_STROKE = 80
"""A picture's smaller side through this is wider than a line of a pen."""

_DARK = 70
_WHITE = 0xF0
_OPAQUE = 128
_RUN = re.compile(rb"\x01+")
_SAMPLES = 3000
_COARSE = bytes(value & 0xF8 for value in range(256))
"""Steps of 8 are one colour."""


class Kind(Enum):
    """What a layer holds."""

    EMPTY = "empty"
    LINES = "lines"
    PAINT = "paint"
    GROUND = "ground"
    MIXED = "mixed"


Known = dict[str, Kind]
"""What was found already, by the layers' identities."""


def kind_of(document: Document, node: Node, last: int, known: Known) -> Generator[None, None, Kind]:
    """Look at a layer in steps of a millisecond or so.

    Args:
        document: the artist's; it stays as it is.
        node: one of its layers.
        last: the last frame that anything may stand on.
        known: is added to.
    """
    identity = uid(node)
    if identity not in known:
        known[identity] = yield from _looked(document, node, last, known)
    return known[identity]


def _looked(document: Document, node: Node, last: int, known: Known) -> Generator[None, None, Kind]:
    if node.type() == COLORIZE:
        return Kind.PAINT
    if node.type() == "grouplayer":
        found = set()
        for child in node.childNodes():
            if child.type() in DRAWN:
                found.add((yield from kind_of(document, child, last, known)))
        found.discard(Kind.EMPTY)
        return found.pop() if len(found) == 1 else Kind.MIXED if found else Kind.EMPTY
    kind = yield from _shown(document, node)
    for time in key_times(node, last)[:_TRIED] if kind is Kind.EMPTY and node.animated() else ():
        kind = yield from _at(document, node, time)
        if kind is not Kind.EMPTY:
            break
    return kind


def _shown(document: Document, node: Node) -> Generator[None, None, Kind]:
    """What is on the frame that is shown now: reading a row of that costs nothing."""
    width, height = document.width(), document.height()
    read = node.pixelData if node.type() == "paintlayer" else node.projectionPixelData
    rows = [bytes(read(0, y, width, 1)) for y in _spread(height, ROWS)]
    yield
    kind = judged(_bgra(document, node, b"".join(rows), width, len(rows)), width, _stroke(document))
    yield
    return kind


def _at(document: Document, node: Node, time: int) -> Generator[None, None, Kind]:
    """What is on another frame, of which Krita makes a copy at each reading: 10 ms where it has 4K."""
    width, height = document.width(), document.height()
    rows = b""
    for y in _spread(height - BAND, BANDS):
        band = bytes(node.pixelDataAtTime(0, y, width, BAND, time))
        row = len(band) // BAND
        rows += band[:row] + band[BAND // 2 * row : (BAND // 2 + 1) * row]
        yield
    kind = judged(_bgra(document, node, rows, width, 2 * BANDS), width, _stroke(document))
    yield
    return kind


def _spread(height: int, count: int) -> list[int]:
    """Rows at equal distances."""
    return [max(0, (2 * index + 1) * height // (2 * count)) for index in range(count)]


def _stroke(document: Document) -> int:
    return max(6, min(document.width(), document.height()) // _STROKE)


def _bgra(document: Document, node: Node, data: bytes, width: int, rows: int) -> bytes:
    """8-bit BGRA of some rows of a layer."""
    if is_rgba8(own_space(node)):
        return data
    if (node.colorModel(), node.colorDepth()) == ("RGBA", "U16"):
        return data[1::2]
    band = document.createNode("band", "paintlayer")  # it never gets into the document
    band.setColorSpace(*own_space(node))
    band.setPixelData(data, 0, 0, width, rows)
    band.setColorSpace(*SRGB8)
    return bytes(band.pixelData(0, 0, width, rows))


def judged(bgra: bytes, width: int, stroke: int) -> Kind:
    """What some rows of a frame show.

    Args:
        bgra: 8-bit pixels of whole rows.
        width: pixels in a row.
        stroke: a row crosses lines of a pen in fewer pixels than these, most of the times.
    """
    marked = bgra[3::4].translate(bytes(_OPAQUE) + b"\1" * (256 - _OPAQUE))
    total = marked.count(1)
    if not total:
        return Kind.EMPTY
    coarse = bgra.translate(_COARSE)
    planes = [coarse[channel::4] for channel in range(3)]
    paper = _sampled(planes, marked).most_common(1)[0][0]
    if total > 0.95 * len(marked):  # drawn on paper: what is not paper counts
        marked = _differing(planes, paper)
        if marked.count(1) < 0.001 * len(marked):
            return Kind.GROUND
    elif min(paper) >= _WHITE:  # drawn on bodies of white, which hide what is behind them
        differing = int.from_bytes(_differing(planes, paper), "little")
        rest = (differing & int.from_bytes(marked, "little")).to_bytes(len(marked), "little")
        marked = rest if 1 in rest else marked
    colours = _sampled(planes, marked)
    dark = sum(n for pixel, n in colours.items() if max(pixel) < _DARK)
    if dark > 0.9 * sum(colours.values()):
        return Kind.LINES  # with its solid blacks
    runs = sorted(n for left in range(0, len(marked), width) for n in _runs(marked[left : left + width]))
    return Kind.PAINT if runs[len(runs) // 2] > stroke else Kind.LINES


def _runs(row: bytes) -> Iterator[int]:
    if 1 in row:
        yield from (match.end() - match.start() for match in _RUN.finditer(row))


def _sampled(planes: list[bytes], marked: bytes) -> Counter[tuple[int, ...]]:
    """How often colours are found at a few thousand of the marked pixels."""
    places = marked.translate(None, b"\0")
    step = len(places) // _SAMPLES + 1
    chosen = [bytes(compress(plane, marked))[::step] for plane in planes]
    return Counter(zip(*chosen, strict=True))


def _differing(planes: list[bytes], colour: tuple[int, ...]) -> bytes:
    """1 where a pixel is not of a colour, 0 where it is."""
    found = 0
    for plane, value in zip(planes, colour, strict=True):
        table = b"\1" * value + b"\0" + b"\1" * (255 - value)
        found |= int.from_bytes(plane.translate(table), "little")
    return found.to_bytes(len(planes[0]), "little")
