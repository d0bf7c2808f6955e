# SPDX-License-Identifier: Apache-2.0
"""Ants, spiders and crabs: balls with many jointed legs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shiage.drawing.curves import Points, ribbon, smooth
from shiage.drawing.outlines import limb, silhouette
from shiage.training.data.procedural.creature import Creature
from shiage.training.data.procedural.drawing import Drawing
from shiage.training.data.procedural.eyes import draw_eye
from shiage.training.data.procedural.face import draw_mouth
from shiage.training.data.procedural.face_features import NAMES
from shiage.training.data.procedural.motion import Track
from shiage.training.data.procedural.projection import Place, rotation
from shiage.training.data.procedural.shading import PaintStyle
from shiage.training.data.procedural.solids import Ball


class Bug(Creature):
    """An ant, a spider, a crab: two or three balls, many jointed legs, perhaps claws."""

    def __init__(self, rng: np.random.Generator, times: Track, look: PaintStyle) -> None:
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
