# SPDX-License-Identifier: Apache-2.0
"""Which regions an artist's scribbles give a colour, and what could not be followed of them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import RGBA
from shiage.cel.census import pack, unpack
from shiage.cel.regions import RegionMap
from shiage.shot.notes import Note
from shiage.shot.types import Scribbles

SOLID, FAINT = 200, 32
"""Alpha from which a pixel of a scribble counts: below lies a brush's soft edge. What is nowhere so solid,
and nowhere less than FAINT, was meant and is too thin to be read."""

LEAST, BLEND = 3, 9
"""Pixels from which something is a stroke, and from which it is one beside others in its region: what is less
is where two of them blend."""

SLIP, OUTSIDE = 0.25, 0.75
"""A stroke speaks of the region that most of it lies in, and of others that have so much beside, or that are
covered so far: one that runs a little over a line says nothing of the region beyond. Of the paper around the
drawing it speaks only where OUTSIDE of it lies there: that paper is large, and seldom meant."""


@dataclass
class _Told:
    """How many strokes were not followed, and why.

    Attributes:
        idle: they lie on lines alone.
        over: they run out of the drawing, and say nothing of the paper there.
        small: they are smaller than a stroke.
        mixed: they have no colour of their own.
        faint: they are too thin to be read.
        torn: regions with several colours.
        bare: whether only the paper around the drawing is scribbled on.
        nothing: whether nothing is scribbled at all.
    """

    idle: int = 0
    over: int = 0
    small: int = 0
    mixed: int = 0
    faint: int = 0
    torn: int = 0
    bare: bool = False
    nothing: bool = False


def scribbled_regions(scribbles: Scribbles, regions: RegionMap) -> tuple[dict[int, RGBA], list[Note]]:
    """Read the scribbles of a frame.

    Args:
        scribbles: strokes on nothing, of the frame's size.
        regions: its regions.

    Returns:
        region (0-based) -> colour, and notes.
    """
    area = np.bincount(regions.labels.ravel(), minlength=regions.count + 1)
    outside, part = _outside(regions.labels), _box(scribbles.cel[..., 3] > 0)
    cel, labels = scribbles.cel[part], regions.labels[part]
    mask = cel[..., 3] >= SOLID
    packed = np.where(mask, pack(np.dstack([cel[..., :3], np.full_like(cel[..., 3], 255)])), np.uint32(0))
    read = np.zeros(mask.shape, bool)
    pixels: dict[int, dict[int, int]] = {}
    told = _Told()
    colours, counts = np.unique(packed[mask], return_counts=True)
    for colour in colours[counts >= LEAST].tolist():
        drawn = packed == colour
        own = _box(drawn)
        for under in _strokes(drawn[own], labels[own], read[own], len(area)):
            there = np.flatnonzero(under)
            there = there[(under[there] >= SLIP * under.max()) | (under[there] >= SLIP * area[there])]
            told.idle += not len(there)
            if outside in there and under[outside] < OUTSIDE * under.sum():
                there = there[there != outside]
                told.over += 1
            for label in there.tolist():
                of_region = pixels.setdefault(label - 1, {})
                of_region[colour] = of_region.get(colour, 0) + int(under[label])
    found = {region: max(of, key=lambda c: of[c]) for region, of in pixels.items()}
    told.torn = sum(sum(count >= BLEND for count in of.values()) > 1 for of in pixels.values())
    told.small, told.mixed, told.faint = _unread(cel[..., 3], read)
    told.bare, told.nothing = list(found) == [outside - 1], not (cel[..., 3] >= FAINT).any()
    rgba = unpack(np.array(list(found.values()), np.uint32)).tolist()
    return dict(zip(found, map(_rgba, rgba), strict=True)), _say(scribbles.number, told)


def _outside(labels: NDArray[np.int32]) -> int:
    """The label of the paper around the drawing: what has most of the picture's rim; -1 where nothing has."""
    rim = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    counts = np.bincount(rim[rim > 0], minlength=1)
    return int(counts.argmax()) if 2 * counts.max() > len(rim) else -1


def _box(mask: NDArray[np.bool_]) -> tuple[slice, slice]:
    """Where a mask (H, W) has anything: scribbles are small beside their frame, those of one colour more."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return slice(0, 1), slice(0, 1)
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def _strokes(
    mask: NDArray[np.bool_], labels: NDArray[np.int32], read: NDArray[np.bool_], sizes: int
) -> list[NDArray[np.int64]]:
    """Of each stroke of a colour, how many of its pixels lie in each region; those on lines do not count.

    Pixels of what is a stroke are marked in `read`; `sizes` is one more than there are regions.
    """
    count, parts = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    at = parts > 0
    table = np.bincount((parts[at] - 1).astype(np.int64) * sizes + labels[at], minlength=(count - 1) * sizes)
    table = table.reshape(count - 1, sizes)
    whole = table.sum(1)
    table[:, 0] = 0
    read |= np.concatenate([[False], whole >= LEAST])[parts]
    return [row for row, size in zip(table, whole, strict=True) if size >= LEAST]


def _unread(alpha: NDArray[np.uint8], read: NDArray[np.bool_]) -> tuple[int, int, int]:
    """Strokes of which nothing was read: too small, of many colours, and too thin ones."""
    seen = (alpha >= FAINT).astype(np.uint8)
    count, parts = cv2.connectedComponents(seen, connectivity=8)
    label = parts.ravel()
    size = np.bincount(label, minlength=count)[1:]
    solid = np.bincount(label, alpha.ravel() >= SOLID, count)[1:]
    left = np.bincount(label, read.ravel(), count)[1:] == 0
    small, faint = left & (size < LEAST), left & (size >= LEAST) & (solid < LEAST)
    return int(small.sum()), int((left & ~small & ~faint).sum()), int(faint.sum())


def _say(number: int, told: _Told) -> list[Note]:
    said = {
        "{} scribbles lie on lines alone, or outside what is drawn: they say nothing": told.idle,
        "{} scribbles run over a line into the paper around the drawing: they say nothing of it": told.over,
        "{} scribbles are of fewer than 3 pixels: they say nothing": told.small,
        "{} scribbles are of many colours at once, and say nothing: draw each with one colour, without "
        "texture": told.mixed,
        "{} scribbles are see-through, and say nothing: draw them with full opacity": told.faint,
        "{} regions have scribbles of two colours: the one with more of it was taken": told.torn,
        "only the paper around the drawing is scribbled on: nothing inside it has a colour to follow": (
            told.bare
        ),
        "nothing is scribbled in this frame": told.nothing,
    }
    return [Note(number, words.format(count)) for words, count in said.items() if count]


def _rgba(colour: list[int]) -> RGBA:
    red, green, blue, alpha = colour
    return red, green, blue, alpha
