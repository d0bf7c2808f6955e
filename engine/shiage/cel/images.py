# SPDX-License-Identifier: Apache-2.0
"""Pictures in files: drawings and cels read with clear errors, results written beside and renamed."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, UnidentifiedImageError

from shiage.cel.beside import write_beside
from shiage.cel.lineart import LineArt

FORMATS = ("PNG", "TIFF", "WEBP")
MIN_SIDE, MAX_SIDE = 64, 8192

_TORN = (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, struct.error, zlib.error)
"""What Pillow raises on bytes that are not the picture they begin as."""

_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class ImageError(ValueError):
    """A picture cannot be used or written; the message names the file and says what to do."""


def read_image(path: str | Path) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """Read one PNG, TIFF or WebP picture as it is.

    Args:
        path: the file.

    Returns:
        (H, W) grey, (H, W, 2) grey and alpha, (H, W, 3) RGB or (H, W, 4) RGBA with straight alpha; uint8,
        or uint16 for a file with 16 bits a channel.

    Raises:
        ImageError: the file is missing, empty, torn, animated, indexed, CMYK, of another kind or of a
            size that is not served.
    """
    path = Path(path)
    data = _read(path)
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            deep = _is_deep(picture)
            _check(path, picture)
            picture.load()
            return _deep_pixels(path, data, picture) if deep else _pixels(picture)
    except ImageError:
        raise
    except _BOMB:
        raise ImageError(_size_message(path, "far more pixels than that")) from None
    except UnidentifiedImageError:
        raise ImageError(f"{path} is not a PNG, TIFF or WebP picture: save it as PNG") from None
    except _TORN as error:
        raise ImageError(f"{path} is torn or damaged ({error}): save or copy it again") from error


def read_line_art(path: str | Path) -> LineArt:
    """Read a frame's line art; 8 or 16 bits, grey, RGB or RGBA.

    Raises:
        ImageError: as for `read_image`.
    """
    return LineArt.from_image(read_image(path))


def read_cel(path: str | Path) -> NDArray[np.uint8]:
    """Read a coloured frame: a key, a model sheet or truth.

    Returns:
        (H, W, 4) uint8 straight-alpha RGBA; every fully transparent pixel is (0, 0, 0, 0).

    Raises:
        ImageError: as for `read_image`, and for 16 bits a channel.
    """
    pixels = read_image(path)
    if pixels.dtype != np.uint8:
        raise ImageError(f"{path} has 16 bits a channel: save it with 8 bits a channel; a palette is exact")
    if pixels.ndim == 2:
        pixels = pixels[..., None]
    depth = pixels.shape[2]
    cel = np.full((*pixels.shape[:2], 4), 255, np.uint8)
    cel[..., :3] = pixels[..., :3] if depth >= 3 else pixels[..., :1]
    if depth in (2, 4):
        cel[..., 3] = pixels[..., -1]
        cel.view(np.uint32)[cel[..., 3] == 0] = 0
    return cel


def write_png(path: str | Path, array: NDArray[np.uint8] | NDArray[np.uint16]) -> None:
    """Write a PNG beside its place and rename it, so that nobody ever sees half a file.

    Args:
        path: the file; its folder must exist.
        array: (H, W) grey, (H, W, 3) RGB or (H, W, 4) RGBA, uint8 or uint16.

    Raises:
        ImageError: the folder or file cannot be written, or the disk is full.
    """
    path = Path(path)
    order = {3: [2, 1, 0], 4: [2, 1, 0, 3]}
    stored = array[..., order[array.shape[2]]] if array.ndim == 3 else array
    _, encoded = cv2.imencode(".png", np.ascontiguousarray(stored), [cv2.IMWRITE_PNG_COMPRESSION, 3])
    try:
        write_beside(path, encoded.data)
    except OSError as error:
        raise ImageError(f"{path} cannot be written: {error.strerror or error}") from error


def _read(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ImageError(f"{path} cannot be read: {error.strerror or error}") from error
    if not data:
        raise ImageError(f"{path} is empty (0 bytes): save or copy it again")
    return data


def _is_deep(picture: Image.Image) -> bool:
    """Pillow reads 16-bit colour as 8 bits; only the tile still tells before it is loaded."""
    raw = [tile[3] for tile in picture.tile] if isinstance(picture, ImageFile.ImageFile) else []
    names = [args if isinstance(args, str) else args[0] for args in raw if args]
    return any(isinstance(name, str) and "16" in name for name in names)


def _check(path: Path, picture: Image.Image) -> None:
    width, height = picture.size
    if min(width, height) < MIN_SIDE or max(width, height) > MAX_SIDE:
        raise ImageError(_size_message(path, f"{width}x{height}"))
    frames = getattr(picture, "n_frames", 1)
    if frames > 1:
        raise ImageError(f"{path} holds {frames} pictures: save each frame as a file of its own")
    if picture.mode in ("P", "PA"):
        raise ImageError(f"{path} is indexed (it has a colour table of its own): save it as RGB or RGBA")
    if picture.mode == "CMYK":
        raise ImageError(f"{path} is CMYK, made for print: save it as RGB or RGBA")
    if picture.mode not in ("1", "L", "LA", "RGB", "RGBA", "I;16", "I;16B", "I;16L", "I"):
        raise ImageError(f"{path} has pixels of kind {picture.mode}: save it as 8-bit grey, RGB or RGBA")


def _size_message(path: Path, size: str) -> str:
    return f"{path} is {size}: sides from {MIN_SIDE} to {MAX_SIDE} pixels are served; scale it"


def _pixels(picture: Image.Image) -> NDArray[np.uint8]:
    if picture.mode == "1":
        picture = picture.convert("L")
    if "transparency" in picture.info and picture.mode in ("L", "RGB"):
        picture = picture.convert("LA" if picture.mode == "L" else "RGBA")
    pixels = np.array(picture)
    if pixels.dtype != np.uint8:
        raise ValueError(f"{pixels.dtype.itemsize * 8} bits a channel")
    return pixels


def _deep_pixels(path: Path, data: bytes, picture: Image.Image) -> NDArray[np.uint16]:
    if picture.mode.startswith("I"):
        return np.array(picture).astype(np.uint16)
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None or pixels.dtype != np.uint16 or pixels.ndim != 3:
        raise ImageError(f"{path} has 16-bit pixels of a rare kind: save it with 8 bits a channel")
    swap = cv2.COLOR_BGRA2RGBA if pixels.shape[2] == 4 else cv2.COLOR_BGR2RGB
    return np.asarray(cv2.cvtColor(pixels, swap), np.uint16)
