# SPDX-License-Identifier: Apache-2.0
"""Four-legged animals: cats, dogs, horses, bears, things with horns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from shiage.drawing.curves import circle, ellipse, points3, ribbon
from shiage.drawing.outlines import hull, silhouette
from shiage.training.data.procedural.creature import Creature
from shiage.training.data.procedural.drawing import Drawing
from shiage.training.data.procedural.face_features import NAMES
from shiage.training.data.procedural.head import Head, HeadBuild
from shiage.training.data.procedural.limbs import draw_tube
from shiage.training.data.procedural.motion import Track, reach, step_cycle, wander
from shiage.training.data.procedural.projection import Matrix, Place, rotation, vec
from shiage.training.data.procedural.quadruped_head import draw_beast_head
from shiage.training.data.procedural.quadruped_proportions import BeastBuild, draw_beast_build
from shiage.training.data.procedural.shading import PaintStyle
from shiage.training.data.procedural.solids import Ball


class Beast(Creature):
    """A four-legged animal that walks, runs, or sits up and holds its paws before it."""

    def __init__(self, rng: np.random.Generator, times: Track, look: PaintStyle) -> None:
        super().__init__(rng, times, look)
        self.build = b = draw_beast_build(rng)
        self.face = replace(self.face, eye_lon=float(rng.uniform(26, 50)), eye_lat=float(rng.uniform(4, 22)))
        up = -float(rng.uniform(40, 80)) if rng.random() < 0.25 else 0.0
        self.lift = rotation(0, up)
        self.legs = _legs(rng, b, self.phase, times) if not up else _sitting(rng, b, self.lift, times)
        self.nod = wander(rng, times, -25, 25)
        self.wag = 0.5 * self.swing + 0.25 * np.sin(2 * self.phase)

    def _neck(self, t: int) -> NDArray[np.float64]:
        """Chest and head in own space, (2, 3)."""
        b = self.build
        a = np.radians(b.rise + self.nod[t])
        chest = self.lift @ np.array([0, -0.25 * b.chest, 0.5 - 0.2 * b.chest])
        long = b.neck + 0.6 * b.head + 0.5 * b.chest
        return np.stack([chest, chest + vec(0, -np.sin(a), np.cos(a)) * long])

    def focus(self) -> tuple[NDArray[np.float64], float]:
        """Where a close-up looks and how large that is."""
        heads = np.stack([self._neck(t)[1] for t in range(len(self.yaw))])
        return self.found(heads), self.build.head * 1.2

    def draw(self, world: Place, t: int) -> Drawing:
        """The animal in frame t."""
        b = self.build
        own = self.own(world, t)
        drawing = Drawing()
        spine = np.array([[0, -0.02, -0.5 + 0.5 * b.rump], [0, 0.02, 0], [0, 0, 0.5 - 0.5 * b.chest]])
        trunk = own.inside(self.lift, np.zeros(3))
        chain = trunk.spheres(spine, [b.rump, (b.rump + b.chest) * 0.47, b.chest])
        body = drawing.shape(float(own.origin[2]), "body", silhouette([], chain), "fur")
        ball = Ball.at(trunk, (0, 0, 0), (b.chest * 1.02, max(b.chest, b.rump) * 1.02, 0.52 + 0.3 * b.chest))
        self.wear_coat(body, ball, "fur")
        self.look.shade(body, 2 * b.chest * own.unit, 0.7)
        self._tail(drawing, own, t)
        for i in range(4):
            self._leg(drawing, own, t, i)
        self._head(drawing, own, t)
        return drawing

    def _leg(self, drawing: Drawing, own: Place, t: int, i: int) -> None:
        b = self.build
        put = own.put(self.legs[i][:, t])
        unit = own.unit
        side, front = (-1, 1)[i % 2], i < 2
        name = f"{'front' if front else 'hind'} {NAMES[side]}"
        path = put[:, :2].astype(np.float32)
        near = float(put[0, 2] - own.origin[2])
        depth = float(own.origin[2]) + near * 1.5 + 0.02 * unit
        root = 1.9 if front else 2.3
        radii = np.array([root, 1.15, 0.85]) * b.thick * unit
        part = "body" if self.sewn else f"{name} leg"
        leg = draw_tube(drawing, self.look, depth, part, path, radii.tolist(), "fur")
        if self.sewn and near > 0:
            leg.opens = ellipse(path[0], radii[0] * 1.6, radii[0] * 1.25)
        if b.socks:
            cut = path[2] + np.array([[0.4], [0.0]]) * (path[1] - path[2])
            sock = silhouette([], points3(np.concatenate([cut, radii[1:, None]], 1)))
            leg.mark(f"{name} sock", sock, "fur.light", 0.8)
        foot = self.legs[i][2, t] + [0, 0.01, 0.5 * b.thick]
        rims = [
            circle(20) * d[2] + d[:2]
            for d in own.spheres(
                np.stack([foot, foot + vec(0, 0, 0.9) * b.thick * b.paw]),
                np.array([0.9, 0.75]) * b.thick * b.paw,
            )
        ]
        paw = drawing.shape(depth + 0.1, f"{name} paw", hull(rims), "hoof" if b.hoof else "fur")
        if not b.hoof and b.thick * unit > 6:
            tip = own.put(foot + vec(0, 0, 1.6) * b.thick * b.paw)[:2].astype(np.float32)
            r = b.thick * b.paw * unit
            for x in (-0.3, 0.3):
                paw.line(tip + np.array([[x, 0], [0.9 * x, 0.5], [x, 0.8]]) * r, 0.6)

    def _tail(self, drawing: Drawing, own: Place, t: int) -> None:
        b = self.build
        s = np.linspace(0, 1, 6)
        lift = 0.5 + 0.6 * b.rise / 75
        x = 0.4 * b.tail * self.wag[t] * s**2
        y = -0.3 * b.rump + b.tail * (0.5 * s * (1 - s) - lift * s**1.6)
        z = -0.5 - b.tail * (0.5 * s + 0.35 * np.sin(2.2 * s))
        root = vec(0, -0.3 * b.rump, -0.5 + 0.3 * b.rump)
        put = own.put(np.stack([x, y, z], 1) - root + self.lift @ root)
        wide = np.array([0.7, 0.9, 1.2, 1.4, 1.2, 0.15]) * b.bushy * own.unit
        made = drawing.shape(float(put[:2, 2].mean()) - 0.1, "tail", ribbon(put[:, :2], wide.tolist()), "fur")
        self.look.shade(made, 2 * b.bushy * own.unit)
        if b.bushy > 0.07:
            r = b.bushy * own.unit
            made.mark("tail tip", ellipse(put[5, :2], 3.4 * r, 3.0 * r), "fur.light", 0.8)

    def _head(self, drawing: Drawing, own: Place, t: int) -> None:
        b = self.build
        chest, top = self._neck(t)
        place = own.inside(self.head_turn(t), top)
        head = Head.at(place, b.head, HeadBuild(0.95, 0.92, 0.5, 0.4, 0.1, 0.2))
        chain = own.spheres(np.stack([chest, top - (top - chest) * 0.1]), [b.chest * 0.72, b.head * 0.72])
        ends = own.put(np.stack([chest, top]))
        depth = float(ends[:, 2].mean())
        part = "body" if self.sewn else "neck"
        neck = drawing.shape(depth, part, silhouette([], chain), "fur")
        if self.sewn and depth > own.origin[2]:
            neck.opens = ellipse(chain[0, :2], chain[0, 2] * 1.25, chain[0, 2] * 1.25)
        self.look.shade(neck, 2 * float(chain[1, 2]), 0.7)
        if b.collar:
            at = ends[0, :2] * 0.35 + ends[1, :2] * 0.65
            ahead = ends[1, :2] - ends[0, :2]
            turn = float(np.arctan2(ahead[1], ahead[0]))
            drawing.shape(
                depth + 0.01, "collar", ellipse(at, 0.25 * chain[1, 2], 1.15 * chain[1, 2], turn), "trim"
            )
        if b.mane:
            spots = ends[0, :2] + np.array([[0.2], [0.5], [0.8], [1.0]]) * (ends[1, :2] - ends[0, :2])
            tufts = np.concatenate([spots - [0, 0.4 * chain[1, 2]], np.full((4, 1), 0.9 * chain[1, 2])], 1)
            drawing.shape(depth - 0.2 * head.pixels, "mane", silhouette([], points3(tufts)), "hair")
        draw_beast_head(drawing, self.look, head, b, self.face, self.mien(t))


def _legs(rng: np.random.Generator, b: BeastBuild, phase: Track, times: Track) -> list[NDArray[np.float64]]:
    """Shoulder, knee and ankle of four legs, (3, T, 3) each: front right and left, hind right and left."""
    count = len(times)
    stride = b.legs * float(rng.choice([0.0, 0.35, 0.6, 0.8]))
    gait = np.array([[0, np.pi, np.pi, 0], [0, 0.6, np.pi, np.pi + 0.6]][int(rng.integers(2))])
    legs = []
    for i in range(4):
        side, front = (-1, 1)[i % 2], i < 2
        z = 0.5 - 0.55 * b.chest if front else -0.5 + 0.5 * b.rump
        wide = side * 0.72 * (b.chest if front else b.rump)
        root = np.tile([wide, 0.25 * b.chest, z], (count, 1))
        ahead, up = step_cycle(phase + gait[i], stride, 0.35 * stride)
        floor = 0.25 * b.chest + b.legs
        target = np.stack([np.full(count, wide * 0.9), floor - up, z + ahead + (0.0 if front else -0.05)], 1)
        pole = np.tile([0.0, 0.0, -0.6 if front else 1.0], (count, 1))
        knee, ankle = reach(root, target, b.legs * 0.56, b.legs * 0.52, pole)
        legs.append(np.stack([root, knee, ankle]))
    return legs


def _sitting(
    rng: np.random.Generator, b: BeastBuild, lift: Matrix, times: Track
) -> list[NDArray[np.float64]]:
    """As `_legs`, for an animal that sits up: hind paws on the floor, front paws before the chest."""
    count = len(times)
    legs = []
    for i in range(4):
        side, front = (-1, 1)[i % 2], i < 2
        wide = side * 0.72 * (b.chest if front else b.rump)
        root = lift @ vec(wide, 0.25 * b.chest, 0.5 - 0.55 * b.chest if front else -0.5 + 0.5 * b.rump)
        if front:
            held = root + vec(-0.4 * wide, 0.3 * b.legs, b.chest + 0.3 * b.legs)
            moves = np.stack([wander(rng, times, -0.12, 0.12, (3, 9)) for _ in "xyz"], 1)
            target = held + moves * b.legs * 2
        else:
            target = np.tile(root + vec(0.2 * wide, 0.8 * b.rump, 0.6 * b.legs + 0.3 * b.rump), (count, 1))
        pole = np.tile(vec(0.3 * side, 0.5, -0.6) if front else vec(0.5 * side, -0.9, 0.6), (count, 1))
        start = np.tile(root, (count, 1))
        knee, ankle = reach(start, target, b.legs * 0.56, b.legs * 0.52, pole)
        legs.append(np.stack([start, knee, ankle]))
    return legs
