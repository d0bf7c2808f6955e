# SPDX-License-Identifier: Apache-2.0
"""Both looks of `likeness.EvidenceLikeness` at candidates alone: a softmax over each region's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from shiage.shot.candidates import Pairs, Side
from shiage.shot.evidence import NONE_QUESTIONS
from shiage.shot.pair_evidence import Candidates
from shiage.shot.perceptron import Weights, forward
from shiage.shot.squares import Squares
from shiage.shot.transport import Sparse

Floats = NDArray[np.float32]


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
    """See `likeness.EvidenceLikeness.logits`: logits of the rows of either drawing's regions.

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
    why = np.stack([side.total(x[:, k]) for k in NONE_QUESTIONS], 1) / counts.astype(np.float32)
    none = np.asarray(why @ weights["none"] + weights["none_bias"], np.float32)
    return Rows(forward(x, weights, "first").out, none)


def _second(
    own: Side, other: Side, squares: Squares, x: Floats, p: Floats, back: Floats, weights: Weights
) -> Floats:
    """(e,) see `likeness.second_thoughts`."""
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
    return forward(known, weights, "second").out


def transports(pairs: Pairs, one: Rows, two: Rows) -> tuple[Sparse, Sparse]:
    """Probabilities from the logits of both drawings' rows."""
    near, far = pairs.sides
    sure, back = one.logs(near), two.logs(far)
    kept = csr_array((np.exp(sure.pairs), (pairs.one, pairs.two)), shape=(pairs.n, pairs.m))
    other = csr_array((np.exp(back.pairs), (pairs.two, pairs.one)), shape=(pairs.m, pairs.n))
    return Sparse(kept, np.exp(sure.none)), Sparse(other, np.exp(back.none))
