# SPDX-License-Identifier: Apache-2.0
"""Hair: a cap with locks and notches, spikes, long hair, tails and buns that swing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.drawing.curves import Points, bowed, ribbon, smooth
from shiage.drawing.outlines import silhouette
from shiage.training.data.procedural.drawing import Drawing, Shape
from shiage.training.data.procedural.face_features import NAMES
from shiage.training.data.procedural.head import Head
from shiage.training.data.procedural.shading import PaintStyle


@dataclass(frozen=True, eq=False)
class HairBuild:
    """A hairstyle.

    Attributes:
        border: (n, 3) degrees from the front, degrees up and distance in radii of its tips and notches.
        bulk: radius of the hair over the skull's.
        spikes: (m,) how far each spike over the crown stands out, in radii; empty for smooth hair.
        back: length of hair behind the head in radii; 0 is none.
        tails: "none", "pony", "twin", "bun" or "buns".
        sides: length of locks before the ears, in radii; 0 is none.
    """

    border: NDArray[np.float64]
    bulk: float
    spikes: NDArray[np.float64]
    back: float
    tails: str
    sides: float
    tail: float
    curl: float


def draw_hair_build(rng: np.random.Generator) -> HairBuild:
    """A hairstyle of its own for each figure."""
    return HairBuild(
        border=_border(rng),
        bulk=float(rng.uniform(1.06, 1.2)),
        spikes=rng.uniform(0.05, 0.5, int(rng.integers(5, 10))) if rng.random() < 0.3 else np.zeros(0),
        back=float(rng.uniform(0.8, 2.8)) if rng.random() < 0.5 else 0.0,
        tails=str(rng.choice(["none", "none", "none", "pony", "twin", "bun", "buns"])),
        sides=float(rng.uniform(0.5, 1.5)) if rng.random() < 0.4 else 0.0,
        tail=float(rng.uniform(1.0, 2.6)),
        curl=float(rng.uniform(0.1, 0.5)),
    )


def _border(rng: np.random.Generator) -> NDArray[np.float64]:
    """Locks all round: short over the forehead, longer at the sides and the back."""
    rows, lon, tip = [], -180.0, True
    fringe, side = float(rng.uniform(8, 34)), float(rng.uniform(-60, -5))
    jag, step = float(rng.uniform(3, 18)), (float(rng.uniform(8, 14)), float(rng.uniform(15, 30)))
    while lon < 180:
        away = np.clip((abs(lon) - 38) / 30, 0, 1)
        lat = fringe * (1 - away) + side * away
        reach = jag * float(rng.uniform(0.5, 1.3)) * (1 + 0.5 * away)
        rows.append((lon, lat - reach if tip else lat + reach, 1.0 + 0.05 * tip))
        lon, tip = lon + float(rng.uniform(*step)), not tip
    return np.array(rows)


def draw_hair(
    drawing: Drawing, head: Head, build: HairBuild, look: PaintStyle, sway: float, wind: float
) -> Shape:
    """All hair of a head; hands back the cap."""
    _back(drawing, head, build, look, sway, wind)
    _tails(drawing, head, build, look, sway, wind)
    cap = drawing.shape(head.depth + 0.30 * head.pixels, "hair", _cap(head, build), "hair")
    look.shade(cap, head.pixels, 0.6)
    if look.gloss:
        lon = np.linspace(-50, 50, 10) + head.seen_from * 0.8
        zig = np.where(np.arange(10) % 2 == 0, 0.0, 6.0)
        upper, lower = (
            head.skull.patch(lon, 62 + 0 * lon, build.bulk),
            head.skull.patch(lon, 50 - zig, build.bulk),
        )
        look.shine(cap, np.concatenate([upper, lower[::-1]]))
    for i in range(0, len(build.border) - 2, 3):
        lon, lat, _ = build.border[i]
        if look.folds > 0.3 and float(head.skull.facing(lon, lat)) > 0.4:
            root = head.skull.patch([lon, lon * 0.7, lon * 0.5], [lat + 8, lat + 24, lat + 40], build.bulk)
            cap.line(smooth(root, closed=False), 0.55)
    _sides(drawing, head, build, look, sway, wind)
    return cap


def _cap(head: Head, build: HairBuild) -> Points:
    seen = head.seen_from
    lon = (build.border[:, 0] - seen + 180) % 360 - 180
    order = np.argsort(lon)
    lon, lat, out = lon[order], build.border[order, 1], build.border[order, 2]
    keep = np.abs(lon) < 80
    ends = np.interp([-88.0, 88.0], lon, lat)
    lons = np.concatenate([[-88.0], lon[keep], [88.0]]) + seen
    lats = np.concatenate([ends[:1], lat[keep], ends[1:]])
    outs = np.concatenate([[1.0], out[keep], [1.0]]) * build.bulk
    border = bowed(
        head.skull.put(lons, lats, outs), np.where(np.arange(len(lons) - 1) % 2 == 0, 0.08, -0.08), 4
    )
    if len(build.spikes):
        count = 2 * len(build.spikes) + 1
        rise = np.linspace(0, 180, count + 2)[1:-1]
        reach = np.full(count, build.bulk * 1.02)
        reach[1::2] += build.spikes
        arc = rise + np.where(np.arange(count) % 2 == 1, 7.0, 0.0)
        lat_up = np.where(arc <= 90, arc, 180 - arc)
        side = np.where(arc <= 90, 88.0, -88.0) + seen
        crown = bowed(head.skull.put(side, lat_up, reach), 0.06, 4)
    else:
        right, left = np.linspace(ends[1], 90, 12), np.linspace(90, ends[0], 12)
        side = np.repeat([88.0, -88.0], 12) + seen
        crown = head.skull.put(side, np.concatenate([right, left]), build.bulk)
    return np.concatenate([border, crown[1:-1]])


def _strand(
    head: Head, root: Points, long: float, wide: float, build: HairBuild, sway: float, wind: float, lag: float
) -> Points:
    """A lock that hangs from a root in pixels and swings; lengths in skull radii."""
    s = np.linspace(0, 1, 5)
    unit = head.pixels
    x = long * unit * (-wind * s * 0.8 + build.curl * 0.4 * np.sin(sway - 2.4 * s - lag) * s)
    y = long * unit * (s * (1 - 0.5 * abs(wind)) + 0.06 * np.sin(sway + lag) * s)
    path = root + np.stack([x, y], 1)
    return ribbon(path, [wide * 0.7 * unit, wide * unit, wide * 0.95 * unit, wide * 0.65 * unit, 0.01 * unit])


def _back(drawing: Drawing, head: Head, build: HairBuild, look: PaintStyle, sway: float, wind: float) -> None:
    if build.back <= 0:
        return
    pieces = [head.ball(0, -0.02, -0.12, build.bulk).rim()]
    for i, x in enumerate((-0.72, -0.3, 0.1, 0.45, 0.78)):
        root = head.place.flat(np.array([x, -0.1, -0.35]) * head.radius)
        long = build.back * (1.0 + 0.15 * np.sin(2.3 * i))
        pieces.append(_strand(head, root, long, 0.36, build, sway, wind, 0.3 * i))
    behind = float(head.place.put(np.array([0, 0.3, -0.75]) * head.radius)[2])
    made = drawing.shape(behind, "back hair", silhouette(pieces, soften=0.5), "hair")
    look.shade(made, head.pixels, 0.7)


def _tails(
    drawing: Drawing, head: Head, build: HairBuild, look: PaintStyle, sway: float, wind: float
) -> None:
    spots = {
        "pony": [(180, 30)],
        "twin": [(-112, 25), (112, 25)],
        "bun": [(180, 50)],
        "buns": [(-60, 48), (60, 48)],
    }
    for lon, lat in spots.get(build.tails, []):
        name = "tail" if lon == 180 else f"{NAMES[int(np.sign(lon))]} tail"
        root = head.skull.put(lon, lat, build.bulk * 1.04)
        depth = head.depth + float(head.skull.facing(lon, lat)) * head.pixels * 1.1
        if build.tails.startswith("bun"):
            ball = head.ball(0, 0, 0, 0.36 + 0.1 * build.curl)
            middle = root - ball.middle[:2].astype(np.float32)
            made = drawing.shape(depth, name, ball.rim() + middle, "hair")
            look.shade(made, head.pixels * 0.6)
            continue
        out = (root - head.place.origin[:2].astype(np.float32)) * 0.25
        strand = _strand(head, root + out, build.tail, 0.34, build, sway, wind, 0.5)
        strand[: len(strand)] += 0
        made = drawing.shape(depth, name, strand, "hair")
        look.shade(made, head.pixels * 0.6)
        tie = head.ball(0, 0, 0, 0.17).rim() - head.place.origin[:2].astype(np.float32) + root + out * 0.8
        drawing.shape(depth + 0.02 * head.pixels, f"{name} tie", tie, "tie")


def _sides(
    drawing: Drawing, head: Head, build: HairBuild, look: PaintStyle, sway: float, wind: float
) -> None:
    if build.sides <= 0:
        return
    for side in (-1, 1):
        lon = side * 74.0
        if float(head.skull.facing(lon, 10)) < -0.3:
            continue
        root = head.skull.patch([lon], [14.0], build.bulk)[0]
        strand = _strand(head, root, build.sides + 0.2, 0.17, build, sway, wind * 0.5, 0.2 * side)
        made = drawing.shape(head.depth + 0.34 * head.pixels, f"{NAMES[side]} lock", strand, "hair")
        look.shade(made, head.pixels * 0.3)
