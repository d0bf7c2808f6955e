# SPDX-License-Identifier: Apache-2.0
"""People: a build, an outfit and a performance become a drawing for each frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shiage.training.data.procedural.acts import SIDES
from shiage.training.data.procedural.build import draw_build
from shiage.training.data.procedural.clothes import draw_cape, draw_scarf, draw_skirt, draw_top, neck_shape
from shiage.training.data.procedural.curves import Points, circle, ellipse
from shiage.training.data.procedural.drawing import Drawing
from shiage.training.data.procedural.face import draw_face
from shiage.training.data.procedural.face_build import NAMES, Mien, draw_face_build
from shiage.training.data.procedural.hair import draw_hair, draw_hair_build
from shiage.training.data.procedural.head import Head, draw_head_build
from shiage.training.data.procedural.limbs import draw_cuff, draw_foot, draw_hand, draw_tube
from shiage.training.data.procedural.look import Look
from shiage.training.data.procedural.motion import Track
from shiage.training.data.procedural.outfit import draw_outfit
from shiage.training.data.procedural.outline import hull
from shiage.training.data.procedural.pose import draw_pose
from shiage.training.data.procedural.space import Place, rotation
from shiage.training.data.procedural.things import draw_hat, draw_held

Vector = NDArray[np.float64]


class Person:
    """A drawn human: everything about them is chosen when they are made."""

    def __init__(self, rng: np.random.Generator, times: Track, look: Look) -> None:
        self.build = draw_build(rng)
        self.outfit = draw_outfit(rng)
        self.look = look
        self.pose = draw_pose(rng, self.build, times)
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
            self._leg(drawing, own, t, i, side, middle)
            self._arm(drawing, own, trunk, t, i, side, middle)
        if o.legs != "bare" or not o.skirt:
            self._pelvis(drawing, own, t, middle)
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

    def _pelvis(self, drawing: Drawing, own: Place, t: int, middle: float) -> None:
        b, o = self.build, self.outfit
        discs = own.spheres(
            self.pose.root[t] + np.array([[-0.4 * b.hip, 0, 0], [0.4 * b.hip, 0, 0]]), [0.6 * b.hip] * 2
        )
        swatch = "skin" if o.legs == "bare" else "bottom"
        rims = [circle(24) * d[2] + d[:2] for d in discs]
        drawing.shape(middle - 0.35 * own.unit * b.hip, self._leg_name("pelvis"), hull(rims), swatch)

    def _leg_name(self, name: str) -> str:
        """Trousers sewn without a line between them are one part."""
        return "trousers" if self.outfit.sewn and self.outfit.legs != "bare" else name

    def _leg(self, drawing: Drawing, own: Place, t: int, i: int, side: int, middle: float) -> None:
        p, b, o, look = self.pose, self.build, self.outfit, self.look
        joints = np.stack([p.hips[i, t], p.knees[i, t], p.ankles[i, t]])
        put = own.put(joints)
        unit = own.unit
        depth = float(0.3 * put[0, 2] + 0.4 * put[1, 2] + 0.3 * put[2, 2]) - 0.75 * b.hip * unit
        path = put[:, :2].astype(np.float32)
        name = NAMES[side]
        radii = np.array([1.12, 0.88, 0.56]) * b.leg * unit
        if o.legs in ("bare", "shorts"):
            draw_tube(drawing, look, depth, f"{name} leg", path, radii.tolist(), "skin")
        if o.legs != "bare":
            share = 0.42 if o.legs == "shorts" else 1.0
            loose = o.loose if o.legs != "tights" else 1.05
            cut = _shortened(path, share)
            wide = [radii[0] * 1.05, *[r * (1 + (loose - 1) * 0.7) for r in radii[1 : len(cut)]]]
            if share < 1:
                wide[-1] = radii[1] * loose * 1.1
            made = draw_tube(
                drawing, look, depth + 0.01, self._leg_name(f"{name} trouser"), cut, wide, "bottom", True
            )
            if made.name == "trousers":
                made.opens = ellipse(path[0], radii[0] * 1.5, radii[0] * 1.5)
        self._foot(drawing, own, t, i, side, depth, path, float(radii[2]))

    def _foot(
        self,
        drawing: Drawing,
        own: Place,
        t: int,
        i: int,
        side: int,
        depth: float,
        path: Points,
        radius: float,
    ) -> None:
        p, b, o, look = self.pose, self.build, self.outfit, self.look
        name = NAMES[side]
        swatch = "skin" if o.barefoot else "shoes"
        thick = b.leg * 0.72
        if o.boots and not o.barefoot:
            shaft = np.stack([path[2] + (path[1] - path[2]) * o.boots, path[2]])
            wide = radius * (1.35 + 0.3 * o.boots)
            part = f"{name} boot" if o.sewn else f"{name} shaft"
            draw_tube(drawing, look, depth + 0.02, part, shaft, [wide, radius * 1.2], "shoes")
            if o.cuff:
                draw_cuff(
                    drawing,
                    depth + 0.04,
                    f"{name} boot cuff",
                    shaft[0],
                    _ahead(own, path[1:]),
                    wide * 1.15,
                    "trim",
                )
        part = f"{name} boot" if o.sewn and o.boots else f"{name} foot"
        foot = draw_foot(
            drawing, look, depth + 0.03, part, own, p.ankles[i, t], side,
            float(p.toe_pitch[i, t]), b.foot, thick, swatch, not o.barefoot and not o.sewn,
        )  # fmt: skip
        if part.endswith("boot"):
            foot.opens = ellipse(path[2], radius * 1.5, radius * 1.5)

    def _arm(
        self, drawing: Drawing, own: Place, trunk: Place, t: int, i: int, side: int, middle: float
    ) -> None:
        p, b, o, look = self.pose, self.build, self.outfit, self.look
        name = NAMES[side]
        put = own.put(np.stack([p.shoulders[i, t], p.elbows[i, t], p.wrists[i, t]]))
        unit = own.unit
        depth = float(0.1 * put[0, 2] + 0.3 * put[1, 2] + 0.6 * put[2, 2]) + 0.01 * unit
        path = put[:, :2].astype(np.float32)
        ahead = (put[2, :2] - put[1, :2]).astype(np.float32) / np.float32(b.forearm * unit)
        radii = np.array([1.15, 0.9, 0.7]) * b.arm * unit
        size = b.hand * unit
        hand = "gloves" if o.gloves else "skin"
        if o.held[i]:
            turn = float(np.arctan2(ahead[1], ahead[0])) - 1.1 * side
            draw_held(drawing, look, depth - 0.02, o.held[i], name, path[2] + ahead * size * 0.6, turn, size)
        grip = 1.0 if o.held[i] else float(p.grip[i, t])
        draw_hand(drawing, look, depth, f"{name} hand", path[2], ahead, side, size, grip, o.fingers, hand)
        if o.sleeve < 1:
            draw_tube(drawing, look, depth + 0.01, f"{name} arm", path, radii.tolist(), "skin")
        if o.sleeve > 0:
            cut = _shortened(path, o.sleeve)
            wide = [radii[0] * 1.1, *[r * o.loose**0.8 for r in radii[1 : len(cut)]]]
            if o.sleeve < 1:
                wide[-1] = radii[0] * o.loose
            part = "top" if o.sewn and o.top == "top" else f"{name} sleeve"
            sleeve = draw_tube(drawing, look, depth + 0.02, part, cut, wide, "top", True)
            if part == "top":
                sleeve.opens = ellipse(path[0], radii[0] * 1.9, radii[0] * 1.9)
            if o.cuff:
                draw_cuff(drawing, depth + 0.03, f"{name} cuff", cut[-1], ahead, wide[-1] * 1.2, "trim")
        if "pads" in o.extra:
            pad = trunk.flat(np.array([side * b.shoulder * 0.98, -0.9 * b.torso, 0]))
            made = drawing.shape(
                depth + 0.05, f"{name} pad", ellipse(pad, radii[0] * 2.1, radii[0] * 1.6), "metal"
            )
            look.shade(made, radii[0] * 3)
            made.mark(
                f"{name} pad rim",
                ellipse(pad + np.array([0, radii[0] * 1.3]), radii[0] * 2.4, radii[0] * 0.6),
                "gold",
            )


def _shortened(path: Points, share: float) -> Points:
    """A three-jointed path up to a share of its length, over both bones."""
    if share >= 1:
        return path
    if share <= 0.5:
        return np.stack([path[0], path[0] + (path[1] - path[0]) * np.float32(2 * share)])
    return np.stack([path[0], path[1], path[1] + (path[2] - path[1]) * np.float32(2 * share - 1)])


def _ahead(own: Place, bone: Points) -> Points:
    line = bone[1] - bone[0]
    return np.asarray(line / max(1e-6, float(np.hypot(*line))), np.float32)
