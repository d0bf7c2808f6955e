# SPDX-License-Identifier: Apache-2.0
"""Faces: eyes that blink and look, brows, nose and mouth, upon any ball."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.training.data.procedural.curves import Points, circle, smooth
from shiage.training.data.procedural.drawing import INK, Shape
from shiage.training.data.procedural.space import Ball

Degrees = NDArray[np.float64]
NAMES = {-1: "right", 1: "left"}


@dataclass(frozen=True)
class FaceBuild:
    """What a face consists of; positions and half sizes in degrees on its ball."""

    eyes: str
    eye_lon: float
    eye_lat: float
    eye_wide: float
    eye_high: float
    lash: float
    brow: str
    mouth_lat: float
    mouth_wide: float
    nose: str
    blush: bool
    beard: str
    glint: bool
    lens: bool


def draw_face_build(rng: np.random.Generator, cute: float) -> FaceBuild:
    """A face that suits how doll-like the figure is."""
    eyes = str(rng.choice(["dot", "oval", "full", "full", "iris"], p=[0.16, 0.16, 0.3, 0.22, 0.16]))
    big = (0.75 + 0.5 * cute) * (0.55 if eyes == "dot" else 1.0)
    return FaceBuild(
        eyes=eyes,
        eye_lon=float(rng.uniform(21, 32)),
        eye_lat=float(rng.uniform(-16, 2)),
        eye_wide=float(rng.uniform(9, 15)) * big,
        eye_high=float(rng.uniform(8, 19)) * big,
        lash=float(rng.uniform(0.7, 2.0)),
        brow=str(rng.choice(["line", "line", "shape", "none"])),
        mouth_lat=float(rng.uniform(-44, -34)),
        mouth_wide=float(rng.uniform(9, 22)),
        nose=str(rng.choice(["line", "line", "shape", "none", "dots"])),
        blush=bool(rng.random() < 0.2),
        beard=str(rng.choice(["none"] * 7 + ["beard", "moustache"])),
        glint=bool(rng.random() < 0.75),
        lens=bool(rng.random() < 0.07),
    )


@dataclass(frozen=True)
class Mien:
    """What a face does in a frame: eyes 0..1 open, gaze -1..1, mouth 0..1 open, brows -1..1 raised."""

    eyes: float
    gaze: float
    mouth: float
    brows: float


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


def _lids(build: FaceBuild, now: Mien, side: int) -> tuple[Degrees, Degrees]:
    """Degrees of an eye's rim; the upper lid comes down as it shuts."""
    u, v = circle(24).T.astype(float)
    open_ = now.eyes
    high = build.eye_high
    upper = build.eye_lat + high * (v * open_ - 0.75 * (1 - open_))
    lower = build.eye_lat + high * v * (0.75 + 0.25 * open_)
    lat = np.where(v > 0, upper, np.minimum(lower, build.eye_lat - 0.75 * high * (1 - open_)))
    return side * build.eye_lon + build.eye_wide * u, lat


def draw_eye(face: Shape, ball: Ball, build: FaceBuild, now: Mien, side: int) -> None:
    """One eye, if it is on our side of the face."""
    if float(ball.facing(side * build.eye_lon, build.eye_lat)) < 0.05:
        return
    name = f"{NAMES[side]} eye"
    if now.eyes < 0.18:
        u = np.linspace(-1, 1, 8)
        lat = build.eye_lat - 0.45 * build.eye_high + build.eye_high * 0.25 * (u**2 - 0.5)
        face.line(ball.patch(side * build.eye_lon + u * build.eye_wide, lat), max(0.8, build.lash))
        return
    lon, lat = _lids(build, now, side)
    rim = ball.patch(lon, lat)
    if build.eyes == "dot":
        made = face.mark(name, rim, "pupil" if build.eye_wide > 6 else INK, 0.8)
        if made is not None and build.glint and build.eye_wide > 6:
            _glint(made, ball, build, name, side * build.eye_lon, 0.35)
        return
    look = side * build.eye_lon + now.gaze * build.eye_wide * 0.4
    if build.eyes == "iris":
        carrier = face.mark(name, rim, "iris", 0.9)
    else:
        white = face.mark(name, rim, "white", 0.8)
        carrier = white
        if white is not None and build.eyes == "full":
            size = (build.eye_wide * 0.66, build.eye_high * 0.86)
            carrier = white.mark(f"{name} iris", ball.spot(look, build.eye_lat, *size), "iris", 0.8)
    if carrier is not None:
        dark = "pupil" if build.eyes != "full" or build.eye_wide > 11 else INK
        pupil = ball.spot(
            look, build.eye_lat - 0.05 * build.eye_high, build.eye_wide * 0.34, build.eye_high * 0.46
        )
        carrier.mark(f"{name} pupil", pupil, dark, 0.7)
        if build.glint:
            _glint(carrier, ball, build, name, look, 0.4)
    upper = slice(0, 13)
    face.line(rim[upper], build.lash)


def _glint(carrier: Shape, ball: Ball, build: FaceBuild, name: str, lon: float, size: float) -> None:
    spot = ball.spot(
        lon - 0.28 * build.eye_wide,
        build.eye_lat + 0.38 * build.eye_high,
        build.eye_wide * size * 0.8,
        build.eye_high * size * 0.8,
    )
    carrier.mark(f"{name} glint", spot, "white", 0.6)


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
