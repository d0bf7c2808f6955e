# SPDX-License-Identifier: Apache-2.0
"""People: a build, an outfit and a performance become a drawing for each frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shiage.drawing.curves import ellipse
from shiage.training.data.procedural.clothes import draw_cape, draw_scarf, draw_skirt, draw_top, neck_shape
from shiage.training.data.procedural.drawing import Drawing
from shiage.training.data.procedural.face import draw_face
from shiage.training.data.procedural.face_features import NAMES, Mien, draw_face_build
from shiage.training.data.procedural.gestures import SIDES
from shiage.training.data.procedural.hair import draw_hair, draw_hair_build
from shiage.training.data.procedural.head import Head, draw_head_build
from shiage.training.data.procedural.motion import Track
from shiage.training.data.procedural.outfit import draw_outfit
from shiage.training.data.procedural.person_limbs import DressedBody, draw_arm, draw_leg, draw_pelvis
from shiage.training.data.procedural.person_proportions import draw_build
from shiage.training.data.procedural.pose import draw_pose
from shiage.training.data.procedural.projection import Place, rotation
from shiage.training.data.procedural.props import draw_hat
from shiage.training.data.procedural.shading import PaintStyle

Vector = NDArray[np.float64]


class Person:
    """A drawn human: everything about them is chosen when they are made."""

    def __init__(self, rng: np.random.Generator, times: Track, look: PaintStyle) -> None:
        self.build = draw_build(rng)
        self.outfit = draw_outfit(rng)
        self.look = look
        self.pose = draw_pose(rng, self.build, times)
        self.body = DressedBody(self.build, self.outfit, self.pose, look)
        cute = float(np.clip((self.build.head - 0.13) / 0.25, 0, 1))
        self.head = draw_head_build(rng, cute)
        self.face = draw_face_build(rng, cute)
        self.hair = draw_hair_build(rng) if rng.random() < 0.9 else None
        self.ear = bool(rng.random() < 0.8)

    def focus(self) -> tuple[NDArray[np.float64], float]:
        """Where a close-up looks, (T, 3) in world units, and how large a face is."""
        head = self._head_points()
        return np.stack(
            [h @ rotation(y).T for h, y in zip(head, self.pose.yaw, strict=True)]
        ), self.build.head

    def _head_points(self) -> NDArray[np.float64]:
        b = self.build
        up = np.array([0, -b.torso - b.neck - 0.82 * b.head, 0.12 * b.head])
        return np.asarray(self.pose.root + self.pose.torso @ up)

    def draw(self, world: Place, t: int) -> Drawing:
        """The figure in frame t, its world lying on paper as given."""
        p, b, o, look = self.pose, self.build, self.outfit, self.look
        drawing = Drawing()
        own = world.inside(rotation(float(p.yaw[t])), np.zeros(3))
        trunk = own.inside(p.torso[t], p.root[t])
        unit = own.unit
        middle = float(trunk.put(np.array([0, -0.5 * b.torso, 0]))[2])
        sway, wind = float(p.sway[t]), float(p.speed[t]) * float(np.sin(np.radians(p.yaw[t])))
        for i, side in enumerate(SIDES):
            draw_leg(self.body, drawing, own, t, i, side)
            draw_arm(self.body, drawing, own, trunk, t, i, side)
        if o.legs != "bare" or not o.skirt:
            draw_pelvis(self.body, drawing, own, t, middle)
        at = self._head_points()[t]
        head_turn = p.torso[t] @ rotation(*(float(v[t]) for v in (p.head_yaw, p.head_pitch, p.head_roll)))
        head = Head.at(own.inside(head_turn, at), b.head, self.head)
        neck = np.array([[0, -0.97 * b.torso, 0], [0, -b.torso - b.neck - 0.3 * b.head, 0.0]])
        ends = trunk.flat(neck)
        neck_shape(drawing, look, middle - 0.03 * unit, ends[0], ends[1], 0.38 * b.shoulder * unit * 0.8)
        draw_top(drawing, look, middle, trunk, b, o)
        if o.skirt:
            draw_skirt(drawing, look, middle - 0.01 * unit, trunk, b, o, sway)
        if "cape" in o.extra:
            back = float(trunk.put(np.array([0, 0, -b.shoulder]))[2])
            draw_cape(drawing, look, back, trunk, b, sway, abs(float(p.speed[t])) * 0.6)
        if "scarf" in o.extra:
            front = float(trunk.put(np.array([0, 0, 0.4 * b.shoulder]))[2])
            draw_scarf(drawing, look, max(middle + 0.1, front), trunk, b, sway)
        self._face(drawing, head, t, sway, wind)
        return drawing

    def _face(self, drawing: Drawing, head: Head, t: int, sway: float, wind: float) -> None:
        p = self.pose
        rim = head.face()
        face = drawing.shape(head.depth + 0.25 * head.pixels, "face", rim, "skin")
        now = Mien(*(float(v[t]) for v in (p.eyes, p.gaze, p.mouth, p.brows)))
        draw_face(face, head.skull, self.face, now)
        self.look.shade(face, head.pixels, 0.6)
        if self.ear:
            self._ears(drawing, head)
        if self.hair is not None:
            cap = draw_hair(drawing, head, self.hair, self.look, sway, wind)
            if self.look.shaded("skin"):
                self.look.cast(face, cap.outline + np.array([0, 0.12 * head.pixels], np.float32))
        if self.outfit.hat:
            draw_hat(drawing, self.look, head, self.outfit.hat)

    def _ears(self, drawing: Drawing, head: Head) -> None:
        for side in (-1, 1):
            facing = float(head.skull.facing(side * 92, -6))
            if facing < -0.35:
                continue
            at = head.skull.put(side * 92, -6, 1.02)
            r = self.head.ear * head.pixels
            wide = r * (0.45 + 0.4 * abs(facing))
            depth = head.depth + (0.31 if facing > 0.15 else 0.2) * head.pixels
            made = drawing.shape(depth, f"{NAMES[side]} ear", ellipse(at, wide, r * 0.95), "skin")
            if r > 5:
                made.line(ellipse(at, wide * 0.5, r * 0.55)[8:26], 0.6)
