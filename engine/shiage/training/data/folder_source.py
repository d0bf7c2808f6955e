# SPDX-License-Identifier: Apache-2.0
"""Clips from folders of shots, lines/NNNN.png and truth/NNNN.png: how a production trains on its own."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.images import read_cel, read_line_art
from shiage.cel.lineart import PAPER_LIMIT, TRACE_BLUE, TRACE_NONE
from shiage.models.network_inputs import line_input
from shiage.shot.io.shot_folder import find_shot
from shiage.shot.types import ShotError
from shiage.training.data.clip import Clip

CLOSEST = 0.6 / 256
"""Smallest side of the square that is cropped, as a share of the drawn figure's longer side, for each pixel
of a clip's side: small clips are cropped tighter, so that lines keep a width."""

KEPT_BYTES = 1 << 30
"""Drawings that a worker keeps in memory, in bytes: 5,000 flat ones of 256 x 256 pixels."""


@dataclass(frozen=True)
class FolderShot:
    """The drawings of a shot that have lines and truth, in time order."""

    name: str
    drawings: tuple[tuple[Path, Path], ...]


@dataclass(frozen=True)
class FolderSource:
    """Draws windows of consecutive drawings, each cropped to one square at a random place and scale.

    Attributes:
        shots: what there is.
        shortest: fewest drawings of a clip, where a short shot may give fewer than requested; 0: none may.
    """

    shots: tuple[FolderShot, ...]
    shortest: int = 0

    @staticmethod
    def open(folder: Path) -> FolderSource:
        """List the shots of a folder, or the one shot that it is.

        Raises:
            ShotError: no shot with lines/ and truth/ is there, or a picture's name has no number.
        """
        places = [folder] if (folder / "truth").is_dir() else sorted(p.parent for p in folder.glob("*/truth"))
        if not places:
            raise ShotError(f"{folder}: no shot with lines/ and truth/ is there to train on")
        return FolderSource(tuple(_list_shot(place) for place in places))

    def clip(self, rng: np.random.Generator, frames: int, size: int) -> Clip:
        """See `ClipSource.clip`; shots with fewer drawings than `frames`, or `shortest`, are left out.

        Raises:
            ShotError: no shot has so many drawings, or sizes of drawings differ.
            ImageError: a picture cannot be used.
        """
        least = min(frames, self.shortest or frames)
        long = [shot for shot in self.shots if len(shot.drawings) >= least]
        if not long:
            raise ShotError(f"no shot has {least} drawings with truth: take a smaller window or other shots")
        shot = long[int(rng.integers(len(long)))]
        frames = min(frames, len(shot.drawings))
        first = int(rng.integers(len(shot.drawings) - frames + 1))
        drawings = [_DRAWINGS.read(*files) for files in shot.drawings[first : first + frames]]
        clip = crop_clip(f"{shot.name} {first + 1}-{first + frames}", drawings, size, rng)
        return replace(clip, shot=shot.name)


@dataclass(frozen=True, eq=False)
class Drawing:
    """A drawing as it is kept in memory.

    Attributes:
        line: (H, W) uint8, coverage of lines.
        trace: (H, W) uint8, TRACE_* of trace lines.
        paint: (H, W) uint8 indices into `table` of a flat cel, or (H, W, 4) uint8 RGBA of a shaded one.
        table: (n, 4) uint8 RGBA, entry 0 clear paper; empty for a shaded cel.
    """

    line: NDArray[np.uint8]
    trace: NDArray[np.uint8]
    paint: NDArray[np.uint8]
    table: NDArray[np.uint8]

    @staticmethod
    def read(line_file: Path, cel_file: Path) -> Drawing:
        """Read lines and truth of one drawing."""
        art = read_line_art(line_file)
        line = (line_input(art)[0] * 255).astype(np.uint8)
        trace = np.zeros_like(line) if art.trace is None else art.trace
        cel = read_cel(cel_file)
        if cel.shape[:2] != line.shape:
            sizes = "x".join(map(str, cel.shape[1::-1])), "x".join(map(str, line.shape[::-1]))
            raise ShotError(f"{cel_file}: {sizes[0]} pixels, but its lines have {sizes[1]}")
        colours, where = np.unique(cel.view(np.uint32)[..., 0], return_inverse=True)
        if len(colours) > 255:
            return Drawing(line, trace, cel, np.zeros((0, 4), np.uint8))
        table = np.concatenate([np.zeros(1, np.uint32), colours])[:, None].view(np.uint8)
        return Drawing(line, trace, (where.reshape(line.shape) + 1).astype(np.uint8), table)

    def trace_at(self, square: tuple[int, int, int], size: int) -> NDArray[np.uint8]:
        """TRACE_* of the trace lines in a square, (size, size) uint8."""
        if not self.trace.any():
            return np.zeros((size, size), np.uint8)
        layers = [np.where(self.trace == kind, self.line, 0) for kind in range(TRACE_BLUE + 1)]
        masks = np.stack([_crop(layer.astype(np.uint8), square, size, cv2.INTER_AREA) for layer in layers])
        return np.where(masks.max(0) > PAPER_LIMIT, masks.argmax(0), TRACE_NONE).astype(np.uint8)

    @property
    def nbytes(self) -> int:
        """What it holds in memory, in bytes."""
        return self.line.nbytes + self.trace.nbytes + self.paint.nbytes

    def cel_at(self, square: tuple[int, int, int], size: int) -> NDArray[np.uint8]:
        """The cel in a square, (size, size, 4) uint8 RGBA, clear beyond the drawing."""
        indices = _crop(self.paint, square, size, cv2.INTER_NEAREST_EXACT)
        return self.table[indices] if len(self.table) else indices


def crop_clip(name: str, drawings: list[Drawing], size: int, rng: np.random.Generator) -> Clip:
    """A clip of drawings, all cropped to one square at a random place and scale.

    Raises:
        ShotError: sizes of drawings differ.
    """
    square = _choose_square([d.line for d in drawings], size, rng)
    lines = np.stack([_crop(d.line, square, size, cv2.INTER_AREA) for d in drawings])
    cels = np.stack([d.cel_at(square, size) for d in drawings])
    traces = np.stack([d.trace_at(square, size) for d in drawings])
    return Clip(name, lines, cels, None, traces if traces.any() else None)


class _Drawings:
    """Drawings read lately, up to a number of bytes; a worker reads a small production only once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Path, Drawing] = OrderedDict()
        self._bytes = 0

    def read(self, line_file: Path, cel_file: Path) -> Drawing:
        drawing = self._kept.pop(cel_file, None)
        if drawing is None:
            drawing = Drawing.read(line_file, cel_file)
            self._bytes += drawing.nbytes
        self._kept[cel_file] = drawing
        while self._bytes > KEPT_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= oldest.nbytes
        return drawing


_DRAWINGS = _Drawings()


def _list_shot(place: Path) -> FolderShot:
    files = find_shot(place)
    both = [(line, files.truth[n]) for n, line in sorted(files.lines.items()) if n in files.truth]
    return FolderShot(place.name, tuple(both))


def _choose_square(
    lines: list[NDArray[np.uint8]], size: int, rng: np.random.Generator
) -> tuple[int, int, int]:
    """Left, top and side in pixels of the square that is cropped; it may reach beyond the drawings."""
    if any(line.shape != lines[0].shape for line in lines):
        raise ShotError("drawings of one shot have different sizes")
    drawn = cv2.findNonZero(np.max(np.stack(lines), 0))
    height, width = lines[0].shape
    x, y, w, h = (0, 0, width, height) if drawn is None else cv2.boundingRect(drawn)
    figure = max(w, h)
    closest, widest = min(1.0, CLOSEST * size) * figure, max(1.1 * figure, *lines[0].shape)
    side = closest * (widest / closest) ** rng.random()
    # the square keeps to the figure: its middle wanders as far as figure and square differ in size
    wander = 0.5 * abs(figure - side) * rng.uniform(-1, 1, 2)
    left, top = np.array([x + w / 2, y + h / 2]) + wander - side / 2
    return round(left), round(top), max(round(side), 8)


def _crop(
    picture: NDArray[np.uint8], square: tuple[int, int, int], size: int, scaling: int
) -> NDArray[np.uint8]:
    """The square of an (H, W) or (H, W, 4) picture, blank beyond it, scaled to `size` x `size` pixels."""
    left, top, side = square
    height, width = picture.shape[:2]
    part = picture[max(top, 0) : top + side, max(left, 0) : left + side]
    over = (max(-top, 0), max(top + side - height, 0), max(-left, 0), max(left + side - width, 0))
    whole = cv2.copyMakeBorder(part, *over, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0))
    return np.asarray(cv2.resize(whole, (size, size), interpolation=scaling), np.uint8)
