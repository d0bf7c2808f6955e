# SPDX-License-Identifier: Apache-2.0
"""A key's regions parted by the key's own paint, so that it comes back as it was painted.

Lines tell regions; a painter may also part one without a line, or fill what no line closes. Every flat piece
of a colour becomes a part of its region. What is no flat paint (soft edges) belongs to the part beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.census import pack
from shiage.cel.noise import NOISE
from shiage.cel.regions import RegionMap

Packed = NDArray[np.uint32]
Labels = NDArray[np.int32]

MOST_TONES = 12
"""A region with more flat colours than these is shaded; it is not parted."""

_LARGE, _FLAT_SHARE = 64, 0.7
"""And so is one of so many pixels, of which fewer than this share are flat: smooth shading, or texture."""

_AS_BESIDE, _ALIKE = 0.5, 2 * NOISE
"""Paint goes on under the lines where so many of their pixels show what lies beside, in so many levels."""

_REACH = 15
"""Pixels around a line's pixel in which its width is looked for."""


class Under(Enum):
    """What a key shows under its lines: paint that goes on there, ink that was left on it, or nothing."""

    PAINT = 1
    INK = 2
    NOTHING = 3


@dataclass(frozen=True, eq=False)
class Parts:
    """The parts of a key.

    Attributes:
        labels: (H, W) int32, 1..n for the regions themselves, then the parts that differ; filled under ink.
        region: (m,) int32, the region (0-based) of each part that differs.
        colour: (m,) uint32, its packed RGBA.
        pixels: (m,) int64, its pixels off the lines, but for those at its edge.
        spot: (m, 2) int32, x and y of a pixel of it.
        shaded: (n,) bool, regions that were not parted for they have too many tones.
        under: what the key shows under its lines.
    """

    labels: Labels
    region: Labels
    colour: Packed
    pixels: NDArray[np.int64]
    spot: NDArray[np.int32]
    shaded: NDArray[np.bool_]
    under: Under


def part_regions(cel: NDArray[np.uint8], regions: RegionMap, filled: Labels, base: Packed) -> Parts:
    """Part the regions of a clean key.

    Args:
        cel: (H, W, 4) uint8 RGBA.
        regions: its regions, (H, W).
        filled: (H, W) the same, filled under the ink.
        base: (n,) packed RGBA that each region has of the shot's swatches.
    """
    packed, labels = pack(cel), regions.labels
    flat = _flat(packed, labels)
    colours = np.append(np.uint32(0), base)
    own = (labels > 0) & (packed == colours[labels])
    code = (labels.astype(np.uint64) << np.uint64(32)) | packed
    kinds = np.unique(code[flat & ~own])
    tones = np.bincount((kinds >> np.uint64(32)).astype(np.int64), minlength=regions.count + 1)
    flats = np.bincount(labels[own | flat], minlength=regions.count + 1)
    area = np.bincount(labels.ravel(), minlength=regions.count + 1)
    shaded = (tones > MOST_TONES) | ((area >= _LARGE) & (flats < _FLAT_SHARE * area))
    shaded[0] = False
    kinds = kinds[~shaded[(kinds >> np.uint64(32)).astype(np.int64)]]
    seeds = np.where(own | shaded[labels], labels, 0)
    if len(kinds):
        at = np.searchsorted(kinds, code).clip(max=len(kinds) - 1)
        hit = (labels > 0) & (kinds[at] == code)
        seeds[hit] = (regions.count + 1 + at[hit]).astype(np.int32)
    region = (kinds >> np.uint64(32)).astype(np.int32) - 1
    table = np.concatenate([colours, kinds.astype(np.uint32)])
    pixels, spot = _cores(seeds, regions.count + 1, len(kinds))
    out = _spread(seeds, labels, filled, np.concatenate([np.arange(regions.count + 1), region + 1]))
    lines = labels == 0
    under = _under(cel, lines)
    if under is Under.PAINT:
        _take_under(out, seeds, packed, lines, table)
    return Parts(out, region, kinds.astype(np.uint32), pixels, spot, shaded[1:], under)


def _flat(packed: Packed, labels: Labels) -> NDArray[np.bool_]:
    """Pixels of squares of two by two that are of one region and one colour."""
    same = np.ones((labels.shape[0] - 1, labels.shape[1] - 1), bool)
    for array in (packed, labels):
        corner = array[:-1, :-1]
        for other in (array[1:, :-1], array[:-1, 1:], array[1:, 1:]):
            same &= corner == other
    out = np.zeros(labels.shape, bool)
    for rows in (np.s_[:-1], np.s_[1:]):
        for columns in (np.s_[:-1], np.s_[1:]):
            out[rows, columns] |= same
    return out & (labels > 0)


def _cores(seeds: Labels, first: int, count: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Pixels of each part whose four neighbours are of it too, and the middle one of them."""
    inner = seeds >= first
    for one, other in ((np.s_[:, 1:], np.s_[:, :-1]), (np.s_[1:], np.s_[:-1])):
        same = seeds[one] == seeds[other]
        inner[one] &= same
        inner[other] &= same
    y, x = np.nonzero(inner)
    part = seeds[y, x] - first
    pixels = np.bincount(part, minlength=count).astype(np.int64)
    order = np.argsort(part, kind="stable")
    middle = np.minimum(np.cumsum(pixels) - pixels + pixels // 2, max(len(order) - 1, 0))
    spot = np.zeros((count, 2), np.int32)
    if len(order):
        spot[:] = np.stack([x[order][middle], y[order][middle]], 1)
    return pixels, spot


def _spread(seeds: Labels, labels: Labels, filled: Labels, region_of: NDArray[np.int64]) -> Labels:
    """Give every pixel the part of the nearest seed, as long as that is of its own region."""
    if not seeds.any():
        return filled.copy()
    _, nearest = cv2.distanceTransformWithLabels(
        (seeds == 0).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    owner = np.zeros(int(nearest.max()) + 1, np.int32)
    owner[nearest[seeds > 0]] = seeds[seeds > 0]
    out = owner[nearest]
    return np.where(region_of[out] == filled, out, filled).astype(np.int32)


def _under(cel: NDArray[np.uint8], lines: NDArray[np.bool_]) -> Under:
    """What a key shows under its lines."""
    if not lines.any() or lines.all():
        return Under.PAINT
    _, nearest = cv2.distanceTransformWithLabels(
        lines.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    place = np.zeros(int(nearest.max()) + 1, np.int64)
    place[nearest[~lines]] = np.flatnonzero(~lines)
    shown, beside = cel[lines].astype(np.int16), cel.reshape(-1, 4)[place[nearest[lines]]].astype(np.int16)
    painted = beside[:, 3] > 0  # of the line around a figure only the half that lies on it tells
    if not painted.any():
        return Under.PAINT
    alike = np.abs(shown[painted] - beside[painted]).max(1) <= _ALIKE
    if alike.mean() >= _AS_BESIDE:
        return Under.PAINT
    return Under.INK if (shown[painted][~alike, 3] > 0).mean() >= _AS_BESIDE else Under.NOTHING


def _take_under(out: Labels, seeds: Labels, packed: Packed, lines: NDArray[np.bool_], table: Packed) -> None:
    """Where paint under a line is that of a part on the other side of it, give it to that part, in place."""
    left = lines & (packed != table[out])
    if not left.any():
        return
    depth = cv2.distanceTransform(lines.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    width = cv2.dilate(depth, np.ones((_REACH, _REACH), np.uint8)) * 2 + 2
    painted = table[seeds]
    painted[seeds == 0] = 0
    for colour in np.unique(packed[left]):
        wanted = left & (packed == colour)
        rows, columns = np.flatnonzero(wanted.any(1)), np.flatnonzero(wanted.any(0))
        far = int(width[wanted].max()) + 1
        box = np.s_[
            max(0, rows[0] - far) : rows[-1] + far + 1, max(0, columns[0] - far) : columns[-1] + far + 1
        ]
        source = (seeds[box] > 0) & (painted[box] == colour)
        if not source.any():
            continue
        distance, nearest = cv2.distanceTransformWithLabels(
            (~source).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
        )
        owner = np.zeros(int(nearest.max()) + 1, np.int32)
        owner[nearest[source]] = seeds[box][source]
        taken = wanted[box] & (distance <= width[box])
        out[box][taken] = owner[nearest[taken]]
