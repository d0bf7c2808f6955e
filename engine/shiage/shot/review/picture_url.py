# SPDX-License-Identifier: Apache-2.0
"""Pictures within a page."""

from __future__ import annotations

import base64

import cv2
import numpy as np
from numpy.typing import NDArray


def picture_url(picture: NDArray[np.uint8]) -> str:
    """A PNG as the address of itself.

    Args:
        picture: (H, W) grey or (H, W, 3) BGR uint8.
    """
    _, encoded = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 6])
    return "data:image/png;base64," + base64.b64encode(encoded.tobytes()).decode()
