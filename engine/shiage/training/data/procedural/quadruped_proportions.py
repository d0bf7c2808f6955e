# SPDX-License-Identifier: Apache-2.0
"""Proportions of four-legged animals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class BeastBuild:
    """Proportions; a body is about 1 long."""

    chest: float
    rump: float
    neck: float
    rise: float
    head: float
    snout: float
    muzzle: float
    legs: float
    thick: float
    paw: float
    tail: float
    bushy: float
    ears: str
    horns: bool
    mane: bool
    collar: bool
    socks: bool
    hoof: bool


def draw_beast_build(rng: np.random.Generator) -> BeastBuild:
    """From a stubby cub to a long-legged deer."""
    tall = float(rng.uniform(0.25, 1.0))
    return BeastBuild(
        chest=float(rng.uniform(0.2, 0.36)),
        rump=float(rng.uniform(0.18, 0.34)),
        neck=float(rng.uniform(0.12, 0.6)) * (0.5 + 0.6 * tall),
        rise=float(rng.uniform(20, 75)),
        head=float(rng.uniform(0.17, 0.36)),
        snout=float(rng.uniform(0.35, 1.5)),
        muzzle=float(rng.uniform(0.35, 0.6)),
        legs=float(rng.uniform(0.28, 0.85)) * (0.4 + 0.7 * tall),
        thick=float(rng.uniform(0.05, 0.11)),
        paw=float(rng.uniform(1.0, 1.5)),
        tail=float(rng.uniform(0.15, 1.0)),
        bushy=float(rng.uniform(0.03, 0.13)),
        ears=str(rng.choice(["pointed", "round", "floppy"])),
        horns=bool(rng.random() < 0.2),
        mane=bool(rng.random() < 0.2),
        collar=bool(rng.random() < 0.25),
        socks=bool(rng.random() < 0.35),
        hoof=bool(rng.random() < 0.35),
    )
