# SPDX-License-Identifier: Apache-2.0
"""A person's proportions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Build:
    """Proportions; the height from floor to neck is about 1."""

    head: float
    neck: float
    torso: float
    shoulder: float
    waist: float
    hip: float
    depth: float
    upper_arm: float
    forearm: float
    thigh: float
    shin: float
    arm: float
    leg: float
    hand: float
    foot: float

    @property
    def legs(self) -> float:
        """Length of a straight leg."""
        return self.thigh + self.shin


def draw_build(rng: np.random.Generator) -> Build:
    """Anything from a big-headed doll to a tall hero."""
    doll = float(rng.beta(0.8, 0.9))
    stout = float(np.exp(rng.normal(0.05, 0.22)))
    torso = float(rng.uniform(0.38, 0.47)) + 0.04 * doll
    legs = 1.0 - torso - 0.02
    arms = float(rng.uniform(0.38, 0.44)) * (1 - 0.12 * doll)
    shoulder = float(rng.uniform(0.125, 0.185)) * stout**0.6
    return Build(
        head=float(rng.uniform(0.12, 0.16)) + 0.28 * doll * float(rng.uniform(0.7, 1.1)),
        neck=float(rng.uniform(0.03, 0.07)) * (1 - 0.7 * doll),
        torso=torso,
        shoulder=shoulder,
        waist=float(rng.uniform(0.09, 0.15)) * stout,
        hip=float(rng.uniform(0.1, 0.16)) * stout**0.8,
        depth=float(rng.uniform(0.6, 0.8)) * stout**0.3,
        upper_arm=arms * float(rng.uniform(0.48, 0.54)),
        forearm=arms * 0.48,
        thigh=legs * 0.51,
        shin=legs * 0.49,
        arm=float(rng.uniform(0.034, 0.052)) * stout**0.7 * (1 + 0.35 * doll),
        leg=float(rng.uniform(0.05, 0.075)) * stout**0.7 * (1 + 0.2 * doll),
        hand=float(rng.uniform(0.042, 0.056)) * (1 + 0.55 * doll),
        foot=float(rng.uniform(0.12, 0.16)),
    )
