# SPDX-License-Identifier: Apache-2.0
"""A drawing bent as a whole by a thin-plate spline: references of papers that train on single pictures."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RBFInterpolator

from shiage.cel.lineart import LineArt

INNER, MOVED = (0.3, 0.7), 0.25
"""Where on the two diagonals a point lies that is moved, and by how much at most, in shares of the sides; the
corners stay. Those of Li et al. 2022 and of Cao et al. 2024."""

COARSE = 16
"""The spline is computed every so many pixels, and straight in between."""


def bend(
    line: LineArt, cel: NDArray[np.uint8], rng: np.random.Generator
) -> tuple[LineArt, NDArray[np.uint8]]:
    """Bend one frame: its (H, W) lines and (H, W, 4) uint8 cel."""
    width, height = line.size
    x, y = (axis.astype(np.float32) for axis in _source(width, height, rng))
    beyond = tuple(int(c) for c in cel[0, 0])
    ink = np.asarray(cv2.remap(line.ink, x, y, cv2.INTER_LINEAR), np.uint8)
    trace = line.trace
    if trace is not None:
        trace = np.asarray(cv2.remap(trace, x, y, cv2.INTER_NEAREST), np.uint8)
    bent = cv2.remap(cel, x, y, cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT, borderValue=beyond)
    return LineArt(ink, trace), np.asarray(bent, np.uint8)


def _source(
    width: int, height: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(H, W) each, which pixel of the drawing each pixel of the bent one shows."""
    one, other = rng.uniform(*INNER, 2)
    points = np.array([[0, 0], [1, 0], [0, 1], [1, 1], [one, one], [other, 1 - other]])
    shown = points.copy()
    shown[4:] += rng.uniform(-MOVED, MOVED, (2, 2))
    spline = RBFInterpolator(points, shown, kernel="thin_plate_spline")
    columns, rows = (max(2, side // COARSE) + 1 for side in (width, height))
    at = np.stack(np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows)), 2)
    grid = spline(at.reshape(-1, 2)).reshape(rows, columns, 2) * (width - 1, height - 1)
    # corners of the grid are corners of the picture, as cv2.resize would not have it
    across, down = np.linspace(0, columns - 1, width), np.linspace(0, rows - 1, height)
    to_x, to_y = np.meshgrid(across.astype(np.float32), down.astype(np.float32))
    fine = cv2.remap(grid.astype(np.float32), to_x, to_y, cv2.INTER_LINEAR).astype(np.float64)
    return fine[..., 0], fine[..., 1]
