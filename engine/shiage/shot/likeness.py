# SPDX-License-Identifier: Apache-2.0
"""What makes two regions alike: one interface, and the judge that answers from hand-made evidence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from shiage.shot.descriptors import Description
from shiage.shot.evidence import compare

Floats = NDArray[np.float32]

WEIGHTS = Path(__file__).parent.parent / "weights" / "likeness.safetensors"


class Likeness(Protocol):
    """Says which regions of another frame carry the swatch of a region of this one."""

    def transport(self, a: Description, b: Description, gap: int) -> tuple[Floats, Floats]:
        """Likeness of all regions of two frames, as probabilities.

        Args:
            a: one frame's regions, n of them.
            b: another's, m of them.
            gap: frames between the two.

        Returns:
            (n, m + 1) and (m, n + 1) float32, rows sum to 1. Entry (i, j) of the first is how sure we are
            that region i of a carries the swatch of region j of b; the last column is "of none of them".
            The second says the same of b's regions towards a.
        """


@dataclass(frozen=True, eq=False)
class EvidenceLikeness:
    """Weighs the answers of `evidence.compare` with a small perceptron, a softmax over candidates.

    Attributes:
        weights: mean, scale (q,): standardise the answers; w1 (q, h), b1 (h,), w2 (h, h), b2 (h,), w3 (h,):
            two ReLU layers to a candidate's logit; none (3,), none_bias (1,): logit of "none of them", from
            how badly the flow fits, how far apart the frames and how small the region is.
    """

    weights: dict[str, Floats]

    def transport(self, a: Description, b: Description, gap: int) -> tuple[Floats, Floats]:
        """See `Likeness.transport`."""
        ahead, back = compare(a, b, gap)
        return transport_of(ahead, self.weights), transport_of(back, self.weights)


NONE_QUESTIONS = (24, 26, 27)
"""Which answers the logit of "none of them" looks at: residual, gap, small (see evidence.QUESTIONS)."""


def transport_of(answers: Floats, weights: dict[str, Floats]) -> Floats:
    """(n, m, q) answers to (n, m + 1) probabilities."""
    n, m = answers.shape[:2]
    if n == 0 or m == 0:
        return np.ones((n, m + 1), np.float32) / np.float32(m + 1)
    x = (answers - weights["mean"]) / weights["scale"]
    hidden = np.maximum(x @ weights["w1"] + weights["b1"], 0)
    hidden = np.maximum(hidden @ weights["w2"] + weights["b2"], 0)
    none = x[:, :, NONE_QUESTIONS].mean(1) @ weights["none"] + weights["none_bias"]
    logits = np.concatenate([hidden @ weights["w3"], none[:, None]], 1)
    odds = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(odds / odds.sum(1, keepdims=True), np.float32)


@cache
def default_likeness() -> EvidenceLikeness:
    """The judge with the weights that ship in the package."""
    from safetensors.numpy import load_file

    return EvidenceLikeness({k: v.astype(np.float32) for k, v in load_file(WEIGHTS).items()})
