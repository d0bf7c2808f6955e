# SPDX-License-Identifier: Apache-2.0
"""Which colours stand inside which region of a coloured drawing, and on how many pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.cel.regions import RegionMap


@dataclass(frozen=True, eq=False)
class Census:
    """Counts per region and colour, m rows sorted by region.

    A key may carry ink on top or anti-aliased edges, so only pixels whose four neighbours belong to the
    same region count; a region too thin to have any counts with all its pixels.

    Attributes:
        region: (m,) int64, 0-based region of each row.
        colour: (m,) uint32, packed RGBA (see `pack`).
        pixels: (m,) int64, pixels of that colour in that region.
        thin: (n,) bool, regions that counted with all their pixels.
    """

    region: NDArray[np.int64]
    colour: NDArray[np.uint32]
    pixels: NDArray[np.int64]
    thin: NDArray[np.bool_]


def pack(cel: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """(..., 4) uint8 RGBA as (...) uint32, all fully transparent colours as 0."""
    packed = np.ascontiguousarray(cel).view(np.uint32)[..., 0]
    clear = cel[..., 3] == 0
    return np.where(clear, np.uint32(0), packed) if clear.any() else packed


def unpack(packed: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """The inverse of `pack`: (n,) uint32 as (n, 4) uint8 RGBA."""
    return np.ascontiguousarray(packed).view(np.uint8).reshape(-1, 4)


def take_census(cel: NDArray[np.uint8], regions: RegionMap) -> Census:
    """Count colours inside regions.

    Args:
        cel: (H, W, 4) uint8 RGBA.
        regions: regions of the same drawing, (H, W).
    """
    labels, thin = _counted(regions)
    flat, colour = labels.ravel(), pack(cel).ravel()
    starts = np.ones(len(flat), bool)  # of runs of one colour in one region, which flat paint has few of
    np.not_equal(flat[1:], flat[:-1], out=starts[1:])
    starts[1:] |= colour[1:] != colour[:-1]
    first = np.flatnonzero(starts)
    length = np.diff(first, append=len(flat))
    inside = flat[first] > 0
    first, length = first[inside], length[inside]
    code = (flat[first].astype(np.uint64) << np.uint64(32)) | colour[first]
    rows, pixels = _sum(code, length)
    return Census((rows >> np.uint64(32)).astype(np.int64) - 1, rows.astype(np.uint32), pixels, thin)


def _sum(code: NDArray[np.uint64], length: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Distinct codes in order and the sum of their lengths."""
    if 2 * len(code) > length.sum():  # a noisy key: sorting the pixels themselves is faster than an index
        rows, pixels = np.unique(np.repeat(code, length), return_counts=True)
        return rows, pixels.astype(np.int64)
    order = np.argsort(code)
    code, length = code[order], length[order]
    first = np.flatnonzero(np.diff(code, prepend=np.uint64(0)))  # no code is 0: regions count from 1
    return code[first], np.add.reduceat(length, first) if len(first) else length


def _counted(regions: RegionMap) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Labels of the pixels that count, 0 elsewhere, and the regions too thin for an inside."""
    labels = regions.labels
    inner = labels > 0
    for one, other in ((np.s_[:, 1:], np.s_[:, :-1]), (np.s_[1:], np.s_[:-1])):
        same = labels[one] == labels[other]
        inner[one] &= same
        inner[other] &= same
    kept = labels * inner
    thin = np.bincount(kept.ravel(), minlength=regions.count + 1) == 0
    if thin[1:].any():
        np.copyto(kept, labels, where=thin[labels])
    return kept, thin[1:]
