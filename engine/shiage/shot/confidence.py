# SPDX-License-Identifier: Apache-2.0
"""How sure a decided swatch is: beliefs, softened and calibrated to how often they are right."""

from __future__ import annotations

import numpy as np

from shiage.cel.arrays import Floats

TEMPERATURE = 2.3
"""Beliefs are softened by this: loops in the graph count evidence twice."""

BETA = (1.32, 0.59, 0.81)
"""a, b and c of beta calibration (Kull, Silva Filho and Flach 2017, section 3): the odds of being right are
e^c p^a / (1 - p)^b. Fitted by `training/pair_features/calibrate_confidence.py` on shots that no matcher was
trained on."""


def confidence(belief: Floats) -> Floats:
    """(n,) float32 probability that the most believed swatch is right, from (n, swatches) beliefs."""
    softened = belief ** np.float32(1 / TEMPERATURE)
    return calibrated(np.asarray(softened.max(1) / softened.sum(1), np.float32))


def calibrated(p: Floats, beta: tuple[float, float, float] = BETA) -> Floats:
    """Probabilities p in 0..1 as often right as they say; 0 and 1 stay, and so does their order."""
    a, b, c = beta
    right, wrong = np.exp(c) * p.astype(np.float64) ** a, (1 - p.astype(np.float64)) ** b
    return np.asarray(right / (right + wrong), np.float32)


def uncalibrated(sure: Floats) -> Floats:
    """What `calibrated` came from, to 1/100,000."""
    grid = np.linspace(0, 1, 100_001).astype(np.float32)
    return np.interp(sure, calibrated(grid), grid).astype(np.float32)
