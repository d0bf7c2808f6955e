# SPDX-License-Identifier: Apache-2.0
"""Arms, hands, legs and feet of a person."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from shiage.drawing.curves import Points, circle, smooth, turned
from shiage.drawing.outlines import hull, limb, silhouette
from shiage.training.data.procedural.drawing import Drawing, Shape
from shiage.training.data.procedural.projection import Place
from shiage.training.data.procedural.shading import PaintStyle

Vector = NDArray[np.float64]


def draw_tube(
    drawing: Drawing,
    look: PaintStyle,
    depth: float,
    name: str,
    path: Points,
    radii: Sequence[float],
    swatch: str,
    folds: bool = False,
) -> Shape:
    """A sleeve, a trouser leg, a bare limb: a path and radii in pixels."""
    made = drawing.shape(depth, name, limb(path, radii), swatch)
    look.shade(made, 2 * max(radii), 0.8)
    if folds and look.folds > 0 and len(path) > 2:
        _bend_folds(made, look, path, radii)
    return made


def _bend_folds(shape: Shape, look: PaintStyle, path: Points, radii: Sequence[float]) -> None:
    """Cloth creases on the inner side of a bend."""
    first, second = path[1] - path[0], path[2] - path[1]
    cross = float(first[0] * second[1] - first[1] * second[0])
    size = float(np.hypot(*first) * np.hypot(*second)) + 1e-6
    if abs(cross) / size < 0.25:
        return
    inner = np.sign(cross)
    ahead = (first / (np.hypot(*first) + 1e-6) + second / (np.hypot(*second) + 1e-6)) / 2
    across = np.array([-ahead[1], ahead[0]]) * inner
    r = radii[1]
    for i, tilt in enumerate((-0.7, 0.1, 0.8)[: 1 + round(2 * look.folds)]):
        start = path[1] + across * r + ahead * tilt * r * 0.8
        stop = path[1] - across * r * (0.15 - 0.1 * i) + ahead * tilt * r * 1.5
        shape.line(np.array([start, (start + stop) / 2 + ahead * 0.1 * r, stop], np.float32), 0.6)


def draw_hand(
    drawing: Drawing,
    look: PaintStyle,
    depth: float,
    name: str,
    wrist: Points,
    ahead: Points,
    side: int,
    size: float,
    grip: float,
    kind: str,
    swatch: str,
) -> Shape:
    """A hand from the wrist on: five fingers spread or a fist, a mitten, or a ball.

    `ahead` is the forearm's direction on paper, shortened where the arm points at us; `size` in pixels.
    """
    far = float(np.hypot(*ahead))
    turn = float(np.arctan2(ahead[1], ahead[0]))
    along = 0.55 + 0.45 * min(1.0, far)

    def piece(u: float, v: float, u2: float, v2: float, r: float, r2: float) -> Points:
        ends = [circle(16) * (s * size) + np.array([x * along, y * side]) * size for x, y, s in
                ((u, v, r), (u2, v2, r2))]  # fmt: skip
        return hull(ends)

    if kind == "ball":
        rim = circle() * (0.85 * size) + np.array([0.6 * size * along, 0], np.float32)
        made = drawing.shape(depth, name, turned(rim, turn) + wrist, swatch)
        look.shade(made, 1.6 * size)
        return made
    pieces = [piece(-0.3, 0, 0.55, 0, 0.5, 0.72)]
    lines: list[NDArray[np.float64]] = []
    if kind == "mitten":
        pieces += [piece(0.5, 0, 1.25, 0, 0.62, 0.5), piece(0.2, 0.4, 0.8, 1.0, 0.3, 0.26)]
    elif grip < 0.5:
        tips = (
            (0.75, -0.55, 1.5, -0.95),
            (0.9, -0.2, 1.95, -0.38),
            (0.9, 0.18, 1.95, 0.2),
            (0.8, 0.5, 1.6, 0.72),
        )
        pieces += [piece(*tip, 0.27, 0.22) for tip in tips]
        pieces.append(piece(0.2, -0.35, 0.75, -1.25, 0.32, 0.22))
        lines = [np.array([[0.8, v], [1.25, v * 1.15]]) for v in (-0.38, 0.0, 0.36)]
    else:
        pieces += [piece(0.5, -0.1, 0.95, -0.05, 0.72, 0.62), piece(0.1, -0.4, 0.75, -0.72, 0.32, 0.26)]
        lines = [np.array([[0.95, v], [1.5, v * 0.9]]) for v in (-0.3, 0.02, 0.34)]
    rim = turned(silhouette(pieces, soften=0.06 * size), turn) + wrist
    made = drawing.shape(depth, name, rim, swatch)
    look.shade(made, 1.4 * size)
    if size > 9:
        for line in lines:
            p = (line * [along, side] * size).astype(np.float32)
            made.line(turned(p, turn) + wrist, 0.6)
    return made


def draw_foot(
    drawing: Drawing,
    look: PaintStyle,
    depth: float,
    name: str,
    place: Place,
    ankle: Vector,
    side: int,
    pitch: float,
    long: float,
    thick: float,
    swatch: str,
    sole: bool,
) -> Shape:
    """A shoe or a bare foot at an ankle; lengths in model units, pitch in degrees, toes down."""
    b = np.radians(pitch)
    ahead = np.array([side * 0.22, np.sin(b), np.cos(b)])
    down = np.array([0.0, np.cos(b), -np.sin(b)])
    heel = ankle - ahead * 0.22 * long + down * 0.25 * thick
    toe = ankle + ahead * 0.78 * long + down * 0.55 * thick
    mid = (heel + toe) / 2 - down * 0.15 * thick
    discs = place.spheres(np.array([heel, mid, toe]), np.array([0.95, 0.9, 0.68]) * thick)
    shaft = place.spheres(np.array([ankle - down * 0.2 * thick, heel]), np.array([0.85, 0.9]) * thick)
    rims = [circle(20) * d[2] + d[:2] for d in discs]
    made = drawing.shape(
        depth, name, silhouette([hull(rims), hull([circle(20) * d[2] + d[:2] for d in shaft])]), swatch
    )
    look.shade(made, 2 * thick * place.unit, 0.8)
    if sole:
        low = place.spheres(np.array([heel, toe]) + down * 0.62 * thick, np.array([0.6, 0.5]) * thick)
        made.mark(f"{name} sole", hull([circle(16) * d[2] * (1.4, 0.9) + d[:2] for d in low]), "sole", 0.8)
    elif thick * place.unit > 7 and float(place.matrix[2] @ ahead) > -0.2:
        lace = place.flat(np.array([mid - down * 0.6 * thick, mid + np.array([side * 0.5, 0.1, 0]) * thick]))
        made.line(smooth(lace, closed=False), 0.6)
    return made


def draw_cuff(
    drawing: Drawing, depth: float, name: str, at: Points, ahead: Points, radius: float, swatch: str
) -> Shape:
    """A band around a limb, viewed slightly from its end; radius in pixels."""
    turn = float(np.arctan2(ahead[1], ahead[0]))
    far = min(1.0, float(np.hypot(*ahead)))
    rim = circle(24) * np.array([radius * (0.75 - 0.3 * far), radius], np.float32)
    return drawing.shape(depth, name, turned(rim, turn) + at, swatch)
