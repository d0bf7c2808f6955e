# SPDX-License-Identifier: Apache-2.0
"""What a body does over a clip."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.training.data.procedural.gestures import SIDES, Tracks, feet, hands
from shiage.training.data.procedural.motion import (
    Track,
    blink,
    eased,
    reach,
    sway,
    wander,
)
from shiage.training.data.procedural.person_proportions import Build
from shiage.training.data.procedural.projection import rotation


@dataclass(frozen=True, eq=False)
class Pose:
    """The body in every frame; (T,) degrees and (T, 3) points of the figure's own space, hips at rest at 0.

    `elbows`, `wrists`, `knees` and `ankles` are (2, T, 3), right and left.
    """

    root: Tracks
    yaw: Track
    torso: NDArray[np.float64]
    head_yaw: Track
    head_pitch: Track
    head_roll: Track
    shoulders: Tracks
    elbows: Tracks
    wrists: Tracks
    hips: Tracks
    knees: Tracks
    ankles: Tracks
    toe_pitch: Tracks
    eyes: Track
    gaze: Track
    mouth: Track
    brows: Track
    grip: Tracks
    sway: Track
    speed: Track


def turn_track(rng: np.random.Generator, times: Track) -> Track:
    """Which way a figure faces: still, swaying, or turning, often from side to front."""
    kind = rng.random()
    start = float(rng.choice([0, 0, 25, -25, 50, -50, 90, -90, 140, -140, 180])) + float(rng.normal(0, 12))
    if kind < 0.3:
        return np.full(len(times), start) + sway(rng, times, 4)
    if kind < 0.8:
        other = float(rng.choice([0, 0, 20, -20, 90, -90])) + float(rng.normal(0, 20))
        moment = float(rng.uniform(times[0] - 2, times[-1] * 0.6))
        keys = np.array([[start], [start], [other], [other]])
        long = float(rng.uniform(2, 14))
        turn = eased(keys, np.array([moment - 1, moment, moment + long, moment + long + 1]), times)
        return np.asarray(turn[:, 0])
    return np.asarray(start + (times - times[0]) * float(rng.choice([-1, 1])) * float(rng.uniform(3, 20)))


def draw_pose(rng: np.random.Generator, build: Build, times: Track) -> Pose:
    """Make the body act: walk, run, stand, crouch, jump, while each arm does something of its own."""
    count = len(times)
    act = str(rng.choice(["walk", "run", "stand", "stand", "crouch", "jump"]))
    phase = 2 * np.pi * times / float(rng.uniform(8, 14) if act == "run" else rng.uniform(10, 26))
    phase = phase + float(rng.uniform(0, 2 * np.pi))
    root = np.zeros((count, 3))
    ankles_to = feet(rng, build, act, phase, times, root)
    lean = wander(rng, times, -4, 9) + (float(rng.uniform(8, 26)) if act == "run" else 0.0)
    twist, bend = wander(rng, times, -18, 18), wander(rng, times, -7, 7)
    if act in ("walk", "run"):
        twist = twist * 0.3 + 10 * np.sin(phase)
    torso = np.stack([rotation(a, b, c) for a, b, c in zip(twist, lean, bend, strict=True)])
    neck = np.array([0, -build.torso, 0])
    shoulders = np.stack(
        [
            root + torso @ (neck + np.array([side * (build.shoulder - build.arm * 0.6), build.arm * 1.3, 0]))
            for side in SIDES
        ]
    )
    hips = np.stack([root + np.array([side * (build.hip - build.leg) * 0.9, 0, 0]) for side in SIDES])
    targets, poles = hands(rng, build, act, phase, times, root, torso, shoulders)
    arms = [reach(shoulders[i], targets[i], build.upper_arm, build.forearm, poles[i]) for i in (0, 1)]
    knee_pole = np.tile([0.0, -0.15, 1.0], (count, 1))
    legs = [
        reach(hips[i], ankles_to[i], build.thigh, build.shin, knee_pole + np.array([SIDES[i] * 0.25, 0, 0]))
        for i in (0, 1)
    ]
    lifted = np.stack([(build.legs - leg[1][:, 1]).clip(0) / build.legs for leg in legs])
    yaw = turn_track(rng, times)
    return Pose(
        root=root,
        yaw=yaw,
        torso=torso,
        head_yaw=wander(rng, times, -50, 50) * float(rng.choice([0.2, 1.0])) - (twist * 0.5),
        head_pitch=wander(rng, times, -14, 16),
        head_roll=wander(rng, times, -14, 14),
        shoulders=shoulders,
        elbows=np.stack([a[0] for a in arms]),
        wrists=np.stack([a[1] for a in arms]),
        hips=hips,
        knees=np.stack([g[0] for g in legs]),
        ankles=np.stack([g[1] for g in legs]),
        toe_pitch=lifted * float(rng.uniform(30, 110)),
        eyes=blink(rng, times),
        gaze=wander(rng, times, -0.8, 0.8),
        mouth=np.clip(wander(rng, times, -0.6, 1.1, (2, 7)), 0, 1),
        brows=wander(rng, times, -0.6, 1.0),
        grip=np.stack([np.round(wander(rng, times, 0, 1, (8, 20))) for _ in SIDES]),
        sway=phase,
        speed=np.full(count, {"walk": 0.5, "run": 1.0}.get(act, 0.1)),
    )
