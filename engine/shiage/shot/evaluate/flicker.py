# SPDX-License-Identifier: Apache-2.0
"""Flicker: what changes from frame to frame that does not change in truth, seen along the truth's motion."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

Pictures = Sequence[NDArray[np.uint8]]


def flicker(frames: Pictures, truth: Pictures) -> float:
    """Mean absolute difference of the change along the truth's motion, channels in 0..1; 0 is none.

    Every next frame is laid over the one before it where the truth's flow says that things went. What then
    still changes in the truth itself (parts that come into sight) is taken off before it is measured.

    Args:
        frames: consecutive finished frames, (H, W, 3) uint8 RGB, two or more.
        truth: the artist's, of the same size.
    """
    changes = []
    for (one, two), (true, next_true) in zip(pairwise(frames), pairwise(truth), strict=True):
        at = _motion(true, next_true)
        changes.append(np.abs(_change(one, two, at) - _change(true, next_true, at)).mean())
    return float(np.mean(changes)) if changes else 0.0


def _motion(one: NDArray[np.uint8], two: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(H, W, 2) where in the next picture each pixel of one went."""
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    grey = [np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8) for picture in (one, two)]
    flow = search.calc(grey[0], grey[1], None)  # type: ignore[call-overload]  # the stub wants a picture
    rows, columns = np.indices(one.shape[:2], np.float32)
    return np.asarray(flow + np.stack([columns, rows], 2), np.float32)


def _change(one: NDArray[np.uint8], two: NDArray[np.uint8], at: NDArray[np.float32]) -> NDArray[np.float32]:
    """(H, W, 3) from one picture to the next, laid over it; 0..1."""
    laid = cv2.remap(
        two.astype(np.float32), at[..., 0], at[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray((laid - one) / np.float32(255), np.float32)
