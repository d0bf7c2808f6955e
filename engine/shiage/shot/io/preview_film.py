# SPDX-License-Identifier: Apache-2.0
"""The preview of a coloured shot as a moving picture, GIF or MP4; a flat one in the palette's own colours."""

from __future__ import annotations

import io
from collections.abc import Iterable
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.beside import write_beside
from shiage.cel.fill import ink_over
from shiage.cel.lineart import LineArt
from shiage.cel.palette import Palette
from shiage.shot.io.contact_sheet import finished_thumb
from shiage.shot.types import ColoredFrame

LONGEST = 1280
"""Longest side of a preview in pixels; larger frames are drawn at a whole fraction of their size."""

_SHADES = 8
"""Most steps from a swatch to ink in a GIF."""

_FULL = 200
"""Coverage from which ink is more than a line's edge."""

RGB = tuple[int, int, int]


def ink_tone(lines: Iterable[LineArt]) -> RGB:
    """The colour of a shot's ink in one tone: that of its first drawing which has any."""
    for line in lines:
        full = line.ink > _FULL
        if full.any():
            if line.colour is None:
                break
            red, green, blue = np.rint(line.colour[full].mean(0)).astype(int).tolist()
            return red, green, blue
    return 0, 0, 0


class Preview:
    """Collects coloured frames and writes them as .gif or .mp4."""

    def __init__(self, palette: Palette, fps: int = 12, ink: RGB = (0, 0, 0)) -> None:
        """Begin a preview.

        Args:
            palette: colours of the frames to come.
            fps: frames a second.
            ink: the lines' colour, see `ink_tone`.
        """
        on_white = palette.colours[:, :3] * (palette.colours[:, 3:] / 255) + 255 - palette.colours[:, 3:]
        self.fps = fps
        self.shades = max(2, min(_SHADES, 256 // max(1, len(on_white))))
        # as many swatches as a GIF has room for; the rest share the nearest one's shades
        room = 256 // self.shades
        self._slot = _nearest(on_white, on_white[:room])
        light = np.linspace(1, 0, self.shades)[None, :, None]
        shaded = on_white[:room, None] * light + np.array(ink) * (1 - light)
        self.table = np.round(shaded).reshape(-1, 3).astype(np.uint8)
        self._frames: dict[int, NDArray[np.uint8]] = {}

    def add(self, colored: ColoredFrame, line: LineArt) -> None:
        """Add a frame, in any order; only one byte a preview pixel is kept, three of a shaded one."""
        step = ceil(max(colored.labels.shape) / LONGEST)
        if colored.cel is not None:
            inked = ink_over(colored.cel, line)
            size = -(-inked.shape[1] // step), -(-inked.shape[0] // step)
            self._frames[colored.number] = finished_thumb(inked, size)
            return
        labels = colored.labels[step // 2 :: step, step // 2 :: step]
        small = cv2.resize(line.ink, labels.shape[::-1], interpolation=cv2.INTER_AREA)
        shade = np.round(small.astype(np.float32) * ((self.shades - 1) / 255)).astype(np.int32)
        slots = np.concatenate([[0], self._slot[colored.swatches]])
        self._frames[colored.number] = (slots[labels] * self.shades + shade).astype(np.uint8)

    def write(self, path: Path) -> None:
        """Write the preview; .mp4 or .gif by the name's ending.

        Raises:
            OSError: the file cannot be written.
        """
        write_beside(path, self._mp4() if path.suffix.lower() == ".mp4" else self._gif())

    def _gif(self) -> bytes:
        from PIL import Image

        pictures = []
        for _, frame in sorted(self._frames.items()):
            picture = Image.fromarray(frame)
            if frame.ndim == 3:
                picture = picture.quantize(256)
            else:
                picture.putpalette(self.table.tobytes())
            pictures.append(picture)
        written = io.BytesIO()
        pictures[0].save(
            written,
            format="GIF",
            save_all=True,
            append_images=pictures[1:],
            duration=round(1000 / self.fps),
            loop=0,
            optimize=False,
        )
        return written.getvalue()

    def _mp4(self) -> bytes:
        """OpenCV writes films under a name only: in a folder that is ours alone."""
        with TemporaryDirectory(prefix="shiage-") as folder:
            path = Path(folder) / "preview.mp4"
            self._film(path)
            return path.read_bytes()

    def _film(self, path: Path) -> None:
        height, width = (side // 2 * 2 for side in next(iter(self._frames.values())).shape[:2])
        film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), self.fps, (width, height))
        if not film.isOpened():
            raise OSError(f"{path}: a film cannot be written here")
        try:
            for _, frame in sorted(self._frames.items()):
                shown = frame[:height, :width]
                colours = shown if shown.ndim == 3 else self.table[shown]
                film.write(np.ascontiguousarray(colours[..., ::-1]))
        finally:
            film.release()


def _nearest(colours: NDArray[np.float64], among: NDArray[np.float64]) -> NDArray[np.int32]:
    distance = ((colours[:, None] - among[None]) ** 2).sum(2)
    return np.asarray(distance.argmin(1), np.int32)
