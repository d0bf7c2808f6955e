# SPDX-License-Identifier: Apache-2.0
"""What a palette-indexed level is: drawings whose pixels name an ink, a paint and how much of each shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shiage.errors import ShiageError

Pixels = NDArray[np.uint32]
"""(H, W), the top row first: ink in the upper 12 bits, paint in the next 12, tone in the lower 8."""

MOST_STYLES = 4096
"""Of a palette; an index has 12 bits."""

BARE = 255
"""A pixel without ink and paint: all paint, and that of style 0."""


class LevelError(ShiageError):
    """A level or its palette cannot be used; the words name the file, and the frame or byte."""


@dataclass(frozen=True, order=True)
class FrameId:
    """A drawing's number, and the letters behind it such as the a of 1a."""

    number: int
    suffix: str = ""

    def __str__(self) -> str:
        return f"{self.number}{self.suffix}"


@dataclass(frozen=True, eq=False)
class Drawing:
    """A drawing of a level.

    Attributes:
        id: its number.
        dpi: across and down.
        read: gives its pixels, anew each time.
    """

    id: FrameId
    dpi: tuple[float, float]
    read: Callable[[], Pixels]


@dataclass(frozen=True, eq=False)
class Level:
    """A level.

    Attributes:
        path: its file.
        size: width and height in pixels.
        version: of its format.
        creator: what wrote it, "" where it does not say.
        drawings: in the order of their numbers.
        icon: width and height of its thumbnails.
    """

    path: Path
    size: tuple[int, int]
    version: int
    creator: str
    drawings: tuple[Drawing, ...]
    icon: tuple[int, int]


def inks(pixels: Pixels) -> NDArray[np.uint16]:
    """(H, W) style of each pixel's ink."""
    return (pixels >> 20).astype(np.uint16)


def paints(pixels: Pixels) -> NDArray[np.uint16]:
    """(H, W) style of each pixel's paint, 0 where there is none."""
    return (pixels >> 8 & 0xFFF).astype(np.uint16)


def tones(pixels: Pixels) -> NDArray[np.uint8]:
    """(H, W) share of the paint that shows: 0 ink alone, 255 paint alone."""
    return (pixels & 0xFF).astype(np.uint8)


def joined(ink: NDArray[np.uint16], paint: NDArray[np.uint16], tone: NDArray[np.uint8]) -> Pixels:
    """Pixels of three (H, W) parts."""
    return np.asarray(ink.astype(np.uint32) << 20 | paint.astype(np.uint32) << 8 | tone, np.uint32)
