# SPDX-License-Identifier: Apache-2.0
"""Pictures in files: drawings and cels read with clear errors, results written beside and renamed."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.beside import write_beside
from shiage.cel.deep import ImageError
from shiage.cel.lineart import LineArt
from shiage.cel.picture import MAX_SIDE, MIN_SIDE, check_size, open_picture, pixels_of
from shiage.cel.profile import foreign_profile, to_srgb

__all__ = [
    "MAX_SIDE", "MIN_SIDE", "ImageError", "check_size", "doubts", "read_cel", "read_image", "read_line_art",
    "write_png",
]  # fmt: skip

_NEAR = 2
"""Steps of 65,536 that a channel may be off one of 256 levels: programs that count to 32,768 round so."""


def read_image(path: str | Path) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """Read one picture as it is, turned as its EXIF data say; its colour profile plays no part.

    Args:
        path: a PNG, TIFF, WebP, TGA, BMP, GIF, JPEG or flattened PSD file.

    Returns:
        (H, W) grey, (H, W, 2) grey and alpha, (H, W, 3) RGB or (H, W, 4) RGBA with straight alpha; uint8,
        or uint16 for a file with 16 bits a channel.

    Raises:
        ImageError: the file is missing, empty, torn, animated, CMYK, of another kind or of a size that is
            not served.
    """
    with open_picture(Path(path)) as opened:
        return pixels_of(opened)


def read_line_art(path: str | Path) -> LineArt:
    """Read a frame's line art; 8 or 16 bits, grey, indexed, RGB or RGBA, its colours brought to sRGB.

    Raises:
        ImageError: as for `read_image`.
    """
    with open_picture(Path(path)) as opened:
        if foreign_profile(opened.picture) is None:
            return LineArt.from_image(pixels_of(opened))
        return LineArt.from_image(np.asarray(to_srgb(opened.shallow())))


def read_cel(path: str | Path) -> NDArray[np.uint8]:
    """Read a coloured frame: a key, a model sheet or truth. Its values stay, whatever its colour profile.

    Returns:
        (H, W, 4) uint8 straight-alpha RGBA; every fully transparent pixel is (0, 0, 0, 0).

    Raises:
        ImageError: as for `read_image`, and for 16 bits a channel that are none of the 256 levels.
    """
    pixels = read_image(path)
    if pixels.dtype == np.uint16:
        pixels = _levels(Path(path), pixels)
    if pixels.ndim == 2:
        pixels = pixels[..., None]
    depth = pixels.shape[2]
    cel = np.full((*pixels.shape[:2], 4), 255, np.uint8)
    cel[..., :3] = pixels[..., :3] if depth >= 3 else pixels[..., :1]
    if depth in (2, 4):
        cel[..., 3] = pixels[..., -1]
        cel.view(np.uint32)[cel[..., 3] == 0] = 0
    return cel


def doubts(path: str | Path) -> list[str]:
    """What makes the colours of a coloured frame less than exact: lossy compression, a colour profile.

    Raises:
        ImageError: as for `read_image`.
    """
    with open_picture(Path(path)) as opened:
        found = []
        if opened.is_lossy:
            found.append(f"{opened.kind} keeps no exact colours; save it as PNG for the exact palette")
        name = foreign_profile(opened.picture)
        if name is not None:
            found.append(
                f"its colour profile ({name}) is left out: its values are taken and kept as they are"
            )
        return found


def _levels(path: Path, pixels: NDArray[np.uint8] | NDArray[np.uint16]) -> NDArray[np.uint8]:
    """16 bits a channel as 8, where they say no more than 8 can."""
    levels = (pixels.astype(np.uint32) + 128) // 257
    seen = pixels[..., -1:] > 0 if pixels.ndim == 3 and pixels.shape[2] in (2, 4) else True
    apart = np.abs(pixels.astype(np.int32) - (levels * 257).astype(np.int32))
    if (apart * seen).max() > _NEAR:
        raise ImageError(
            f"{path} has 16 bits a channel and colours between two of 8 bits: save it with 8 bits a channel; "
            "a palette is exact"
        )
    return levels.astype(np.uint8)


def write_png(path: str | Path, array: NDArray[np.uint8] | NDArray[np.uint16]) -> None:
    """Write a PNG beside its place and rename it, so that nobody ever sees half a file.

    Args:
        path: the file; its folder must exist.
        array: (H, W) grey, (H, W, 3) RGB or (H, W, 4) RGBA, uint8 or uint16.

    Raises:
        ImageError: the folder or file cannot be written, or the disk is full.
    """
    path = Path(path)
    try:
        write_beside(path, png_bytes(array))
    except OSError as error:
        raise ImageError(f"{path} cannot be written: {error.strerror or error}") from error


def png_bytes(array: NDArray[np.uint8] | NDArray[np.uint16]) -> bytes | memoryview:
    """The content of a PNG file; see `write_png`."""
    order = {3: [2, 1, 0], 4: [2, 1, 0, 3]}
    stored = array[..., order[array.shape[2]]] if array.ndim == 3 else array
    _, encoded = cv2.imencode(".png", np.ascontiguousarray(stored), [cv2.IMWRITE_PNG_COMPRESSION, 3])
    return encoded.data
