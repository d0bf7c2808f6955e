# SPDX-License-Identifier: Apache-2.0
"""Fish: stripes, fins on both sides, a tail that beats."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from shiage.drawing.curves import Points, bowed, smooth
from shiage.drawing.outlines import hull, silhouette
from shiage.training.data.procedural.creature import Creature
from shiage.training.data.procedural.drawing import Drawing
from shiage.training.data.procedural.eyes import draw_eye
from shiage.training.data.procedural.face import draw_mouth
from shiage.training.data.procedural.face_features import NAMES
from shiage.training.data.procedural.motion import Track
from shiage.training.data.procedural.projection import Place, vec
from shiage.training.data.procedural.shading import PaintStyle
from shiage.training.data.procedural.solids import Ball


class Fish(Creature):
    """A fish: stripes, fins on both sides, a tail that beats."""

    def __init__(self, rng: np.random.Generator, times: Track, look: PaintStyle) -> None:
        super().__init__(rng, times, look)
        self.wide, self.tall = float(rng.uniform(0.14, 0.34)), float(rng.uniform(0.2, 0.44))
        self.stripes = rng.uniform(-0.32, 0.3, int(rng.integers(0, 4)))
        self.fins = rng.uniform(0.2, 0.5, 4)
        self.face = replace(self.face, eye_lon=float(rng.uniform(38, 60)), eye_lat=float(rng.uniform(0, 15)))

    def focus(self) -> tuple[NDArray[np.float64], float]:
        """Where a close-up looks and how large that is."""
        return self.found([0, 0, 0.25]), 0.35

    def draw(self, world: Place, t: int) -> Drawing:
        """The fish in frame t."""
        own = self.own(world, t)
        drawing = Drawing()
        middle = float(own.origin[2])
        ball = Ball.at(own, (0, 0, 0), (self.wide, self.tall, 0.5))
        beat = 0.25 * np.sin(self.phase[t] * 2)
        stem = own.spheres([[0, 0, -0.3], [0.3 * beat, 0, -0.52]], [self.tall * 0.5, self.tall * 0.22])
        body = drawing.shape(middle, "body", silhouette([ball.rim()], stem), "body")
        self.wear_coat(body, ball, "body")
        for i, z in enumerate(self.stripes.tolist()):
            a = np.linspace(0, 2 * np.pi, 20, endpoint=False)
            r = np.sqrt(max(0.05, 1 - (z / 0.5) ** 2)) * 1.1
            ring = [
                np.stack([self.wide * r * np.cos(a), self.tall * r * np.sin(a), np.full(20, z + dz)], 1)
                for dz in (-0.05, 0.05)
            ]
            body.mark(f"stripe {i + 1}", hull([own.flat(np.concatenate(ring))]), "trim", 0.8)
        self.look.shade(body, 2 * self.tall * own.unit, 0.6)
        self._fins(drawing, own, t, beat, middle)
        for side in (-1, 1):
            draw_eye(body, ball, self.face, self.mien(t), side)
        draw_mouth(body, ball, -14, 16, self.mien(t))
        return drawing

    def _fins(self, drawing: Drawing, own: Place, t: int, beat: float, middle: float) -> None:
        f = self.fins
        tail = np.array(
            [
                [0.3 * beat, 0, -0.45],
                [1.2 * beat, -f[0], -0.6 - f[0]],
                [0.9 * beat, 0, -0.62 - 0.4 * f[0]],
                [1.2 * beat, f[0], -0.6 - f[0]],
            ]
        )
        put = own.put(tail)
        made = drawing.shape(float(put[1, 2]), "tail fin", _pointed(put[:, :2]), "fin")
        self.look.shade(made, 0.3 * own.unit)
        made.line(put[[0, 2], :2].astype(np.float32), 0.6)
        top = np.array(
            [
                [0, -0.8 * self.tall, 0.2],
                [0, -self.tall - f[1], -0.1],
                [0, -self.tall - 0.4 * f[1], -0.35],
                [0, -0.6 * self.tall, -0.35],
            ]
        )
        drawing.shape(middle - 1, "back fin", _pointed(own.flat(top)), "fin")
        for side in (-1, 1):
            a = 0.5 + 0.35 * np.sin(self.phase[t] + side)
            root = np.array([side * self.wide * 0.9, 0.25 * self.tall, 0.12])
            tip = np.array([side * np.sin(a), 0.35, -0.8]) * f[2]
            fin = own.put(
                np.stack(
                    [
                        root + vec(0, -0.04, 0.05),
                        root + tip * 0.9 + [0, -0.06, 0],
                        root + tip + [0, 0.12, 0],
                        root + vec(0, 0.1, 0),
                    ]
                )
            )
            near = float(fin[0, 2]) > middle
            depth = float(fin[0, 2]) + 1 if near else middle - self.wide * own.unit - 1
            drawing.shape(depth, f"{NAMES[side]} fin", smooth(fin[:, :2].astype(np.float32)), "fin")


def _pointed(corners: NDArray[np.floating]) -> Points:
    """A leaf-like outline through corners that keeps them pointed."""
    closed = np.concatenate([corners, corners[:1]])
    return bowed(closed, 0.08, 6)
