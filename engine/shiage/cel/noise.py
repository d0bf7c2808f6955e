# SPDX-License-Identifier: Apache-2.0
"""Noise, grain or JPEG, in a coloured drawing, known by how it lies: single pixels near what is around."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.cel.census import Census, pack, unpack
from shiage.cel.regions import RegionMap

NOISE = 6
"""Noise changes a colour by no more than this in any channel."""

_SPECKS, _LONELY = 16, 8
"""A drawing is noisy from so many lonely pixels near the paint around them, if those are one part in so many
of all pixels near it: a few stand where the soft edges of two near swatches meet."""


@dataclass(frozen=True, eq=False)
class OffPaint:
    """Pixels inside regions that are near their region's most frequent colour but not that.

    Attributes:
        y: (m,) their rows.
        x: (m,) their columns.
        lonely: (m,) bool, none of their four neighbours has their colour.
        solid: region (0-based) and colour as one code -> pixels all of whose neighbours have it.
    """

    y: NDArray[np.int64]
    x: NDArray[np.int64]
    lonely: NDArray[np.bool_]
    solid: dict[int, int]

    def noisy(self, cel: NDArray[np.uint8]) -> bool:
        """Whether single pixels lie about: no part of anything, and above or below what is around them."""
        y, x = self.y[self.lonely], self.x[self.lonely]
        bumps = _bumps(cel, y, x, 0, 1) | _bumps(cel, y, x, 1, 0)
        return bool(np.count_nonzero(bumps) > max(_SPECKS, len(self.y) // _LONELY))


def off_paint(cel: NDArray[np.uint8], regions: RegionMap, census: Census) -> OffPaint:
    """Find the pixels that are near their region's most frequent colour but not that.

    Args:
        cel: (H, W, 4) uint8 RGBA.
        regions: regions of the same drawing, (H, W).
        census: of both.
    """
    order = np.lexsort((-census.pixels, census.region))
    first = order[np.flatnonzero(np.diff(census.region[order], prepend=-1))]
    main = np.zeros(regions.count + 1, np.uint32)
    main[census.region[first] + 1] = census.colour[first]
    labels, packed = regions.labels, pack(cel)
    inner, lonely, solid = labels > 0, np.ones(labels.shape, bool), np.ones(labels.shape, bool)
    for one, other in ((np.s_[:, 1:], np.s_[:, :-1]), (np.s_[1:], np.s_[:-1])):
        same, equal = labels[one] == labels[other], packed[one] == packed[other]
        for side in (one, other):
            inner[side] &= same
            lonely[side] &= ~equal
            solid[side] &= equal
    y, x = np.nonzero(inner & (packed != main[labels]))
    apart = np.abs(cel[y, x].astype(np.int16) - unpack(main[labels[y, x]]).astype(np.int16)).max(1)
    y, x = y[apart <= NOISE], x[apart <= NOISE]
    core = solid[y, x]
    codes, counts = np.unique(place_code(labels[y, x][core] - 1, packed[y, x][core]), return_counts=True)
    return OffPaint(y, x, lonely[y, x], dict(zip(codes.tolist(), counts.tolist(), strict=True)))


def place_code(region: NDArray[np.signedinteger], colour: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Regions (0-based) and packed colours as one number each."""
    return np.asarray((region.astype(np.uint64) << np.uint64(32)) | colour, np.uint64)


def _bumps(
    cel: NDArray[np.uint8], y: NDArray[np.int64], x: NDArray[np.int64], down: int, right: int
) -> NDArray[np.bool_]:
    """Which pixels are above or below both their neighbours in some channel; shading goes on and on."""
    here, before, after = (
        cel[(y + k * down) % len(cel), (x + k * right) % cel.shape[1]].astype(np.int16) for k in (0, -1, 1)
    )
    return np.asarray(((here - before) * (here - after) > 0).any(1))
