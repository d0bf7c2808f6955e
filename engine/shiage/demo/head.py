# SPDX-License-Identifier: Apache-2.0
"""The character's head as a ball: what lies upon it slides and vanishes as it turns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from shiage.demo.curves import ellipse, hull
from shiage.demo.motion import Pose
from shiage.demo.stage import MODEL, Stage
from shiage.drawing.curves import Points, turned

RADIUS = 62.0 * MODEL
"""Radius of the skull in pixels."""


@dataclass(frozen=True)
class Head:
    """Where the head is and which way it looks."""

    x: float
    y: float
    yaw: float
    roll: float
    pitch: float

    def put(self, lon: ArrayLike, lat: ArrayLike, out: ArrayLike = 1.0) -> NDArray[np.float32]:
        """Points on the skull, degrees sideways and up, `out` radii from its middle -> x, y, facing -1..1."""
        a = np.radians(np.asarray(lon, float) + self.yaw)
        b = np.radians(np.asarray(lat, float))
        r = np.asarray(out, float) * RADIUS
        x, y, z = r * np.cos(b) * np.sin(a), -r * np.sin(b), r * np.cos(b) * np.cos(a)
        c, s = np.cos(np.radians(self.pitch)), np.sin(np.radians(self.pitch))
        flat = np.stack([np.broadcast_to(self.x + x, y.shape), self.y + y * c + z * s], -1)
        facing = np.cos(b) * np.cos(a)
        rolled = turned(flat, np.radians(self.roll), (self.x, self.y + RADIUS))
        return np.asarray(np.concatenate([rolled, facing[..., None]], -1), np.float32)

    def local(self, points: ArrayLike) -> Points:
        """Points in skull radii, right and down of the head's middle, as pixels."""
        p = np.asarray(points, float) * RADIUS + [self.x, self.y]
        return turned(p, np.radians(self.roll), (self.x, self.y + RADIUS))

    def sphere(self, x: float, y: float, z: float, r: float) -> Points:
        """Rim of a ball at a point of the head, all in skull radii (right, down, forward)."""
        a = np.radians(self.yaw)
        c, s = np.cos(np.radians(self.pitch)), np.sin(np.radians(self.pitch))
        forward = z * np.cos(a) - x * np.sin(a)
        centre = self.local([(x * np.cos(a) + z * np.sin(a), y * c + forward * s)])[0]
        return ellipse(float(centre[0]), float(centre[1]), r * RADIUS, r * RADIUS)

    def hull(self, balls: list[tuple[float, float, float, float]]) -> Points:
        """Closed curve around balls given in skull radii: right, down, forward, radius."""
        rims = [self.sphere(*ball) for ball in balls]
        middles = [rim.mean(0) for rim in rims]
        radii = [ball[3] * RADIUS for ball in balls]
        return hull([(float(m[0]), float(m[1]), r) for m, r in zip(middles, radii, strict=True)])


def head_of(stage: Stage, pose: Pose) -> Head:
    """The head upon the neck."""
    at = stage.put([[0, -206, 6]])[0]
    return Head(float(at[0]), float(at[1]), pose.head_yaw, pose.head_roll, pose.head_pitch)
