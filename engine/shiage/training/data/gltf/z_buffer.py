# SPDX-License-Identifier: Apache-2.0
"""A small z-buffer for triangles, compiled by numba."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True)
def rasterise(
    corners: NDArray[np.float64],
    faces: NDArray[np.int64],
    depth: NDArray[np.float64],
    shown: NDArray[np.int32],
) -> None:
    """Draw triangles, the nearest on top.

    Args:
        corners: (v, 3) x and y in pixels, z towards us.
        faces: (f, 3).
        depth: (H, W), filled with -inf; gets the depth of what is seen.
        shown: (H, W), filled with -1; gets the number of the triangle that is seen.
    """
    height, width = depth.shape
    for k in range(faces.shape[0]):
        a, b, c = corners[faces[k, 0]], corners[faces[k, 1]], corners[faces[k, 2]]
        area = (b[1] - c[1]) * (a[0] - c[0]) + (c[0] - b[0]) * (a[1] - c[1])
        if abs(area) < 1e-9:
            continue
        left, right = max(0, int(min(a[0], b[0], c[0]))), min(width - 1, int(max(a[0], b[0], c[0])) + 1)
        top, low = max(0, int(min(a[1], b[1], c[1]))), min(height - 1, int(max(a[1], b[1], c[1])) + 1)
        for y in range(top, low + 1):
            for x in range(left, right + 1):
                u = ((b[1] - c[1]) * (x - c[0]) + (c[0] - b[0]) * (y - c[1])) / area
                v = ((c[1] - a[1]) * (x - c[0]) + (a[0] - c[0]) * (y - c[1])) / area
                w = 1 - u - v
                if u >= 0 and v >= 0 and w >= 0:
                    z = u * a[2] + v * b[2] + w * c[2]
                    if z > depth[y, x]:
                        depth[y, x] = z
                        shown[y, x] = k
