# SPDX-License-Identifier: Apache-2.0
"""Where the character stands: model points become pixels, limbs become points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from shiage.demo.curves import Disc, smooth
from shiage.demo.motion import Pose
from shiage.drawing.curves import Points

GROUND = 676.0
"""Height of the floor in a picture of 720 lines, in pixels."""

MODEL = 1.27
"""Pixels per model unit."""

LIGHT = (-11.0, -6.0)
"""Shift in pixels towards the light."""

_THIGH, _SHIN, _SOLE = 70.0, 72.0, 19.0
_UPPER, FORE = 56.0, 50.0
JACKET_RINGS: list[tuple[float, float, float]] = [
    # height above the hips, half width, half depth
    (-132.0, 30.0, 20.0), (-110.0, 38.0, 25.0), (-70.0, 33.0, 25.0), (-40.0, 29.0, 23.0), (-14.0, 38.0, 30.0),
    (14.0, 48.0, 38.0),
]  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """Where the body stands and which way it is turned; model points become pixels here."""

    place: float
    hips: float
    yaw: float
    lean: float
    scale: float

    def put(self, points: ArrayLike) -> NDArray[np.float32]:
        """(n, 3) model points -> (n, 3): x and y in pixels, and depth towards us in model units."""
        p = np.atleast_2d(np.asarray(points, np.float64))
        a, b = np.radians(self.yaw), np.radians(self.lean)
        z = p[:, 2] * np.cos(b) - p[:, 1] * np.sin(b)
        y = p[:, 1] * np.cos(b) + p[:, 2] * np.sin(b)
        across = p[:, 0] * np.cos(a) + z * np.sin(a)
        depth = z * np.cos(a) - p[:, 0] * np.sin(a)
        x = self.place + across * MODEL
        return np.stack([x, self.hips + (y + 0.1 * depth) * MODEL, depth], 1).astype(np.float32)

    def discs(self, points: ArrayLike, radii: ArrayLike) -> list[Disc]:
        """Model spheres as discs in pixels."""
        put = self.put(points)
        return [
            (float(p[0]), float(p[1]), float(r) * MODEL) for p, r in zip(put, np.ravel(radii), strict=True)
        ]

    def around(self, lon: ArrayLike, level: ArrayLike, off: float = 0.0) -> NDArray[np.float32]:
        """Points on the jacket: degrees from its front (to screen right), height over the hips."""
        height = np.asarray(level, np.float64)
        at = np.array([row[0] for row in JACKET_RINGS])
        wide = np.interp(height, at, [row[1] for row in JACKET_RINGS]) + off
        deep = np.interp(height, at, [row[2] for row in JACKET_RINGS]) + off
        angle = np.radians(lon)
        return self.put(
            np.stack([wide * np.sin(angle), np.broadcast_to(height, wide.shape), deep * np.cos(angle)], 1)
        )


def leg_points(pose: Pose, side: int) -> NDArray[np.float64]:
    """Hip, knee, ankle and toe of a leg, (4, 3) model units; side 0 is screen left when she faces us."""
    sign = -1.0 if side == 0 else 1.0
    a = np.radians(pose.thighs[side])
    b = a - np.radians(pose.knees[side])
    out = np.tan(np.radians(pose.spread)) * sign
    hip = np.array([sign * 17.0, 0.0, 0.0])
    knee = hip + _THIGH * np.array([out, np.cos(a), np.sin(a)])
    ankle = knee + _SHIN * np.array([out * 0.6, np.cos(b), np.sin(b)])
    pitch = np.radians(
        min(0.0, pose.thighs[side] * 0.9 - pose.knees[side] * 0.75) + max(0.0, pose.thighs[side] * 0.5)
    )
    toe = ankle + 30.0 * np.array([sign * 0.25, -np.sin(pitch) * 0.9 + 0.1, np.cos(pitch)])
    return np.stack([hip, knee, ankle, toe])


def stage_of(pose: Pose) -> Stage:
    """The stage on which the lower foot touches the floor."""
    free = Stage(pose.place, 0.0, pose.yaw, pose.lean * 0.0, MODEL)
    low = max(float(free.put(leg_points(pose, side)[2:])[:, 1].max()) for side in (0, 1))
    return Stage(pose.place, GROUND - _SOLE * MODEL - low, pose.yaw, pose.lean, MODEL)


def arm_points(pose: Pose, side: int) -> NDArray[np.float64]:
    """Shoulder, elbow and wrist, (3, 3) model units."""
    shoulder = np.array([-33.0 if side == 0 else 33.0, -116.0, 0.0])
    elbow = shoulder + _UPPER * pose.upper_arms[side]
    return np.stack([shoulder, elbow, elbow + FORE * pose.forearms[side]])


def jacket_outline(stage: Stage) -> Points:
    """Contour of the jacket's body: the widest points of its rings, shoulders rounded."""
    left, right = [], []
    for height, wide, deep in JACKET_RINGS:
        a = np.radians(stage.yaw)
        reach = float(np.hypot(wide * np.cos(a), deep * np.sin(a)))
        centre = stage.put([[0, height, 0]])[0]
        left.append((centre[0] - reach * MODEL, centre[1]))
        right.append((centre[0] + reach * MODEL, centre[1]))
    hem = stage.put([[0, JACKET_RINGS[-1][0] + 5, 0]])[0]
    neck = stage.put([[0, -140, 0]])[0]
    return smooth([(neck[0], neck[1]), *right, (hem[0], hem[1]), *left[::-1]])
