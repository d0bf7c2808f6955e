# SPDX-License-Identifier: Apache-2.0
"""Small pictures that stand for a region: its shape, and the drawing around it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats
from shiage.cel.regions import RegionMap

MASK_SIDE = 16
"""Side of the normalised mask that stands for a region's shape."""

PATCH_SIDE = 12
"""Side of the patch of distance field that stands for a region's surroundings."""


AT_ONCE = 2048
"""Regions that are looked at in one go: OpenCV takes no picture of 32768 rows."""


def masks(regions: RegionMap, boxes: NDArray[np.int32]) -> Floats:
    """(n, MASK_SIDE**2) each region's mask, its box (n, 4) scaled into a centred square, unit norm."""
    out = np.zeros((regions.count, MASK_SIDE, MASK_SIDE), np.float32)
    for i, (x, y, w, h) in enumerate(boxes):
        crop = (regions.labels[y : y + h, x : x + w] == i + 1).astype(np.float32)
        long = max(w, h)
        mw, mh = max(1, round(MASK_SIDE * w / long)), max(1, round(MASK_SIDE * h / long))
        top, left = (MASK_SIDE - mh) // 2, (MASK_SIDE - mw) // 2
        out[i, top : top + mh, left : left + mw] = cv2.resize(crop, (mw, mh), interpolation=cv2.INTER_AREA)
    return _unit(out.reshape(regions.count, MASK_SIDE**2))


def patches(field: Floats, centre: NDArray[np.float64], half: Floats) -> Floats:
    """(n, PATCH_SIDE**2) distance field in squares of half sides (n,) around centres (n, 2), unit norm."""
    parts = [slice(at, at + AT_ONCE) for at in range(0, len(half), AT_ONCE)]
    seen = [_squares(field, centre[part], half[part]) for part in parts]
    return _unit(np.concatenate([np.zeros((0, PATCH_SIDE**2), np.float32), *seen]))


def _squares(field: Floats, centre: NDArray[np.float64], half: Floats) -> Floats:
    """`patches` of few regions, not yet of unit norm."""
    grid = ((np.arange(PATCH_SIDE) + 0.5) / PATCH_SIDE * 2 - 1).astype(np.float32)
    n = len(half)
    x = centre[:, 0, None, None] + half[:, None, None] * grid[None, None, :]
    y = centre[:, 1, None, None] + half[:, None, None] * grid[None, :, None]
    x, y = np.broadcast_arrays(x, y)
    flat = (n * PATCH_SIDE, PATCH_SIDE)
    taken = cv2.remap(
        field,
        x.reshape(flat).astype(np.float32),
        y.reshape(flat).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    seen = taken.reshape(n, PATCH_SIDE**2)
    return np.asarray(seen - seen.mean(1, keepdims=True), np.float32)


def _unit(rows: Floats) -> Floats:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-6), np.float32)
