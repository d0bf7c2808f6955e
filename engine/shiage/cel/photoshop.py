# SPDX-License-Identifier: Apache-2.0
"""What a PSD's head says of its flattened picture, after Adobe's Photoshop File Formats Specification."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image

from shiage.cel.deep import ImageError

_GREY, _RGB = 1, 3
_HEAD = ">4sH6xHIIHH"
_VERSION_INFO = 1057


def is_psd(head: bytes) -> bool:
    """Whether a file begins as a PSD or PSB."""
    return head[:4] == b"8BPS"


@dataclass(frozen=True)
class PsdHead:
    """A PSD's channels, its size in pixels and its mode of colour."""

    channels: int
    width: int
    height: int
    mode: int


def read_head(path: Path, file: BinaryIO) -> PsdHead:
    """Read a PSD's head, up to its end.

    Raises:
        ImageError: it is a PSB, or not grey or RGB with 8 bits a channel.
        struct.error: it is torn.
    """
    file.seek(0)
    _, version, channels, height, width, bits, mode = struct.unpack(_HEAD, file.read(struct.calcsize(_HEAD)))
    if version != 1 or bits != 8 or mode not in (_GREY, _RGB):
        raise ImageError(f"{path}: of Photoshop's files, PSD in RGB or grey with 8 bits a channel is read")
    return PsdHead(channels, width, height, mode)


def check_psd(path: Path, file: BinaryIO) -> bool:
    """See that a PSD has a flattened picture that is read exactly; the file is at its begin again after.

    Returns:
        Whether its channel beyond the colours is its transparency.

    Raises:
        ImageError: it is a PSB, not grey or RGB with 8 bits a channel, or was saved without that picture.
        struct.error: it is torn.
    """
    head = read_head(path, file)
    file.seek(_number(file), 1)
    end = _number(file) + file.tell()
    while file.tell() < end:
        identifier, name = struct.unpack(">4xHB", file.read(7))
        file.seek(name + (name + 1) % 2, 1)
        size = _number(file)
        begin = file.tell()
        if identifier == _VERSION_INFO and file.read(5)[4:] == b"\0":
            raise ImageError(
                f"{path} has no flattened picture: save it with maximum compatibility, or as PNG"
            )
        file.seek(begin + size + size % 2)
    file.seek(end)
    clear = _number(file) > 0 and _number(file) > 0 and int(struct.unpack(">h", file.read(2))[0]) < 0
    file.seek(0)
    if clear and (head.mode, head.channels) != (_RGB, 4):
        raise ImageError(
            f"{path}: its transparency cannot be read; save it as RGB without channels of its own"
        )
    return clear


def off_white(picture: Image.Image) -> Image.Image:
    """A flattened picture without the white that Photoshop mixes into what is see-through of it."""
    pixels = np.array(picture)
    soft = (pixels[..., 3] > 0) & (pixels[..., 3] < 255)
    mixed = pixels[soft].astype(np.float64)
    alpha = mixed[:, 3:] / 255
    pixels[soft, :3] = np.clip(np.rint(255 - (255 - mixed[:, :3]) / alpha), 0, 255).astype(np.uint8)
    return Image.fromarray(pixels)


def _number(file: BinaryIO) -> int:
    return int(struct.unpack(">I", file.read(4))[0])
