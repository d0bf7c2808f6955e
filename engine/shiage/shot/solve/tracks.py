# SPDX-License-Identifier: Apache-2.0
"""How long regions are followed from frame to frame, and how much vague messages of far keys count."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from shiage.cel.arrays import Floats
from shiage.shot.match.transport import Transport, returned

Transports = Mapping[tuple[int, int], Transport]

DISCOUNT = 3.0
"""How strongly a vague message counts less on a long track; 0 would not discount at all."""


def track_lengths(counts: list[int], keyed: set[int], transports: Transports) -> list[Floats]:
    """Expected number of frames through which each region is followed both ways, itself included.

    Args:
        counts: regions of each frame, in time order.
        keyed: frames whose regions are all given; tracks end there.
        transports: (t, t + 1) and (t + 1, t) -> soft correspondence, where compared.

    Returns:
        per frame (n_t,) float32, at least 1.
    """
    ahead: list[Floats] = [np.ones(n, np.float32) for n in counts]
    behind: list[Floats] = [np.ones(n, np.float32) for n in counts]
    for t in range(len(counts) - 2, -1, -1):
        if (t, t + 1) in transports and not {t, t + 1} & keyed:
            ahead[t] = _through(transports, t, t + 1, ahead[t + 1])
    for t in range(1, len(counts)):
        if (t, t - 1) in transports and not {t, t - 1} & keyed:
            behind[t] = _through(transports, t, t - 1, behind[t - 1])
    return [np.asarray(a + b - 1, np.float32) for a, b in zip(ahead, behind, strict=True)]


def message_weight(track: Floats, probabilities: Floats) -> Floats:
    """(n, 1) weight of a far drawing's message (n, swatches) to regions on tracks of lengths (n,).

    All frames of a track see a far key in nearly the same way, so that their vague messages repeat one
    mistake; only a certain one counts in full however often it is sent.
    """
    certain = probabilities.max(1) ** 2
    return np.asarray(track ** (-DISCOUNT * (1 - certain)), np.float32)[:, None]


def _through(transports: Transports, t: int, s: int, lengths: Floats) -> Floats:
    """(n_t,) track lengths by way of the next frame, weighted by how likely it matches back."""
    return np.asarray(1 + returned(transports[t, s], transports[s, t], lengths), np.float32)
