# SPDX-License-Identifier: Apache-2.0
"""Birds: round or long-necked, wings folded or beating, beaks that open."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from shiage.drawing.curves import circle, ellipse, smooth
from shiage.drawing.outlines import hull, limb, silhouette
from shiage.training.data.procedural.bird_proportions import draw_bird_build
from shiage.training.data.procedural.creature import Creature
from shiage.training.data.procedural.drawing import Drawing
from shiage.training.data.procedural.eyes import draw_eye
from shiage.training.data.procedural.face_features import NAMES
from shiage.training.data.procedural.head import Head, HeadBuild
from shiage.training.data.procedural.motion import Track, step_cycle
from shiage.training.data.procedural.projection import Place, rotation
from shiage.training.data.procedural.shading import PaintStyle
from shiage.training.data.procedural.solids import Ball


class Bird(Creature):
    """A bird that walks, turns and beats its wings."""

    def __init__(self, rng: np.random.Generator, times: Track, look: PaintStyle) -> None:
        super().__init__(rng, times, look)
        self.build = draw_bird_build(rng)
        self.face = replace(
            self.face, eye_lon=float(rng.uniform(40, 66)), eye_lat=float(rng.uniform(2, 22)), brow="none"
        )
        beating = rng.random() < 0.4
        self.flap = (
            50 * np.sin(self.phase * 2) + 20 if beating else np.full(len(times), -78.0) + 6 * self.swing
        )
        self.stride = float(rng.choice([0.0, 0.5, 0.8]))

    def _neck(self, t: int) -> NDArray[np.float64]:
        b = self.build
        a = np.radians(78 - 0.4 * b.tilt + 8 * np.sin(self.phase[t]))
        chest = np.array([0, -0.5 * b.tall, 0.28])
        long = b.neck + 0.5 * b.head
        return np.stack([chest, chest + long * 0.5 * np.array([0, -np.sin(a), 0.3]),
                         chest + long * np.array([0, -np.sin(a), np.cos(a) + 0.15])])  # fmt: skip

    def focus(self) -> tuple[NDArray[np.float64], float]:
        """Where a close-up looks and how large that is."""
        heads = np.stack([self._neck(t)[2] for t in range(len(self.yaw))])
        return self.found(heads), self.build.head * 1.4

    def draw(self, world: Place, t: int) -> Drawing:
        """The bird in frame t."""
        b = self.build
        own = self.own(world, t)
        drawing = Drawing()
        trunk = own.inside(rotation(0, b.tilt), np.zeros(3))
        ball = Ball.at(trunk, (0, 0, 0), (b.wide, b.tall, 0.52))
        middle = float(own.origin[2])
        body = drawing.shape(middle, "body", ball.rim(), "fur")
        self.wear_coat(body, ball, "fur")
        if b.bib:
            body.mark("bib", ball.spot(0, -18, 34, 44), "fur.light", 0.8)
        self.look.shade(body, 2 * b.tall * own.unit, 0.6)
        self._tail(drawing, trunk)
        for side in (-1, 1):
            self._wing(drawing, trunk, t, side, middle)
            self._leg(drawing, own, t, side)
        self._head(drawing, own, t)
        return drawing

    def _tail(self, drawing: Drawing, trunk: Place) -> None:
        b = self.build
        tips = np.linspace(-1, 1, 5)
        long = b.tail * (1 - 0.2 * tips**2)
        rise = 0.12 + 0.3 * b.tail + 0.06 * tips
        points = np.stack([0.32 * b.tail * tips, -rise, -0.45 - long], 1)
        gaps = np.stack(
            [0.3 * b.tail * (tips[:-1] + 0.25), -rise[:-1] * 0.85, -0.42 - 0.8 * b.tail + 0 * tips[:-1]], 1
        )
        fan = np.empty((9, 3))
        fan[0::2], fan[1::2] = points, gaps
        root = np.array([[0.12, -0.02, -0.3], [0.0, 0.16, -0.36], [-0.12, -0.02, -0.3]])
        put = trunk.put(np.concatenate([fan, root]))
        made = drawing.shape(float(put[:, 2].mean()) - 0.5, "tail", put[:, :2], "wing")
        self.look.shade(made, 0.3 * trunk.unit)
        for i in (1, 3, 5, 7):
            made.line(np.stack([put[i, :2], 0.4 * put[i, :2] + 0.6 * put[10, :2]]), 0.6)

    def _wing(self, drawing: Drawing, trunk: Place, t: int, side: int, middle: float) -> None:
        b = self.build
        a = np.radians(float(self.flap[t]))
        root = np.array([side * b.wide * 0.88, -0.35 * b.tall, 0.22])
        open_ = float(np.clip((self.flap[t] + 78) / 78, 0, 1))
        out = np.array([side * np.cos(a), -np.sin(a), 0.0]) * (0.25 + 0.75 * open_)
        back = np.array([side * 0.1 * (1 - open_), 0.12 * (1 - open_), -1.0])
        lead = out * open_ + back * (1 - open_)
        trail = back * open_ - out * 0.25 * (1 - open_) + np.array([0, 0.42 * (1 - open_), 0.1])
        s = np.linspace(0, 1, 2 * b.feathers + 1)
        drop = np.where(np.arange(len(s)) % 2 == 1, 0.62, 0.48) * (1 - 0.6 * s**2)
        edge = root + b.wing * (lead * (0.15 + 0.85 * s[::-1, None]) + trail * drop[::-1, None])
        tip = root + b.wing * lead
        upper = smooth(
            trunk.flat(np.stack([root, root + 0.5 * b.wing * lead - trail * 0.1, tip])), closed=False
        )
        rim = np.concatenate([upper, smooth(trunk.flat(edge), closed=False, steps=4)])
        depth = float(trunk.put(root + 0.3 * lead)[2])
        near = depth > middle - 0.05 * trunk.unit
        made = drawing.shape(
            depth if near else depth - b.wide * trunk.unit, f"{NAMES[side]} wing", rim, "wing"
        )
        self.look.shade(made, 0.4 * trunk.unit * b.wing, 0.6)
        inner = trunk.flat(
            root + b.wing * (lead * (0.1 + 0.6 * s[::-1, None]) + trail * 0.6 * drop[::-1, None])
        )
        made.mark(
            f"{NAMES[side]} covert",
            smooth(np.concatenate([upper[: len(upper) * 2 // 3], inner])),
            "wing.light",
            0.8,
        )
        for i in range(2, len(edge) - 1, 2):
            stop = edge[i] * 0.55 + (root + b.wing * lead * (0.15 + 0.85 * s[::-1][i])) * 0.45
            made.line(trunk.flat(np.stack([edge[i], stop])), 0.6)

    def _leg(self, drawing: Drawing, own: Place, t: int, side: int) -> None:
        b = self.build
        name = NAMES[side]
        hip = np.array([side * b.wide * 0.45, 0.7 * b.tall, -0.02])
        step, up = step_cycle(
            self.phase[t : t + 1] + (np.pi if side > 0 else 0),
            self.stride * b.legs,
            0.3 * self.stride * b.legs,
        )
        foot = np.array([hip[0], b.tall + b.legs - float(up[0]), float(step[0])])
        knee = (hip + foot) / 2 + [0, 0, -0.15 * b.legs]
        put = own.put(np.stack([hip, knee, foot]))
        r = 0.035 * own.unit
        depth = float(own.origin[2]) + 0.4 * float(put[:, 2].mean() - own.origin[2]) - 0.3 * b.wide * own.unit
        drawing.shape(depth, f"{name} leg", limb(put[:, :2].astype(np.float32), [1.5 * r, r, r]), "beak")
        toes = 0.2 + 0.25 * b.wide
        across = np.array([-0.5, -0.2, 0, 0.2, 0.5] if b.web else [-0.45, -0.1, 0, 0.1, 0.45])
        ahead = np.array([0.8, 0.75, 1.0, 0.75, 0.8] if b.web else [0.75, 0.3, 1.0, 0.3, 0.75])
        toe = np.stack([across * toes * 1.1, 0.03 * ahead, ahead * toes], 1)
        rim = foot + np.concatenate([toe, [[0.03, -0.02, -0.03], [-0.03, -0.02, -0.03]]])
        shape = silhouette([own.flat(np.array(rim)), circle(16) * (1.3 * r) + own.flat(foot)], soften=0.6)
        drawing.shape(depth + 0.1, f"{name} foot", shape, "beak")

    def _head(self, drawing: Drawing, own: Place, t: int) -> None:
        b = self.build
        points = self._neck(t)
        place = own.inside(self.head_turn(t), points[2])
        head = Head.at(place, b.head, HeadBuild(0.95, 0.95, 0.5, 0.4, 0.1, 0.2))
        chain = own.put(points)
        r = b.head * own.unit
        depth = float(own.origin[2]) + 0.5 * float(chain[:, 2].mean() - own.origin[2])
        part = "body" if self.sewn else "neck"
        neck = drawing.shape(
            depth + 0.01,
            part,
            limb(chain[:, :2], [max(1.1 * r, b.wide * 0.8 * own.unit), 0.75 * r, 0.7 * r]),
            "fur",
        )
        if self.sewn and depth > own.origin[2]:
            wide = max(1.2 * r, b.wide * own.unit)
            neck.opens = ellipse(chain[0, :2], wide * 1.2, wide)
        self.look.shade(neck, r)
        rim = head.skull.rim()
        face = drawing.shape(
            head.depth + 0.1 * r, "head" if not self.sewn else "body", rim, "fur" if self.sewn else "head fur"
        )
        if self.sewn:
            face.opens = ellipse(chain[2, :2] + [0, 0.9 * r], 0.85 * r, 0.9 * r)
        for side in (-1, 1):
            draw_eye(face, head.skull, self.face, self.mien(t), side)
        self.look.shade(face, r)
        self._beak(drawing, head, t)
        for i in range(b.crest):
            s = i - (b.crest - 1) / 2
            root = head.place.flat(np.array([0, -0.9, 0.15 - 0.35 * s]) * b.head)
            drawing.shape(
                head.depth - 0.1 + 0.01 * i,
                f"crest {i + 1}",
                ellipse(root, 0.26 * r, 0.4 * r, 0.3 * s),
                "crest",
            )

    def _beak(self, drawing: Drawing, head: Head, t: int) -> None:
        b = self.build
        gape = 8 + 26 * float(self.mouth[t])
        facing = float(head.place.matrix[2, 2]) / max(1e-6, float(np.linalg.norm(head.place.matrix[2])))
        depth = head.depth + (0.4 if facing > -0.25 else -0.6) * head.pixels
        for part, sign in (("lower", 1), ("upper", -1)):
            a = np.radians(gape * (0.6 if sign > 0 else -0.4))
            long = b.beak * (0.85 if sign > 0 else 1.0)
            tip = np.array([0, 0.12 + np.sin(a) * long, 0.8 + np.cos(a) * long])
            half = b.bill * (0.8 if sign > 0 else 1.0)
            base = [
                [-half, 0.12 + 0.1 * sign, 0.72],
                [half, 0.12 + 0.1 * sign, 0.72],
                [0, 0.12 + sign * half * 0.8, 0.75],
                tip,
            ]
            rims = [head.place.flat(np.array([p]) * head.radius) for p in base]
            rims.append(circle(12) * (0.06 * head.pixels) + rims[-1])
            drawing.shape(
                depth + (0.02 if sign < 0 else 0),
                f"{part} beak",
                hull(rims),
                "beak" if sign < 0 else "beak.shade",
            )
