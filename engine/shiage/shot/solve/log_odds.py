# SPDX-License-Identifier: Apache-2.0
"""Log-odds of swatches, and clamping: the sums that the solver works in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats

FLOOR = 0.01
"""Share of the prior mixed into every message: evidence may be plain wrong, so no swatch is ruled out."""

RULED_OUT = -1e4
"""Log-probability of the other swatches of a clamped region."""


def log_odds(probabilities: Floats, prior: Floats) -> Floats:
    """Log-odds (n, swatches) of probabilities (n, swatches) against the prior (swatches,)."""
    return np.asarray(np.log(((1 - FLOOR) * probabilities + FLOOR * prior) / prior), np.float32)


def clamp(log_beliefs: Floats, given: NDArray[np.int32]) -> Floats:
    """A copy of log-beliefs (n, swatches) in which given regions (n,), -1 for none, are one-hot."""
    out = log_beliefs.copy()
    fixed = np.flatnonzero(given >= 0)
    out[fixed] = RULED_OUT
    out[fixed, given[fixed]] = 0
    return out
