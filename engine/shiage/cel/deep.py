# SPDX-License-Identifier: Apache-2.0
"""Pictures with 16 bits a channel."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from shiage.errors import ShiageError

_ORIENTATION, _PHOTOMETRIC = 274, 262
_WHITE_IS_ZERO = 0


class ImageError(ShiageError, ValueError):
    """A picture cannot be used or written; the message names the file and says what to do."""


def deep_grey(path: Path, picture: Image.Image) -> NDArray[np.uint16]:
    """Decode a grey picture of 16 bits, turned upright; TIFF may count from white."""
    inverted = picture.format == "TIFF" and getattr(picture, "tag_v2", {}).get(_PHOTOMETRIC) == _WHITE_IS_ZERO
    orientation = int(picture.getexif().get(_ORIENTATION, 1))
    raw = np.array(picture)
    if raw.dtype.itemsize > 2 and (raw.min() < 0 or raw.max() > 65535):
        raise ImageError(f"{path} has {raw.dtype.itemsize * 8} bits a channel: save it with 8 or 16")
    deep = raw.astype(np.uint16)
    if picture.format != "TIFF":  # Pillow has turned that one
        deep = _turned(deep, orientation)
    return ~deep if inverted else deep


def deep_colour(path: Path, file: BinaryIO, picture: Image.Image) -> NDArray[np.uint16]:
    """Decode a colour picture of 16 bits a channel, turned upright: Pillow would give it 8."""
    orientation = int(picture.getexif().get(_ORIENTATION, 1))
    file.seek(0)
    pixels = cv2.imdecode(np.frombuffer(file.read(), np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None:
        picture.load()  # says what is torn, if that is it
    if pixels is None or pixels.dtype != np.uint16 or pixels.ndim != 3:
        raise ImageError(f"{path} has 16-bit pixels of a rare kind: save it with 8 bits a channel")
    swap = cv2.COLOR_BGRA2RGBA if pixels.shape[2] == 4 else cv2.COLOR_BGR2RGB
    right = np.asarray(cv2.cvtColor(pixels, swap), np.uint16)
    return right if picture.format == "TIFF" else _turned(right, orientation)  # OpenCV turns those itself


def _turned(pixels: NDArray[np.uint16], orientation: int) -> NDArray[np.uint16]:
    """Pixels as EXIF's orientation 1 to 8 has them stand."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(pixels)
