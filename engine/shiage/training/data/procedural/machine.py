# SPDX-License-Identifier: Apache-2.0
"""Machines of boxes: robots that walk and wave, whose faces come and go as they turn."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from shiage.drawing.curves import Points, circle
from shiage.training.data.procedural.creature import Creature
from shiage.training.data.procedural.drawing import INK, Drawing, Shape
from shiage.training.data.procedural.face_features import NAMES
from shiage.training.data.procedural.motion import Track, poses, reach, step_cycle
from shiage.training.data.procedural.projection import Matrix, Place, Vector, vec
from shiage.training.data.procedural.shading import PaintStyle

_HAND = (0.3, 0.2, 0.35)
"""Where a hand mostly is from its shoulder: aside, down, ahead, in lengths of an arm."""

_FACES = (("front", 2, 1, ""), ("back", 2, -1, ""), ("left", 0, 1, ".shade"), ("right", 0, -1, ".shade"),
          ("top", 1, -1, ".light"), ("base", 1, 1, ".shade"))  # fmt: skip
"""Name, axis, sign and tone of a box's faces."""


def draw_box(
    drawing: Drawing, place: Place, name: str, half: ArrayLike, swatch: str, depth: float | None = None
) -> dict[str, Shape]:
    """The visible faces of a box about a place's origin, each a part; half sizes in model units."""
    size = np.asarray(half, np.float64)
    at = float(place.origin[2]) if depth is None else depth
    made = {}
    for face, axis, sign, tone in _FACES:
        if sign * float(place.matrix[2, axis]) <= 0.02 * float(np.linalg.norm(place.matrix[2])):
            continue
        made[face] = drawing.shape(
            at, f"{name} {face}", place.flat(_corners(size, axis, sign)), swatch + tone
        )
    return made


def _corners(size: Vector, axis: int, sign: int) -> Vector:
    u, v = [i for i in range(3) if i != axis]
    made = np.zeros((4, 3))
    made[:, axis] = sign * size[axis]
    made[:, u] = np.array([-1, 1, 1, -1]) * size[u]
    made[:, v] = np.array([-1, -1, 1, 1]) * size[v]
    return made


def _plate(place: Place, size: Vector, box: tuple[float, float, float, float]) -> Points:
    """A rectangle on a box's front: left, top, right, bottom in half sizes."""
    left, top, right, low = box
    x = np.array([left, right, right, left]) * size[0]
    y = np.array([top, top, low, low]) * size[1]
    return place.flat(np.stack([x, y, np.full(4, size[2])], 1))


def _along(bone: Vector) -> Matrix:
    """A rotation whose y axis lies along a bone."""
    y = bone / max(1e-6, float(np.linalg.norm(bone)))
    x = np.cross(y, vec(0, 0, 1) if abs(y[2]) < 0.9 else vec(0, -1, 0))
    x /= max(1e-6, float(np.linalg.norm(x)))
    return np.stack([x, y, np.cross(x, y)], 1)


class Machine(Creature):
    """A robot: body, head and limbs are boxes, joints are balls."""

    def __init__(self, rng: np.random.Generator, times: Track, look: PaintStyle) -> None:
        super().__init__(rng, times, look)
        self.body = rng.uniform([0.18, 0.2, 0.12], [0.4, 0.36, 0.3])
        self.skull = rng.uniform([0.12, 0.1, 0.1], [0.3, 0.26, 0.26])
        self.limb = float(rng.uniform(0.04, 0.1))
        self.arm, self.leg = float(rng.uniform(0.4, 0.7)), float(rng.uniform(0.3, 0.75))
        self.eyes_apart = float(rng.uniform(0.3, 0.6))
        self.screen, self.visor = bool(rng.random() < 0.5), bool(rng.random() < 0.4)
        self.aerial = bool(rng.random() < 0.5)
        self.panels = rng.uniform(-0.8, 0.8, (int(rng.integers(1, 5)), 2))
        self.stride = float(rng.choice([0.0, 0.4, 0.7])) * self.leg
        self.hands = [poses(rng, times, lambda: rng.normal(_HAND, [0.3, 0.5, 0.3]), (3, 10)) for _ in "rl"]

    def focus(self) -> tuple[NDArray[np.float64], float]:
        """Where a close-up looks and how large that is."""
        return self.found([0, -self.body[1] - self.skull[1], 0]), float(self.skull.max()) * 1.3

    def draw(self, world: Place, t: int) -> Drawing:
        """The machine in frame t."""
        own = self.own(world, t)
        drawing = Drawing()
        faces = draw_box(drawing, own, "body", self.body, "metal")
        if "front" in faces:
            self._panels(faces["front"], own)
        turn = self.head_turn(t)
        head = own.inside(turn, vec(0, -self.body[1] - self.skull[1] * 1.15, 0))
        depth = max(float(head.origin[2]), float(own.origin[2])) + 0.01 * own.unit
        ball = circle(24) * (0.5 * self.skull[0] * own.unit)
        neck = own.put(vec(0, -self.body[1], 0))
        drawing.shape(float(own.origin[2]) - 0.01, "neck", ball + neck[:2], "joint")
        faces = draw_box(drawing, head, "head", self.skull, "top", depth)
        if "front" in faces:
            self._face(faces["front"], head, t)
        if self.aerial:
            tip = head.put(vec(0.3 * self.skull[0], -self.skull[1] * 1.9, 0))
            root = head.put(vec(0, -self.skull[1], 0))
            drawing.line(depth - 0.02, np.stack([root[:2], tip[:2]]), 1.1)
            knob = circle(16) * (0.14 * self.skull[0] * own.unit) + tip[:2]
            drawing.shape(depth - 0.01, "aerial", knob, "trim")
        for i, side in enumerate((-1, 1)):
            self._limbs(drawing, own, t, i, side)
        return drawing

    def _panels(self, front: Shape, own: Place) -> None:
        for i, (x, y) in enumerate(self.panels.tolist()):
            box = (x - 0.25, y - 0.14, x + 0.25, y + 0.14)
            made = front.mark(f"panel {i + 1}", _plate(own, self.body, box), "trim" if i % 2 else "lamp", 0.8)
            if made is not None and i == 0:
                middle = own.flat(vec(x * self.body[0], y * self.body[1], self.body[2]))
                made.mark("lamp", circle(16) * (0.09 * self.body[1] * own.unit) + middle, "lamp", 0.8)

    def _face(self, front: Shape, head: Place, t: int) -> None:
        carrier = front
        if self.screen:
            glass = _plate(head, self.skull, (-0.8, -0.7, 0.8, 0.75))
            carrier = front.mark("screen", glass, "screen") or front
        high = max(0.06, 0.3 * float(self.eyes[t]))
        if self.visor:
            carrier.mark("visor", _plate(head, self.skull, (-0.7, -0.4, 0.7, -0.4 + high)), INK)
        for side in (-1, 1):
            x = side * self.eyes_apart
            box = (x - 0.16, -0.15 - high, x + 0.16, -0.15 + high)
            eye = carrier.mark(f"{NAMES[side]} eye", _plate(head, self.skull, box), "lamp", 0.8)
            if eye is not None:
                look = x + 0.06 * float(self.gaze[t])
                pupil = (look - 0.06, -0.15 - 0.4 * high, look + 0.06, -0.15 + 0.4 * high)
                eye.mark(f"{NAMES[side]} pupil", _plate(head, self.skull, pupil), "pupil", 0.6)
        mouth = (-0.4, 0.4, 0.4, 0.48 + 0.3 * float(self.mouth[t]))
        carrier.mark("mouth", _plate(head, self.skull, mouth), "mouth", 0.8)

    def _limbs(self, drawing: Drawing, own: Place, t: int, i: int, side: int) -> None:
        name = NAMES[side]
        shoulder = vec(side * (self.body[0] + self.limb), -0.75 * self.body[1], 0)
        hand = shoulder + self.hands[i][t] * vec(side, 1, 1) * self.arm * 1.6
        self._limb(drawing, own, f"{name} arm", shoulder, hand, self.arm, vec(side, 0.6, -0.4))
        step, up = step_cycle(self.phase[t : t + 1] + np.pi * i, self.stride, 0.4 * self.stride)
        hip = vec(side * 0.6 * self.body[0], self.body[1], 0)
        foot = hip + vec(0, self.leg * 0.97 - float(up[0]), float(step[0]))
        self._limb(drawing, own, f"{name} leg", hip, foot, self.leg, vec(side * 0.2, 0, 1))
        sole = own.inside(np.eye(3), foot + vec(0, 0.3 * self.limb, 0.8 * self.limb))
        size = vec(1.1, 0.6, 1.8) * self.limb
        draw_box(drawing, sole, f"{name} foot", size, "shoes", float(sole.origin[2]))

    def _limb(
        self, drawing: Drawing, own: Place, name: str, root: Vector, end: Vector, long: float, pole: Vector
    ) -> None:
        knee, tip = (v[0] for v in reach(root[None], end[None], long / 2, long / 2, pole[None]))
        unit = own.unit
        for part, a, b, thick in (("upper", root, knee, 1.0), ("lower", knee, tip, 0.85)):
            bone = own.inside(_along(b - a), (a + b) / 2)
            half = vec(self.limb * thick, 0.4 * float(np.linalg.norm(b - a)), self.limb * thick)
            draw_box(drawing, bone, f"{name} {part}", half, "metal" if part == "upper" else "top")
        for joint, at in (("root", root), ("knee", knee), ("end", tip)):
            put = own.put(at)
            r = self.limb * unit * (1.25 if joint == "end" and name.endswith("arm") else 0.95)
            ball = circle(20) * r + put[:2]
            made = drawing.shape(float(put[2]) + 0.5 * r, f"{name} {joint}", ball, "joint")
            self.look.shade(made, 2 * r)
