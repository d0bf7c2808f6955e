# SPDX-License-Identifier: Apache-2.0
"""What figures hold and wear on their heads: swords, staffs, balls, shields, hats."""

from __future__ import annotations

import numpy as np

from shiage.drawing.curves import Points, circle, ribbon, smooth, turned
from shiage.drawing.outlines import hull, silhouette
from shiage.training.data.procedural.drawing import INK, Drawing
from shiage.training.data.procedural.face_features import NAMES
from shiage.training.data.procedural.head import Head
from shiage.training.data.procedural.shading import PaintStyle


def draw_held(
    drawing: Drawing,
    look: PaintStyle,
    depth: float,
    kind: str,
    name: str,
    at: Points,
    turn: float,
    size: float,
) -> None:
    """A thing in a hand, at a point on paper, turned by radians; `size` is the hand's in pixels."""

    def put(points: list[tuple[float, float]]) -> Points:
        return turned(np.array(points, np.float32) * np.float32(size), turn) + at

    if kind == "sword":
        grip = put([(-1.2, -0.22), (1.4, -0.22), (1.4, 0.22), (-1.2, 0.22)])
        drawing.shape(depth, f"{name} grip", grip, "leather", 0.8)
        blade = put([(1.6, -0.42), (7.4, -0.36), (8.6, 0), (7.4, 0.36), (1.6, 0.42)])
        made = drawing.shape(depth + 0.01, f"{name} blade", blade, "metal")
        made.mark(f"{name} edge", put([(1.6, 0.0), (9, 0.0), (9, 1), (1.6, 1)]), "metal.shade", 0.7)
        guard = put([(1.3, -1.3), (1.8, -1.3), (1.8, 1.3), (1.3, 1.3)])
        drawing.shape(depth + 0.02, f"{name} guard", guard, "gold", 0.9)
    elif kind == "staff":
        stick = put([(-6, -0.2), (7, -0.26), (7, 0.26), (-6, 0.2)])
        drawing.shape(depth, f"{name} stick", stick, "leather", 0.9)
        gem = drawing.shape(depth + 0.01, f"{name} gem", put([(7.8, 0)]) + circle() * size, "gem")
        look.shade(gem, 2 * size)
        look.shine(gem, put([(7.6, -0.3)]) + circle(16) * (0.3 * size))
    elif kind == "ball":
        ball = drawing.shape(depth, f"{name} ball", put([(2.4, 0)]) + circle() * (1.8 * size), "prop")
        look.shade(ball, 3 * size)
        ball.mark(f"{name} band", put([(0.3, -0.5), (4.5, -0.5), (4.5, 0.5), (0.3, 0.5)]), "trim", 0.8)
    elif kind == "cup":
        cup = drawing.shape(depth, f"{name} cup", put([(-0.2, -1), (2, -1.2), (2, 1.2), (-0.2, 1)]), "prop")
        cup.mark(f"{name} stripe", put([(0.8, -2), (1.3, -2), (1.3, 2), (0.8, 2)]), "trim", 0.8)
    elif kind == "book":
        book = drawing.shape(depth, f"{name} book", put([(-0.5, -2), (2.8, -2), (2.8, 2), (-0.5, 2)]), "prop")
        book.mark(f"{name} pages", put([(0, -1.6), (2.4, -1.6), (2.4, 1.6), (0, 1.6)]), "white", 0.8)
        for v in (-0.8, 0.0, 0.8):
            book.marks[-1].line(put([(0.4, v), (2.0, v)]), 0.5)  # type: ignore[union-attr]
    elif kind == "shield":
        rim = smooth(put([(-2.2, -2.4), (1.0, -2.5), (3.8, 0), (1.0, 2.5), (-2.2, 2.4)]))
        shield = drawing.shape(depth, f"{name} shield", rim, "metal")
        look.shade(shield, 4 * size, 0.7)
        inner = smooth(put([(-1.6, -1.7), (0.8, -1.8), (2.9, 0), (0.8, 1.8), (-1.6, 1.7)]))
        shield.mark(f"{name} face", inner, "trim", 0.9)


def draw_hat(drawing: Drawing, look: PaintStyle, head: Head, kind: str) -> None:
    """What a head wears, over the hair."""
    depth, unit, r = head.depth + 0.4 * head.pixels, head.pixels, 1.2
    seen = head.seen_from
    lon = np.linspace(-88, 88, 15) + seen
    if kind in ("cap", "helmet", "witch"):
        level = {"cap": 28.0, "helmet": 12.0, "witch": 32.0}[kind]
        rim = head.skull.put(lon, np.full(15, level), r)
        side = np.repeat([88.0, -88.0], 10) + seen
        lats = np.concatenate([np.linspace(level, 90, 10), np.linspace(90, level, 10)])
        crown = head.skull.put(side, lats, r)
        if kind == "witch":
            tip = head.place.flat(np.array([0.3, -2.9, -0.5]) * head.radius)
            crown = smooth(
                np.stack([crown[3], (crown[8] + tip) / 2, tip, (crown[12] + tip) / 2, crown[-4]]), False
            )
        made = drawing.shape(
            depth, "hat", np.concatenate([rim, crown]), "metal" if kind == "helmet" else "hat"
        )
        look.shade(made, 1.6 * unit, 0.6)
        band = np.concatenate([rim, head.skull.put(lon[::-1], np.full(15, level + 13), r)])
        made.mark("hat band", band, "trim", 0.9)
        if kind == "helmet":
            crest = head.skull.patch(
                np.r_[np.full(8, -7.0), np.full(8, 7.0)], np.r_[0:80:8j, 80:0:8j], r * 1.02
            )
            made.mark("crest", crest, "gold", 0.9)
        _brim(drawing, head, kind, depth, level)
    elif kind == "band":
        band = np.concatenate(
            [head.skull.put(lon, np.full(15, 20.0), r), head.skull.put(lon[::-1], np.full(15, 34.0), r)]
        )
        drawing.shape(depth, "head band", band, "trim")
    elif kind == "helm":
        _helm(drawing, look, head)
    elif kind == "ears":
        draw_ears(drawing, look, head, "hair")
    if kind == "cap" and look.gloss:
        drawing.shape(depth + 0.1, "bobble", head.skull.put(0, 90, r) + circle(20) * (0.16 * unit), "trim")


def _helm(drawing: Drawing, look: PaintStyle, head: Head) -> None:
    """A knight's closed helm: visor with slits of ink, opening for the eyes, discs at the ears, plume."""
    depth, unit = head.depth + 0.45 * head.pixels, head.pixels
    back = head.skull.put(np.linspace(-178, 178, 5), np.full(5, 60.0), 1.25)
    plume = ribbon(
        np.stack([back[2], back[0], head.place.flat(np.array([0, -1.2, -1.7]) * head.radius)]),
        [0.1 * unit, 0.3 * unit, 0.05 * unit],
    )
    drawing.shape(depth - 0.02, "plume", plume, "trim")
    shell = silhouette([head.skull.rim(1.22), head.ball(0, 0.45, 0.3, 0.72).rim()], soften=0.05 * unit)
    helm = drawing.shape(depth, "helm", shell, "metal")
    look.shade(helm, unit, 0.7)
    ball = head.ball(0, 0.0, 0.05, 1.2)
    lon = np.linspace(-62, 62, 9)
    opening = ball.patch(np.concatenate([lon, lon[::-1]]), np.repeat([14.0, -16.0], 9))
    if float(ball.facing(0, 0)) > -0.3:
        gap = helm.mark("helm opening", opening, "skin.shade", 0.9)
        for side in (-1, 1):
            if gap is not None:
                gap.mark(f"{NAMES[side]} eye", ball.spot(side * 24, -1, 7, 9), "white", 0.7)
        visor = ball.patch(np.concatenate([lon, lon[::-1]]), np.repeat([-16.0, -58.0], 9))
        plate = helm.mark("visor", visor, "metal.light", 0.9)
        for x in (-36, -18, 0, 18, 36):
            if plate is not None and float(ball.facing(x, -36)) > 0.1:
                plate.mark("slit", ball.spot(x, -36, 3.5, 11), INK)
    for side in (-1, 1):
        made = helm.mark(f"{NAMES[side]} disc", ball.spot(side * 84, -6, 20, 20), "gold", 0.9)
        if made is not None:
            made.mark(f"{NAMES[side]} disc hub", ball.spot(side * 84, -6, 9, 9), "metal.shade", 0.8)


def _brim(drawing: Drawing, head: Head, kind: str, depth: float, level: float) -> None:
    if kind == "witch":
        around = np.linspace(-180, 180, 30, endpoint=False)
        rim = head.skull.put(around, np.full(30, level * 0.6), 1.9)
        drawing.shape(depth - 0.01, "hat brim", rim, "hat")
    elif kind == "cap":
        lon = np.linspace(-60, 60, 9)
        inner, outer = (
            head.skull.put(lon, np.full(9, level + 2), 1.2),
            head.skull.put(lon, level - 6 + 0 * lon, 1.75),
        )
        front = float(np.cos(np.radians(head.seen_from)))
        drawing.shape(
            depth + (0.02 if front > -0.2 else -1.2 * head.pixels), "peak", hull([inner, outer]), "trim"
        )


def draw_ears(
    drawing: Drawing, look: PaintStyle, head: Head, swatch: str, lon: float = 48.0, lat: float = 52.0
) -> None:
    """Pointed ears of an animal with their insides, left and right."""
    for side in (-1, 1):
        base = head.skull.put([side * (lon - 24), side * (lon + 20)], [lat + 8, lat - 10], 1.08)
        tip = head.skull.put(side * (lon + 8), lat, 1.75)
        curve = silhouette([np.stack([base[0], tip, base[1], base.mean(0) * 1.3 - tip * 0.3])], soften=1.0)
        facing = float(head.skull.facing(side * lon, lat))
        name = f"{NAMES[side]} ear top"
        made = drawing.shape(head.depth + (0.36 if facing > 0.1 else -0.4) * head.pixels, name, curve, swatch)
        look.shade(made, 0.4 * head.pixels)
        if facing > 0.0 or abs(head.seen_from) < 80:
            inside = (curve - curve.mean(0)) * 0.55 + curve.mean(0) * 0.9 + base.mean(0) * 0.1
            made.mark(f"{name} inside", inside.astype(np.float32), "inner ear", 0.8)
