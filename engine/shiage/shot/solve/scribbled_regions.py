# SPDX-License-Identifier: Apache-2.0
"""Which regions an artist's scribbles give a colour, and what could not be followed of them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import RGBA
from shiage.cel.census import pack, unpack
from shiage.cel.regions import RegionMap
from shiage.shot.notes import Note
from shiage.shot.types import Scribbles

SOLID = 200
"""Alpha from which a pixel of a scribble counts: below lies a brush's soft edge."""

LEAST, BLEND = 3, 9
"""Pixels from which something is a stroke, and from which it is one beside others in its region: what is less
is where two of them blend."""

SLIP = 0.25
"""A stroke speaks of the region that most of it lies in, and of others that have so much beside, or that are
covered so far: one that runs a little over a line says nothing of the region beyond."""


def scribbled_regions(scribbles: Scribbles, regions: RegionMap) -> tuple[dict[int, RGBA], list[Note]]:
    """Read the scribbles of a frame.

    Args:
        scribbles: strokes on nothing, of the frame's size.
        regions: its regions.

    Returns:
        region (0-based) -> colour, and notes.
    """
    cel = scribbles.cel
    mask = cel[..., 3] >= SOLID
    packed = np.where(mask, pack(np.dstack([cel[..., :3], np.full_like(cel[..., 3], 255)])), np.uint32(0))
    area = np.bincount(regions.labels.ravel(), minlength=regions.count + 1)
    pixels: dict[int, dict[int, int]] = {}
    idle = 0
    colours, counts = np.unique(packed[mask], return_counts=True)
    for colour in colours[counts >= LEAST].tolist():
        for under in _strokes(packed == colour, regions.labels):
            there = np.flatnonzero(under)
            there = there[(under[there] >= SLIP * under.max()) | (under[there] >= SLIP * area[there])]
            idle += not len(there)
            for label in there.tolist():
                of_region = pixels.setdefault(label - 1, {})
                of_region[colour] = of_region.get(colour, 0) + int(under[label])
    found = {region: max(of, key=lambda c: of[c]) for region, of in pixels.items()}
    torn = sum(sum(count >= BLEND for count in of.values()) > 1 for of in pixels.values())
    rgba = unpack(np.array(list(found.values()), np.uint32)).tolist()
    return dict(zip(found, map(_rgba, rgba), strict=True)), _say(scribbles.number, idle, torn, not found)


def _strokes(mask: NDArray[np.bool_], labels: NDArray[np.int32]) -> list[NDArray[np.int64]]:
    """Of each stroke of a colour, how many of its pixels lie in each region; those on lines do not count."""
    count, parts = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    sizes = int(labels.max()) + 1
    at = parts > 0
    table = np.bincount((parts[at] - 1).astype(np.int64) * sizes + labels[at], minlength=(count - 1) * sizes)
    table = table.reshape(count - 1, sizes)
    whole = table.sum(1)
    table[:, 0] = 0
    return [row for row, size in zip(table, whole, strict=True) if size >= LEAST]


def _say(number: int, idle: int, torn: int, nothing: bool) -> list[Note]:
    notes = []
    if idle:
        notes.append(
            Note(number, f"{idle} scribbles lie on lines alone, or outside what is drawn: they say nothing")
        )
    if torn:
        notes.append(
            Note(number, f"{torn} regions have scribbles of two colours: the one with more of it was taken")
        )
    if nothing and not idle:
        notes.append(Note(number, "nothing is scribbled in this frame"))
    return notes


def _rgba(colour: list[int]) -> RGBA:
    red, green, blue, alpha = colour
    return red, green, blue, alpha
