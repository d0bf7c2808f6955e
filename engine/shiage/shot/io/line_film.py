# SPDX-License-Identifier: Apache-2.0
"""A film of line art, frame after frame: what it declares is checked before it is decoded."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shiage.cel.images import ImageError, check_size
from shiage.cel.lineart import LineArt
from shiage.cel.outside import open_regular
from shiage.shot.io.film_frames import decoded, is_torn
from shiage.shot.types import MOST_FRAMES

MOST_BYTES = 1 << 30
"""Drawings of a film, all of which are held, take no more memory; held frames are one drawing."""

_BEGINS = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide")
"""Boxes an MP4 begins with; playlists, which name other files, are not opened."""

Picture = NDArray[np.uint8]


def drawings_of(film: Path) -> Iterator[LineArt]:
    """Line art of a .mp4 or .gif in the order of its frames; a held drawing is the same object.

    Raises:
        ImageError: it is no film, is torn, or its frames are too large, too small, or too many.
    """
    pictures = _gif(film) if film.suffix.lower() == ".gif" else _video(film)
    before: Picture | None = None
    count = held = 0
    for count, picture in enumerate(pictures, 1):
        if count > MOST_FRAMES:
            raise ImageError(_too_many(film, f"more than {MOST_FRAMES}"))
        if before is None or not np.array_equal(before, picture):
            line = LineArt.from_image(picture)
            held += line.ink.nbytes + (0 if line.trace is None else line.trace.nbytes)
            before = picture
        if held > MOST_BYTES:
            raise ImageError(
                f"{film}: its drawings up to frame {count} take more than {MOST_BYTES >> 20} MiB of memory; "
                "split the film, or save its frames as pictures in a folder lines"
            )
        yield line
    if not count:
        raise ImageError(f"{film}: the film has no frame that can be read; save it again")


def _gif(film: Path) -> Iterator[Picture]:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(film, formats=["GIF"]) as reader:
            check_size(film, *reader.size)
            index = 0
            while True:
                over = Image.new("RGBA", reader.size, "white")
                over.alpha_composite(reader.convert("RGBA"))
                yield np.asarray(over.convert("RGB"))
                index += 1
                try:
                    reader.seek(index)
                except EOFError:
                    return
    except Image.DecompressionBombError:
        raise ImageError(f"{film}: the film's frames are far too large; scale it") from None
    except (UnidentifiedImageError, EOFError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, ImageError):
            raise
        raise ImageError(f"{film}: the film cannot be read ({error}); save it again") from None


def _video(film: Path) -> Iterator[Picture]:
    import cv2

    if not _is_mp4(film):
        raise ImageError(f"{film}: this is no MP4 film, or a torn one; save it again")
    # a torn film gets our own words; FFmpeg's would come before them
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    reader = cv2.VideoCapture(str(film))
    try:
        if not reader.isOpened():
            raise ImageError(f"{film}: the film cannot be read; save it again")
        check_size(
            film, int(reader.get(cv2.CAP_PROP_FRAME_WIDTH)), int(reader.get(cv2.CAP_PROP_FRAME_HEIGHT))
        )
        declared = reader.get(cv2.CAP_PROP_FRAME_COUNT)
        if declared > MOST_FRAMES:
            raise ImageError(_too_many(film, f"{declared:.0f}"))
        count = 0
        for picture in decoded(reader):
            count += 1
            yield picture
    finally:
        reader.release()
    if count and is_torn(count, declared):
        raise ImageError(
            f"{film}: the film is torn: {count} of its {declared:.0f} frames can be read; copy it again"
        )


def _is_mp4(film: Path) -> bool:
    try:
        with open_regular(film) as file:
            return file.read(8)[4:] in _BEGINS
    except OSError as error:
        raise ImageError(f"{film} cannot be read: {error.strerror or error}") from error


def _too_many(film: Path, frames: str) -> str:
    return f"{film}: the film has {frames} frames; a shot has at most {MOST_FRAMES}: split it"
