# SPDX-License-Identifier: Apache-2.0
"""What hands and feet do over a clip: step, kick, rest at a hip, cross a face."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shiage.training.data.procedural.motion import (
    Track,
    eased,
    key_times,
    step_cycle,
    sway,
    wander,
)
from shiage.training.data.procedural.person_proportions import Build

Tracks = NDArray[np.float64]
SIDES = (-1, 1)
"""Right and left of the figure: its left lies along x."""


def feet(
    rng: np.random.Generator, build: Build, act: str, phase: Track, times: Track, root: Tracks
) -> list[Tracks]:
    """Where the ankles go; `root` is moved along."""
    floor = build.legs * 0.98
    if act in ("walk", "run"):
        stride = build.legs * float(rng.uniform(0.25, 0.5) if act == "walk" else rng.uniform(0.45, 0.75))
        lift = stride * float(rng.uniform(0.2, 0.5) if act == "walk" else rng.uniform(0.5, 0.9))
        bounce = 0.04 if act == "walk" else 0.09
        root[:, 1] += bounce * build.legs * (np.cos(2 * phase) + 0.6)
        feet = []
        for i, side in enumerate(SIDES):
            ahead, up = step_cycle(phase + np.pi * i, stride, lift)
            back = np.maximum(0, -ahead / stride) * lift * (0.9 if act == "run" else 0.2)
            feet.append(np.stack([np.full(len(phase), side * build.hip * 0.5), floor - up - back, ahead], 1))
        return feet
    apart = float(rng.uniform(0.35, 1.6)) * build.hip
    depth = rng.uniform(-0.5, 0.5, 2) * build.legs * 0.4
    if act == "crouch":
        root[:, 1] += build.legs * np.clip(wander(rng, times, 0.0, 0.6), 0, 0.6)
    if act == "stand":
        root[:, 1] += build.legs * np.abs(wander(rng, times, 0.0, 0.08))
        root[:, 0] += wander(rng, times, -0.3, 0.3) * build.hip
    up = np.zeros(len(times))
    if act == "jump":
        hop = np.sin(phase)
        root[:, 1] += np.where(hop > 0, -0.5 * hop, -0.25 * hop) * build.legs
        up = 0.62 * build.legs * np.clip(hop, 0, 1)
    kick = wander(rng, times, 0, 1) if rng.random() < 0.2 else np.zeros(len(times))
    feet = []
    for i, side in enumerate(SIDES):
        foot = np.stack([np.full(len(times), side * apart), floor - up, np.full(len(times), depth[i])], 1)
        if i == 0:
            foot[:, 1] -= kick * 0.6 * build.legs
            foot[:, 2] += kick * 0.7 * build.legs
        feet.append(foot)
    return feet


def hands(
    rng: np.random.Generator,
    build: Build,
    act: str,
    phase: Track,
    times: Track,
    root: Tracks,
    torso: NDArray[np.float64],
    shoulders: Tracks,
) -> tuple[list[Tracks], list[Tracks]]:
    """Targets of the wrists and directions of the elbows, (T, 3) for each arm."""
    long = build.upper_arm + build.forearm
    top = -build.torso - build.neck
    targets, poles = [], []
    for i, side in enumerate(SIDES):
        spots = {
            "rest": [side * (build.shoulder + 0.12 * long), top + 0.95 * long, 0.05],
            "hip": [side * build.hip * 1.08, -0.1 * build.torso, 0.02],
            "up": [side * (build.shoulder + 0.25 * long), top - 0.7 * long, 0.1],
            "face": [side * build.head * 0.45, top - build.head * 0.7, build.head * 1.15],
            "brow": [-side * build.head * 0.2, top - build.head * 1.2, build.head * 1.2],
            "across": [-side * build.shoulder * 0.6, -0.62 * build.torso, build.shoulder * 1.25],
            "belly": [side * 0.02, -0.3 * build.torso, build.waist * 1.3],
            "ahead": [side * 0.08, top + 0.15 * long, 0.9 * long],
            "out": [side * (build.shoulder + 0.92 * long), top + 0.12 * long, 0.1],
            "back": [side * 0.05, -0.2 * build.torso, -build.waist * 1.3],
            "behind head": [side * build.head * 0.7, top - build.head, -build.head * 0.8],
            "wave": [side * (build.shoulder + 0.5 * long), top - 0.3 * long, 0.25 * long],
        }
        swinging = act in ("walk", "run") and rng.random() < 0.6
        at = key_times(rng, times, (3, 12))
        keys = np.array([spots[str(rng.choice(list(spots)))] for _ in at]) + rng.normal(0, 0.02, (len(at), 3))
        if rng.random() < 0.35:
            keys[:] = keys[:1]
        local = eased(keys, at, times)
        if swinging:
            swing = (phase + np.pi * (1 - i)) + 0.2
            far = 0.55 if act == "walk" else 0.75
            local = np.stack(
                [
                    np.full(len(times), side * (build.shoulder + 0.05 * long)),
                    top + long * (0.88 - 0.25 * far * np.sin(swing).clip(0)),
                    far * long * np.sin(swing) + 0.1 * long,
                ],
                1,
            )
        local = local + np.stack([sway(rng, times, 0.02) for _ in range(3)], 1)
        targets.append(root + np.einsum("tij,tj->ti", torso, local))
        out = np.array([side * 0.8, 0.55, -0.5]) + rng.normal(0, 0.2, 3)
        poles.append(np.einsum("tij,j->ti", torso, out))
    return targets, poles
