# SPDX-License-Identifier: Apache-2.0
"""What covers a person's trunk: top, belt, collar, skirt, cape and scarf, and what lies on the top."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shiage.drawing.curves import Points, circle, smooth
from shiage.drawing.outlines import hull, silhouette
from shiage.training.data.procedural.drawing import Drawing, Shape
from shiage.training.data.procedural.outfit import Outfit
from shiage.training.data.procedural.person_proportions import Build
from shiage.training.data.procedural.projection import Place
from shiage.training.data.procedural.shading import PaintStyle
from shiage.training.data.procedural.solids import Rings


def trunk_of(place: Place, build: Build, hem: float) -> Rings:
    """The trunk from the neck to the hem (model units below the hips)."""
    t = build.torso
    heights = [-0.99 * t, -0.9 * t, -0.65 * t, -0.33 * t, 0.0]
    wide = [0.62 * build.shoulder, 0.98 * build.shoulder, 0.92 * build.shoulder, build.waist, build.hip]
    if hem > 0.01:
        heights.append(hem)
        wide.append(build.hip * (1.02 + 0.5 * hem))
    else:
        heights[-1], wide[-1] = min(hem, -0.01), build.hip * 0.97
    w = np.array(wide)
    flat = np.array([0.5, 0.7, 1.0, 0.95, 0.95, 1.0][: len(w)]) * build.depth
    shift = np.array([0.0, 0.0, 0.16, 0.05, 0.0, 0.0][: len(w)]) * build.shoulder * build.depth
    return Rings(place, np.array(heights), w, w * flat, shift)


def draw_top(
    drawing: Drawing, look: PaintStyle, depth: float, place: Place, build: Build, outfit: Outfit
) -> tuple[Shape, Rings]:
    """The trunk in its top with all that lies upon it."""
    trunk = trunk_of(place, build, outfit.hem * build.legs)
    t = build.torso
    top = [[-0.35 * build.shoulder, -1.03 * t, 0], [0, -1.05 * t, 0], [0.35 * build.shoulder, -1.03 * t, 0]]
    rim = trunk.rim(top, 0.02 * build.legs)
    made = drawing.shape(depth, "top", rim, outfit.top)
    look.shade(made, 2 * build.waist * place.unit, 0.7)
    if outfit.top != "skin":
        _upon(made, look, trunk, build, outfit)
    if outfit.belt:
        low = -0.06 * t
        band = _band(trunk, low - 0.07 * t, low + 0.05 * t)
        belt = made.mark("belt", band, "leather", 0.9)
        if belt is not None and trunk.facing(0) > 0.2:
            belt.mark("buckle", _box(trunk, 0, 14, low - 0.06 * t, low + 0.04 * t), "gold", 0.7)
    return made, trunk


def _band(trunk: Rings, upper: float, lower: float) -> Points:
    """A band around the trunk between two heights."""
    m = trunk.place.matrix[2]
    front = np.degrees(np.arctan2(m[0] / trunk.wide.mean(), m[2] / trunk.deep.mean()))
    lon = np.linspace(-90, 90, 15) + front
    sag = 1.06
    return np.concatenate([trunk.put(lon, upper, sag), trunk.put(lon[::-1], lower, sag)])


def _box(trunk: Rings, lon: float, half: float, upper: float, lower: float) -> Points | None:
    if float(trunk.facing(lon)) < -np.sin(np.radians(half)) * 0.8:
        return None
    across = np.linspace(-half, half, 5)
    return np.concatenate([trunk.put(lon + across, upper), trunk.put(lon + across[::-1], lower)])


def _upon(top: Shape, look: PaintStyle, trunk: Rings, build: Build, outfit: Outfit) -> None:
    t = build.torso
    bottom = float(trunk.heights[-1])
    if "stripe" in outfit.marks:
        for i, h in enumerate((-0.75, -0.5, -0.25)):
            top.mark(f"stripe {i + 1}", _band(trunk, h * t, (h + 0.11) * t), "trim", 0.7)
    if "open" in outfit.marks:
        heights = np.linspace(-1.02 * t, bottom, 8)
        lon = np.interp(heights, [-t, -0.3 * t, bottom], [24, 9, 16])
        if float(trunk.facing(0)) > -0.25:
            front = np.concatenate([trunk.put(lon, heights), trunk.put(-lon[::-1], heights[::-1])])
            shirt = top.mark("shirt", front, "shirt", 0.9)
            if shirt is not None and "tie" in outfit.marks:
                shirt.mark("tie", _box(trunk, 0, 5, -0.98 * t, -0.3 * t), "trim", 0.8)
    elif "buttons" in outfit.marks:
        if float(trunk.facing(0)) > 0:
            top.line(trunk.put(np.full(8, 6.0), np.linspace(-0.95 * t, bottom, 8)), 0.7)
        for i, h in enumerate(np.linspace(-0.8, -0.15, 4)):
            spot = _disc(trunk, -6, h * t, 0.028)
            top.mark(f"button {i + 1}", spot, "gold", 0.7)
    if "emblem" in outfit.marks:
        top.mark("emblem", _disc(trunk, 0, -0.6 * t, 0.08), "trim", 0.8)
    if "pocket" in outfit.marks:
        top.mark("pocket", _box(trunk, 38, 15, -0.66 * t, -0.45 * t), "trim", 0.7)
    if "strap" in outfit.marks:
        s = np.linspace(0, 1, 12)
        lon = -60 + 120 * s
        if float(trunk.facing(0)) > -0.3:
            band = [trunk.put(lon, (-1.0 + 0.95 * s + off) * t, 1.03) for off in (-0.05, 0.05)]
            top.mark("strap", np.concatenate([band[0], band[1][::-1]]), "leather", 0.8)
    if "collar" in outfit.marks:
        lon = np.linspace(-75, 75, 9)
        tips = -0.9 + 0.12 * np.cos(np.radians(lon * 1.2))
        if float(trunk.facing(0)) > -0.2:
            rim = np.concatenate([trunk.put(lon, -1.1 * t, 1.1), trunk.put(lon[::-1], tips * t, 1.05)])
            top.mark("collar", rim, "trim", 0.9)
    if look.folds > 0.3 and float(trunk.facing(0)) > 0.2:
        for lon in (-40.0, 46.0):
            high = np.array([-0.42, -0.34, -0.3]) * t
            top.line(smooth(trunk.put([lon, lon * 0.7, lon * 0.35], high), closed=False), 0.6)


def _disc(trunk: Rings, lon: float, height: float, radius: float) -> Points | None:
    if float(trunk.facing(lon)) < -0.05:
        return None
    half = np.degrees(radius / max(0.03, float(trunk.wide.mean())))
    u, v = circle(20).T
    return trunk.put(lon + half * u, height + radius * v, 1.01)


def draw_skirt(
    drawing: Drawing, look: PaintStyle, depth: float, place: Place, build: Build, outfit: Outfit, sway: float
) -> Shape:
    """A skirt from the hips, with a wavy hem and folds."""
    long = outfit.skirt * build.legs
    flare = build.hip * (1.25 + 0.8 * outfit.skirt * (outfit.loose - 0.6))
    lon = np.linspace(-90, 90, 13)
    seen = np.degrees(np.arctan2(place.matrix[2, 0], place.matrix[2, 2]))
    a = np.radians(lon + seen)
    wave = 0.03 * long * np.cos(np.radians(lon) * 8 + sway)
    swing = 0.12 * long * np.sin(sway)
    drop = long + wave + 0.06 * flare * np.cos(np.radians(lon))
    hem = np.stack([flare * np.sin(a) + swing, drop, flare * build.depth * np.cos(a)], 1)
    waist = np.stack(
        [build.hip * 0.96 * np.sin(a), np.full(13, -0.1), build.hip * build.depth * np.cos(a)], 1
    )
    low, high = place.flat(hem), place.flat(waist)
    low[0] += (low[0] - low[-1]) * 0.02
    made = drawing.shape(depth, "skirt", np.concatenate([high, smooth(low, closed=False)[::-1]]), "skirt")
    look.shade(made, flare * place.unit, 0.5)
    for i in range(2, 11, 2):
        if look.folds > 0.2:
            made.line(np.array([low[i], low[i] * 0.55 + high[i] * 0.45], np.float32), 0.6)
    if "stripe" in outfit.marks:
        band = np.concatenate([low * 0.88 + high * 0.12, (low * 0.78 + high * 0.22)[::-1]])
        made.mark("skirt stripe", band, "trim", 0.7)
    return made


def draw_cape(
    drawing: Drawing, look: PaintStyle, depth: float, place: Place, build: Build, sway: float, wind: float
) -> Shape:
    """A cape from the shoulders that blows backwards."""
    long = build.torso + 0.7 * build.legs
    s = np.linspace(0, 1, 6)
    half = build.shoulder * (0.8 + 0.7 * s)
    back = -build.shoulder * 0.7 - wind * 0.6 * long * s - 0.07 * long * np.sin(sway - 3 * s) * s
    y = -build.torso * 0.97 + long * s * (1 - 0.25 * wind)
    left = np.stack([half, y, back], 1)
    right = np.stack([-half, y + 0.03 * np.sin(sway + 1), back], 1)
    rim = place.flat(np.concatenate([right, [[0, y[-1] + 0.05, back[-1]]], left[::-1]]))
    made = drawing.shape(depth, "cape", smooth(rim), "cape")
    look.shade(made, 2 * build.shoulder * place.unit, 0.5)
    for x in (-0.4, 0.3):
        fold = np.stack([x * half[1:], y[1:], back[1:]], 1)
        made.line(smooth(place.flat(fold), closed=False), 0.6)
    return made


def draw_scarf(
    drawing: Drawing, look: PaintStyle, depth: float, place: Place, build: Build, sway: float
) -> None:
    """A scarf around the neck with one end that hangs."""
    y = -build.torso - 0.2 * build.neck
    r = build.shoulder * 0.3
    neck = np.array([[-0.45, y, 0.1], [0.45, y, 0.1], [0, y + 0.03, 0.5]]) * [
        build.shoulder,
        1,
        build.shoulder,
    ]
    discs = place.spheres(neck, np.full(3, r))
    s = np.linspace(0, 1, 4)[:, None]
    end = np.array([0.35 * build.shoulder, y, 0.6 * build.shoulder]) + s * [
        0.12 * np.sin(sway),
        0.75 * build.torso,
        0.1,
    ]
    tail = place.spheres(end, np.full(4, r * 0.85))
    made = drawing.shape(depth, "scarf end", silhouette([], tail), "scarf")
    look.shade(made, r * place.unit)
    wrap = drawing.shape(depth + 0.1, "scarf", hull([circle(24) * d[2] + d[:2] for d in discs]), "scarf")
    look.shade(wrap, 2 * r * place.unit)


def neck_shape(
    drawing: Drawing, look: PaintStyle, depth: float, low: Points, high: Points, radius: float
) -> Shape:
    """The neck between two points in pixels."""
    chain = np.concatenate([np.stack([low, high]), np.full((2, 1), radius, np.float32)], 1)
    made = drawing.shape(depth, "neck", silhouette([], chain.astype(np.float32)), "skin")
    shadow: NDArray[np.float32] = circle(24) * np.array([radius * 1.6, radius * 0.9], np.float32) + high
    look.cast(made, shadow)
    return made
