# SPDX-License-Identifier: Apache-2.0
"""The networks' refined raster of a shot: frames whole, or in tiles where lines ask for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats
from shiage.models.network_inputs import picture
from shiage.shot.run.progress import Progress
from shiage.shot.soft.tiles import blurred, feather, resized, tiles
from shiage.shot.soft.working_size import Input, Size, scaled
from shiage.shot.types import ShotError

if TYPE_CHECKING:
    from shiage.models.encoded_references import ShotReferences
    from shiage.models.shot_painter import ShotPainter

LEAST_PIECE = 128
"""Longest side of what the networks see at once where a device with little memory is given up."""

SEGMENT, MARGIN = 48, 8
"""Frames refined and kept as one step, and how many on either side they are refined together with."""

KEYS_A_FRAME = 3
"""References of a frame, the nearest ones; more hardly help (table 5)."""


@dataclass(frozen=True, eq=False)
class Reference:
    """A coloured drawing at working size: its input and its finished frame (3, h, w) in -1..1."""

    seen: Input
    colour: Floats


@dataclass(eq=False)
class ShotRaster:
    """Paints the frames of one shot at working size.

    Attributes:
        painter: the networks.
        size: working width and height.
        frames: input of every frame, in time order.
        references: coloured drawing -> reference; indices of frames, then model sheets.
        choice: per frame, the references it is coloured from, nearest first.
        moves: (frame, reference) -> (m, 4) where regions of the frame stand, x and y in working pixels, and
            how far off they are in the reference.
    """

    painter: ShotPainter
    size: Size
    frames: Sequence[Input]
    references: Mapping[int, Reference]
    choice: Sequence[Sequence[int]]
    moves: Mapping[tuple[int, int], Floats]
    _piece: int = 0
    _encoded: dict[int, ShotReferences] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """See no more at once than the networks were trained for."""
        self._piece = self._piece or self.painter.piece

    def pictures(self, progress: Progress) -> list[NDArray[np.uint8]]:
        """All frames, refined, (h, w, 3) uint8 RGB on white with their ink (stages "paint" and "refine").

        Raises:
            ShotError: the device's memory does not do for this shot.
            Cancelled: the watch asked to stop.
        """
        painted = []
        for t in range(len(self.frames)):
            if t in self.references:
                painted.append(picture(self.references[t].colour))
            else:
                kept = progress.get(f"paint-{t}")
                if kept is None:
                    kept = {"image": picture(self.colour(t, self.choice[t]))}
                    progress.put(f"paint-{t}", kept)
                painted.append(np.asarray(kept["image"], np.uint8))
            progress.tell("paint", t + 1, len(self.frames))
        self._encoded.clear()
        return self._refined(painted, progress)

    def colour(self, t: int, choice: Sequence[int]) -> Floats:
        """Colour one frame after some references; (3, h, w) in -1..1."""
        from shiage.models.shot_painter import NoRoom

        while True:
            try:
                whole = self._whole(t, choice)
                return whole if max(self.size) <= self._piece else self._detailed(t, choice, whole)
            except NoRoom:
                self._encoded.clear()
                self._piece = _less(self._piece)

    def refine(self, lines: Floats, colours: Floats, keys: Sequence[int]) -> Floats:
        """Refine (T, 3, h, w) frames in time order, in parts of the picture if they do not fit at once.

        Args:
            lines: (T, 1, h, w), 0..1.
            colours: (T, 3, h, w), -1..1.
            keys: which of them are keys.
        """
        from shiage.models.shot_painter import NoRoom

        piece = 2 * self._piece
        while True:
            try:
                return self._refined_parts(lines, colours, keys, piece)
            except NoRoom:
                piece = _less(piece)

    def _refined_parts(self, lines: Floats, colours: Floats, keys: Sequence[int], piece: int) -> Floats:
        if max(self.size) <= piece:
            return self.painter.refine(lines, colours, keys)
        total, weights = np.zeros_like(colours), np.zeros(colours.shape[2:], np.float32)
        for x, y, width, height in tiles(self.size, piece):
            part = np.s_[..., y : y + height, x : x + width]
            weight = feather(width, height)
            total[part] += self.painter.refine(lines[part], colours[part], keys) * weight
            weights[part] += weight
        return np.asarray(total / weights, np.float32)

    def _refined(self, painted: list[NDArray[np.uint8]], progress: Progress) -> list[NDArray[np.uint8]]:
        count, out = len(painted), []
        for start in range(0, count, SEGMENT):
            stop = min(count, start + SEGMENT)
            kept = progress.get(f"refine-{start}")
            if kept is None:
                around = self._around(start, stop)
                lines = np.stack([self.frames[t].line for t in around])
                colours = np.stack([_signed(painted[t]) for t in around])
                keys = [place for place, t in enumerate(around) if t in self.references]
                refined = self.refine(lines, colours, keys)[around.index(start) :][: stop - start]
                kept = {"images": np.stack([picture(image) for image in refined])}
                progress.put(f"refine-{start}", kept)
            out += list(np.asarray(kept["images"], np.uint8))
            progress.tell("refine", stop, count)
        return out

    def _around(self, start: int, stop: int) -> list[int]:
        """Frames that a segment is refined with, in time order: a margin, and two keys on either side."""
        low, high = max(0, start - MARGIN), min(len(self.frames), stop + MARGIN)
        keys = sorted(s for s in self.references if s < len(self.frames))
        before, after = [k for k in keys if k < low], [k for k in keys if k >= high]
        return [*before[-2:], *range(low, high), *after[:2]]

    def _whole(self, t: int, choice: Sequence[int]) -> Floats:
        """The whole frame, at working size or as much smaller as it must be."""
        size = scaled(self.size, min(max(self.size), self._piece))
        for s in choice:
            if s not in self._encoded:
                reference = self.references[s]
                seen = _resized(reference.seen, size)
                self._encoded[s] = self.painter.reference(
                    seen.line, seen.field, resized(reference.colour, size)
                )
        while len(self._encoded) > 2 * KEYS_A_FRAME + 2:  # frames come in time order: the first is the oldest
            del self._encoded[next(s for s in self._encoded if s not in choice)]
        seen = _resized(self.frames[t], size)
        image = self.painter.colour(seen.line, seen.field, [self._encoded[s] for s in choice])
        return resized(image, self.size)

    def _detailed(self, t: int, choice: Sequence[int], whole: Floats) -> Floats:
        """Tiles at working size give the detail that the whole frame, painted smaller, has not.

        A tile's references are cut out where its regions stand in them.
        """
        sigma = max(self.size) / self._piece
        detail, weights = np.zeros_like(whole), np.zeros(whole.shape[1:], np.float32)
        for x, y, width, height in tiles(self.size, self._piece):
            parts = []
            for s in choice:
                u, v = self._shifted(t, s, (x, y, width, height))
                seen = self.references[s].seen.window(u, v, width, height)
                colour = self.references[s].colour[:, v : v + height, u : u + width]
                parts.append(self.painter.reference(seen.line, seen.field, colour))
            tile = self.frames[t].window(x, y, width, height)
            image = self.painter.colour(tile.line, tile.field, parts)
            weight = feather(width, height)
            rows, columns = slice(y, y + height), slice(x, x + width)
            detail[:, rows, columns] += (image - blurred(image, sigma)) * weight
            weights[rows, columns] += weight
        return np.asarray(blurred(whole, sigma) + detail / weights, np.float32)

    def _shifted(self, t: int, s: int, tile: tuple[int, int, int, int]) -> tuple[int, int]:
        """Corner of the part of a reference that shows what a tile of a frame shows."""
        x, y, width, height = tile
        moves = self.moves.get((t, s))
        if moves is not None:
            inside = (np.abs(moves[:, 0] - x - width / 2) < width / 2) & (
                np.abs(moves[:, 1] - y - height / 2) < height / 2
            )
            if inside.any():
                dx, dy = np.median(moves[inside, 2:], 0)
                x, y = x + round(float(dx) / 4) * 4, y + round(float(dy) / 4) * 4
        return min(max(0, x), self.size[0] - width), min(max(0, y), self.size[1] - height)


def _less(piece: int) -> int:
    """A smaller piece to see at once.

    Raises:
        ShotError: it is small already.
    """
    if piece <= LEAST_PIECE:
        raise ShotError(
            "the GPU has too little free memory for mode soft: close what else uses it, or set "
            "SHIAGE_DEVICE=cpu and restart the engine"
        )
    return piece // 2


def _resized(seen: Input, size: Size) -> Input:
    return Input(*(resized(a, size) for a in (seen.line, seen.field)))


def _signed(image: NDArray[np.uint8]) -> Floats:
    """(h, w, 3) uint8 to (3, h, w) float32 in -1..1."""
    return np.ascontiguousarray(image.transpose(2, 0, 1), np.float32) / np.float32(127.5) - 1
