# SPDX-License-Identifier: GPL-3.0-or-later
"""A drawing held under a moving camera is looked at as far as any frame of its hold sees it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..scene.camera import project
from ..wire.limits import MAX_SIDE
from .gathered import Gathered, HeldView, Seen, flat_rings
from .ink import Ink

ROOM = 8
"""Pixels around what is drawn."""

Margins = np.ndarray
"""(4,) whole pixels by which a picture grows: left, top, right, bottom."""


def widen(found: Gathered) -> list[int]:
    """Let all frames' pictures show what their holds see; they grow alike, at most by a picture a side.

    Returns:
        frames of whose drawing more is seen than that.
    """
    if not found.held_views:
        return []
    asked = {number: _asked(found, seen) for number, seen in found.frames.items() if seen.ink is not None}
    if not asked or not any(margins.any() for margins in asked.values()):
        return []
    view = next(iter(found.frames.values())).view
    size = np.array([view.width, view.height] * 2)
    most = np.minimum(size, np.maximum(0, (MAX_SIDE - size) // 2))
    margins = np.minimum(np.max(list(asked.values()), axis=0), most)
    for number, seen in found.frames.items():
        found.frames[number] = _wider(seen, margins)
    return [number for number, own in asked.items() if (own > margins).any()]


def _asked(found: Gathered, seen: Seen) -> Margins:
    """By how much a frame's picture would have to grow."""
    none = np.zeros(4, int)
    views = found.held_views.get(seen.number, [])
    drawn = _content(found, seen)
    if not views or not len(drawn):
        return none
    size = np.array([seen.view.width, seen.view.height], float)
    low, high = drawn.min(0) - ROOM, drawn.max(0) + ROOM
    corners = [_corners(seen, view) for view in views]
    if all(found is not None for found in corners):
        every = np.concatenate([found for found in corners if found is not None])
        low, high = np.maximum(low, every.min(0)), np.minimum(high, every.max(0))
    beyond = np.concatenate([-low, high - size])
    return np.maximum(none, np.ceil(np.where(beyond > 0.5, beyond, 0)).astype(int))


def _content(found: Gathered, seen: Seen) -> np.ndarray:
    """(n, 2) pixels of lines and paint, those outside the picture too."""
    assert seen.ink is not None
    shapes = [*found.keys.get(seen.number, []), *found.touched.get(seen.number, [])]
    paint = [ring for shape in shapes for ring in flat_rings(shape, seen.rows)]
    points = np.concatenate([seen.ink.points.astype(float), *paint])
    return points[np.isfinite(points).all(1)]


def _corners(seen: Seen, view: HeldView) -> np.ndarray | None:
    """(4, 2) pixels of the frame where a later picture's corners lie; None if one is beyond the horizon."""
    later = view.rows[:, :3] @ seen.plane.axes
    later[:, 2] += view.rows[:, 3]
    if abs(np.linalg.det(later)) < 1e-12:
        return None
    box = np.array([(0, 0, 1), (view.width, 0, 1), (view.width, view.height, 1), (0, view.height, 1)])
    on_plane = box @ np.linalg.inv(later).T
    if (on_plane[:, 2] <= 0).any():
        return None
    places = (on_plane / on_plane[:, 2:]) @ seen.plane.axes.T
    pixels, depth = project(seen.rows, places)
    return None if (depth <= 0).any() else pixels


def _wider(seen: Seen, margins: Margins) -> Seen:
    left, top, right, bottom = margins.tolist()
    view = seen.view
    plane = replace(seen.plane, lens=_moved(seen.plane.lens, left, top))
    ink = seen.ink
    if ink is not None:
        points = ink.points + np.array([left, top], np.float32)
        ink = Ink(points, ink.radius, ink.offsets, ink.flags)
    grown = replace(
        view,
        rows=_moved(view.rows, left, top),
        width=view.width + left + right,
        height=view.height + top + bottom,
    )
    return replace(
        seen,
        view=grown,
        ink=ink,
        plane=plane,
        rows=_moved(seen.rows, left, top),
        margin=(left, top),
        grown=(left + right, top + bottom),
    )


def _moved(rows: np.ndarray, left: int, top: int) -> np.ndarray:
    """Rows that lead to pixels, with the picture's corner moved out."""
    return rows + np.array([[left], [top], [0]]) * rows[2]
