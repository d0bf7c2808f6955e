# SPDX-License-Identifier: Apache-2.0
"""Fish, caterpillars, snakes, and things with many legs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from shiage.training.data.procedural.creature import Creature
from shiage.training.data.procedural.curves import (
    Points,
    bowed,
    circle,
    ellipse,
    hull,
    limb,
    ribbon,
    silhouette,
    smooth,
)
from shiage.training.data.procedural.drawing import Drawing
from shiage.training.data.procedural.face import NAMES, draw_eye, draw_mouth
from shiage.training.data.procedural.look import Look
from shiage.training.data.procedural.motion import Track
from shiage.training.data.procedural.space import Ball, Place, rotation, vec


class Fish(Creature):
    """A fish: stripes, fins on both sides, a tail that beats."""

    def __init__(self, rng: np.random.Generator, times: Track, look: Look) -> None:
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


class Worm(Creature):
    """A caterpillar of balls, or a snake with bands, that winds along."""

    def __init__(self, rng: np.random.Generator, times: Track, look: Look) -> None:
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


class Bug(Creature):
    """An ant, a spider, a crab: two or three balls, many jointed legs, perhaps claws."""

    def __init__(self, rng: np.random.Generator, times: Track, look: Look) -> None:
        super().__init__(rng, times, look)
        self.pairs = int(rng.integers(2, 5))
        self.balls = rng.uniform(0.14, 0.34, int(rng.integers(1, 3)))
        self.head = float(rng.uniform(0.14, 0.26))
        self.long, self.thick = float(rng.uniform(0.4, 0.8)), float(rng.uniform(0.025, 0.055))
        self.claws = bool(rng.random() < 0.35)
        self.wings = bool(rng.random() < 0.3)

    def focus(self) -> tuple[NDArray[np.float64], float]:
        """Where a close-up looks and how large that is."""
        return self.found([0, -0.1, 0.4]), 0.35

    def draw(self, world: Place, t: int) -> Drawing:
        """The bug in frame t."""
        own = self.own(world, t)
        drawing = Drawing()
        z = 0.1
        for i, r in enumerate(self.balls.tolist()):
            z -= r * 0.8
            ball = Ball.at(own, (0, -0.05, z), (r, r * 0.9, r * 1.2))
            made = drawing.shape(float(ball.middle[2]), f"body {i + 1}", ball.rim(), "body")
            self.wear_coat(made, ball, "body")
            self.look.shade(made, 2 * r * own.unit)
            z -= r * 0.6
        place = own.inside(self.head_turn(t), np.array([0, -0.08, 0.12 + self.head * 0.6]))
        ball = Ball.at(place, (0, 0, 0), self.head)
        head = drawing.shape(float(ball.middle[2]), "head", ball.rim(), "head")
        self.look.shade(head, 2 * self.head * own.unit)
        for side in (-1, 1):
            draw_eye(head, ball, self.face, self.mien(t), side)
            for k in range(self.pairs):
                self._leg(drawing, own, t, side, k)
            if self.claws:
                self._claw(drawing, own, t, side)
            if self.wings:
                self._wing(drawing, own, t, side)
        draw_mouth(head, ball, -30, 20, self.mien(t))
        return drawing

    def _leg(self, drawing: Drawing, own: Place, t: int, side: int, k: int) -> None:
        s = (k + 0.5) / self.pairs - 0.5
        step = np.sin(self.phase[t] + np.pi * (k % 2) + (0 if side > 0 else np.pi))
        root = np.array([side * 0.1, 0.0, 0.05 - 0.35 * s])
        knee = root + np.array([side * 0.5, -0.35, -0.5 * s + 0.15 * step]) * self.long
        foot = root + np.array([side * 0.85, 0.5 - 0.15 * max(0.0, step), -1.0 * s + 0.3 * step]) * self.long
        put = own.put(np.stack([root, knee, foot]))
        r = self.thick * own.unit
        rim = silhouette(
            [], np.concatenate([put[:, :2], np.array([[1.2], [1.0], [0.6]]) * r], 1).astype(np.float32)
        )
        depth = float(put[:, 2].mean()) - 0.02 * own.unit
        made = drawing.shape(depth, f"{NAMES[side]} leg {k + 1}", rim, "legs")
        made.mark(
            f"{NAMES[side]} shin {k + 1}",
            silhouette([], np.concatenate([put[1:, :2], [[1.6 * r]] * 2], 1).astype(np.float32)),
            "legs.light",
            0.7,
        )

    def _claw(self, drawing: Drawing, own: Place, t: int, side: int) -> None:
        root, lift = np.array([side * 0.18, 0.0, 0.2]), 0.2 * self.swing[t] * side
        elbow = root + np.array([side * 0.35, -0.05 - lift, 0.15])
        hand = elbow + np.array([-side * 0.05, -0.25 - lift, 0.2])
        put = own.put(np.stack([root, elbow, hand]))
        r = 1.4 * self.thick * own.unit
        drawing.shape(float(put[1, 2]), f"{NAMES[side]} claw arm", limb(put[:, :2], [r, r, 0.8 * r]), "legs")
        ahead = put[2, :2] - put[1, :2]
        turn = float(np.arctan2(ahead[1], ahead[0]))
        for part, sign in (("thumb", 1), ("claw", -1)):
            gape = 0.25 + 0.2 * float(self.mouth[t])
            rim: Points = ribbon(
                np.array([[-0.3, 0.1 * sign], [1.6, 1.1 * sign], [3.6, 0.2 * sign]]) * r,
                [0.8 * r, (1.3 if sign < 0 else 0.8) * r, 0.1 * r],
            )
            c, s = np.cos(turn + gape * sign), np.sin(turn + gape * sign)
            spun = rim @ np.array([[c, s], [-s, c]]) + put[2, :2]
            made = drawing.shape(
                float(put[2, 2]) + 1, f"{NAMES[side]} {part}", spun.astype(np.float32), "body"
            )
            self.look.shade(made, 2 * r)

    def _wing(self, drawing: Drawing, own: Place, t: int, side: int) -> None:
        a = np.radians(35 + 25 * np.sin(3 * self.phase[t]))
        turn = own.inside(rotation(0, 0, -side * float(np.degrees(a))), np.array([side * 0.08, -0.15, -0.05]))
        rim = np.array(
            [
                [0, 0, 0.05],
                [side * 0.4, -0.1, 0.1],
                [side * 0.75, -0.1, -0.15],
                [side * 0.4, 0.0, -0.3],
                [0, 0, -0.05],
            ]
        )
        made = drawing.shape(
            float(turn.put([side * 0.2, 0, 0])[2]) + 0.05 * own.unit,
            f"{NAMES[side]} wing",
            smooth(turn.flat(rim)),
            "wing",
        )
        made.line(turn.flat(rim[[0, 2]]), 0.6)


def _pointed(corners: NDArray[np.floating]) -> Points:
    """A leaf-like outline through corners that keeps them pointed."""
    closed = np.concatenate([corners, corners[:1]])
    return bowed(closed, 0.08, 6)
