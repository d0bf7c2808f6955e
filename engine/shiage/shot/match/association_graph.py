# SPDX-License-Identifier: Apache-2.0
"""Pairs of regions beside pairs of regions: i is like j, and what touches i is like what touches j."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats, Ints
from shiage.shot.describe.description import Description
from shiage.shot.match.candidates import Pairs

MOST_NEIGHBOURS = 8
"""Of a region's neighbours, those that count in what its pairs learn from theirs: the longest meetings. Paper
behind a screen of dots touches thousands."""

AT_ONCE = 1 << 20
"""Pairs beside pairs that are looked up at a time: bounds memory."""


@dataclass(frozen=True, eq=False)
class Beside:
    """The neighbours of n regions, at most MOST_NEIGHBOURS each.

    Attributes:
        starts: (n + 1,) int64, where those of each region begin, and the end.
        other: (k,) int64, the neighbours.
        share: (k,) float32, share of the region's border that it has with each, of all its neighbours.
    """

    starts: Ints
    other: Ints
    share: Floats

    @staticmethod
    def of(drawing: Description) -> Beside:
        """The neighbours of a drawing's regions."""
        meetings = drawing.meetings
        order = np.lexsort((-meetings.share, meetings.own))
        own = meetings.own[order]
        kept = order[np.arange(len(own)) - np.searchsorted(own, own) < MOST_NEIGHBOURS]
        starts = np.searchsorted(meetings.own[kept], np.arange(len(drawing.area) + 1))
        return Beside(starts, meetings.other[kept].astype(np.int64), meetings.share[kept])

    @property
    def counts(self) -> Ints:
        """(n,) how many each region has."""
        return np.diff(self.starts)


@dataclass(frozen=True, eq=False)
class Squares:
    """Pairs beside pairs; s of them, sorted by pair and then by the one's neighbour.

    Attributes:
        pair: (s,) int32, a pair of regions.
        beside: (s,) int32, the pair of a neighbour of its one region and a neighbour of its other.
        near: (s,) float32, share of the one's border that it has with its neighbour.
        far: (s,) float32, the same of the other.
    """

    pair: NDArray[np.int32]
    beside: NDArray[np.int32]
    near: Floats
    far: Floats

    @staticmethod
    def of(pairs: Pairs, one: Beside, two: Beside) -> Squares:
        """All squares of the pairs of two drawings."""
        parts = list(_parts(pairs, one, two))
        names = ("pair", "beside", "near", "far")
        return Squares(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    def total(self, weight: Floats, values: Floats) -> Floats:
        """(e,) sum of the values (e,) of the pairs beside each, by weight (s,)."""
        return np.bincount(self.pair, weight * values[self.beside], len(values)).astype(np.float32)


def best_beside(
    squares: Squares, values: Floats, pairs: Pairs, one: Beside, two: Beside
) -> tuple[Floats, Floats]:
    """How well the neighbours of one region find partners among those of the other, (e,) of each pair.

    Args:
        squares: of the pairs.
        values: (e,) how well two regions go together, at least 0.
        pairs: the pairs.
        one: neighbours in the one drawing.
        two: neighbours in the other.

    Returns:
        mean over the one's neighbours of the best among the other's, and the other way round.
    """
    value = values[squares.beside]
    out = []
    for own, neighbour, counts in (
        (pairs.one, pairs.one[squares.beside], one.counts),
        (pairs.two, pairs.two[squares.beside], two.counts),
    ):
        key = squares.pair.astype(np.int64) * max(pairs.n, pairs.m) + neighbour
        order = np.argsort(key, kind="stable")
        key, best = key[order], value[order]
        first = np.flatnonzero(np.diff(key, prepend=-1))
        best = np.maximum.reduceat(best, first) if len(first) else best
        total = np.bincount(squares.pair[order][first], best, len(pairs.one))
        out.append((total / np.maximum(1, counts[own])).astype(np.float32))
    return out[0], out[1]


def _parts(pairs: Pairs, one: Beside, two: Beside) -> Iterator[Squares]:
    """Squares of few pairs at a time."""
    degree, degree_two = one.counts[pairs.one], two.counts[pairs.two]
    ends = np.cumsum(degree * degree_two)
    cuts = np.searchsorted(ends, np.arange(AT_ONCE, ends[-1], AT_ONCE))
    for begin, end in pairwise([0, *cuts.tolist(), len(ends)]):
        part = np.arange(begin, end)
        pair, near = _spread(part, one.starts[pairs.one[part]], degree[part])
        each, far = _spread(np.arange(len(pair)), two.starts[pairs.two[pair]], degree_two[pair])
        pair, near = pair[each], near[each]
        at = pairs.find(one.other[near] * pairs.m + two.other[far])
        kept = np.flatnonzero(at >= 0)
        pair, near, far = pair[kept], near[kept], far[kept]
        yield Squares(pair.astype(np.int32), at[kept].astype(np.int32), one.share[near], two.share[far])


def _spread(items: Ints, starts: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """Each item as often as it has entries, and the entries: starts[i], starts[i] + 1 ..."""
    first = np.cumsum(counts) - counts
    entry = np.arange(int(counts.sum())) + np.repeat(starts - first, counts)
    return np.repeat(items, counts), entry
