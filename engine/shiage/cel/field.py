# SPDX-License-Identifier: Apache-2.0
"""The truncated distance field of a drawing (Shi et al. 2023, section 3.2)."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt


def distance_field(line: LineArt, limit: float) -> NDArray[np.float32]:
    """Distance of every pixel to the nearest line.

    Line art is mostly blank, so a pixel says little by itself; its distance to the lines says where in the
    drawing it lies.

    Args:
        line: the frame's line art, (H, W).
        limit: distance in pixels at which the field is cut off.

    Returns:
        (H, W) float32 in 0..1; 0 on a line, 1 at the limit and beyond, and everywhere in a blank frame.
    """
    paper = (~line.barrier()).astype(np.uint8)
    if paper.all():
        return np.ones(paper.shape, np.float32)
    distance = cv2.distanceTransform(paper, cv2.DIST_L2, cv2.DIST_MASK_5)
    return np.asarray(np.minimum(distance / np.float32(limit), 1), np.float32)
