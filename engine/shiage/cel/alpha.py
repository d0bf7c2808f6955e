# SPDX-License-Identifier: Apache-2.0
"""Colours weighed by their alpha, so that they can be averaged, and the way back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats


def premultiplied(paint: NDArray[np.uint8]) -> Floats:
    """(..., 4) straight uint8 -> premultiplied float32 0..255."""
    out = paint.astype(np.float32)
    out[..., :3] *= out[..., 3:] / 255
    return out


def straight(paint: Floats) -> NDArray[np.uint8]:
    """The way back, rounded; what is transparent is (0, 0, 0, 0)."""
    alpha = np.clip(paint[..., 3:], 0, 255)
    colour = np.divide(paint[..., :3] * 255, alpha, out=np.zeros_like(paint[..., :3]), where=alpha >= 0.5)
    whole = np.concatenate([np.clip(colour, 0, 255), alpha], -1)
    return np.asarray(np.rint(whole), np.uint8)
