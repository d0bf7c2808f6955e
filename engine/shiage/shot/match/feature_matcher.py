# SPDX-License-Identifier: Apache-2.0
"""A matcher without a network: hand-made features of pairs, weighed by two small perceptrons."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from shiage.cel.arrays import Floats
from shiage.models.weights import PAIR_FEATURES, load_weights
from shiage.shot.describe.description import Description
from shiage.shot.match.crowded import match_crowded
from shiage.shot.match.matcher import crowded, no_match
from shiage.shot.match.mlp import Weights, forward
from shiage.shot.match.motion import Motion, motion
from shiage.shot.match.pair_features import NO_MATCH_FEATURES, compare
from shiage.shot.match.transport import Transport

SECOND_THOUGHTS = 8
"""How many numbers `second_look` adds to the answers."""


@dataclass(frozen=True, eq=False)
class FeatureMatcher:
    """Weighs the answers of `pair_features.compare` in two looks, each a softmax over candidates.

    The first look judges every pair of regions by itself. The second knows what the first thought of the
    two regions' neighbours and of the pair seen from the other side: a hand is where an arm ends.

    Attributes:
        weights: mean, scale (q,): standardise the answers; none (3,), none_bias (1,): logit of "none of
            them"; layers "first" on q and "second" on q + SECOND_THOUGHTS inputs, see `perceptron`.
    """

    weights: Weights

    def transport(
        self, a: Description, b: Description, gap: int, moved: Motion | None = None
    ) -> tuple[Transport, Transport]:
        """See `RegionMatcher.transport`."""
        if crowded(a, b):
            return match_crowded(a, b, gap, moved or motion(a, b), self.weights).transports()
        ahead, behind = compare(a, b, gap, moved)
        if not ahead.size:
            return no_match(ahead), no_match(behind)
        one, two = self.logits(ahead, behind, a.touching, b.touching)
        return softmax(one, axis=1), softmax(two, axis=1)

    def logits(self, ahead: Floats, behind: Floats, near: Floats, far: Floats) -> tuple[Floats, Floats]:
        """Logits of each candidate and of none of them, where both drawings have regions.

        Args:
            ahead: (n, m, q) answers of `pair_features.compare`.
            behind: (m, n, q) those of the other side.
            near: (n, n) what touches in the one drawing, see `Description.touching`.
            far: (m, m) what touches in the other.

        Returns:
            (n, m + 1) and (m, n + 1) float32, the last column "none of them".
        """
        x, y = standard(ahead, self.weights), standard(behind, self.weights)
        one, two = first_look(x, self.weights), first_look(y, self.weights)
        p, back = softmax(one, axis=1), softmax(two, axis=1)
        return (
            one + second_look(x, p, back, near, far, self.weights),
            two + second_look(y, back, p, far, near, self.weights),
        )

    def paper(self, drawing: Description) -> None:
        """See `RegionMatcher.paper`; evidence is of two drawings."""

    def within(self, drawing: Description, given: NDArray[np.bool_]) -> None:
        """See `RegionMatcher.within`; evidence is of two drawings."""


def standard(answers: Floats, weights: Weights) -> Floats:
    """Answers (n, m, q) with the mean 0 and the spread 1 they had in training."""
    return np.asarray((answers - weights["mean"]) / weights["scale"], np.float32)


def first_look(x: Floats, weights: Weights) -> Floats:
    """(n, m + 1) logits of each candidate and of none of them, from standard answers (n, m, q)."""
    none = x[:, :, NO_MATCH_FEATURES].mean(1) @ weights["none"] + weights["none_bias"]
    return np.concatenate([forward(x, weights, "first"), none[:, None]], 1)


def second_look(x: Floats, p: Floats, back: Floats, near: Floats, far: Floats, weights: Weights) -> Floats:
    """(n, m + 1) what a second look adds to the logits; nothing to "none of them"."""
    thoughts = second_thoughts(x, p, back, near, far)
    more = forward(thoughts, weights, "second")
    return np.concatenate([more, np.zeros((len(more), 1), np.float32)], 1)


def second_thoughts(x: Floats, p: Floats, back: Floats, near: Floats, far: Floats) -> Floats:
    """Inputs of the second look, (n, m, SECOND_THOUGHTS + q).

    Args:
        x: (n, m, q) standard answers.
        p: (n, m + 1) first probabilities.
        back: (m, n + 1) the same seen from the other side.
        near: (n, n) share of a region's border that it has with each other one, see `Description.touching`.
        far: (m, m) the same of the other frame.
    """
    p, back = p[:, :-1], back[:, :-1].T
    both = np.minimum(p, back)
    touch_near, touch_far = (near > 0).astype(np.float32), (far > 0).astype(np.float32)
    # how well i's neighbours are found among j's, j's among i's, and both at once
    ours, theirs = near @ p @ touch_far.T, (far @ back.T @ touch_near.T).T
    agreed = near @ both @ touch_far.T
    thoughts = (
        np.log(np.maximum(p, 1e-4)) / 3,
        np.log(np.maximum(back, 1e-4)) / 3,
        both,
        ours,
        theirs,
        agreed,
        ours - ours.max(1, keepdims=True),
        p / np.maximum(p.sum(0, keepdims=True), 1e-3),
    )
    return np.asarray(np.concatenate([np.stack(thoughts, 2), x / 2], 2), np.float32)


@cache
def feature_matcher() -> FeatureMatcher:
    """The matcher without a network, with the weights that ship in the package."""
    return FeatureMatcher({k: v.astype(np.float32) for k, v in load_weights(PAIR_FEATURES).arrays().items()})
