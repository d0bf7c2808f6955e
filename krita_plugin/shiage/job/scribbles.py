# SPDX-License-Identifier: GPL-3.0-or-later
"""Scribbles on a layer of their own as corrections: under each stroke, the region shall have its colour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..document.pixels import Colour

STEP = 3
"""Every third row is looked at: no stroke of a brush is thinner."""

LEAST = 3
"""A run of fewer pixels is a brush's edge."""

MOST = 400
"""So many corrections speak for a frame's scribbles, the longest runs; a stroke has dozens."""

_SOLID = re.compile(rb"[\xc8-\xff]{%d,}" % LEAST)
_INK = 128


@dataclass(frozen=True)
class Correction:
    """A pixel whose region shall have a colour."""

    x: int
    y: int
    colour: Colour


def corrections_in(scribbles: bytes, lines: bytes, width: int, height: int) -> list[Correction]:
    """What a frame's scribbles say.

    A mark stands in the middle of each run of a stroke, so that a stroke that runs a little over a line says
    nothing of the region beyond. Where strokes disagree the longest run comes last, and the last one counts.

    Args:
        scribbles: 8-bit BGRA pixels of the scribbles.
        lines: 8-bit BGRA pixels of the line art.
        width: pixels across.
        height: pixels down.
    """
    runs = []
    for y in range(STEP // 2, height, STEP):
        row = slice(4 * y * width, 4 * (y + 1) * width)
        alpha = scribbles[row][3::4]
        for left, right in _runs(alpha):
            middle = (left + right) // 2
            at = 4 * (y * width + middle)
            if not _inked(lines[at : at + 4]):
                runs.append((right - left, y, middle, scribbles[at : at + 4]))
    runs.sort(key=lambda run: run[0])
    return [Correction(x, y, (pixel[2], pixel[1], pixel[0], 255)) for _, y, x, pixel in runs[-MOST:]]


def _runs(alpha: bytes) -> Iterator[tuple[int, int]]:
    if alpha.count(0) == len(alpha):
        return
    for match in _SOLID.finditer(alpha):
        yield match.span()


def _inked(pixel: bytes) -> bool:
    """Whether a pixel of line art is ink: dark and opaque, on paper or on nothing."""
    blue, green, red, alpha = pixel
    return alpha > _INK and min(blue, green, red) < _INK
