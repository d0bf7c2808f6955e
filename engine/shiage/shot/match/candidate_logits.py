# SPDX-License-Identifier: Apache-2.0
"""Both looks of `feature_matcher.FeatureMatcher` at candidates alone: a softmax over each region's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from shiage.cel.arrays import Floats
from shiage.shot.match.association_graph import Squares
from shiage.shot.match.candidate_features import Candidates, Splitting
from shiage.shot.match.candidates import Pairs, Side
from shiage.shot.match.mlp import Weights, forward
from shiage.shot.match.pair_features import NO_MATCH_FEATURES
from shiage.shot.match.transport import Sparse

PLACE = np.float32(0.8)
"""How much place is trusted where a region is a piece of another."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Numbers of the pairs (e,) that are the rows of n regions, and of "none of them" (n,)."""

    pairs: Floats
    none: Floats

    def divided(self, by: float) -> Rows:
        """All numbers divided by one."""
        return Rows(self.pairs / np.float32(by), self.none / np.float32(by))

    def logs(self, side: Side) -> Rows:
        """Logits as logarithms of probabilities."""
        most = np.maximum(side.most(self.pairs), self.none)
        odds, none = np.exp(self.pairs - most[side.of]), np.exp(self.none - most)
        total = np.log(side.total(odds) + none) + most
        return Rows(self.pairs - total[side.of], self.none - total)


def both_looks(found: Candidates, ahead: Floats, behind: Floats, weights: Weights) -> tuple[Rows, Rows]:
    """See `feature_matcher.FeatureMatcher.logits`: logits of the rows of either drawing's regions.

    Args:
        found: the candidates, e of them.
        ahead: (e, q) answers seen from the one drawing.
        behind: (e, q) the same seen from the other.
        weights: the likeness's.
    """
    near, far = found.pairs.sides
    x, y = ((each - weights["mean"]) / weights["scale"] for each in (ahead, behind))
    one, two = _first(near, x, weights), _first(far, y, weights)
    p, back = np.exp(one.logs(near).pairs), np.exp(two.logs(far).pairs)
    turned = Squares(found.squares.pair, found.squares.beside, found.squares.far, found.squares.near)
    return (
        Rows(one.pairs + _second(near, far, found.squares, x, p, back, weights), one.none),
        Rows(two.pairs + _second(far, near, turned, y, back, p, weights), two.none),
    )


def _first(side: Side, x: Floats, weights: Weights) -> Rows:
    counts = np.bincount(side.of, minlength=side.n)[:, None]
    why = np.stack([side.total(x[:, k]) for k in NO_MATCH_FEATURES], 1) / counts.astype(np.float32)
    none = np.asarray(why @ weights["none"] + weights["none_bias"], np.float32)
    return Rows(forward(x, weights, "first"), none)


def _second(
    own: Side, other: Side, squares: Squares, x: Floats, p: Floats, back: Floats, weights: Weights
) -> Floats:
    """(e,) see `feature_matcher.second_thoughts`."""
    both = np.minimum(p, back)
    ours = squares.total(squares.near, p)
    thoughts = (
        np.log(np.maximum(p, 1e-4)) / 3,
        np.log(np.maximum(back, 1e-4)) / 3,
        both,
        ours,
        squares.total(squares.far, back),
        squares.total(squares.near, both),
        ours - own.most(ours)[own.of],
        p / np.maximum(other.total(p), 1e-3)[other.of],
    )
    known = np.concatenate([np.stack(thoughts, 1), x / 2], 1).astype(np.float32)
    return forward(known, weights, "second")


def transports(
    pairs: Pairs, one: Rows, two: Rows, split: Splitting, split_back: Splitting
) -> tuple[Sparse, Sparse]:
    """Probabilities from the logits of both drawings' rows.

    Args:
        pairs: the pairs, e of them.
        one: logits of the one drawing's rows.
        two: logits of the other's.
        split: what is a piece of what, seen from the one.
        split_back: the same seen from the other.
    """
    near, far = pairs.sides
    kept, none = _by_place(one.logs(near), near, split)
    back, none_back = _by_place(two.logs(far), far, split_back)
    return (
        Sparse(csr_array((kept, (pairs.one, pairs.two)), shape=(pairs.n, pairs.m)), none),
        Sparse(csr_array((back, (pairs.two, pairs.one)), shape=(pairs.m, pairs.n)), none_back),
    )


def _by_place(logs: Rows, side: Side, split: Splitting) -> tuple[Floats, Floats]:
    """Probabilities, with what place alone can tell.

    A cell of hatching that is like nothing is a piece of what it lies in. What was hatched is like none of
    its cells, and has the swatch of them all.
    """
    none = np.exp(logs.none)
    lost, made = PLACE * side.total(split.piece), PLACE * side.total(split.whole)
    found = np.exp(logs.pairs) + none[side.of] * PLACE * split.piece
    kept = found * (1 - made)[side.of] + PLACE * split.whole
    return kept.astype(np.float32), (none * (1 - lost) * (1 - made)).astype(np.float32)
