# SPDX-License-Identifier: Apache-2.0
"""Which regions of two crowded drawings are compared: by where they land, by place and size, by looks.

A drawing of ten thousand hatch cells, dots and specks has a hundred million pairs, of which nearly all are
of no use. Each region is compared with those that its points land in, and with those of its size nearby; the
largest ones, which are what is drawn, with those that look like them wherever they are. What either side
asks for is answered to both, so that cost and memory grow with the number of regions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.spatial import cKDTree

from shiage.cel.arrays import Floats, Ints
from shiage.shot.describe.description import Description
from shiage.shot.match.motion import Landed

LOOKED_AT = 768
"""So many regions of a drawing, its largest, are looked at closely: by the matcher, and for their like."""

ALIKE = 16
"""With how many that look like it each of those is compared."""

HITS, HITS_LARGE = 3, 48
"""With how many that its points land in a region is compared, by each kind of motion; one that is looked at
closely with more."""

NEAR = 4
"""With how many of its size near its landing place a region is compared."""

SIZE = 0.01
"""Sides of the window that twice the area counts as in distances between regions."""


@dataclass(frozen=True, eq=False)
class Side:
    """Pairs as the rows of n regions, each of which has one pair at least.

    Attributes:
        of: (e,) int64, each pair's region.
        n: regions.
    """

    of: Ints
    n: int

    def total(self, values: Floats) -> Floats:
        """(n,) sums over rows of values (e,)."""
        return np.bincount(self.of, values, self.n).astype(np.float32)

    def most(self, values: Floats) -> Floats:
        """(n,) the largest of each row of values (e,)."""
        return np.asarray(np.maximum.reduceat(values[self._order], self._starts), np.float32)

    @cached_property
    def _order(self) -> Ints:
        return np.argsort(self.of, kind="stable")

    @cached_property
    def _starts(self) -> Ints:
        return np.searchsorted(self.of[self._order], np.arange(self.n))


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of regions of two drawings, sorted by the one's region and then the other's; each region has one.

    Attributes:
        one: (e,) int64 regions of the one drawing, 0-based.
        two: (e,) int64 regions of the other.
        n: regions of the one.
        m: regions of the other.
    """

    one: Ints
    two: Ints
    n: int
    m: int

    @staticmethod
    def of(codes: Ints, n: int, m: int) -> Pairs:
        """Pairs from one * m + two, in any order and as often as they come."""
        unique = np.unique(codes)
        return Pairs(unique // m, unique % m, n, m)

    @cached_property
    def codes(self) -> Ints:
        """(e,) one * m + two."""
        return self.one * self.m + self.two

    @cached_property
    def sides(self) -> tuple[Side, Side]:
        """The same pairs as rows of the one drawing's regions, and of the other's."""
        return Side(self.one, self.n), Side(self.two, self.m)

    def find(self, codes: Ints) -> Ints:
        """Where pairs are, -1 where they are not among these."""
        at = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)
        return np.where(self.codes[at] == codes, at, -1)


def candidates(a: Description, b: Description, there: list[Landed], back: list[Landed]) -> Pairs:
    """The pairs of regions worth comparing; every region has one at least.

    Args:
        a: one drawing, with regions.
        b: the other, with regions.
        there: where a's regions land in b by each kind of motion.
        back: where b's regions land in a.
    """
    n, m = len(a.area), len(b.area)
    ahead = [_landed(a, b, landed) for landed in there]
    behind = [_landed(b, a, landed) for landed in back]
    codes = [i * m + j for i, j in ahead] + [i * m + j for j, i in behind]
    ours, theirs = largest(a), largest(b)
    looks = _alike(a, ours, b, theirs)
    for table, turned in ((looks, False), (looks.T, True)):
        most = min(ALIKE, table.shape[1])
        best = np.argpartition(-table, most - 1, axis=1)[:, :most]
        rows = np.repeat(np.arange(len(table)), most)
        i, j = (best.ravel(), rows) if turned else (rows, best.ravel())
        codes.append(ours[i] * m + theirs[j])
    return Pairs.of(np.concatenate(codes), n, m)


def largest(drawing: Description) -> Ints:
    """The regions of a drawing that are looked at closely, in their order."""
    return np.sort(np.argsort(-drawing.area, kind="stable")[:LOOKED_AT])


def _landed(a: Description, b: Description, landed: Landed) -> tuple[Ints, Ints]:
    """Pairs of regions and those that their points land in most, or that lie there and have their size."""
    region, hit = landed.region, landed.hit
    order = np.lexsort((hit, -landed.votes, region))
    region, hit = region[order], hit[order]
    rank = np.arange(len(region)) - np.searchsorted(region, region)
    most = np.full(len(a.area), HITS)
    most[largest(a)] = HITS_LARGE
    kept = rank < most[region]
    near = min(NEAR, len(b.area))
    side = np.float32(max(b.field.shape))
    _, found = cKDTree(_place(b.centre, b.area)).query(_place(landed.centre / side, a.area), near)
    found = np.asarray(found, np.int64).reshape(len(a.area), near)
    return (
        np.concatenate([region[kept], np.repeat(np.arange(len(a.area)), near)]),
        np.concatenate([hit[kept], found.ravel()]),
    )


def _place(centre: Floats, area: Floats) -> Floats:
    return np.concatenate([centre, SIZE * np.log2(np.maximum(area, 1e-9))[:, None]], 1)


def _alike(a: Description, ours: Ints, b: Description, theirs: Ints) -> Floats:
    """(k, l) how much chosen regions of two drawings look alike in shape, surroundings and size."""
    seen, met = (
        np.concatenate([d.mask[chosen], d.near[chosen], d.wide[chosen]], 1)
        for d, chosen in ((a, ours), (b, theirs))
    )
    ratio = np.log(b.area[theirs][None] / a.area[ours][:, None])
    return np.asarray(seen @ met.T - np.abs(ratio) / 2, np.float32)
