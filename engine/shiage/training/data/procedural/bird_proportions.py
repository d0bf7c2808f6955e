# SPDX-License-Identifier: Apache-2.0
"""Proportions of birds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class BirdBuild:
    """Proportions; a body is about 1 long."""

    wide: float
    tall: float
    tilt: float
    neck: float
    head: float
    beak: float
    bill: float
    wing: float
    feathers: int
    tail: float
    legs: float
    web: bool
    crest: int
    bib: bool


def draw_bird_build(rng: np.random.Generator) -> BirdBuild:
    """Round or long-necked."""
    return BirdBuild(
        wide=float(rng.uniform(0.26, 0.42)),
        tall=float(rng.uniform(0.3, 0.44)),
        tilt=float(rng.uniform(-35, 5)),
        neck=float(rng.choice([0.05, 0.1, 0.5, 0.8])) * float(rng.uniform(0.6, 1.1)),
        head=float(rng.uniform(0.15, 0.3)),
        beak=float(rng.uniform(0.5, 1.7)),
        bill=float(rng.uniform(0.22, 0.5)),
        wing=float(rng.uniform(0.65, 1.15)),
        feathers=int(rng.integers(3, 7)),
        tail=float(rng.uniform(0.2, 0.7)),
        legs=float(rng.uniform(0.15, 0.5)),
        web=bool(rng.random() < 0.5),
        crest=int(rng.integers(2, 5)) if rng.random() < 0.35 else 0,
        bib=bool(rng.random() < 0.4),
    )
