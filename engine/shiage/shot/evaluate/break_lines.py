# SPDX-License-Identifier: Apache-2.0
"""Breaks punched into lines, to measure how well a shot is coloured when lines do not close."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt
from shiage.cel.skeleton import skeletonise

_LENGTH_A_BREAK = 150
"""One break per so many pixels of line."""

_LEAST = 3
"""Breaks in a frame, however little is drawn on it."""

_APART = 4
"""Centres stay this many gaps apart: two breaks must not run together into a wider one."""

_TANGENT_RADIUS = 5
"""Pixels around a centre from which a line's direction is measured."""

_RIM = 1.5
"""Pixels beyond the solid ink that a line's grey rim reaches."""


def punch_gaps(line: LineArt, gap: int, seed: int) -> LineArt:
    """Erase breaks across lines at random places.

    Args:
        line: lines of one frame, (H, W).
        gap: length of each break along its line, in pixels; 0 erases nothing.
        seed: the same seed punches the same drawing in the same places.

    Returns:
        The lines with paper in the breaks, about one per 150 px of line and at least 3 (fewer only where
        too little line is drawn to hold them apart).
    """
    barrier = line.barrier()
    if gap <= 0 or not barrier.any():
        return line
    skeleton = skeletonise(barrier).thin[1:-1, 1:-1] > 0
    radius = cv2.distanceTransform(barrier.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    ink = line.ink.copy()
    trace = None if line.trace is None else line.trace.copy()
    for row, column in _centres(skeleton, gap, seed):
        area, hole = _hole(skeleton, row, column, gap, float(radius[row, column]))
        ink[area][hole] = 0
        if trace is not None:
            trace[area][hole] = 0
    return LineArt(ink, trace)


def _centres(skeleton: NDArray[np.bool_], gap: int, seed: int) -> list[tuple[int, int]]:
    """Random places on the lines, far enough apart."""
    places = np.argwhere(skeleton)
    wanted = max(_LEAST, round(len(places) / _LENGTH_A_BREAK))
    order = np.random.default_rng(seed).permutation(len(places))
    chosen: list[tuple[int, int]] = []
    for row, column in places[order].tolist():
        if all(abs(row - r) + abs(column - c) > _APART * gap for r, c in chosen):
            chosen.append((row, column))
            if len(chosen) == wanted:
                break
    return chosen


def _hole(
    skeleton: NDArray[np.bool_], row: int, column: int, gap: int, radius: float
) -> tuple[tuple[slice, slice], NDArray[np.bool_]]:
    """A window around a centre, and the pixels of it that lie in the break."""
    reach = int(np.ceil(np.hypot(gap / 2, radius + _RIM)))
    height, width = skeleton.shape
    area = (
        slice(max(row - reach, 0), min(row + reach + 1, height)),
        slice(max(column - reach, 0), min(column + reach + 1, width)),
    )
    rows, columns = np.mgrid[area]
    along = _tangent(skeleton, row, column)
    length = (rows - row) * along[0] + (columns - column) * along[1]
    across = (columns - column) * along[0] - (rows - row) * along[1]
    # half open, so that a straight break is exactly as many pixels long as asked for
    hole = (length >= -gap / 2) & (length < gap / 2) & (np.abs(across) <= radius + _RIM)
    return area, hole


def _tangent(skeleton: NDArray[np.bool_], row: int, column: int) -> NDArray[np.float64]:
    """Unit direction (row, column) of the line through a pixel of its skeleton."""
    top, left = max(row - _TANGENT_RADIUS, 0), max(column - _TANGENT_RADIUS, 0)
    window = skeleton[top : row + _TANGENT_RADIUS + 1, left : column + _TANGENT_RADIUS + 1]
    _, parts = cv2.connectedComponents(window.astype(np.uint8), connectivity=8)
    offsets = np.argwhere(parts == parts[row - top, column - left]) - [row - top, column - left]
    if len(offsets) == 1:
        return np.array([0.0, 1.0])
    _, axes = np.linalg.eigh((offsets.T @ offsets).astype(np.float64))
    return np.asarray(axes[:, 1])
