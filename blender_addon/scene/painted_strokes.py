# SPDX-License-Identifier: GPL-3.0-or-later
"""Strokes that are paint: what an artist brushed onto a colour layer, point by point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .attributes import read_attribute
from .camera import NEAREST, View, project
from .colours import straight
from .layers import Shown
from .materials import mixed, slots_of
from .read_drawing import read_drawing


@dataclass(frozen=True, eq=False)
class Brush:
    """A painted stroke; n points.

    Attributes:
        points: (n, 3) in the result layer's coordinates.
        radius: (n,) in units of the world.
        colour: (n, 4) scene-linear, straight alpha.
        closed: whether its end meets its beginning.
        softness: 0 (a hard edge) to 1.
        after: fills of its layer that lie below it.
    """

    points: np.ndarray
    radius: np.ndarray
    colour: np.ndarray
    closed: bool
    softness: float
    after: int


def brushes_of(shown: Shown, matrix: np.ndarray, fills: list[int]) -> list[Brush]:
    """The strokes that a colour layer shows beside its fills.

    Args:
        shown: the layer in an evaluated frame.
        matrix: (4, 4) from its coordinates to those of the result layer.
        fills: for each fill the layer shows, the last stroke it is made of.
    """
    curves, slots = read_drawing(shown.drawing), slots_of(shown.materials)
    slot = slots.of(curves)
    drawn = (slots.shows_stroke[slot] if curves.hidden is None else ~curves.hidden) & ~slots.hidden[slot]
    softness = read_attribute(shown.drawing, "softness", curves.count, 0.0, np.float32)
    grow = abs(np.linalg.det(shown.world[:3, :3])) ** (1 / 3)
    colour = mixed(slots.stroke[slot][curves.of_points()], curves.colour)
    colour[:, 3] *= np.clip(curves.opacity, 0, 1)
    points = curves.points @ matrix[:3, :3].T + matrix[:3, 3]
    found = []
    for i in np.flatnonzero(drawn).tolist():
        own = slice(curves.offsets[i], curves.offsets[i + 1])
        if ((curves.radius[own] > 0) & (colour[own, 3] > 0)).any():
            below = sum(stroke <= i for stroke in fills)
            found.append(Brush(points[own], curves.radius[own] * grow, colour[own],
                               bool(curves.cyclic[i]), float(softness[i]), below))  # fmt: skip
    return found


def brushed(view: View, rows: np.ndarray, brush: Brush) -> tuple[tuple[slice, slice], np.ndarray] | None:
    """What a stroke puts onto a frame's picture: where, and (h, w, 4) scene-linear with straight alpha.

    It does not cover itself twice, as Blender draws it.

    Args:
        view: the camera.
        rows: (3, 4) from the stroke's coordinates to pixels.
        brush: the stroke.
    """
    flat, depth = project(rows, brush.points)
    near = depth > NEAREST
    radius = np.where(near, brush.radius * view.unit / np.maximum(depth, NEAREST), 0)
    if not near.all() or not np.isfinite(flat).all():
        return None
    low = np.floor((flat - radius[:, None]).min(0)).astype(int)
    high = np.ceil((flat + radius[:, None]).max(0)).astype(int) + 1
    (left, top), (right, bottom) = np.maximum(low, 0), np.minimum(high, (view.width, view.height))
    if left >= right or top >= bottom:
        return None
    inner = np.zeros((bottom - top, right - left))
    paint = np.zeros((*inner.shape, 4))
    count, flat = len(flat), flat - (left, top)
    laid = brush.colour.copy()
    laid[:, :3] *= laid[:, 3:]
    for a in range(count if brush.closed else max(1, count - 1)):
        ends = [a, (a + 1) % count]
        tips = ~np.isin(ends, range(1, count - 1)) & (not brush.closed)
        _segment(inner, paint, flat[ends], radius[ends], laid[ends], tips)
    shown = straight(paint)
    shown[..., 3] *= _faded(inner, brush.softness)
    return (slice(top, bottom), slice(left, right)), shown


def _faded(inner: np.ndarray, softness: float) -> np.ndarray:
    """How much a stroke covers where a place lies so far inside: 0 at its rim, 1 in its middle."""
    if softness < 1e-3:
        return (inner > 0).astype(float)
    fade = inner ** (0.01 * (1 - softness) + 10 * softness)
    return fade * fade * (3 - 2 * fade)


def _segment(
    inner: np.ndarray,
    paint: np.ndarray,
    ends: np.ndarray,
    radius: np.ndarray,
    laid: np.ndarray,
    tips: np.ndarray,
) -> None:
    """The piece of a stroke between two points, where that is nearer than the pieces before.

    Its (2, 4) premultiplied colours run from end to end, round tips included, as Blender has it.
    """
    reach = radius.max()
    x0, y0 = np.maximum(np.floor(ends.min(0) - reach), 0).astype(int)
    x1, y1 = np.minimum(np.ceil(ends.max(0) + reach) + 1, paint.shape[1::-1]).astype(int)
    if x0 >= x1 or y0 >= y1:
        return
    rows, columns = np.mgrid[y0:y1, x0:x1] + 0.5
    way = ends[1] - ends[0]
    length = max(float(np.hypot(*way)), 1e-6)
    along = ((columns - ends[0, 0]) * way[0] + (rows - ends[0, 1]) * way[1]) / length
    share = np.clip(along / length, 0, 1)
    away = np.hypot(columns - ends[0, 0] - share * way[0], rows - ends[0, 1] - share * way[1])
    wide = radius[0] * (1 - share) + radius[1] * share
    near = np.clip(1 - away / np.maximum(wide, 1e-9), 0, 1)
    first, last = radius * tips
    tone = np.clip((along + first) / (length + first + last), 0, 1)[..., None]
    nearer = near > inner[y0:y1, x0:x1]
    inner[y0:y1, x0:x1][nearer] = near[nearer]
    paint[y0:y1, x0:x1][nearer] = (laid[0] * (1 - tone) + laid[1] * tone)[nearer]
