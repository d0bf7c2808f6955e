# SPDX-License-Identifier: Apache-2.0
"""Heads of four-legged animals: snouts, ears and horns."""

from __future__ import annotations

import numpy as np

from shiage.drawing.curves import Points, ellipse, ribbon
from shiage.drawing.outlines import hull, silhouette
from shiage.training.data.procedural.drawing import Drawing, Shape
from shiage.training.data.procedural.eyes import draw_eye
from shiage.training.data.procedural.face_features import NAMES, FaceBuild, Mien
from shiage.training.data.procedural.head import Head
from shiage.training.data.procedural.props import draw_ears
from shiage.training.data.procedural.quadruped_proportions import BeastBuild
from shiage.training.data.procedural.shading import PaintStyle
from shiage.training.data.procedural.solids import Ball


def draw_beast_head(
    drawing: Drawing, look: PaintStyle, head: Head, b: BeastBuild, eyes: FaceBuild, now: Mien
) -> None:
    """Skull, snout, eyes, ears and horns."""
    snout = [head.ball(0, 0.25, 0.6 + s * b.snout, b.muzzle * (1.05 - 0.25 * s)) for s in (0.0, 0.5, 1.0)]
    rims = [ball.rim() for ball in snout]
    away = float(head.place.matrix[2, 2]) < 0
    outline = silhouette([head.skull.rim(), hull(rims)], soften=0.04 * head.pixels)
    face = drawing.shape(head.depth + 0.3 * head.pixels, "head", outline, "fur")
    if not away or abs(head.seen_from) < 125:
        muzzle = face.mark("muzzle", hull(rims[1:]), "fur.light", 0.8)
        _snout(muzzle or face, snout[2], b)
    for side in (-1, 1):
        draw_eye(face, head.skull, eyes, now, side)
    look.shade(face, head.pixels, 0.7)
    draw_beast_ears(drawing, look, head, b.ears)
    if b.horns:
        for side in (-1, 1):
            root = head.skull.put(side * 25, 62, 1.0)
            tip = head.place.flat(np.array([side * 0.9, -1.9, -0.2]) * b.head)
            middle = head.place.flat(np.array([side * 0.75, -1.2, 0.1]) * b.head)
            made = ribbon(np.stack([root, middle, tip]), [0.17 * head.pixels, 0.13 * head.pixels, 0.02])
            shape = drawing.shape(head.depth + 0.29 * head.pixels, f"{NAMES[side]} horn", made, "horn")
            across = np.array([0.2 * head.pixels, 0])
            shape.line(np.stack([middle - across, middle + across]), 0.6)


def _snout(face: Shape, tip: Ball, b: BeastBuild) -> None:
    face.mark("nose", tip.spot(0, 28, 34, 24), "nose", 0.9)
    if float(tip.facing(0, -20)) > -0.4:
        face.line(tip.patch([0, 0, -12, -38, -60], [4, -22, -34, -30, -12]), 0.8)
        face.line(tip.patch([0, 12, 38, 60], [-22, -34, -30, -12]), 0.8)


def draw_beast_ears(drawing: Drawing, look: PaintStyle, head: Head, kind: str) -> None:
    """Ears of an animal: pointed, round, or hanging."""
    if kind == "pointed":
        draw_ears(drawing, look, head, "fur")
        return
    for side in (-1, 1):
        at = head.skull.put(side * 62, 46, 1.05)
        facing = float(head.skull.facing(side * 62, 30))
        depth = head.depth + (0.36 if facing > 0.05 else -0.4) * head.pixels
        name = f"{NAMES[side]} ear top"
        if kind == "round":
            r = 0.34 * head.pixels
            ear = drawing.shape(depth, name, ellipse(at, r * (0.55 + 0.45 * abs(facing)), r), "fur")
            if facing > -0.1:
                ear.mark(
                    f"{name} inside",
                    ellipse(at, r * 0.5 * (0.4 + 0.6 * abs(facing)), r * 0.6),
                    "inner ear",
                    0.8,
                )
            continue
        low = head.place.flat(np.array([side * 1.25, 0.75, -0.05]) * head.radius)
        middle = head.place.flat(np.array([side * 1.3, 0.0, -0.05]) * head.radius)
        rim: Points = ribbon(
            np.stack([at, middle, low]), [0.2 * head.pixels, 0.33 * head.pixels, 0.12 * head.pixels]
        )
        look.shade(drawing.shape(depth, name, rim, "coat"), 0.5 * head.pixels)
