# SPDX-License-Identifier: Apache-2.0
"""A region's paint, continued beyond its outline, so that what is laid over it falls on paint everywhere."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import find_objects

from shiage.cel.alpha import premultiplied
from shiage.cel.arrays import Floats
from shiage.shot.soft.read_painting import Painting


@dataclass(frozen=True, eq=False)
class Extended:
    """A region's paint in a box wider than it.

    Attributes:
        x, y: corner of the box in the drawing.
        paint: (h, w, 4) uint8, premultiplied; beyond the outline the nearest paint of the region.
        low, high: (4,) float32, range of the paint.
    """

    x: int
    y: int
    paint: NDArray[np.uint8]
    low: Floats
    high: Floats


def extend(painting: Painting, region: int) -> Extended:
    """Continue the paint of a region (0-based) by a third of its size to each side."""
    rows, columns = find_objects((painting.labels == region + 1).astype(np.int32))[0]
    pads = ((side.stop - side.start) // 3 + 4 for side in (rows, columns))
    box = tuple(slice(max(0, s.start - p), s.stop + p) for s, p in zip((rows, columns), pads, strict=True))
    mine, paint = painting.labels[box] == region + 1, painting.paint[box]
    _, nearest = cv2.distanceTransformWithLabels(
        (~mine).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    table = np.zeros((int(nearest.max()) + 1, 4), np.uint8)
    own = np.rint(premultiplied(paint[mine])).astype(np.uint8)
    table[nearest[mine]] = own
    low, high = own.min(0).astype(np.float32), own.max(0).astype(np.float32)
    return Extended(int(box[1].start), int(box[0].start), table[nearest], low, high)
