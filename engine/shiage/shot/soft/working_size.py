# SPDX-License-Identifier: Apache-2.0
"""Frames and paint at the size that the networks work at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.alpha import premultiplied, straight
from shiage.cel.arrays import Floats
from shiage.cel.lineart import LineArt
from shiage.models.network_inputs import colour_input, field_input, line_input

Size = tuple[int, int]

LEAST_SIDE, MOST_SIDE = 256, 1024
"""Longest side of working frames; the networks learn at the least."""

LINE = 1.0
"""Width in working pixels at which lines keep regions apart and details together."""

_LOOKED_AT = 8


@dataclass(frozen=True, eq=False)
class Input:
    """What the networks see of a drawing: line (1, h, w) 0..1, field (1, h, w) 0..1."""

    line: Floats
    field: Floats

    def window(self, x: int, y: int, width: int, height: int) -> Input:
        """A part of it."""
        return Input(*(a[:, y : y + height, x : x + width] for a in (self.line, self.field)))


def working_size(lines: Sequence[LineArt]) -> Size:
    """Width and height at which the shot's usual line is LINE pixels wide, multiples of 4."""
    width, height = lines[0].size
    stroke = float(np.median([_stroke(line) for line in lines[:: -(-len(lines) // _LOOKED_AT)]]))
    longest = max(width, height)
    side = min(longest, max(LEAST_SIDE, min(MOST_SIDE, LINE / stroke * longest)))
    return scaled((width, height), side)


def scaled(size: Size, side: float) -> Size:
    """A size with the same shape and about this longest side, multiples of 4."""
    width, height = (max(16, round(n * side / max(size) / 4) * 4) for n in size)
    return width, height


def shrunk(line: LineArt, size: Size) -> LineArt:
    """Line art at another size (width, height); fine lines grow pale, trace lines stay whole."""
    ink = np.asarray(cv2.resize(line.ink, size, interpolation=cv2.INTER_AREA), np.uint8)
    if line.trace is None:
        return LineArt(ink)
    there = cv2.resize((line.trace > 0).astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.3
    kind = cv2.dilate(line.trace, np.ones((3, 3), np.uint8))
    return LineArt(
        ink, np.where(there, cv2.resize(kind, size, interpolation=cv2.INTER_NEAREST), 0).astype(np.uint8)
    )


def network_input(line: LineArt) -> Input:
    """What the networks see of line art at its size."""
    return Input(line_input(line), field_input(line))


def fitted(line: LineArt, paint: NDArray[np.uint8], size: Size) -> tuple[Input, Floats]:
    """A coloured drawing at working size, in the middle of white paper where its shape is another.

    Args:
        line: its line art, (H, W).
        paint: (H, W, 4) uint8 RGBA without ink.
        size: width and height.

    Returns:
        its input, and the finished frame (3, h, w) in -1..1.
    """
    width, height = size
    x, y, *inner = fitted_box(line.size, size)
    small = shrunk(line, (inner[0], inner[1]))
    small_paint = cv2.resize(premultiplied(paint), inner, interpolation=cv2.INTER_AREA)
    colour = straight(np.asarray(small_paint, np.float32))
    span = [(y, height - inner[1] - y), (x, width - inner[0] - x)]
    trace = None if small.trace is None else np.pad(small.trace, span)
    whole = LineArt(np.pad(small.ink, span), trace)
    return network_input(whole), colour_input(np.pad(colour, [*span, (0, 0)]), whole)


def fitted_box(own: Size, size: Size) -> tuple[int, int, int, int]:
    """Left, top, width and height of a drawing of its own size where `fitted` puts it."""
    scale = min(size[0] / own[0], size[1] / own[1])
    width, height = (
        full if abs(full - n * scale) < 4 else max(1, round(n * scale))
        for n, full in zip(own, size, strict=True)
    )
    return (size[0] - width) // 2, (size[1] - height) // 2, width, height


def _stroke(line: LineArt) -> float:
    """Usual width of a drawing's lines in pixels: twice their area by the length of their edges."""
    barrier = line.barrier().astype(np.uint8)
    area = int(barrier.sum())
    core = int(cv2.erode(barrier, np.ones((3, 3), np.uint8)).sum())
    return max(1.0, 2 * area / max(1, area - core)) if area else 1.0
