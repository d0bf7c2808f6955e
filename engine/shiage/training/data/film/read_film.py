# SPDX-License-Identifier: Apache-2.0
"""Frames of a film, one after the other: a film is never held whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.images import ImageError
from shiage.shot.io.film_frames import decoded, is_torn


@dataclass(frozen=True)
class Film:
    """A film that can be opened.

    Attributes:
        path: the file.
        frames: how many frames it declares; 0 where its container does not say.
        fps: frames a second; 0 where its container does not say.
    """

    path: Path
    frames: int
    fps: float


def open_film(path: Path) -> Film:
    """Look at a film of any kind that FFmpeg reads (MP4, MKV, WebM, AVI, MOV, GIF).

    Raises:
        ImageError: there is no such file, it is empty, or it is no film or a torn one.
    """
    if not path.is_file():
        raise ImageError(f"{path}: there is no such film")
    if path.stat().st_size == 0:
        raise ImageError(f"{path}: the film is empty (0 bytes); copy it again")
    reader = _reader(path)
    try:
        frames, fps = reader.get(cv2.CAP_PROP_FRAME_COUNT), reader.get(cv2.CAP_PROP_FPS)
    finally:
        reader.release()
    return Film(path, max(0, int(frames)), max(0.0, float(fps)))


def frames_of(film: Film) -> Iterator[NDArray[np.uint8]]:
    """Decode a film from its beginning.

    Yields:
        (H, W, 3) uint8 RGB, all of one size.

    Raises:
        ImageError: the film is torn: it ends before the frames that it declares.
    """
    reader = _reader(film.path)
    count = 0
    try:
        for picture in decoded(reader):
            count += 1
            yield picture
    finally:
        reader.release()
    if count == 0 or is_torn(count, film.frames):
        raise ImageError(
            f"{film.path}: the film is torn: {count} of its {film.frames} frames can be read; copy it again"
        )


def _reader(path: Path) -> cv2.VideoCapture:
    # a truncated film has an error of ours; FFmpeg's own would be printed before it
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    reader = cv2.VideoCapture(str(path))
    if not reader.isOpened():
        raise ImageError(f"{path}: this is no film that can be read, or a torn one; save it again as MP4")
    return reader
