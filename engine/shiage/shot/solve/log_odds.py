# SPDX-License-Identifier: Apache-2.0
"""Log-odds of swatches, and what is given: the sums that the solver works in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

DOUBT = 0.01
"""Least probability left to every swatch in a message: evidence may be plain wrong."""


def odds(told: Floats, prior: Floats) -> Floats:
    """Log-odds of probabilities (n, swatches) against the prior (swatches,)."""
    return np.asarray(np.log(((1 - DOUBT) * told + DOUBT * prior) / prior), np.float32)


def settle(logs: Floats, given: NDArray[np.int32]) -> Floats:
    """Clamp the given regions (n,), -1 where there is none, in log-probabilities (n, swatches); a copy."""
    out = logs.copy()
    fixed = np.flatnonzero(given >= 0)
    out[fixed] = -1e4
    out[fixed, given[fixed]] = 0
    return out
