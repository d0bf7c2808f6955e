# SPDX-License-Identifier: Apache-2.0
"""The character's hair: ponytail, cap and gloss."""

from __future__ import annotations

import numpy as np

from shiage.demo.curves import ellipse, tube
from shiage.demo.drawing import Drawing
from shiage.demo.head import Head
from shiage.demo.motion import Pose
from shiage.demo.stage import LIGHT, MODEL
from shiage.drawing.curves import Points, bowed, even
from shiage.drawing.outlines import joined

# Border of the hair around the head: degrees from the face's middle, degrees above the eyes' circle and
# distance in skull radii, from the back of the head over her right to her left; locks and notches in turn.
_HAIRLINE = [
    (-205, -50, 1.02), (-182, -62, 1.06), (-160, -50, 1.02), (-140, -66, 1.08), (-122, -44, 1.02),
    (-108, -58, 1.08), (-97, -8, 1.04), (-75, -54, 1.14), (-51, 4, 1.06), (-40, -7, 1.10),
    (-27, 20, 1.08), (-11, -1, 1.12), (3, 30, 1.08), (19, 1, 1.12), (31, 18, 1.08),
    (42, -7, 1.10), (52, 4, 1.06), (75, -54, 1.14), (97, -8, 1.04), (108, -58, 1.08),
    (122, -44, 1.02), (140, -66, 1.08), (160, -50, 1.02), (182, -62, 1.06), (205, -50, 1.02),
]  # fmt: skip


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
            head.hull([(-0.42, 0.6, -0.35, 0.5), (0.42, 0.6, -0.35, 0.5)]),
        ]
    )
    drawing.shape("back hair", back, "hair shade", 3.2)


def hair_cap(head: Head) -> Points:
    """The hair before the face: its jagged border below, the round of the head above."""
    lon, lat, out = (np.array(column, float) for column in zip(*_HAIRLINE, strict=True))
    a = lon + head.yaw
    left, right = -86.0, 86.0
    inside = (a > left + 10) & (a < right - 10)
    ends = [(edge, np.interp(edge, a, lat), np.interp(edge, a, out)) for edge in (left, right)]
    rows = [ends[0], *zip(a[inside], lat[inside], out[inside], strict=True), ends[1]]
    border = head.put([r[0] - head.yaw for r in rows], [r[1] for r in rows], [r[2] for r in rows])[:, :2]
    bow = [0.07 if i % 2 else -0.07 for i in range(len(rows) - 1)]
    lower = bowed(border, bow, steps=10)
    start, stop = rows[-1][1], rows[0][1]
    angle = np.radians(np.linspace(start, 180 - stop, 40)[1:-1])
    top = head.local(np.stack([1.13 * np.cos(angle), -0.05 - 1.13 * np.sin(angle)], 1))
    return even(np.concatenate([lower, top]))


def draw_gloss(drawing: Drawing, head: Head, cap: Points) -> None:
    """The light that stays where it is while the head turns."""
    lon = np.linspace(-62, 44, 12) - head.yaw * 0.75
    zig = np.where(np.arange(12) % 2 == 0, 0.0, 7.0)
    upper = head.put(lon, 58 - np.abs(lon + head.yaw) * 0.12, 1.12)
    lower = head.put(lon, 46 - zig - np.abs(lon + head.yaw) * 0.12, 1.12)
    band = np.concatenate([upper[:, :2], lower[::-1, :2]])
    drawing.shape("hair gloss", even(band), "hair gloss", 1.9, trace="red", within=cap)
