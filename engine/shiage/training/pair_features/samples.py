# SPDX-License-Identifier: Apache-2.0
"""What the two looks of the matcher without a network are trained on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from shiage.cel.arrays import Floats
from shiage.shot.match.feature_matcher import first_look, second_thoughts, standard
from shiage.shot.match.mlp import Weights
from shiage.shot.match.pair_features import NO_MATCH_FEATURES
from shiage.training.pair_features.drawing_pairs import Pair


@dataclass(frozen=True, eq=False)
class Sample:
    """One side of a pair: standard features, which votes are right, and what the first look said.

    Attributes:
        x: (n, m, q) float32 inputs of the look that is trained.
        why: (n, 3) float32, what "no match" looks at.
        right: (n, m + 1) float32, how far a vote for each candidate is one for the true swatch.
        base: (n, m + 1) float32 logits the look is added to.
        known: (n,) bool, the region's swatch stands in the other drawing at all.
    """

    x: Floats
    why: Floats
    right: Floats
    base: Floats
    known: NDArray[np.bool_]


def right_votes(own: NDArray[np.int32], other: NDArray[np.int32]) -> Floats:
    """(n, m + 1) 1 for a candidate of the true swatch; "no match" votes for every swatch evenly."""
    same = (own[:, None] == other[None]).astype(np.float32)
    chance = np.float32(1 / (len(np.unique(other)) + 1))
    return np.concatenate([same, np.full((len(own), 1), chance)], 1)


def first_samples(pairs: list[Pair], weights: Weights) -> list[Sample]:
    """What the first look is trained on."""
    out = []
    for pair in pairs:
        for one, other in (pair, pair[::-1]):
            x = standard(one.answers.astype(np.float32), weights)
            n, m = x.shape[:2]
            out.append(
                Sample(
                    x=x,
                    why=x[:, :, NO_MATCH_FEATURES].mean(1),
                    right=right_votes(one.own, other.own),
                    base=np.zeros((n, m + 1), np.float32),
                    known=np.isin(one.own, other.own),
                )
            )
    return out


def second_samples(pairs: list[Pair], firsts: list[Sample], weights: Weights) -> list[Sample]:
    """What the second look is trained on: the first samples with the first look's logits."""
    out = []
    for pair, ahead, back in zip(pairs, firsts[::2], firsts[1::2], strict=True):
        logits = first_look(ahead.x, weights), first_look(back.x, weights)
        near = [side.touching.astype(np.float32) for side in pair]
        for i, sample in enumerate((ahead, back)):
            p, seen_back = softmax(logits[i], axis=1), softmax(logits[1 - i], axis=1)
            x = second_thoughts(sample.x, p, seen_back, near[i], near[1 - i])
            out.append(Sample(x, sample.why, sample.right, logits[i], sample.known))
    return out
