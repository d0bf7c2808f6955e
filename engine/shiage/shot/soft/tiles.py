# SPDX-License-Identifier: Apache-2.0
"""Pictures in overlapping tiles."""

from __future__ import annotations

import cv2
import numpy as np

from shiage.cel.arrays import Floats

Size = tuple[int, int]

OVERLAP = 64
"""Pixels that neighbouring tiles share; they are blended there."""


def tiles(size: Size, piece: int) -> list[tuple[int, int, int, int]]:
    """x, y, width and height of overlapping tiles, multiples of 4, that cover a picture."""
    (xs, width), (ys, height) = (_cuts(side, piece) for side in size)
    return [(x, y, width, height) for y in ys for x in xs]


def _cuts(side: int, piece: int) -> tuple[list[int], int]:
    if side <= piece:
        return [0], side
    count = -(-(side - OVERLAP) // (piece - OVERLAP))
    return [round((side - piece) * i / (count - 1) / 4) * 4 for i in range(count)], piece


def feather(width: int, height: int) -> Floats:
    """(height, width) weights of a tile, falling towards its sides."""
    up, across = (
        np.minimum(np.arange(1, n + 1), np.arange(n, 0, -1)).clip(max=OVERLAP).astype(np.float32)
        for n in (height, width)
    )
    return np.asarray(up[:, None] * across[None], np.float32)


def resized(image: Floats, size: Size) -> Floats:
    """(C, H, W) at another size (width, height)."""
    if image.shape[2:0:-1] == size:
        return image
    how = cv2.INTER_AREA if size[0] < image.shape[2] else cv2.INTER_LINEAR
    return np.stack([np.asarray(cv2.resize(plane, size, interpolation=how), np.float32) for plane in image])


def blurred(image: Floats, sigma: float) -> Floats:
    """(C, H, W) without what is finer than sigma pixels."""
    return np.stack([np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma), np.float32) for plane in image])
