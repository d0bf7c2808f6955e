# SPDX-License-Identifier: Apache-2.0
"""Eyes that blink and look, upon any ball."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shiage.drawing.curves import circle
from shiage.training.data.procedural.drawing import INK, Shape
from shiage.training.data.procedural.face_features import NAMES, FaceBuild, Mien
from shiage.training.data.procedural.solids import Ball

Degrees = NDArray[np.float64]


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
