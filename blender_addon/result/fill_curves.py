# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine's polygons as closed curves on the drawing's plane."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..gather.gathered import Seen, flat_rings
from ..saved.written_fills import Origin
from ..scene.fill_shapes import FillShape
from ..scene.looks import Looks, Paint
from ..scene.polygons import inner_points, inside
from ..wire.events import FillFrame
from .unchanged_fills import basis_of


@dataclass(frozen=True, eq=False)
class Patch:
    """Fills of one frame, ready to be written; n points, m curves.

    Attributes:
        number: the frame.
        points: (n, 3) float32 in the result layer's coordinates.
        sizes: (m,) points of each curve.
        paints: what each curve is painted with.
        fill: (m,) int32 from 1; curves of one number are one fill, which matters where holes are curves.
        region: (m,) int32, the engine's number of the region.
        sure: (m,) float32 in 0..1.
        first: (k,) int32, the first curve of each fill.
        places: (k, 3) float64, a point well inside each fill.
        origin: where they came from, but for the job.
    """

    number: int
    points: np.ndarray
    sizes: np.ndarray
    paints: list[Paint]
    fill: np.ndarray
    region: np.ndarray
    sure: np.ndarray
    first: np.ndarray
    places: np.ndarray
    origin: Origin = field(default_factory=Origin)


def patch_of(frame: FillFrame, seen: Seen, touched: list[FillShape], looks: Looks, keyholes: bool) -> Patch:
    """Bring a coloured frame onto its plane.

    Args:
        frame: what the engine sent.
        seen: the frame as it was gathered.
        touched: the artist's own fills there; what they cover with the same paint is left to them.
        looks: what the engine's colours stand for.
        keyholes: cut holes by a slit from the outline, for a Blender whose fills are single curves.
    """
    rings: list[np.ndarray] = []
    paints: list[Paint] = []
    fills, regions, sure, first, middles = [], [], [], [], []
    theirs = [(flat_rings(shape, seen.rows), shape.paint) for shape in touched]
    for polygon in frame.fills:
        look = looks.look(frame.palette.colours[polygon.swatch])
        if not look:
            continue
        shape = [np.frombuffer(ring, "<f4").reshape(-1, 2).astype(np.float64) for ring in polygon.rings]
        inner = inner_points(shape)
        middle = inner[0] if len(inner) else shape[0].mean(0)
        curves = [with_slits(shape)] if keyholes else shape
        for paint in look:
            if any(same == paint and inside(area, middle) for area, same in theirs):
                continue
            first.append(len(rings))
            middles.append(middle)
            for ring in curves:
                rings.append(ring)
                paints.append(paint)
                fills.append(len(first))
                regions.append(polygon.region)
                sure.append(polygon.confidence)
    flat = np.concatenate([np.zeros((0, 2)), *rings])
    codes = tuple(sorted({frame.palette.colours[polygon.swatch] for polygon in frame.fills}))
    return Patch(
        number=frame.number,
        points=np.ascontiguousarray(seen.plane.local(flat), np.float32),
        sizes=np.array([len(ring) for ring in rings], np.int32),
        paints=paints,
        fill=np.array(fills, np.int32),
        region=np.array(regions, np.int32),
        sure=np.array(sure, np.float32),
        first=np.array(first, np.int32),
        places=seen.plane.local(np.array(middles, np.float64).reshape(-1, 2)),
        origin=Origin("", frame.digest, basis_of(seen, looks, codes), codes),
    )


def with_slits(shape: list[np.ndarray]) -> np.ndarray:
    """One closed curve for an outline with holes: a slit of no width leads from the outline to each hole.

    From a hole's rightmost point straight to the right, the first thing met is the outline or a hole whose
    own slit lies further right and is cut already, so slits cross nothing.

    Args:
        shape: the outline (n, 2), then its holes, which run the other way round.

    Returns:
        (n', 2).
    """
    outline = shape[0]
    for hole in sorted(shape[1:], key=lambda ring: -ring[:, 0].max()):
        start = int(hole[:, 0].argmax())
        x, y = hole[start]
        ahead = np.roll(outline, -1, 0)
        across = np.flatnonzero((outline[:, 1] > y) != (ahead[:, 1] > y))
        a, b = outline[across], ahead[across]
        at = a[:, 0] + (y - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])
        right = np.flatnonzero(at >= x)
        if not len(right):
            continue  # the border was simplified away under the hole
        nearest = right[at[right].argmin()]
        edge, door = int(across[nearest]), np.array([[at[nearest], y]])
        around = np.concatenate([hole[start:], hole[: start + 1]])
        outline = np.concatenate([outline[: edge + 1], door, around, door, outline[edge + 1 :]])
    return outline
