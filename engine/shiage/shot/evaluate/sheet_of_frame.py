# SPDX-License-Identifier: Apache-2.0
"""A model sheet made of a frame, for measuring: the same drawing in another place, size and direction."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt
from shiage.shot.types import ModelSheet

SHRUNK = 0.8
"""Of its size in the frame."""

PAPER = 1.2
"""Width and height of the sheet, of the frame's."""

AT = 0.25, 0.15
"""Where the mirrored frame's left upper corner lies, of the frame's width and height."""


def sheet_of(line: LineArt, cel: NDArray[np.uint8]) -> ModelSheet:
    """The drawing mirrored, shrunk and moved on a larger sheet.

    Args:
        line: line art of a frame, (H, W).
        cel: (H, W, 4) uint8 RGBA, its paint.
    """
    width, height = line.size
    size = round(PAPER * width), round(PAPER * height)
    turn = np.array([[-SHRUNK, 0, (SHRUNK + AT[0]) * width], [0, SHRUNK, AT[1] * height]], np.float32)

    def moved(picture: NDArray[np.uint8], how: int) -> NDArray[np.uint8]:
        return np.asarray(cv2.warpAffine(picture, turn, size, flags=how), np.uint8)

    trace = None if line.trace is None else moved(line.trace, cv2.INTER_NEAREST)
    return ModelSheet("sheet", LineArt(moved(line.ink, cv2.INTER_AREA), trace), moved(cel, cv2.INTER_NEAREST))
