# SPDX-License-Identifier: Apache-2.0
"""Caterpillars of balls and snakes with bands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from shiage.drawing.curves import circle, ellipse, smooth
from shiage.drawing.outlines import limb
from shiage.training.data.procedural.creature import Creature
from shiage.training.data.procedural.drawing import Drawing
from shiage.training.data.procedural.eyes import draw_eye
from shiage.training.data.procedural.face import draw_mouth
from shiage.training.data.procedural.face_features import NAMES
from shiage.training.data.procedural.motion import Track
from shiage.training.data.procedural.projection import Place, vec
from shiage.training.data.procedural.shading import PaintStyle
from shiage.training.data.procedural.solids import Ball


class Worm(Creature):
    """A caterpillar of balls, or a snake with bands, that winds along."""

    def __init__(self, rng: np.random.Generator, times: Track, look: PaintStyle) -> None:
        super().__init__(rng, times, look)
        self.links = int(rng.integers(4, 10))
        self.snake = bool(rng.random() < 0.45)
        self.radius = float(rng.uniform(0.1, 0.2)) if not self.snake else float(rng.uniform(0.07, 0.12))
        self.bend = float(rng.uniform(0.1, 0.3))
        self.feelers = bool(rng.random() < 0.5)
        self.feet = bool(rng.random() < 0.6)
        self.face = replace(self.face, eye_lat=float(rng.uniform(0, 15)))

    def _spine(self, t: int, count: int) -> NDArray[np.float64]:
        s = np.linspace(0, 1, count)
        wave = self.bend * np.sin(self.phase[t] - 7 * s)
        up = -np.maximum(wave, -0.02) - 0.3 * (1 - s) ** 6
        return np.stack([0.5 * wave, up, 0.6 - 1.3 * s], 1)

    def focus(self) -> tuple[NDArray[np.float64], float]:
        """Where a close-up looks and how large that is."""
        heads = np.stack([self._spine(t, 3)[0] for t in range(len(self.yaw))])
        return self.found(heads), self.radius * 2

    def draw(self, world: Place, t: int) -> Drawing:
        """The worm in frame t."""
        own = self.own(world, t)
        drawing = Drawing()
        spine = self._spine(t, self.links + 1)
        put = own.put(spine)
        r = self.radius * own.unit
        if self.snake:
            path = own.flat(self._spine(t, 12))
            body = drawing.shape(
                float(own.origin[2]), "body", limb(path, [r, r, r, 0.8 * r, 0.1 * r], 22), "body"
            )
            self.look.shade(body, 2 * r)
            for i in range(1, self.links):
                ahead = put[i, :2] - put[i - 1, :2]
                turn = float(np.arctan2(ahead[1], ahead[0]))
                body.mark(f"band {i}", ellipse(put[i, :2], 0.35 * r, 2.0 * r, turn), "coat", 0.8)
        else:
            for i in range(self.links, 0, -1):
                self._link(drawing, own, spine[i], float(put[i, 2]), i, r)
        self._head(drawing, own, spine[0], t)
        return drawing

    def _link(
        self, drawing: Drawing, own: Place, at: NDArray[np.float64], depth: float, i: int, r: float
    ) -> None:
        ball = Ball.at(own, at, self.radius * (1 - 0.03 * i))
        made = drawing.shape(depth, f"link {i}", ball.rim(), "body" if i % 2 else "coat")
        made.mark(f"link {i} spot", ball.spot(90, 5, 22, 22), "trim", 0.8)
        made.mark(f"link {i} other spot", ball.spot(-90, 5, 22, 22), "trim", 0.8)
        self.look.shade(made, 2 * r)
        if self.feet:
            for side in (-1, 1):
                foot = own.put(at + np.array([side * 0.55, 0.95, 0.1]) * self.radius)
                drawing.shape(depth - 0.1 + 0.2 * side * np.sign(foot[2] - depth), f"{NAMES[side]} foot {i}",
                              ellipse(foot[:2], 0.26 * r, 0.34 * r), "shoes")  # fmt: skip

    def _head(self, drawing: Drawing, own: Place, at: NDArray[np.float64], t: int) -> None:
        size = self.radius * (1.35 if not self.snake else 1.5)
        place = own.inside(self.head_turn(t), at + vec(0, -0.3, 0.4) * self.radius)
        ball = Ball.at(place, (0, 0, 0), (size, size * 0.9, size * 1.1))
        depth = float(place.origin[2]) + size * own.unit
        head = drawing.shape(depth, "head", ball.rim(), "body" if self.snake else "head")
        self.look.shade(head, 2 * size * own.unit, 0.6)
        for side in (-1, 1):
            draw_eye(head, ball, self.face, self.mien(t), side)
        draw_mouth(head, ball, -28, 22, self.mien(t))
        if self.feelers:
            for side in (-1, 1):
                path = place.flat(
                    np.array(
                        [
                            [side * 0.4, -0.8, 0],
                            [side * 0.7, -1.6, 0.2],
                            [side * (1 + 0.3 * self.swing[t]), -2.1, 0.5],
                        ]
                    )
                    * size
                )
                drawing.line(depth - 0.1, smooth(path, closed=False), 1.2)
                drawing.shape(
                    depth - 0.05,
                    f"{NAMES[side]} feeler",
                    circle(16) * (0.22 * size * own.unit) + path[2],
                    "trim",
                )
