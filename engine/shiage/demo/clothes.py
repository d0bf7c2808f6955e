# SPDX-License-Identifier: Apache-2.0
"""What the character wears and carries: jacket, scarf and satchel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shiage.demo.curves import ellipse, hull, tube
from shiage.demo.drawing import Drawing
from shiage.demo.motion import Pose
from shiage.demo.stage import LIGHT, MODEL, Stage, jacket_outline
from shiage.drawing.curves import Points, even
from shiage.drawing.outlines import joined


def draw_jacket(drawing: Drawing, stage: Stage) -> Points:
    """The jacket's body with its front, pocket, buttons and belt; hands back its contour."""
    body = drawing.shape("jacket", jacket_outline(stage), "jacket", 3.2)
    drawing.shade("jacket shade", body, "jacket shade", (LIGHT[0] * 1.4, LIGHT[1]))
    heights = np.linspace(-134, 18, 24)
    front = stage.around(np.full(24, 4.0), heights)
    if front[:, 2].min() > -6:
        drawing.line("jacket front", even(front[:, :2], closed=False), 2.4, body)
    _pocket(drawing, stage, body)
    lon = np.linspace(-92, 92, 40) - stage.yaw
    upper, lower = stage.around(lon, np.full(40, -33.0), 1), stage.around(lon, np.full(40, -17.0), 1)
    belt = even(np.concatenate([upper[:, :2], lower[::-1, :2]]))
    drawing.shape("belt", belt, "belt", 2.6, within=body)
    _disc_on(drawing, stage, "buckle", 4.0, -25.0, (9.5, 9.5), body)
    for i, height in enumerate((-98.0, -76.0, -54.0)):
        _disc_on(drawing, stage, f"button {i + 1}", 17.0, height, (5.6, 5.6), body)
    return body


def _disc_on(
    drawing: Drawing,
    stage: Stage,
    name: str,
    lon: float,
    height: float,
    half: tuple[float, float],
    body: Points,
) -> None:
    at = stage.around([lon], [height], 1)[0]
    facing = float(np.cos(np.radians(lon + stage.yaw)))
    if facing > 0.25:
        rim = ellipse(float(at[0]), float(at[1]), half[0] * MODEL * facing, half[1] * MODEL)
        drawing.shape(name, rim, "brass", 2.2, within=body)


def _pocket(drawing: Drawing, stage: Stage, body: Points) -> None:
    corners = [(-66.0, -92.0), (-26.0, -92.0), (-26.0, -60.0), (-66.0, -60.0)]
    put = stage.around([c[0] for c in corners], [c[1] for c in corners], 0.5)
    if np.cos(np.radians(-46 + stage.yaw)) < 0.3:
        return
    drawing.shape("pocket", even(put[:, :2]), "jacket", 2.2, within=body)
    flap = stage.around([-68, -24, -24, -46, -68], [-94, -94, -83, -77, -83], 0.5)
    drawing.shape("pocket flap", even(flap[:, :2]), "trim", 2.2, within=body)


def bag_depth(stage: Stage, pose: Pose) -> float:
    """How far the bag hangs before the body's middle, in model units."""
    return float(stage.put([_bag_centre(pose)])[0, 2])


def _bag_centre(pose: Pose) -> NDArray[np.float64]:
    a = np.radians(pose.bag)
    return np.array([54 * np.sin(a), 22.0, 44 * np.cos(a)])


def draw_bag(drawing: Drawing, stage: Stage, pose: Pose) -> None:
    """The satchel at her hip."""
    a = np.radians(pose.bag)
    along = np.array([np.cos(a), 0.0, -np.sin(a)])
    out = np.array([np.sin(a), 0.0, np.cos(a)])
    c = _bag_centre(pose)
    swing = 3 * np.sin(pose.sway * 2)
    box = [c + along * u + [0, v, 0] + out * w + along * swing * (v > 0)
           for u in (-25, 25) for v in (-20, 22) for w in (-7, 7)]  # fmt: skip
    bag = drawing.shape("bag", hull(stage.discs(box, [7] * 8)), "bag", 3.0)
    drawing.shade("bag shade", bag, "bag flap", (LIGHT[0] * 0.7, LIGHT[1] * 1.2))
    lid = [c + along * u + [0, v, 0] + out * w for u in (-26, 26) for v in (-21, 0) for w in (-7, 9)]
    flap = hull([*stage.discs(lid, [6.5] * 8), *stage.discs([c + out * 9 + [0, 10, 0]], [5])])
    drawing.shape("bag flap", flap, "bag flap", 2.8)
    face = stage.put([c + out * 15 + [0, 6, 0]])[0]
    turn = float(np.cos(np.radians(pose.bag + stage.yaw)))
    if turn > 0.3:
        drawing.shape(
            "bag clasp",
            ellipse(float(face[0]), float(face[1]), 6.5 * turn * MODEL, 6.5 * MODEL),
            "brass",
            2.2,
        )


def draw_strap(drawing: Drawing, stage: Stage, body: Points) -> None:
    """The satchel's strap over her chest."""
    t = np.linspace(0, 1, 16)
    lon = -95 + t * 135
    height = 6 - t * 134
    upper = stage.around(lon, height - 5, 1)
    lower = stage.around(lon, height + 5, 1)
    seen = (upper[:, 2] > -4) | (lower[:, 2] > -4)
    if seen.sum() > 3:
        band = np.concatenate([upper[seen, :2], lower[seen, :2][::-1]])
        drawing.shape("strap", even(band), "bag flap", 2.4, within=body)


def draw_tails(drawing: Drawing, stage: Stage, pose: Pose) -> None:
    """The scarf's two ends that stream behind her."""
    for i, (offset, length, lag) in enumerate(((6.0, 118.0, 0.0), (-8.0, 92.0, 1.1))):
        base = stage.put([[offset, -130, -18]])[0]
        path = [(float(base[0]), float(base[1]))]
        for k in range(1, 7):
            s = k / 6
            wave = np.sin(pose.sway * 1.0 - 3.6 * s - lag) * (10 + 16 * s)
            drop = 1 - abs(pose.wind) * 0.78
            x = (
                path[-1][0]
                - (pose.wind * length / 6 + (1 - abs(pose.wind)) * (-7 + 12 * i + 0.45 * wave)) * MODEL
            )
            y = path[-1][1] + (drop * length / 6 + abs(pose.wind) * 0.42 * wave) * MODEL
            path.append((float(x), float(y)))
        rim = joined(
            tube(path, [8 * MODEL, 11 * MODEL, 13 * MODEL, 14 * MODEL, 14.5 * MODEL, 15 * MODEL, 14 * MODEL]),
            1.0,
        )
        drawing.shape(f"scarf tail {i + 1}", rim, "scarf", 3.0)
        drawing.shade(f"scarf tail {i + 1} shade", rim, "scarf shade", (LIGHT[0] * 0.5, LIGHT[1] * 1.2))


def draw_scarf(drawing: Drawing, stage: Stage) -> None:
    """The scarf's windings around her neck."""
    low = stage.discs([[-22, -126, 6], [22, -126, 6], [0, -116, 22]], [13, 13, 14])
    high = stage.discs([[-17, -139, 2], [17, -139, 2], [0, -133, 16]], [12, 12, 12])
    under = drawing.shape("scarf", hull(low), "scarf", 3.0)
    drawing.shade("scarf shade", under, "scarf shade", (LIGHT[0], LIGHT[1] * 0.8))
    over = drawing.shape("scarf upper", hull(high), "scarf", 2.8)
    drawing.shade("scarf upper shade", over, "scarf shade", (LIGHT[0] * 0.8, LIGHT[1] * 0.5))
