# SPDX-License-Identifier: Apache-2.0
"""What has not moved since the key is not painted anew: held cels, as in limited animation."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats

Picture = NDArray[np.uint8]

REACH = 1 / 32
"""A line that has moved changes paint this far around it, as a share of the picture's longest side."""

_MOVED = 0.1
"""Line art, of 0 to 1, that differs by more than this has moved."""


def held_still(painted: Picture, line: Floats, key: Picture, key_line: Floats) -> Picture:
    """A painted frame with its key's own pixels wherever the line art around them is the key's.

    Args:
        painted: (H, W, 3) uint8 RGB, what networks paint of the frame.
        line: (1, H, W) float32 in 0..1, the frame's line art.
        key: (H, W, 3) uint8 RGB, the nearest key, finished.
        key_line: (1, H, W) float32, its line art.
    """
    moved = (np.abs(line[0] - key_line[0]) > _MOVED).astype(np.uint8)
    reach = round(REACH * max(moved.shape))
    near = cv2.dilate(moved, np.ones((2 * reach + 1,) * 2, np.uint8)).astype(np.float32)
    share = cv2.GaussianBlur(near, (0, 0), 1)[..., None]
    return np.asarray(np.rint(key + share * (painted.astype(np.float32) - key)), np.uint8)
