# SPDX-License-Identifier: Apache-2.0
"""The frames of a film that is open, and whether they are all there."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

TORN, SPARE = 0.98, 2
"""A film that gives a smaller share of the frames it declares, and so many less, is torn: containers count a
little wrong."""


def decoded(reader: cv2.VideoCapture) -> Iterator[NDArray[np.uint8]]:
    """Frames one after another, (H, W, 3) uint8 RGB."""
    while True:
        there, picture = reader.read()
        if not there:
            return
        yield np.ascontiguousarray(picture[..., ::-1], np.uint8)


def is_torn(read: int, declared: float) -> bool:
    """Whether a film that declares so many frames ended too early."""
    return read + SPARE < TORN * declared
