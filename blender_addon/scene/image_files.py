# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures in files: scanned line art, image keys and model sheets in, coloured frames out."""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from ..language.messages import ShiageError

_OWNER = b"Shiage\0"
"""Keyword of the text that says of what a picture is."""

PICTURES = (".png", ".tif", ".tiff", ".webp", ".jpg", ".jpeg", ".tga", ".bmp")


def scans_in(folder: str) -> dict[int, Path]:
    """Pictures of a folder by the last number in their name, in time order.

    Raises:
        ShiageError: the folder holds none, or two of one number.
    """
    found: dict[int, Path] = {}
    place = Path(folder)
    for path in sorted(place.iterdir()) if place.is_dir() else []:
        digits = re.findall(r"\d+", path.stem)
        if path.suffix.lower() not in PICTURES or not digits:
            continue
        number = int(digits[-1])
        if number in found:
            raise ShiageError("{} and {} have one number: keep one of them", found[number].name, path.name)
        found[number] = path
    if not found:
        raise ShiageError("There is no picture with a number in its name in {}", folder)
    return dict(sorted(found.items()))


def read_picture(path: str | Path) -> np.ndarray:
    """A picture file as (H, W, 4) uint8 RGBA, rows from the top, straight alpha, values as in the file.

    Raises:
        ShiageError: Blender cannot read it.
    """
    if not Path(path).is_file():
        raise ShiageError("There is no picture {}: choose another file", path)
    image: Any = bpy.data.images.load(str(path), check_existing=False)
    try:
        image.colorspace_settings.name = "Non-Color"
        image.alpha_mode = "STRAIGHT"
        width, height = image.size
        if not width or not height:
            raise ShiageError("{} cannot be read as a picture", path)
        values = np.empty(width * height * 4, np.float32)
        image.pixels.foreach_get(values)
    finally:
        bpy.data.images.remove(image)
    rows = np.round(np.clip(values, 0, 1) * 255).astype(np.uint8).reshape(height, width, 4)
    return np.ascontiguousarray(rows[::-1])


def write_png(path: Path, pixels: np.ndarray, owner: str = "") -> None:
    """Write (H, W, 4) uint8 RGBA beside and rename; the file says what it is of, for `written_by`."""
    height, width = pixels.shape[:2]
    rows = np.concatenate([np.zeros((height, 1), np.uint8), pixels.reshape(height, -1)], 1)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    said = chunk(b"tEXt", _OWNER + owner.encode()) if owner else b""
    body = zlib.compress(rows.tobytes(), 3)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    beside.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + said + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )
    beside.replace(path)


def written_by(path: Path) -> str:
    """What a PNG of `write_png` says it is of; "" where it is of somebody else."""
    with path.open("rb") as file:
        head = file.read(256)
    start = head.find(b"tEXt" + _OWNER)
    if start < 4:
        return ""
    (size,) = struct.unpack(">I", head[start - 4 : start])
    return head[start + 4 + len(_OWNER) : start + 4 + size].decode("ascii", "replace")
