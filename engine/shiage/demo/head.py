# SPDX-License-Identifier: Apache-2.0
"""The character's head: features slide over it as it turns, and vanish behind its edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from shiage.demo.curves import Points, bowed, ellipse, even, hull, joined, smooth, tube, turned
from shiage.demo.drawing import Drawing
from shiage.demo.motion import Pose
from shiage.demo.stage import LIGHT, MODEL, Stage

RADIUS = 62.0 * MODEL
"""Radius of the skull in pixels."""

_NAMES = {-1: "left", 1: "right"}

# Border of the hair around the head: degrees from the face's middle, degrees above the eyes' circle and
# distance in skull radii, from the back of the head over her right to her left; locks and notches in turn.
_HAIRLINE = [
    (-205, -50, 1.02), (-182, -62, 1.06), (-160, -50, 1.02), (-140, -66, 1.08), (-122, -44, 1.02),
    (-108, -58, 1.08), (-97, -8, 1.04), (-75, -54, 1.14), (-51, 4, 1.06), (-40, -7, 1.10),
    (-27, 20, 1.08), (-11, -1, 1.12), (3, 30, 1.08), (19, 1, 1.12), (31, 18, 1.08),
    (42, -7, 1.10), (52, 4, 1.06), (75, -54, 1.14), (97, -8, 1.04), (108, -58, 1.08),
    (122, -44, 1.02), (140, -66, 1.08), (160, -50, 1.02), (182, -62, 1.06), (205, -50, 1.02),
]  # fmt: skip


@dataclass(frozen=True)
class Head:
    """Where the head is and which way it looks."""

    x: float
    y: float
    yaw: float
    roll: float
    pitch: float

    def put(self, lon: ArrayLike, lat: ArrayLike, out: ArrayLike = 1.0) -> NDArray[np.float32]:
        """Points on the skull, degrees sideways and up, `out` radii from its middle -> x, y, facing -1..1."""
        a = np.radians(np.asarray(lon, float) + self.yaw)
        b = np.radians(np.asarray(lat, float))
        r = np.asarray(out, float) * RADIUS
        x, y, z = r * np.cos(b) * np.sin(a), -r * np.sin(b), r * np.cos(b) * np.cos(a)
        c, s = np.cos(np.radians(self.pitch)), np.sin(np.radians(self.pitch))
        flat = np.stack([np.broadcast_to(self.x + x, y.shape), self.y + y * c + z * s], -1)
        facing = np.cos(b) * np.cos(a)
        rolled = turned(flat, np.radians(self.roll), (self.x, self.y + RADIUS))
        return np.asarray(np.concatenate([rolled, facing[..., None]], -1), np.float32)

    def local(self, points: ArrayLike) -> Points:
        """Points in skull radii, right and down of the head's middle, as pixels."""
        p = np.asarray(points, float) * RADIUS + [self.x, self.y]
        return turned(p, np.radians(self.roll), (self.x, self.y + RADIUS))

    def sphere(self, x: float, y: float, z: float, r: float) -> Points:
        """Rim of a ball at a point of the head, all in skull radii (right, down, forward)."""
        a = np.radians(self.yaw)
        c, s = np.cos(np.radians(self.pitch)), np.sin(np.radians(self.pitch))
        forward = z * np.cos(a) - x * np.sin(a)
        centre = self.local([(x * np.cos(a) + z * np.sin(a), y * c + forward * s)])[0]
        return ellipse(float(centre[0]), float(centre[1]), r * RADIUS, r * RADIUS)


def head_of(stage: Stage, pose: Pose) -> Head:
    """The head upon the neck."""
    at = stage.put([[0, -206, 6]])[0]
    return Head(float(at[0]), float(at[1]), pose.head_yaw, pose.head_roll, pose.head_pitch)


def draw_back_hair(drawing: Drawing, head: Head, pose: Pose) -> None:
    """The ponytail with its tie, and the hair behind the face."""
    root = head.put(180, 30, 1.12)
    path = [root[:2].astype(float)]
    speed = pose.wind
    for k in range(1, 6):
        s = k / 5
        wave = np.sin(pose.sway - 2.2 * s + 0.4) * (8 + 12 * s)
        lift = abs(speed) * 0.55
        step = np.array(
            [-speed * 23 - (1 - abs(speed)) * (0.5 * wave + 7), 25 * (1 - lift) + wave * 0.35 * abs(speed)]
        )
        step[0] -= 14 * np.sin(np.radians(head.yaw)) * (1 - abs(speed)) * (1 - s) + 10 * (k == 1)
        path.append(path[-1] + step * MODEL)
    tail = joined(tube(path, [10 * MODEL, 20 * MODEL, 24 * MODEL, 21 * MODEL, 14 * MODEL, 3 * MODEL]), 1.0)
    drawing.shape("ponytail", tail, "hair", 3.2)
    drawing.shade("ponytail shade", tail, "hair shade", (LIGHT[0], LIGHT[1] * 1.5))
    tie = path[0] * 0.75 + path[1] * 0.25
    drawing.shape("hair tie", ellipse(float(tie[0]), float(tie[1]), 13 * MODEL, 11 * MODEL), "hair tie")
    back = joined(
        [
            head.sphere(0, -0.06, -0.05, 1.1),
            hull_of(head, [(-0.42, 0.6, -0.35, 0.5), (0.42, 0.6, -0.35, 0.5)]),
        ]
    )
    drawing.shape("back hair", back, "hair shade", 3.2)


def hull_of(head: Head, balls: list[tuple[float, float, float, float]]) -> Points:
    """Closed curve around balls of the head given in skull radii."""
    return hull([(float(r[:, 0].mean()), float(r[:, 1].mean()), b[3] * RADIUS)
                 for b in balls for r in [head.sphere(*b)]])  # fmt: skip


def draw_face(drawing: Drawing, head: Head, pose: Pose) -> None:
    """Face, ears, eyes, nose, mouth, blush and the hair before them."""
    face = joined([
        head.sphere(0, -0.02, 0, 0.97),
        hull_of(head, [(-0.36, 0.36, 0.42, 0.5), (0.36, 0.36, 0.42, 0.5), (0, 0.66, 0.5, 0.34)]),
    ], 2.0)  # fmt: skip
    drawing.shape("face", face, "skin", 3.0)
    fringe, cap = _hair(head)
    shadow = fringe + np.array([2.0, 10.0], np.float32)
    drawing.shape("fringe shadow", shadow, "skin shade", 1.9, trace="blue", within=face)
    _blush(drawing, head, face)
    for side in (-1, 1):
        _eye(drawing, head, pose, side, face)
    _mouth(drawing, head, pose, face)
    nose = head.put([1, 5, 0], [-17, -24, -26], [1.04, 1.12, 1.05])
    drawing.line("nose", smooth(nose[:, :2], closed=False), 2.4)
    drawing.shape("fringe", cap, "hair", 3.2)
    _gloss(drawing, head, cap)
    drawing.shade("fringe shade", cap, "hair shade", (LIGHT[0] * 1.1, LIGHT[1] * 1.4))
    for side in (-1, 1):
        _ear(drawing, head, side)
        _brow(drawing, head, pose, side, face)


def _hair(head: Head) -> tuple[Points, Points]:
    """Lower border closed on itself high up (for its shadow), and the whole cap of hair."""
    lon, lat, out = (np.array(column, float) for column in zip(*_HAIRLINE, strict=True))
    a = lon + head.yaw
    left, right = -86.0, 86.0
    inside = (a > left + 10) & (a < right - 10)
    ends = [(edge, np.interp(edge, a, lat), np.interp(edge, a, out)) for edge in (left, right)]
    rows = [ends[0], *zip(a[inside], lat[inside], out[inside], strict=True), ends[1]]
    border = head.put([r[0] - head.yaw for r in rows], [r[1] for r in rows], [r[2] for r in rows])[:, :2]
    bow = [0.07 if i % 2 else -0.07 for i in range(len(rows) - 1)]
    lower = bowed(border, bow)
    start, stop = rows[-1][1], rows[0][1]
    angle = np.radians(np.linspace(start, 180 - stop, 40)[1:-1])
    top = head.local(np.stack([1.13 * np.cos(angle), -0.05 - 1.13 * np.sin(angle)], 1))
    cap = even(np.concatenate([lower, top]))
    return cap, cap


def _gloss(drawing: Drawing, head: Head, cap: Points) -> None:
    lon = np.linspace(-62, 44, 12) - head.yaw * 0.75
    zig = np.where(np.arange(12) % 2 == 0, 0.0, 7.0)
    upper = head.put(lon, 58 - np.abs(lon + head.yaw) * 0.12, 1.12)
    lower = head.put(lon, 46 - zig - np.abs(lon + head.yaw) * 0.12, 1.12)
    band = np.concatenate([upper[:, :2], lower[::-1, :2]])
    drawing.shape("hair gloss", even(band), "hair gloss", 1.9, trace="red", within=cap)


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
