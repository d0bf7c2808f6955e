# SPDX-License-Identifier: Apache-2.0
"""Pictures of a whole coloured shot: contact sheet and sheet of confidence."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, sqrt
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.alpha import premultiplied
from shiage.cel.deepest import deepest
from shiage.cel.images import write_png
from shiage.cel.lineart import LineArt
from shiage.shot.types import SURE, ColoredFrame

THUMB = 320
"""Longest side of a frame on a sheet in pixels."""

MOST_SHEET_PIXELS = 40_000_000
"""A sheet gets no larger; the more frames, the smaller each one is."""

_MARGIN, _CAPTION = 8, 22
_PAPER, _TEXT, _KEY, _MARK = (246, 246, 244), (60, 60, 66), (214, 120, 20), (150, 20, 60)
# the surer the paler, so that the eye goes to what needs a look
_SURE = np.array(
    [(206, 40, 40), (238, 128, 56), (250, 212, 104), (176, 220, 160), (214, 238, 220)], np.float32
)
_FONT = cv2.FONT_HERSHEY_SIMPLEX


Window = tuple[slice, slice]
"""Rows and columns of a frame."""


def drawn_window(lines: Iterable[LineArt]) -> Window:
    """The part of the picture that any frame draws in, with a margin; sheets show that and no bare paper."""
    rows: NDArray[np.bool_] | None = None
    for line in lines:
        barrier = line.barrier()
        across, down = np.asarray(barrier.any(1)), np.asarray(barrier.any(0))
        if rows is None:
            rows, columns = across, down
        else:
            rows, columns = rows | across, columns | down
    if rows is None or not rows.any():
        return slice(None), slice(None)
    return _span(rows), _span(columns)


def _span(drawn: NDArray[np.bool_]) -> slice:
    there = np.flatnonzero(drawn)
    margin = 8 + len(drawn) // 50
    return slice(max(0, int(there[0]) - margin), min(len(drawn), int(there[-1]) + margin + 1))


class Sheet:
    """Thumbnails of frames in a grid, each under its caption; only thumbnails are kept in memory."""

    def __init__(self, frames: int, size: tuple[int, int]) -> None:
        """Lay out a sheet.

        Args:
            frames: how many frames it will hold.
            size: width and height in pixels of what is shown of each.
        """
        longest = min(THUMB, max(size), int(sqrt(MOST_SHEET_PIXELS / frames)))
        self.scale = longest / max(size)
        self.cell = (max(1, round(size[0] * self.scale)), max(1, round(size[1] * self.scale)))
        self.columns = max(1, ceil(sqrt(frames * self.cell[1] / self.cell[0] * 1.6)))
        self._cells: dict[int, NDArray[np.uint8]] = {}

    def add(self, number: int, thumb: NDArray[np.uint8], key: bool, note: str = "", called: str = "") -> None:
        """Put a frame's thumbnail, (h, w, 3) uint8 RGB of the sheet's cell size, on the sheet.

        `called` stands over it, or else the number.
        """
        width, height = self.cell
        cell = np.full((height + _CAPTION + _MARGIN, width + _MARGIN, 3), _PAPER, np.uint8)
        cell[_CAPTION : _CAPTION + height, _MARGIN:] = thumb
        cv2.rectangle(
            cell,
            (_MARGIN, _CAPTION),
            (_MARGIN + width - 1, _CAPTION + height - 1),
            _KEY if key else (206, 206, 204),
            2 if key else 1,
        )
        title = called or str(number)
        caption = f"{title}  key" if key else title
        _write(cell, caption, (_MARGIN, _CAPTION - 6), _KEY if key else _TEXT)
        if note:
            _write(cell, note, (_MARGIN + width - 9 * len(note), _CAPTION - 6), _TEXT)
        self._cells[number] = cell

    def write(self, path: Path) -> None:
        """Write the sheet as PNG, frames in order of their numbers.

        Raises:
            OSError: the file cannot be written.
        """
        cells = [self._cells[n] for n in sorted(self._cells)]
        height, width = cells[0].shape[:2]
        rows = ceil(len(cells) / self.columns)
        sheet = np.full((rows * height + _MARGIN, self.columns * width + _MARGIN, 3), _PAPER, np.uint8)
        for i, cell in enumerate(cells):
            y, x = i // self.columns * height, i % self.columns * width
            sheet[y : y + height, x : x + width] = cell
        write_png(path, sheet)


def finished_thumb(frame: NDArray[np.uint8], cell: tuple[int, int]) -> NDArray[np.uint8]:
    """A finished frame, (H, W, 4) uint8 RGBA, on white at a thumbnail's size (width, height)."""
    small = np.asarray(cv2.resize(premultiplied(frame), cell, interpolation=cv2.INTER_AREA), np.float32)
    return np.round(small[..., :3] + 255 - small[..., 3:]).clip(0, 255).astype(np.uint8)


def confidence_thumb(
    colored: ColoredFrame, line: LineArt, window: Window, cell: tuple[int, int], unsure: int = 3
) -> NDArray[np.uint8]:
    """Regions of a frame tinted by how sure their swatch is, red 0 .. green 1, lines on top.

    The `unsure` least sure ones below SURE are pointed at with their confidence in hundredths.

    Returns:
        (h, w, 3) uint8 RGB of the cell's size (width, height), showing a window of the frame.
    """
    inside = colored.labels[window].astype(np.float32)
    labels = cv2.resize(inside, cell, interpolation=cv2.INTER_NEAREST).astype(np.int32)
    ink = np.asarray(cv2.resize(line.ink[window], cell, interpolation=cv2.INTER_AREA), np.float32)[..., None]
    tints = np.concatenate([np.full((1, 3), 255, np.float32), tint(colored.confidence)])
    picture = (tints[labels] * (1 - ink / 300)).round().astype(np.uint8)
    marks = []
    for i in np.argsort(colored.confidence, kind="stable")[:unsure]:
        mask = labels == i + 1
        if colored.confidence[i] < SURE and mask.any():
            marks.append((f"{100 * float(colored.confidence[i]):.0f}", deepest(mask)))
    _point_at(picture, marks)
    return picture


def tint(confidence: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n,) confidences 0..1 -> (n, 3) float32 RGB 0..255 from red over yellow to green."""
    at = np.clip(confidence, 0, 1) * (len(_SURE) - 1)
    grid = np.arange(len(_SURE))
    return np.stack([np.interp(at, grid, _SURE[:, c]) for c in range(3)], -1).astype(np.float32)


def _point_at(picture: NDArray[np.uint8], marks: list[tuple[str, tuple[int, int]]]) -> None:
    """Write each mark at the nearer side of the picture, with a line to its spot."""
    height, width = picture.shape[:2]
    for left in (True, False):
        lowest = 0
        for text, (x, y) in sorted(
            (m for m in marks if (m[1][0] < width / 2) == left), key=lambda m: m[1][1]
        ):
            lowest = max(lowest + 16, min(max(y + 5, 16), height - 6))
            at = (5 if left else width - 24, lowest)
            end = (at[0] + (20 if left else -3), lowest - 4)
            cv2.line(picture, end, (x, y), _MARK, 1, cv2.LINE_AA)
            cv2.circle(picture, (x, y), 2, _MARK, -1, cv2.LINE_AA)
            _write(picture, text, at, _MARK)


def _write(picture: NDArray[np.uint8], text: str, at: tuple[int, int], colour: tuple[int, int, int]) -> None:
    cv2.putText(picture, text, at, _FONT, 0.42, colour, 1, cv2.LINE_AA)
