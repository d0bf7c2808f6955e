# SPDX-License-Identifier: Apache-2.0
"""Faces: eyes that blink and look, brows, nose and mouth, upon any ball."""

from __future__ import annotations

import numpy as np

from shiage.drawing.curves import Points, smooth
from shiage.training.data.procedural.drawing import Shape
from shiage.training.data.procedural.eyes import draw_eye
from shiage.training.data.procedural.face_features import NAMES, FaceBuild, Mien
from shiage.training.data.procedural.solids import Ball


def draw_face(face: Shape, ball: Ball, build: FaceBuild, now: Mien) -> None:
    """Put all features upon a face."""
    if build.blush:
        for side in (-1, 1):
            made = face.mark(f"{NAMES[side]} blush", ball.spot(side * 42, -30, 10, 6), "blush", 0.8)
            if made is not None:
                made.trace = True
    _beard(face, ball, build)
    for side in (-1, 1):
        draw_eye(face, ball, build, now, side)
        _brow(face, ball, build, now, side)
    _nose(face, ball, build)
    draw_mouth(face, ball, build.mouth_lat, build.mouth_wide, now)
    if build.lens:
        for side in (-1, 1):
            rim = ball.spot(side * build.eye_lon, build.eye_lat, build.eye_wide * 1.5, build.eye_high * 1.4)
            if rim is not None and ball.facing(side * build.eye_lon, build.eye_lat) > 0.1:
                face.line(np.concatenate([rim, rim[:1]]), 1.0)


def _brow(face: Shape, ball: Ball, build: FaceBuild, now: Mien, side: int) -> None:
    lat = build.eye_lat + build.eye_high * 1.25 + 5 + 4 * now.brows
    lon = side * np.array([0.45, 1.0, 1.65]) * build.eye_lon
    if build.brow == "none" or float(ball.facing(lon[1], lat)) < 0.15:
        return
    lats = np.array([lat - 1.5 + 2 * now.brows, lat + 2.5, lat - 1.0])
    if build.brow == "line":
        face.line(smooth(ball.patch(lon, lats), closed=False), 1.3)
        return
    rim = ball.patch(np.concatenate([lon, lon[::-1]]), np.concatenate([lats + 2.2, lats[::-1] - 2.2]))
    face.mark(f"{NAMES[side]} brow", smooth(rim), "hair", 0.7)


def _nose(face: Shape, ball: Ball, build: FaceBuild) -> None:
    lat = (build.eye_lat + build.mouth_lat) / 2
    if float(ball.facing(0, lat)) < 0.1 or build.nose == "none":
        return
    if build.nose == "line":
        face.line(smooth(ball.patch([2, 6, -1], [lat + 5, lat - 2, lat - 4], 1.05), closed=False), 0.8)
    elif build.nose == "shape":
        face.mark("nose", ball.spot(0, lat, 5, 4), "skin.shade", 0.7)
    else:
        for side in (-1, 1):
            face.line(ball.patch([side * 3.0, side * 4.5], [lat - 1, lat - 1.5]), 0.9)


def draw_mouth(face: Shape, ball: Ball, lat: float, wide: float, now: Mien) -> None:
    """A mouth: a line while it is shut, with tongue and teeth when it is wide open."""
    if float(ball.facing(0, lat)) < -0.15:
        return
    u = np.linspace(-1, 1, 9)
    smile = 3.5 * u**2 - 2
    if now.mouth < 0.18:
        face.line(ball.patch(u * wide, lat + smile, 1.03), 1.0)
        return
    drop = 5 + 14 * now.mouth
    lower = lat + smile[0] - (drop + 2) * np.sqrt(np.maximum(0, 1 - u**2))
    upper = ball.patch(u * wide, lat + smile, 1.02)
    rim: Points = np.concatenate([upper, ball.patch(u[::-1] * wide, lower[::-1], 1.02)[1:-1]])
    made = face.mark("mouth", rim, "mouth", 0.9)
    if made is not None and now.mouth > 0.45:
        made.mark("tongue", ball.spot(0, lat - drop, wide * 0.6, drop * 0.45), "tongue", 0.7)
        made.mark("teeth", ball.spot(0, lat + 1, wide * 0.75, 4.5), "white", 0.7)


def _beard(face: Shape, ball: Ball, build: FaceBuild) -> None:
    lat = build.mouth_lat
    if build.beard == "beard":
        lon = np.array([-80, -45, -20, 0, 20, 45, 80, 60, 0, -60])
        lats = np.array([-10, lat + 4, lat + 8, lat + 7, lat + 8, lat + 4, -10, -85, -89, -85])
        if float(ball.facing(0, lat)) > -0.6:
            face.mark("beard", smooth(ball.patch(lon, lats, 1.1)), "hair", 0.9)
    elif build.beard == "moustache" and float(ball.facing(0, lat)) > 0:
        lon = np.array([-20, -10, 0, 10, 20, 10, 0, -10])
        lats = lat + np.array([-1, 7, 8, 7, -1, 2, 3, 2])
        face.mark("moustache", smooth(ball.patch(lon, lats, 1.05)), "hair", 0.8)
