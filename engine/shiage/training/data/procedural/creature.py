# SPDX-License-Identifier: Apache-2.0
"""What all creatures share: where they turn and hop, what their faces do, and coats with patches."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from shiage.training.data.procedural.drawing import Drawing, Shape
from shiage.training.data.procedural.face_features import FaceBuild, Mien, draw_face_build
from shiage.training.data.procedural.motion import Track, blink, sway, wander
from shiage.training.data.procedural.pose import turn_track
from shiage.training.data.procedural.projection import Place, rotation
from shiage.training.data.procedural.shading import PaintStyle
from shiage.training.data.procedural.solids import Ball


@dataclass(frozen=True, eq=False)
class Coat:
    """Patches upon a body: (n, 4) degrees around, degrees up, and half sizes in degrees."""

    patches: NDArray[np.float64]
    belly: bool


def draw_coat(rng: np.random.Generator) -> Coat:
    """Plain, spotted or patched, with or without a light belly."""
    count = int(rng.integers(2, 7)) if rng.random() < 0.4 else 0
    size = rng.uniform(7, 22, (count, 2))
    at = np.stack([rng.uniform(-180, 180, count), rng.uniform(-15, 65, count)], 1)
    if rng.random() < 0.3:
        # stripes along the flanks, the same on both sides
        lat = rng.uniform(5, 70, 2)
        at = np.stack([np.array([90.0, -90.0, 90.0, -90.0]), lat.repeat(2)], 1)
        size = np.tile([float(rng.uniform(40, 80)), float(rng.uniform(4, 9))], (4, 1))
    return Coat(np.concatenate([at, size], 1), bool(rng.random() < 0.5))


class Creature(ABC):
    """A figure that turns, hops and has a face; subclasses give it a body."""

    def __init__(self, rng: np.random.Generator, times: Track, look: PaintStyle) -> None:
        self.look = look
        self.yaw = turn_track(rng, times)
        self.phase = 2 * np.pi * times / float(rng.uniform(8, 22)) + float(rng.uniform(0, 6.3))
        self.rise = -np.abs(np.sin(self.phase)) * float(rng.choice([0.0, 0.06, 0.25]))
        self.head_yaw, self.head_pitch = wander(rng, times, -40, 40), wander(rng, times, -18, 22)
        self.head_roll = wander(rng, times, -14, 14)
        self.eyes, self.gaze = blink(rng, times), wander(rng, times, -0.7, 0.7)
        self.mouth = np.clip(wander(rng, times, -0.8, 1.1, (2, 7)), 0, 1)
        self.swing = sway(rng, times, 1.0, 14)
        self.face: FaceBuild = draw_face_build(rng, float(rng.uniform(0.2, 0.9)))
        self.sewn = bool(rng.random() < 0.6)
        self.coat = draw_coat(rng)

    def own(self, world: Place, t: int) -> Place:
        """Its own axes in a frame."""
        return world.inside(rotation(float(self.yaw[t])), np.array([0, self.rise[t], 0]))

    @abstractmethod
    def focus(self) -> tuple[NDArray[np.float64], float]:
        """Where a close-up looks, (T, 3) in its world, and how large that is."""

    @abstractmethod
    def draw(self, world: Place, t: int) -> Drawing:
        """The figure in frame t."""

    def mien(self, t: int) -> Mien:
        """What its face does."""
        return Mien(float(self.eyes[t]), float(self.gaze[t]), float(self.mouth[t]), 0.0)

    def head_turn(self, t: int) -> NDArray[np.float64]:
        """How its head is turned against its body."""
        return rotation(*(float(v[t]) for v in (self.head_yaw, self.head_pitch, self.head_roll)))

    def found(self, points: ArrayLike) -> NDArray[np.float64]:
        """A point of its own space in every frame, (T, 3), where it lies in the world."""
        own = np.broadcast_to(np.asarray(points, float), (len(self.yaw), 3))
        turned = np.stack([rotation(float(y)) @ p for y, p in zip(self.yaw, own, strict=True)])
        turned[:, 1] += self.rise
        return turned

    def wear_coat(self, shape: Shape, ball: Ball, swatch: str) -> None:
        """Belly and patches upon a body."""
        if self.coat.belly:
            made = shape.mark(f"{shape.name} belly", ball.spot(0, -78, 42, 34), f"{swatch}.light", 0.8)
            if made is not None:
                self.look.shade(made, 0.5 * float(ball.radii.mean()) * ball.place.unit)
        for i, (lon, lat, wide, high) in enumerate(self.coat.patches.tolist()):
            shape.mark(f"{shape.name} patch {i + 1}", ball.spot(lon, lat, wide, high), "coat", 0.8)
