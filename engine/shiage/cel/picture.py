# SPDX-License-Identifier: Apache-2.0
"""One picture file, opened and checked by its head before its pixels are decoded."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from shiage.cel.deep import ImageError, deep_colour, deep_grey
from shiage.cel.outside import open_regular
from shiage.cel.photoshop import check_psd, is_psd, off_white

FORMATS = ("PNG", "TIFF", "WEBP", "BMP", "GIF", "JPEG", "PSD")
MIN_SIDE, MAX_SIDE = 64, 8192

_KINDS = "PNG, TIFF, WebP, TGA, BMP, GIF, JPEG or PSD picture"
_SPARE = 64 << 20
"""Bytes that a file may have beyond its bare pixels: a thumbnail, layers beside the picture, notes."""

_TORN = (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, struct.error, zlib.error)
"""What Pillow raises on bytes that are not the picture they begin as."""

_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "I;16", "I;16B", "I;16L", "I")
_REDUCED = 254
"""TIFF's tag for a page that is a smaller picture of another."""

_BARE, _BMP_HEAD, _BMP_INFO = 0, 30, 40
"""BMP's word for no compression, how much of its head is looked at, and its length since Windows 3."""


@dataclass(frozen=True, eq=False)
class OpenedPicture:
    """A picture whose head was checked.

    Attributes:
        path: its file.
        file: the file, open.
        picture: Pillow's view of it.
        is_deep: whether it has 16 bits a channel.
        has_spare: whether it is a PSD whose fourth channel is no transparency.
    """

    path: Path
    file: BinaryIO
    picture: Image.Image
    is_deep: bool
    has_spare: bool = False

    @property
    def kind(self) -> str:
        """Its format, in words."""
        return {"WEBP": "lossy WebP"}.get(self.picture.format or "", self.picture.format or "")

    @property
    def is_lossy(self) -> bool:
        """Whether its compression changes colours."""
        if self.picture.format == "WEBP":
            return _is_lossy_webp(self.file)
        return self.picture.format in ("JPEG", "MPO") or self.picture.info.get("compression") == "jpeg"

    def shallow(self) -> Image.Image:
        """The picture with 8 bits a channel, turned upright, as grey, RGB or RGBA."""
        if self.picture.mode.startswith("I"):
            deep = deep_grey(self.path, self.picture)
            return Image.fromarray((deep >> 8).astype(np.uint8))
        if self.picture.format == "BMP" and self.picture.info.get("compression") == _BARE:
            return _with_spare(self.file, self.picture)
        picture = _plain(ImageOps.exif_transpose(self.picture))
        if self.picture.format == "PSD" and picture.mode == "RGBA":
            return picture.convert("RGB") if self.has_spare else off_white(picture)
        unused = self.picture.format == "TGA" and picture.mode in ("LA", "RGBA")
        return _without_unused(picture) if unused else picture


@contextmanager
def open_picture(path: Path) -> Iterator[OpenedPicture]:
    """Open a picture and check what its head says; whatever its pixels raise afterwards is told in words too.

    Raises:
        ImageError: the file is missing, empty, torn, animated, CMYK, of another kind or of a size that is
            not served.
    """
    try:
        with _quiet(), _open(path) as file:
            spare = is_psd(file.peek(4)) and not check_psd(path, file)  # type: ignore[attr-defined]
            with Image.open(file, formats=_formats(path)) as picture:
                _mend_palette(picture)
                deep = _is_deep(picture)
                check_size(path, *picture.size)
                _check(path, picture)
                _check_bytes(path, file, picture)
                yield OpenedPicture(path, file, picture, deep, spare)
    except ImageError:
        raise
    except _BOMB:
        raise ImageError(_size_message(path, "far more pixels than that")) from None
    except UnidentifiedImageError:
        raise ImageError(f"{path} is not a {_KINDS}: save it as PNG") from None
    except _TORN as error:
        raise ImageError(f"{path} is torn or damaged ({error}): save or copy it again") from error


def pixels_of(opened: OpenedPicture) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """Decode a picture, turned upright; see `images.read_image`."""
    if not opened.is_deep:
        pixels = np.array(opened.shallow())
        if pixels.dtype != np.uint8:
            bits = pixels.dtype.itemsize * 8
            raise ImageError(f"{opened.path} has {bits} bits a channel: save it with 8 or 16")
        return pixels
    if opened.picture.mode.startswith("I"):
        return deep_grey(opened.path, opened.picture)
    return deep_colour(opened.path, opened.file, opened.picture)


def check_size(path: Path, width: int, height: int) -> None:
    """Refuse a picture, or the frames of a film, of a size that is not served.

    Raises:
        ImageError: a side is too short or too long.
    """
    if min(width, height) < MIN_SIDE or max(width, height) > MAX_SIDE:
        raise ImageError(_size_message(path, f"{width}x{height}"))


@contextmanager
def _quiet() -> Iterator[None]:
    """What is wrong is told in our words alone, and not in Pillow's besides."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _open(path: Path) -> BinaryIO:
    try:
        file = open_regular(path)
    except OSError as error:
        raise ImageError(f"{path} cannot be read: {error.strerror or error}") from error
    if not file.peek(1):  # type: ignore[attr-defined]
        file.close()
        raise ImageError(f"{path} is empty (0 bytes): save or copy it again")
    return file


def _formats(path: Path) -> tuple[str, ...]:
    """Kinds that a file may be; a TGA has no mark of its own and is known by its name only."""
    return (*FORMATS, "TGA") if path.suffix.lower() == ".tga" else FORMATS


def _mend_palette(picture: Image.Image) -> None:
    """Pillow takes a TGA's map of 32 bits for one of colours alone, and cannot load it."""
    if picture.format == "TGA" and picture.palette is not None and picture.palette.rawmode == "BGRA":
        picture.palette.mode = "RGBA"


def _is_deep(picture: Image.Image) -> bool:
    """Pillow reads 16-bit colour as 8 bits; only the tile still tells before it is loaded."""
    raw = [tile[3] for tile in picture.tile] if isinstance(picture, ImageFile.ImageFile) else []
    names = [args if isinstance(args, str) else args[0] for args in raw if args]
    return picture.format in ("PNG", "TIFF") and any(isinstance(name, str) and "16" in name for name in names)


def _check(path: Path, picture: Image.Image) -> None:
    if picture.mode == "CMYK":
        raise ImageError(f"{path} is CMYK, made for print: save it as RGB or RGBA")
    if picture.mode not in _MODES:
        raise ImageError(f"{path} has pixels of kind {picture.mode}: save it as 8-bit grey, RGB or RGBA")
    if _has_more(picture):
        raise ImageError(f"{path} holds several pictures: save each frame as a file of its own")


def _has_more(picture: Image.Image) -> bool:
    """Whether there is a second picture; only that one is looked for, there may be endless ones."""
    if picture.format in ("MPO", "PSD"):
        return False  # what a camera puts beside its photograph; layers, which the picture has in it
    try:
        picture.seek(1)
    except EOFError:
        return False
    small = picture.format == "TIFF" and bool(int(getattr(picture, "tag_v2", {}).get(_REDUCED, 0)) & 1)
    if small:
        picture.seek(0)
    return not small


def _check_bytes(path: Path, file: BinaryIO, picture: Image.Image) -> None:
    at = file.tell()
    size = file.seek(0, 2)
    file.seek(at)
    width, height = picture.size
    if size > 8 * width * height + _SPARE:
        raise ImageError(f"{path} has {size >> 20} MiB for {width}x{height} pixels: save it again")


def _size_message(path: Path, size: str) -> str:
    return f"{path} is {size}: sides from {MIN_SIDE} to {MAX_SIDE} pixels are served; scale it"


def _plain(picture: Image.Image) -> Image.Image:
    """Indexed pictures and those with a transparent colour as RGB or RGBA, two-level ones as grey."""
    if picture.mode == "1":
        picture = picture.convert("L")
    clear = "transparency" in picture.info or (picture.palette is not None and picture.palette.mode == "RGBA")
    if picture.mode in ("P", "PA"):
        return picture.convert("RGBA" if clear or picture.mode == "PA" else "RGB")
    if clear and picture.mode in ("L", "RGB"):
        return picture.convert("LA" if picture.mode == "L" else "RGBA")
    return picture


def _with_spare(file: BinaryIO, picture: Image.Image) -> Image.Image:
    """A BMP of 32 bits: most programs keep alpha in the byte that the format leaves free."""
    plain = _plain(picture)
    file.seek(0)
    head = file.read(_BMP_HEAD)
    begin, length = struct.unpack_from("<II", head, 10)
    height, bits = struct.unpack_from("<i2xH", head, 22)
    if bits != 32 or length < _BMP_INFO:
        return plain
    file.seek(begin)
    spare = np.frombuffer(file.read(4 * plain.width * plain.height), np.uint8)[3::4].reshape(plain.size[::-1])
    plain.putalpha(Image.fromarray(spare[::-1] if height > 0 else spare))
    return _without_unused(plain)


def _without_unused(picture: Image.Image) -> Image.Image:
    """Drop an alpha that is 0 everywhere: it was never written."""
    return picture if picture.getchannel("A").getbbox() else picture.convert(picture.mode[:-1])


def _is_lossy_webp(file: BinaryIO) -> bool:
    """Whether a WebP's picture is a chunk of the lossy kind."""
    file.seek(12)
    while len(head := file.read(8)) == 8:
        if head[:4] in (b"VP8 ", b"VP8L"):
            return head[:4] == b"VP8 "
        size = struct.unpack("<I", head[4:])[0]
        file.seek(size + size % 2, 1)
    return False
