# SPDX-License-Identifier: GPL-3.0-or-later
"""A frame's line art as strokes in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..scene.camera import NEAREST, View, local_rows, project
from ..scene.colours import RGBA, TRACE_NONE, trace_of
from ..scene.curves import Curves
from ..scene.fill_shapes import fill_shapes
from ..scene.layers import Shown
from ..scene.materials import slots_of, stroke_colours
from ..scene.polygons import spans
from ..scene.read_drawing import read_drawing
from .layer_masks import Mask

FAINT = 0.05
"""Opacity below which a point is not drawn."""

THINNEST = 0.5
"""Pixels; a line that is seen at all separates regions, however far off it is."""

SOLID = 55
"""Lightest channel up to which a fill on a line layer is solid ink."""


@dataclass(frozen=True, eq=False)
class Ink:
    """Strokes in pixels; n points, m strokes.

    Attributes:
        points: (n, 2) float32, origin top left.
        radius: (n,) float32.
        offsets: (m + 1,) int32.
        flags: (m, 2) uint8: closed, trace.
    """

    points: np.ndarray
    radius: np.ndarray
    offsets: np.ndarray
    flags: np.ndarray


def joined(parts: Sequence[Ink]) -> Ink:
    """All strokes of several parts."""
    counts = [np.diff(part.offsets) for part in parts]
    flags = np.concatenate([np.zeros((0, 2), np.uint8), *(part.flags for part in parts)])
    return Ink(
        np.concatenate([np.zeros((0, 2), np.float32), *(part.points for part in parts)]),
        np.concatenate([np.zeros(0, np.float32), *(part.radius for part in parts)]),
        np.cumsum(np.concatenate([[0], *counts])).astype(np.int32),
        np.ascontiguousarray(flags),
    )


def frame_ink(layers: Sequence[Ink]) -> Ink:
    """All strokes of a frame, from those of its layers; coloured lines alone are no trace lines but ink."""
    ink = joined(layers)
    if (ink.flags[:, 1] != TRACE_NONE).all():
        ink.flags[:, 1] = TRACE_NONE
    return ink


def layer_ink(shown: Shown, view: View, mask: Mask | None, wide: bool = False) -> Ink:
    """What a layer draws, through the camera.

    Args:
        shown: the layer in an evaluated frame.
        view: the camera.
        mask: what other layers leave of it, or None.
        wide: solid blacks up to a picture above and below the picture too.
    """
    if shown.drawing is None:
        return joined([])
    curves, rows = read_drawing(shown.drawing), local_rows(view, shown.world)
    lines = _lines(curves, shown, view, rows, mask)
    return joined([lines, *_solids(shown, rows, view.height, wide)])


def _lines(curves: Curves, shown: Shown, view: View, rows: np.ndarray, mask: Mask | None) -> Ink:
    colour, drawn = stroke_colours(curves, slots_of(shown.materials))
    of = curves.of_points()
    points, depth = project(rows, curves.points)
    # Blender's strokes grow with their object; a skewed one has no single factor, so its volume's is taken
    grow = abs(np.linalg.det(shown.world[:3, :3])) ** (1 / 3)
    radius = curves.radius * grow * view.unit / np.maximum(depth, NEAREST)
    seen = (depth > NEAREST) & drawn[of] & (radius > 0) & np.isfinite(points).all(1)
    seen &= curves.opacity * shown.layer.opacity * (colour[of, 3] / 255) > FAINT
    flags = np.stack([curves.cyclic, trace_of(colour[:, :3])], 1).astype(np.uint8)
    radius = np.maximum(radius, THINNEST)
    ink = Ink(points.astype(np.float32), radius.astype(np.float32), curves.offsets, flags)
    if mask is not None:
        ink, seen = _fine(ink, seen)
        seen &= mask.at(ink.points)
    return _cut(ink, seen)


def _cut(ink: Ink, seen: np.ndarray) -> Ink:
    """Drop the points that are not seen; a stroke with a gap becomes several."""
    if seen.all():
        return ink
    count = np.diff(ink.offsets)
    of = np.repeat(np.arange(len(count)), count)
    broken = np.zeros(len(count), bool)
    broken[of[~seen]] = True
    # a closed stroke that is opened keeps its last piece: its first point comes again at its end
    again = np.flatnonzero(broken & (ink.flags[:, 0] > 0) & (count > 0))
    order = np.insert(np.arange(len(seen)), ink.offsets[again + 1], ink.offsets[again])
    of, seen = np.insert(of, ink.offsets[again + 1], again), seen[order]
    begins = seen & np.concatenate([[True], (of[1:] != of[:-1]) | ~seen[:-1]])[: len(seen)]
    first = np.flatnonzero(begins[seen])
    flags = ink.flags[of[seen][first]]
    flags[broken[of[seen][first]], 0] = 0
    offsets = np.append(first, seen.sum()).astype(np.int32)
    return Ink(ink.points[order][seen], ink.radius[order][seen], offsets, flags)


def _fine(ink: Ink, seen: np.ndarray) -> tuple[Ink, np.ndarray]:
    """The same strokes with points at most a pixel apart, so that they can be cut anywhere."""
    n, last = len(ink.points), ink.offsets[1:] - 1
    after = np.arange(1, n + 1)
    pieces = np.ones(n, np.int64)
    after[last] = ink.offsets[:-1]
    joins = np.ones(n, bool)
    joins[last] = ink.flags[:, 0] > 0
    length = np.hypot(*(ink.points[after] - ink.points).T)
    pieces[joins] = np.clip(np.ceil(length[joins]), 1, 10_000)
    at = np.repeat(np.arange(n), pieces)
    share = (np.arange(len(at)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) / pieces[at]
    to = np.where(share > 0, after[at], at)
    points = ink.points[at] * (1 - share)[:, None] + ink.points[to] * share[:, None]
    radius = ink.radius[at] * (1 - share) + ink.radius[to] * share
    offsets = np.concatenate([[0], np.cumsum(pieces)])[ink.offsets].astype(np.int32)
    fine = Ink(points.astype(np.float32), radius.astype(np.float32), offsets, ink.flags)
    return fine, seen[at] & seen[to]


def is_solid(colour: RGBA) -> bool:
    """Whether a fill of a colour is solid black where lines are drawn."""
    return max(colour[:3]) <= SOLID and colour[3] >= 128


def _solids(shown: Shown, rows: np.ndarray, height: int, wide: bool) -> list[Ink]:
    """Solid blacks: a dark fill on a line layer is ink, sent as strokes along its pixel rows."""
    solids, above = [], height if wide else 0
    for shape in fill_shapes(shown, np.eye(4)):
        if not is_solid(shape.colour):
            continue
        flat = [project(rows, ring) for ring in shape.rings]
        if any((depth < NEAREST).any() for _, depth in flat):
            continue
        row, left, right = spans([points + np.array([0, above]) for points, _ in flat], height + 2 * above)
        row = row - above
        wide = right - left >= 1
        row, left, right = row[wide] + 0.5, left[wide] + 0.5, right[wide] - 0.5
        points = np.stack([np.stack([left, row], 1), np.stack([right, row], 1)], 1).reshape(-1, 2)
        radius = np.full(len(points), 0.6, np.float32)
        offsets = np.arange(0, len(points) + 1, 2, dtype=np.int32)
        flags = np.zeros((len(row), 2), np.uint8)
        solids.append(Ink(points.astype(np.float32), radius, offsets, flags))
    return solids
