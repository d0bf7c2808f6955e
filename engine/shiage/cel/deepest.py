# SPDX-License-Identifier: Apache-2.0
"""Where a region is pointed at: the pixel of it that is farthest from its border."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def deepest(mask: NDArray[np.bool_]) -> tuple[int, int]:
    """X and y of the pixel of a mask (H, W) that is farthest from its border; the picture's edge is one.

    The mask is not empty.
    """
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    top, left = int(rows[0]), int(columns[0])
    part = mask[top : rows[-1] + 1, left : columns[-1] + 1]
    depth = cv2.distanceTransform(np.pad(part, 1).astype(np.uint8), cv2.DIST_L2, 3)
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    return left + int(x) - 1, top + int(y) - 1
