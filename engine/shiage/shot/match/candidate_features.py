# SPDX-License-Identifier: Apache-2.0
"""The answers of `evidence.compare` for candidates alone.

Where all pairs are candidates they are those of the full table; pairs that are none count as nothing alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.shot.describe.description import Description
from shiage.shot.match.association_graph import Beside, Squares, best_beside
from shiage.shot.match.candidates import Pairs
from shiage.shot.match.motion import Landed
from shiage.shot.match.pair_features import QUESTIONS, miss

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

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
        """See `squares.best_beside`."""
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
        ahead, ratio = (seen[:, QUESTIONS.index(name)] for name in ("flow ahead", "area signed"))
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
    """(e, q) answers to `evidence.QUESTIONS` of each pair, seen from a and seen from b.

    Args:
        a: one drawing.
        b: the other.
        gap: frames between the two.
        found: the candidates.
        there: where a's regions land in b, see `flow.landings`.
        back: where b's regions land in a.
    """
    pairs = found.pairs
    one = _view(a, pairs.one, b, pairs.two, there, pairs)
    two = _view(b, pairs.two, a, pairs.one, back, Pairs(pairs.two, pairs.one, pairs.m, pairs.n))
    both = [np.sqrt(v * w) for v, w in zip(one.votes, two.votes, strict=True)]
    shared = _shared(a, pairs.one, b, pairs.two, gap)
    context = found.contexts(both[1] + shared[:, 9] * shared[:, 10] / 2)
    flowed = found.contexts(both[0])
    return tuple(  # type: ignore[return-value]
        _fill(*views, both, shared, context[k], flowed[k]) for k, views in enumerate(((one, two), (two, one)))
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
    own: _View, other: _View, both: list[Floats], shared: Floats, context: Floats, flowed: Floats
) -> Floats:
    q = np.empty((len(context), len(QUESTIONS)), np.float32)
    for k, at in enumerate((0, 3)):
        q[:, at], q[:, at + 1], q[:, at + 2] = own.votes[k], other.votes[k], both[k]
    q[:, 6], q[:, 7] = own.votes[2], other.votes[2]
    q[:, 8], q[:, 9] = own.missed[0], other.missed[0]
    q[:, 10] = np.minimum(own.missed[1], other.missed[1])
    q[:, 11] = np.minimum(own.missed[2], other.missed[2])
    q[:, 12:24] = shared
    q[:, 13] = np.clip(np.log(other.area / own.area), -3, 3)
    q[:, 24], q[:, 25] = own.residual, other.residual
    q[:, 26] = shared[:, 1]
    q[:, 27] = np.log10(np.maximum(1e-6, own.area)) / 3
    q[:, 28], q[:, 29] = context, flowed
    return q


def _shared(a: Description, i: Ints, b: Description, j: Ints, gap: int) -> Floats:
    """(e, 12) questions whose answer is the same from both sides; entry 1 holds the gap."""
    q = np.empty((len(i), 12), np.float32)
    q[:, 0] = np.minimum(3, np.abs(np.log(b.area[j] / a.area[i])))
    q[:, 1] = np.log2(1 + gap) / 4
    form = np.abs(a.form[i] - b.form[j])
    q[:, 2] = form[:, 0]
    q[:, 3] = np.hypot(form[:, 1], form[:, 2])
    q[:, 4], q[:, 5] = form[:, 3], form[:, 4]
    q[:, 6:9] = np.abs(a.border[i] - b.border[j])
    for begin in range(0, len(i), AT_ONCE):
        part = slice(begin, begin + AT_ONCE)
        for k, (mine, theirs) in enumerate(((a.mask, b.mask), (a.near, b.near), (a.wide, b.wide)), 9):
            q[part, k] = np.einsum("ed,ed->e", mine[i[part]], theirs[j[part]])
    return q
