# SPDX-License-Identifier: Apache-2.0
"""The answers of `pair_features.compare` for candidates alone.

Where all pairs are candidates they are those of the full table; pairs that are none count as nothing alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shiage.cel.arrays import Floats, Ints
from shiage.shot.describe.description import Description
from shiage.shot.match.association_graph import Beside, Squares, best_beside
from shiage.shot.match.candidates import Pairs
from shiage.shot.match.motion import Landed
from shiage.shot.match.pair_features import SYMMETRIC, PairFeature, gap_feature, miss, small_feature

_F = PairFeature

MUCH_LARGER = 8
"""Times its own area that a region has of which another is a piece: a cell of hatching, and a plain coat."""

AT_ONCE = 1 << 14
"""Pairs whose pictures are compared at a time: bounds memory."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """Pairs of regions of two drawings, and how they lie beside each other.

    Attributes:
        pairs: e of them.
        squares: pairs beside pairs.
        near: neighbours of the one drawing's regions.
        far: neighbours of the other's.
    """

    pairs: Pairs
    squares: Squares
    near: Beside
    far: Beside

    @staticmethod
    def of(a: Description, b: Description, pairs: Pairs) -> Candidates:
        """Find what lies beside what."""
        near, far = Beside.of(a), Beside.of(b)
        return Candidates(pairs, Squares.of(pairs, near, far), near, far)

    def contexts(self, match: Floats) -> tuple[Floats, Floats]:
        """See `association_graph.best_beside`."""
        return best_beside(self.squares, match, self.pairs, self.near, self.far)


@dataclass(frozen=True, eq=False)
class Splitting:
    """Where one region is several in the other drawing, as of a plain coat that is hatched.

    Attributes:
        piece: (e,) float32, how far each pair's own region moves into its other one, a much larger one.
        whole: (e,) float32, how far it moves into a much smaller one.
    """

    piece: Floats
    whole: Floats

    @staticmethod
    def of(seen: Floats) -> Splitting:
        """Read it off answers (e, q) of `compare_pairs`."""
        ahead, ratio = seen[:, _F.FLOW_AHEAD], seen[:, _F.AREA_RATIO]
        much, nothing = np.log(MUCH_LARGER), np.float32(0)
        return Splitting(np.where(ratio >= much, ahead, nothing), np.where(ratio <= -much, ahead, nothing))


@dataclass(frozen=True, eq=False)
class _View:
    """What one side knows of the pairs, each (e,): votes and misses by three motions, residual, area."""

    votes: list[Floats]
    missed: list[Floats]
    residual: Floats
    area: Floats


def compare_pairs(
    a: Description, b: Description, gap: int, found: Candidates, there: list[Landed], back: list[Landed]
) -> tuple[Floats, Floats]:
    """(e, q) answers to `pair_features.PairFeature` of each pair, seen from a and seen from b.

    Args:
        a: one drawing.
        b: the other.
        gap: frames between the two.
        found: the candidates.
        there: where a's regions land in b, see `motion.landings`.
        back: where b's regions land in a.
    """
    pairs = found.pairs
    one = _view(a, pairs.one, b, pairs.two, there, pairs)
    two = _view(b, pairs.two, a, pairs.one, back, Pairs(pairs.two, pairs.one, pairs.m, pairs.n))
    both = [np.sqrt(v * w) for v, w in zip(one.votes, two.votes, strict=True)]
    symmetric = _symmetric(a, pairs.one, b, pairs.two)
    mask, near = (symmetric[:, SYMMETRIC.index(each)] for each in (_F.MASK, _F.NEAR))
    context = found.contexts(both[1] + mask * near / 2)
    flowed = found.contexts(both[0])
    return (
        _fill(one, two, gap, both, symmetric, context[0], flowed[0]),
        _fill(two, one, gap, both, symmetric, context[1], flowed[1]),
    )


def _view(
    a: Description, own: Ints, b: Description, other: Ints, landed: list[Landed], pairs: Pairs
) -> _View:
    return _View(
        votes=[_votes(way, pairs) for way in landed],
        missed=[miss(way.centre[own], b, b.centre[other]) for way in landed],
        residual=landed[0].residual[own],
        area=a.area[own],
    )


def _votes(landed: Landed, pairs: Pairs) -> Floats:
    """(e,) share of the points of each pair's own region that land in its other one."""
    codes = landed.region * pairs.m + landed.hit  # sorted
    at = np.minimum(np.searchsorted(codes, pairs.codes), len(codes) - 1)
    return np.where(codes[at] == pairs.codes, landed.votes[at], np.float32(0))


def _fill(
    own: _View, other: _View, gap: int, both: list[Floats], symmetric: Floats, context: Floats, flowed: Floats
) -> Floats:
    q = np.empty((len(context), len(PairFeature)), np.float32)
    q[:, _F.FLOW_AHEAD], q[:, _F.FLOW_BACK], q[:, _F.FLOW_BOTH] = own.votes[0], other.votes[0], both[0]
    q[:, _F.STILL_AHEAD], q[:, _F.STILL_BACK], q[:, _F.STILL_BOTH] = own.votes[1], other.votes[1], both[1]
    q[:, _F.ALIGNED_AHEAD], q[:, _F.ALIGNED_BACK] = own.votes[2], other.votes[2]
    q[:, _F.FLOW_MISS], q[:, _F.FLOW_MISS_BACK] = own.missed[0], other.missed[0]
    q[:, _F.STILL_MISS] = np.minimum(own.missed[1], other.missed[1])
    q[:, _F.ALIGNED_MISS] = np.minimum(own.missed[2], other.missed[2])
    q[:, SYMMETRIC] = symmetric
    q[:, _F.AREA_RATIO] = np.clip(np.log(other.area / own.area), -3, 3)
    q[:, _F.RESIDUAL], q[:, _F.RESIDUAL_BACK] = own.residual, other.residual
    q[:, _F.GAP] = gap_feature(gap)
    q[:, _F.SMALL] = small_feature(own.area)
    q[:, _F.CONTEXT], q[:, _F.CONTEXT_FLOW] = context, flowed
    return q


def _symmetric(a: Description, i: Ints, b: Description, j: Ints) -> Floats:
    """(e, len(SYMMETRIC)) features that are the same from both sides, in their order."""
    form = np.abs(a.form[i] - b.form[j])
    border = np.abs(a.border[i] - b.border[j])
    products = np.empty((3, len(i)), np.float32)
    for begin in range(0, len(i), AT_ONCE):
        part = slice(begin, begin + AT_ONCE)
        for k, (mine, theirs) in enumerate(((a.mask, b.mask), (a.near, b.near), (a.wide, b.wide))):
            products[k, part] = np.einsum("ed,ed->e", mine[i[part]], theirs[j[part]])
    columns = (
        np.minimum(3, np.abs(np.log(b.area[j] / a.area[i]))),
        form[:, 0],
        np.hypot(form[:, 1], form[:, 2]),
        form[:, 3],
        form[:, 4],
        *border.T,
        *products,
    )
    return np.stack(columns, -1).astype(np.float32, copy=False)
