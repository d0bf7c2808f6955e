# SPDX-License-Identifier: Apache-2.0
"""Arms and legs of a dressed person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.drawing.curves import Points, circle, ellipse
from shiage.drawing.outlines import hull
from shiage.training.data.procedural.drawing import Drawing
from shiage.training.data.procedural.face_features import NAMES
from shiage.training.data.procedural.limbs import draw_cuff, draw_foot, draw_hand, draw_tube
from shiage.training.data.procedural.outfit import Outfit
from shiage.training.data.procedural.person_proportions import Build
from shiage.training.data.procedural.pose import Pose
from shiage.training.data.procedural.projection import Place
from shiage.training.data.procedural.props import draw_held
from shiage.training.data.procedural.shading import PaintStyle

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class DressedBody:
    """What limbs are drawn from: a person's proportions, clothes, movement and shading."""

    build: Build
    outfit: Outfit
    pose: Pose
    look: PaintStyle


def draw_pelvis(body: DressedBody, drawing: Drawing, own: Place, t: int, middle: float) -> None:
    """What joins the legs, under the top."""
    b, o = body.build, body.outfit
    discs = own.spheres(
        body.pose.root[t] + np.array([[-0.4 * b.hip, 0, 0], [0.4 * b.hip, 0, 0]]), [0.6 * b.hip] * 2
    )
    swatch = "skin" if o.legs == "bare" else "bottom"
    rims = [circle(24) * d[2] + d[:2] for d in discs]
    drawing.shape(middle - 0.35 * own.unit * b.hip, _leg_name(body, "pelvis"), hull(rims), swatch)


def _leg_name(body: DressedBody, name: str) -> str:
    """Trousers sewn without a line between them are one part."""
    return "trousers" if body.outfit.sewn and body.outfit.legs != "bare" else name


def draw_leg(body: DressedBody, drawing: Drawing, own: Place, t: int, i: int, side: int) -> None:
    """A leg, bare or in trousers, with its foot."""
    p, b, o, look = body.pose, body.build, body.outfit, body.look
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
            drawing, look, depth + 0.01, _leg_name(body, f"{name} trouser"), cut, wide, "bottom", True
        )
        if made.name == "trousers":
            made.opens = ellipse(path[0], radii[0] * 1.5, radii[0] * 1.5)
    draw_shod_foot(body, drawing, own, t, i, side, depth, path, float(radii[2]))


def draw_shod_foot(
    body: DressedBody,
    drawing: Drawing,
    own: Place,
    t: int,
    i: int,
    side: int,
    depth: float,
    path: Points,
    radius: float,
) -> None:
    """A foot with what it wears."""
    p, b, o, look = body.pose, body.build, body.outfit, body.look
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
                _ahead(path[1:]),
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


def draw_arm(
    body: DressedBody, drawing: Drawing, own: Place, trunk: Place, t: int, i: int, side: int
) -> None:
    """An arm: what it holds, the hand, the sleeve, and a pad on the shoulder."""
    p, b, o, look = body.pose, body.build, body.outfit, body.look
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


def _ahead(bone: Points) -> Points:
    line = bone[1] - bone[0]
    return np.asarray(line / max(1e-6, float(np.hypot(*line))), np.float32)
