# SPDX-License-Identifier: Apache-2.0
"""What a face consists of, and what it does in a frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

NAMES = {-1: "right", 1: "left"}
"""Sides of a figure: its left lies along x."""


@dataclass(frozen=True)
class FaceBuild:
    """What a face consists of; positions and half sizes in degrees on its ball."""

    eyes: str
    eye_lon: float
    eye_lat: float
    eye_wide: float
    eye_high: float
    lash: float
    brow: str
    mouth_lat: float
    mouth_wide: float
    nose: str
    blush: bool
    beard: str
    glint: bool
    lens: bool


def draw_face_build(rng: np.random.Generator, cute: float) -> FaceBuild:
    """A face that suits how doll-like the figure is."""
    eyes = str(rng.choice(["dot", "oval", "full", "full", "iris"], p=[0.16, 0.16, 0.3, 0.22, 0.16]))
    big = (0.75 + 0.5 * cute) * (0.55 if eyes == "dot" else 1.0)
    return FaceBuild(
        eyes=eyes,
        eye_lon=float(rng.uniform(21, 32)),
        eye_lat=float(rng.uniform(-16, 2)),
        eye_wide=float(rng.uniform(9, 15)) * big,
        eye_high=float(rng.uniform(8, 19)) * big,
        lash=float(rng.uniform(0.7, 2.0)),
        brow=str(rng.choice(["line", "line", "shape", "none"])),
        mouth_lat=float(rng.uniform(-44, -34)),
        mouth_wide=float(rng.uniform(9, 22)),
        nose=str(rng.choice(["line", "line", "shape", "none", "dots"])),
        blush=bool(rng.random() < 0.2),
        beard=str(rng.choice(["none"] * 7 + ["beard", "moustache"])),
        glint=bool(rng.random() < 0.75),
        lens=bool(rng.random() < 0.07),
    )


@dataclass(frozen=True)
class Mien:
    """What a face does in a frame: eyes 0..1 open, gaze -1..1, mouth 0..1 open, brows -1..1 raised."""

    eyes: float
    gaze: float
    mouth: float
    brows: float
