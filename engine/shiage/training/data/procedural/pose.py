# SPDX-License-Identifier: Apache-2.0
"""A person's proportions, and what the body does over a clip."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.training.data.procedural.motion import (
    Track,
    blink,
    eased,
    key_times,
    reach,
    step_cycle,
    sway,
    wander,
)
from shiage.training.data.procedural.space import rotation

Tracks = NDArray[np.float64]
SIDES = (-1, 1)
"""Right and left of the figure: its left lies along x."""


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
    ankles_to = _feet(rng, build, act, phase, times, root)
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
    targets, poles = _hands(rng, build, act, phase, times, root, torso, shoulders)
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


def _feet(
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


def _hands(
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
