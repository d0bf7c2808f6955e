# SPDX-License-Identifier: Apache-2.0
"""A picture of what a tune did: a drawing that was held out, as it is finished, before and after."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.fill import ink_over
from shiage.cel.lineart import LineArt

Wrong = NDArray[np.bool_]
"""(H, W) bool: pixels of regions that came out wrong."""

SIDE = 480
"""Pixels of the longer side of one picture of the three."""

_BETWEEN, _MARK = 8, (255, 0, 255)


def sample_sheet(
    line: LineArt, truth: NDArray[np.uint8], tries: list[tuple[NDArray[np.uint8], Wrong]]
) -> NDArray[np.uint8]:
    """Pictures side by side.

    Args:
        line: of the drawing.
        truth: (H, W, 4) uint8 straight RGBA, how it is finished.
        tries: the same as it was coloured before and after, with what of it is wrong.

    Returns:
        (h, w, 3) uint8 RGB: the truth, then the tries, wrong regions framed in magenta.
    """
    nothing = np.zeros(line.ink.shape, bool)
    pictures = [_picture(line, cel, wrong) for cel, wrong in [(truth, nothing), *tries]]
    gap = np.full((pictures[0].shape[0], _BETWEEN, 3), 255, np.uint8)
    return np.concatenate([part for picture in pictures for part in (picture, gap)][:-1], 1)


def _picture(line: LineArt, cel: NDArray[np.uint8], wrong: Wrong) -> NDArray[np.uint8]:
    inked = ink_over(cel, line)
    alpha = inked[..., 3:].astype(np.uint16)
    flat = ((inked[..., :3] * alpha + 255 * (255 - alpha)) // 255).astype(np.uint8)
    height, width = flat.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(flat, size, interpolation=cv2.INTER_AREA)
    marked = cv2.resize(wrong.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    around = cv2.dilate(marked, np.ones((5, 5), np.uint8)) - cv2.erode(marked, np.ones((3, 3), np.uint8))
    small[around > 0] = _MARK
    return np.asarray(small, np.uint8)
