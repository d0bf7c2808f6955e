# SPDX-License-Identifier: Apache-2.0
"""Soft shading painted over flat truth, for measuring how well painterly keys are carried through a shot."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats
from shiage.cel.fill import fill_under_ink
from shiage.cel.lineart import LineArt
from shiage.cel.regions import find_regions

LIGHT = (-0.5, -0.85)
"""Where the light comes from, x and y; it stands still through a shot."""

RIM = 0.3
"""Width of the darkened rim, as a share of the distance from a region's border to its middle."""

_SHADOW = np.array([0.45, 0.40, 0.58], np.float32)
_GLOW = np.array([255, 248, 228], np.float32)


def airbrush(line: LineArt, truth: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Shade a flat cel as a painter would in every frame alike: light from one side, darker towards the rims.

    Args:
        line: intact line art, (H, W).
        truth: (H, W, 4) uint8 straight-alpha RGBA, flat, without ink.

    Returns:
        (H, W, 4) uint8; what is transparent stays so.
    """
    regions = find_regions(line, gap=0, min_area=1)
    labels = fill_under_ink(regions)
    light = np.zeros(labels.shape, np.float32)
    for region, (x, y, width, height) in enumerate(boxes(labels, regions.count), 1):
        window = np.s_[y : y + height, x : x + width]
        mask = labels[window] == region
        light[window][mask] = _light(mask)[mask]
    colour = truth[..., :3].astype(np.float32)
    dark, bright = np.maximum(-light, 0)[..., None], np.maximum(light, 0)[..., None]
    shaded = colour + (colour * _SHADOW - colour) * dark + (_GLOW - colour) * bright * 0.45
    out = truth.copy()
    out[..., :3] = np.where(truth[..., 3:] > 0, np.rint(shaded).clip(0, 255), 0)
    return out


def boxes(labels: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """(count, 4) x, y, width and height of labels 1..count; all 0 where a label does not stand."""
    from scipy.ndimage import find_objects

    out = np.zeros((count, 4), np.int64)
    for i, found in enumerate(find_objects(labels, count)):
        if found is not None:
            rows, columns = found
            out[i] = columns.start, rows.start, columns.stop - columns.start, rows.stop - rows.start
    return out


def _light(mask: NDArray[np.bool_]) -> Floats:
    """(h, w) float32 in -1..1, how light falls on one region."""
    height, width = mask.shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    across = (2 * x + 1) / width - 1, (2 * y + 1) / height - 1
    facing = (across[0] * LIGHT[0] + across[1] * LIGHT[1]) / np.hypot(*LIGHT)
    depth = cv2.distanceTransform(np.pad(mask, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    rim = np.exp(-depth / max(1.0, RIM * float(depth.max())))
    return np.asarray(np.clip(0.7 * facing - 0.6 * rim, -1, 1), np.float32)
