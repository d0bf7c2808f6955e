# SPDX-License-Identifier: Apache-2.0
"""The performance: how the character stands in each frame of the shot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FRAMES = 32
"""Drawings in the shot, on twos at 24 frames a second."""

WALK_END = 13
"""The frame in which the feet stand still."""

Vector = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pose:
    """Where everything is in one frame.

    Angles are degrees, lengths model units; x points to the character's left (screen right when she
    faces us), y down, z the way she faces. Pairs are (screen left, screen right) when she faces us.
    """

    place: float
    yaw: float
    lean: float
    head_yaw: float
    head_roll: float
    head_pitch: float
    eyes_open: float
    gaze: float
    brows: float
    mouth: float
    thighs: tuple[float, float]
    knees: tuple[float, float]
    spread: float
    upper_arms: tuple[Vector, Vector]
    forearms: tuple[Vector, Vector]
    hand_open: float
    bag: float
    wind: float
    sway: float


# Each track: {frame: value}, eased in between.
_TRACKS: dict[str, dict[int, float]] = {
    "place": {1: 345, 13: 640, 16: 655, 32: 655},
    "yaw": {1: 58, 12: 58, 17: 8, 20: -16, 26: -20, 32: -10},
    "lean": {1: 6, 12: 6, 15: -3, 20: 0, 32: 0},
    "head_yaw": {1: 52, 9: 58, 11: 50, 15: -6, 18: -34, 22: -30, 25: 6, 28: 16, 32: 10},
    "head_roll": {1: 0, 4: 3, 7: -2, 10: 3, 14: -5, 18: 7, 22: 4, 26: -7, 32: -4},
    "head_pitch": {1: 0, 11: 0, 13: -8, 16: 6, 19: 0, 32: 2},
    "eyes_open": {1: 1, 4: 1, 5: 0.35, 6: 1, 11: 1, 12: 0.5, 13: 0, 14: 0.5, 15: 1.08, 23: 1.0, 24: 0.4,
                  25: 0, 26: 0.4, 27: 1, 32: 1},
    "gaze": {1: 0.3, 9: 0.3, 11: -0.6, 16: 0, 18: 0.5, 22: 0.3, 26: -0.1, 32: 0},
    "brows": {1: 0, 12: 0, 15: 5, 19: 3, 25: 1, 28: 5, 32: 4},
    "mouth": {1: 0, 13: 0, 15: 0.35, 17: 0.2, 19: 0.95, 21: 1, 23: 0.45, 25: 0.7, 27: 1, 29: 0.7, 31: 1,
              32: 1},
    "spread": {1: 0, 12: 0, 17: 8, 32: 8},
    "hand_open": {1: 0, 14: 0, 17: 1, 32: 1},
    "bag": {1: -92, 13: -90, 17: -168, 20: -190, 23: -172, 27: -120, 30: -98, 32: -102},
    "wind": {1: 1, 13: 1, 18: -0.35, 22: 0.15, 26: -0.05, 32: 0},
}  # fmt: skip

_WAVING_UPPER: dict[int, tuple[float, float, float]] = {
    13: (-0.3, 1.0, 0.1), 15: (-0.5, 0.7, 0.6), 17: (-0.85, 0.25, 0.5), 20: (-0.85, 0.2, 0.45),
    23: (-0.35, 0.1, 0.9), 26: (-0.9, 0.2, 0.4), 29: (-0.4, 0.15, 0.85), 32: (-0.9, 0.25, 0.4),
}  # fmt: skip
_WAVING_FORE: dict[int, tuple[float, float, float]] = {
    13: (0.2, 0.9, 0.4), 15: (0.75, 0.1, 0.7), 17: (0.2, -0.9, 0.4), 20: (-0.4, -1.0, 0.2),
    23: (0.8, -0.75, 0.35), 26: (-0.35, -1.0, 0.2), 29: (0.7, -0.8, 0.35), 32: (-0.3, -1.0, 0.2),
}  # fmt: skip
_RESTING_UPPER: dict[int, tuple[float, float, float]] = {
    13: (0.25, 1.0, 0.0), 18: (0.75, 0.75, -0.15), 25: (0.8, 0.72, -0.2), 32: (0.75, 0.76, -0.15),
}  # fmt: skip
_RESTING_FORE: dict[int, tuple[float, float, float]] = {
    13: (0.15, 1.0, 0.3), 18: (-0.55, 0.7, 0.35), 25: (-0.58, 0.66, 0.35), 32: (-0.55, 0.7, 0.35),
}  # fmt: skip


def _eased(track: dict[int, float], frame: float) -> float:
    """Value between key poses: no overshoot, and still where a pose is held."""
    at = np.array(list(track), float)
    value = np.array(list(track.values()), float)
    if frame <= at[0] or len(at) == 1:
        return float(value[0])
    if frame >= at[-1]:
        return float(value[-1])
    slope = np.diff(value) / np.diff(at)
    tangent = np.zeros(len(at))
    same = slope[:-1] * slope[1:] > 0
    tangent[1:-1][same] = 2 * slope[:-1][same] * slope[1:][same] / (slope[:-1] + slope[1:])[same]
    tangent[0], tangent[-1] = slope[0], slope[-1]
    i = int(np.searchsorted(at, frame, "right")) - 1
    h = at[i + 1] - at[i]
    t = (frame - at[i]) / h
    a, b = (1 + 2 * t) * (1 - t) ** 2, t * (1 - t) ** 2
    c, d = t * t * (3 - 2 * t), t * t * (t - 1)
    return float(a * value[i] + b * h * tangent[i] + c * value[i + 1] + d * h * tangent[i + 1])


def _direction(track: dict[int, tuple[float, float, float]], frame: float) -> Vector:
    parts = [_eased({f: v[axis] for f, v in track.items()}, frame) for axis in range(3)]
    return _unit(np.array(parts))


def _unit(v: Vector) -> Vector:
    return v / np.linalg.norm(v)


def _blend(a: Vector, b: Vector, share: float) -> Vector:
    return _unit((1 - share) * a + share * b)


def pose(frame: float) -> Pose:
    """The character in a frame, counted from 1."""
    value = {name: _eased(track, frame) for name, track in _TRACKS.items()}
    step = 2 * np.pi * (frame - 1) / 12 + np.pi / 2
    stop = float(np.clip((frame - WALK_END + 2) / 4, 0, 1))
    stop = stop * stop * (3 - 2 * stop)
    swing = 30 * (1 - stop)
    thighs = (swing * np.sin(step), -swing * np.sin(step))
    bends = [18 + 42 * max(0.0, float(np.cos(step + shift))) ** 1.5 for shift in (0.0, np.pi)]
    knees = tuple((1 - stop) * (bend - 13) + 3 for bend in bends)
    upper, fore = [], []
    for side, sign in ((-1, -1.0), (1, 1.0)):
        a = np.radians(34 * sign * np.sin(step))
        walking = _unit(np.array([side * 0.2, np.cos(a), np.sin(a)]))
        b = a + np.radians(28)
        walking_fore = _unit(np.array([side * 0.06, np.cos(b), np.sin(b)]))
        up, low = (_WAVING_UPPER, _WAVING_FORE) if side < 0 else (_RESTING_UPPER, _RESTING_FORE)
        share = float(np.clip((frame - 11) / 4, 0, 1))
        upper.append(_blend(walking, _direction(up, frame), share))
        fore.append(_blend(walking_fore, _direction(low, frame), share))
    return Pose(
        thighs=(float(thighs[0]), float(thighs[1])),
        knees=(float(knees[0]), float(knees[1])),
        upper_arms=(upper[0], upper[1]),
        forearms=(fore[0], fore[1]),
        sway=float(step),
        **value,
    )
