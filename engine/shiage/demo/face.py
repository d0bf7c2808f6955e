# SPDX-License-Identifier: Apache-2.0
"""The character's face: eyes that blink, a mouth that speaks, ears that come and go."""

from __future__ import annotations

import numpy as np

from shiage.demo.curves import ellipse, smooth
from shiage.demo.drawing import Drawing
from shiage.demo.hair import draw_gloss, hair_cap
from shiage.demo.head import Head
from shiage.demo.motion import Pose
from shiage.demo.stage import LIGHT, MODEL
from shiage.drawing.curves import Points, turned
from shiage.drawing.outlines import joined

_NAMES = {-1: "left", 1: "right"}


def draw_face(drawing: Drawing, head: Head, pose: Pose) -> None:
    """Face, ears, eyes, nose, mouth, blush and the hair before them."""
    face = joined([
        head.sphere(0, -0.02, 0, 0.97),
        head.hull([(-0.36, 0.36, 0.42, 0.5), (0.36, 0.36, 0.42, 0.5), (0, 0.66, 0.5, 0.34)]),
    ], 2.0)  # fmt: skip
    drawing.shape("face", face, "skin", 3.0)
    cap = hair_cap(head)
    shadow = cap + np.array([2.0, 10.0], np.float32)
    drawing.shape("fringe shadow", shadow, "skin shade", 1.9, trace="blue", within=face)
    _blush(drawing, head, face)
    for side in (-1, 1):
        _eye(drawing, head, pose, side, face)
    _mouth(drawing, head, pose, face)
    nose = head.put([1, 5, 0], [-17, -24, -26], [1.04, 1.12, 1.05])
    drawing.line("nose", smooth(nose[:, :2], closed=False), 2.4)
    drawing.shape("fringe", cap, "hair", 3.2)
    draw_gloss(drawing, head, cap)
    drawing.shade("fringe shade", cap, "hair shade", (LIGHT[0] * 1.1, LIGHT[1] * 1.4))
    for side in (-1, 1):
        _ear(drawing, head, side)
        _brow(drawing, head, pose, side, face)


def _blush(drawing: Drawing, head: Head, face: Points) -> None:
    for side in (-1, 1):
        at = head.put(side * 43, -27)
        if at[2] > 0.35:
            rim = ellipse(float(at[0]), float(at[1]), 10.5 * MODEL * float(at[2]) ** 0.6, 6 * MODEL)
            drawing.shape(f"{_NAMES[side]} blush", rim, "blush", 1.9, trace="red", within=face)


def _eye(drawing: Drawing, head: Head, pose: Pose, side: int, face: Points) -> None:
    at = head.put(side * 27, -6, 1.0)
    width = float(np.clip(at[2], 0, 1)) ** 0.8
    if at[2] < 0.22:
        return
    roll = np.radians(head.roll)
    x, y = float(at[0]), float(at[1])
    w, h = 14.5 * MODEL * width, 17.5 * MODEL
    shut = 1 - min(pose.eyes_open, 1.1)
    name = _NAMES[side]
    top = -h * (1 - 1.75 * shut) if shut < 1 else h * 0.75
    lid = np.array([(-1.1, 0.05), (-0.75, -0.7), (0, -1), (0.75, -0.7), (1.1, 0.05)])
    upper = np.stack([x + lid[:, 0] * w, y + np.where(lid[:, 1] < 0, -lid[:, 1] * top, 0.2 * h * shut)], 1)
    lower = np.stack(
        [x + np.array([0.8, 0.35, -0.35, -0.8]) * w, y + np.array([0.6, 0.93, 0.93, 0.6]) * h], 1
    )
    upper, lower = turned(upper, roll, (x, y)), turned(lower, roll, (x, y))
    if pose.eyes_open > 0.15:
        white = smooth(np.concatenate([upper, lower]))
        drawing.shape(f"{name} eye", white, "eye white", 1.7, within=face)
        ix = x + pose.gaze * 5 * MODEL * width
        iris = ellipse(ix, y - 1.0 * MODEL, 10.8 * MODEL * width, 16.0 * MODEL, roll)
        drawing.shape(f"{name} iris", iris, "iris", 2.0, within=white)
        pupil = ellipse(ix, y - 2.0 * MODEL, 5.4 * MODEL * width, 8.5 * MODEL, roll)
        drawing.shape(f"{name} pupil", pupil, "ink", 1.0, within=white)
        glint = ellipse(ix - 4.5 * MODEL * width, y - 7.5 * MODEL, 4.6 * MODEL * max(width, 0.6), 5.2 * MODEL)
        drawing.shape(f"{name} glint", glint, "eye white", 1.6, within=white)
    flick = (
        upper[-1] + np.array([0.28 * w, -0.12 * h])
        if side > 0
        else upper[0] + np.array([-0.28 * w, -0.12 * h])
    )
    lash = np.concatenate([upper, flick[None]]) if side > 0 else np.concatenate([flick[None], upper])
    drawing.line(f"{name} lash", smooth(lash, closed=False), 5.0)


def _brow(drawing: Drawing, head: Head, pose: Pose, side: int, face: Points) -> None:
    up = pose.brows
    brow = head.put([side * 14, side * 27, side * 40], [23 + up, 28 + up, 24 + up * 0.7], 1.02)
    if brow[:, 2].min() > 0.2:
        drawing.line(f"{_NAMES[side]} brow", smooth(brow[:, :2], closed=False), 4.4)


def _ear(drawing: Drawing, head: Head, side: int) -> None:
    at = head.put(side * 94, -14, 1.0)
    turn = float(np.cos(np.radians(side * 94 + head.yaw)))
    if turn < -0.12:
        return
    rx = (7 + 7 * max(0.0, turn)) * MODEL
    x = float(at[0]) + side * 3 * MODEL * (1 - max(0.0, turn))
    rim = turned(
        ellipse(x, float(at[1]), rx, 16 * MODEL), np.radians(head.roll + side * 8), (x, float(at[1]))
    )
    name = _NAMES[side]
    drawing.shape(f"{name} ear", rim, "skin", 2.8)
    fold = [
        (x + side * rx * 0.35, at[1] - 8 * MODEL),
        (x - side * rx * 0.25, at[1] - 2 * MODEL),
        (x + side * rx * 0.1, at[1] + 5 * MODEL),
    ]
    drawing.line(f"{name} ear fold", smooth(fold, closed=False), 2.2, rim)


def _mouth(drawing: Drawing, head: Head, pose: Pose, face: Points) -> None:
    wide = 13 + 6 * pose.mouth
    corners = head.put([-wide, -wide * 0.5, 0, wide * 0.5, wide], [-33, -36, -37, -36, -33], 1.04)
    if pose.mouth < 0.15:
        smile = head.put([-15, -8, 0, 8, 15], [-36, -39.5, -40.5, -39.5, -36], 1.04)
        drawing.line("closed mouth", smooth(smile[:, :2], closed=False), 3.0)
        return
    depth = 8 + 16 * pose.mouth
    floor = head.put([wide * 0.75, wide * 0.3, -wide * 0.3, -wide * 0.75],
                     [-33 - depth * 0.7, -34 - depth, -34 - depth, -33 - depth * 0.7], 1.02)  # fmt: skip
    rim = smooth(np.concatenate([corners[:, :2], floor[:, :2]]))
    drawing.shape("mouth", rim, "mouth", 2.8, within=face)
    middle = head.put(0, -36.5, 1.04)[:2]
    reach = float(np.hypot(*(corners[0, :2] - corners[-1, :2])))
    roll = np.radians(head.roll)
    if pose.mouth > 0.4:
        drop = head.put(0, -34 - depth, 1.02)[:2]
        tongue = ellipse(float(drop[0]), float(drop[1]) + 2, reach * 0.33, depth * 0.45 * MODEL, roll)
        drawing.shape("tongue", tongue, "tongue", 2.0, within=rim)
        teeth = ellipse(float(middle[0]), float(middle[1]) - 2, reach * 0.42, 6.5 * MODEL, roll)
        drawing.shape("teeth", teeth, "teeth", 2.0, within=rim)
