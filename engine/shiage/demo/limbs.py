# SPDX-License-Identifier: Apache-2.0
"""The character's legs, arms and hands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shiage.demo.curves import Disc, ellipse, hull, smooth, tube
from shiage.demo.drawing import Drawing
from shiage.demo.motion import Pose
from shiage.demo.stage import FORE, LIGHT, MODEL, Stage, arm_points, leg_points
from shiage.drawing.curves import Points
from shiage.drawing.outlines import joined


def draw_leg(drawing: Drawing, stage: Stage, pose: Pose, side: int) -> None:
    """A trouser leg and its boot."""
    name = ("left", "right")[side]
    upright = Stage(stage.place, stage.hips, stage.yaw, 0.0, stage.scale)
    hip, knee, ankle, toe = leg_points(pose, side)
    cut = knee + (ankle - knee) * 0.42
    path = upright.put([hip, knee, cut, ankle])[:, :2]
    trouser = joined(tube(path[:3], [25 * MODEL, 19 * MODEL, 17.5 * MODEL]))
    heel = ankle + np.array([0.0, 2.0, -7.0])
    foot = hull(upright.discs([heel, toe * 0.5 + ankle * 0.5, toe], [13, 12.5, 11.5]))
    shaft = tube(path[2:], [18.5 * MODEL, 13.5 * MODEL])
    boot = joined([*shaft, foot], 2.0)
    sole = hull(upright.discs([heel + np.array([0, 12.5, -1]), toe + np.array([0, 11.5, 1])], [8, 7.5]))
    drawing.shape(f"{name} trousers", trouser, "trousers")
    drawing.shade(f"{name} trousers shade", trouser, "trousers shade", LIGHT)
    drawing.shape(f"{name} sole", sole, "sole")
    drawing.shape(f"{name} boot", boot, "boots")
    drawing.shade(f"{name} boot shade", boot, "boots shade", (LIGHT[0] * 0.8, LIGHT[1] * 0.8))
    along = path[3] - path[2]
    turn = float(np.arctan2(along[1], along[0])) - np.pi / 2
    top = path[2] - along / max(1.0, float(np.hypot(*along))) * 9 * MODEL
    cuff = ellipse(float(top[0]), float(top[1]), 21 * MODEL, 11 * MODEL, turn)
    drawing.shape(f"{name} boot cuff", cuff, "trim")


def draw_arm(drawing: Drawing, stage: Stage, pose: Pose, side: int, body: Points | None) -> None:
    """Sleeve, cuff and hand; `body` is the jacket that the sleeve grows out of when the arm is before it."""
    name = ("left", "right")[side]
    shoulder, elbow, wrist = arm_points(pose, side)
    path = stage.put([shoulder, elbow, wrist])[:, :2]
    sleeve = joined(tube(path, [17 * MODEL, 14.5 * MODEL, 14.5 * MODEL]))
    _draw_hand(drawing, stage, pose, side, name)
    drawing.shape(f"{name} sleeve", sleeve, "jacket", 3.0, joins=_near(body, path[0]))
    kept = [] if body is None else [ellipse(float(path[0][0]), float(path[0][1]), 24 * MODEL, 24 * MODEL)]
    drawing.shade(f"{name} sleeve shade", sleeve, "jacket shade", LIGHT, kept)
    along = path[2] - path[1]
    far = float(np.hypot(*along))
    turn = float(np.arctan2(along[1], along[0])) - np.pi / 2
    end = path[2] + along / max(1.0, far) * 11 * MODEL * min(1.0, far / (FORE * MODEL))
    cuff = ellipse(
        float(end[0]), float(end[1]), 17 * MODEL, (12 - 4 * min(1.0, far / (FORE * MODEL))) * MODEL, turn
    )
    drawing.shape(f"{name} cuff", cuff, "trim")


def _near(body: Points | None, shoulder: NDArray[np.float32]) -> Points | None:
    """The part of the jacket about a shoulder, where a sleeve is sewn on."""
    return None if body is None else ellipse(float(shoulder[0]), float(shoulder[1]), 21 * MODEL, 21 * MODEL)


def _draw_hand(drawing: Drawing, stage: Stage, pose: Pose, side: int, name: str) -> None:
    _, elbow, wrist = arm_points(pose, side)
    ahead3 = (wrist - elbow) / np.linalg.norm(wrist - elbow)
    base, far = stage.put([wrist + 12 * ahead3, wrist + 22 * ahead3])[:, :2]
    ahead = far - base
    size = float(np.hypot(*ahead)) / (10 * MODEL)
    ahead = ahead / max(1e-6, float(np.hypot(*ahead)))
    across = np.array([-ahead[1], ahead[0]]) * (1 if side == 0 else -1)
    size = max(0.55, size) * MODEL

    def at(u: float, v: float) -> NDArray[np.float64]:
        return np.asarray(base + (ahead * u + across * v) * size, np.float64)

    def disc(u: float, v: float, r: float) -> Disc:
        x, y = at(u, v)
        return (float(x), float(y), r * MODEL)

    open_hand = side == 0 and pose.hand_open > 0.5
    pieces = [hull([disc(-4, 0, 9.5), disc(13, 0, 13)])]
    folds = []
    if open_hand:
        for u, v, tip in ((19, -11, (31, -19)), (23, -4.5, (41, -8)), (23, 3.5, (42, 3)), (20, 10, (36, 14))):
            pieces.append(hull([disc(u, v, 5.2), disc(*tip, 4.8)]))
        pieces.append(hull([disc(6, 8, 6), disc(13, 24, 4.8)]))
        folds.append(smooth([at(6, 8), at(10, 3), at(9, -5)], closed=False))
    else:
        pieces.append(hull([disc(12, -3, 11), disc(27, -2, 7.5)]))
        pieces.append(hull([disc(6, 6, 6), disc(17, 14, 4.6)]))
        folds.append(smooth([at(18, 9), at(24, 5), at(29, 3)], closed=False))
    rim = joined(pieces, 0.9)
    drawing.shape(f"{name} hand", rim, "skin", 2.8)
    for i, fold in enumerate(folds):
        drawing.line(f"{name} hand fold {i + 1}", fold, 2.2, rim)
