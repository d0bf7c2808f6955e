# SPDX-License-Identifier: Apache-2.0
"""What is to be coloured: a shot with its frames, keys, model sheets and corrections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from shiage.cel.fill import paint
from shiage.cel.lineart import LineArt
from shiage.cel.palette import Palette
from shiage.cel.regions import DEFAULT_GAP, DEFAULT_MIN_AREA
from shiage.errors import ShiageError
from shiage.shot.notes import Note

Mode = Literal["flat", "soft"]
"""flat: the exact palette; soft: the keys' shading too, carried on by the networks, for painterly keys."""


MOST_FRAMES = 4000
"""What has more frames is several shots; a job of the engine holds no more either."""


class ShotError(ShiageError, ValueError):
    """A shot that cannot be coloured; the message names the frame or key and says what to do."""


class Cancelled(Exception):
    """The watcher asked the work to stop."""


SURE = 0.9
"""From this confidence on a region is not in question."""


@dataclass(frozen=True, eq=False)
class Frame:
    """One drawing's place in time.

    Attributes:
        number: a whole number; frames stand in its order.
        line: its line art.
        name: of its file, without the ending; "" where it is none.
        label: what artists call it, such as 1a for the inbetween after 1; "" where that is the number.
        file: its drawing's, or None.
    """

    number: int
    line: LineArt
    name: str = ""
    label: str = ""
    file: Path | None = None

    @property
    def file_name(self) -> str:
        """What its results are called, without the ending."""
        return self.name or f"{self.number:04d}"

    @property
    def title(self) -> str:
        """What it is called in words."""
        return self.label or str(self.number)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.line.size


class LaterFrame(Frame):
    """A frame whose line art is read when it is first looked at: it may be that nothing does."""

    def __init__(self, number: int, size: tuple[int, int], read: Callable[[], LineArt]) -> None:
        """Args: number, size: as of every frame; read: gives its line art, of that size."""
        self.__dict__.update(number=number, _size=size, _read=read)

    @cached_property
    def line(self) -> LineArt:
        """Its line art."""
        line: LineArt = self.__dict__["_read"]()
        return line

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        width, height = self.__dict__["_size"]
        return width, height


@dataclass(frozen=True, eq=False)
class Key:
    """A frame whose colours are given, (H, W, 4) uint8 straight-alpha RGBA."""

    number: int
    cel: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class ModelSheet:
    """A coloured drawing outside the shot, of any size, with its own lines.

    Attributes:
        name: what the artist calls it.
        line: its line art.
        cel: (H, W, 4) uint8 straight-alpha RGBA.
        frames: numbers of the frames that are compared with it; None: all are.
    """

    name: str
    line: LineArt
    cel: NDArray[np.uint8]
    frames: frozenset[int] | None = None


@dataclass(frozen=True)
class Correction:
    """An artist's word on the region under one pixel of a frame; clamps like a key."""

    number: int
    x: int
    y: int
    colour: tuple[int, int, int, int]


@dataclass(frozen=True, eq=False)
class Scribbles:
    """Strokes of colour on a frame, (H, W, 4) uint8 straight-alpha RGBA: each says what its region carries.

    The regions that they lie in are clamped like a key's; what is like these in the same drawing follows.
    """

    number: int
    cel: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Raster:
    """What a network painted of a frame: it votes for swatches region by region, and clamps nothing.

    Attributes:
        number: of the frame.
        picture: (h, w, 3) uint8 RGB of the finished drawing on white, of the frame's shape at any size.
        weight: how much its votes count beside what regions of other drawings say; fitted for each network.
    """

    number: int
    picture: NDArray[np.uint8]
    weight: float


@dataclass(frozen=True)
class Settings:
    """How a shot is coloured.

    Attributes:
        mode: see Mode.
        gap: widest gap in a line that is closed, in pixels.
        min_area: pixels below which a region takes its neighbour's swatch.
        candidates: so many ways at most to colour the one drawing of a shot without a key.
    """

    mode: Mode = "flat"
    gap: int = DEFAULT_GAP
    min_area: int = DEFAULT_MIN_AREA
    candidates: int = 1


@dataclass(frozen=True, eq=False)
class Shot:
    """Frames in time order with keys, sheets, scribbles and corrections; notes on how files were read.

    Rasters are networks' pictures of frames, which vote beside all that; they bring no colour of their own.
    Where a palette is given, its swatches are all there are; paint farther off than noise is kept beside.
    """

    frames: list[Frame]
    keys: list[Key]
    sheets: list[ModelSheet] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    settings: Settings = field(default_factory=Settings)
    notes: tuple[Note, ...] = ()
    palette: Palette | None = None
    scribbles: list[Scribbles] = field(default_factory=list)
    rasters: list[Raster] = field(default_factory=list)

    @property
    def has_colours(self) -> bool:
        """Whether colours can be taken from the shot itself."""
        return bool(self.keys or self.sheets or self.scribbles)


@dataclass(frozen=True, eq=False)
class ColoredFrame:
    """The answer for one frame.

    Attributes:
        number: the frame's number.
        labels: (H, W) int32, region of every pixel, 1..n, lines included (filled to their middle).
        swatches: (n,) int32, palette index of each region; entry i belongs to label i + 1.
        confidence: (n,) float32 in 0..1, calibrated probability that the swatch is right.
        cel: (H, W, 4) uint8 straight-alpha RGBA without ink in mode soft, and of a key that has soft edges or
            shading; None where labels and swatches say all.
    """

    number: int
    labels: NDArray[np.int32]
    swatches: NDArray[np.int32]
    confidence: NDArray[np.float32]
    cel: NDArray[np.uint8] | None = None

    def painted(self, palette: Palette) -> NDArray[np.uint8]:
        """The cel, (H, W, 4) uint8 RGBA without ink, whatever the mode."""
        return paint(self.labels, palette.colours[self.swatches]) if self.cel is None else self.cel


class Checkpoint(Protocol):
    """Where finished steps of a shot are kept, so that an interrupted job goes on where it was."""

    def get(self, step: str) -> dict[str, NDArray[np.generic]] | None:
        """Arrays of a finished step, or None."""

    def put(self, step: str, arrays: dict[str, NDArray[np.generic]]) -> None:
        """Keep the arrays of a finished step."""


@dataclass(frozen=True)
class Watch:
    """How whoever asked follows the work.

    progress(stage, done, total) is called after each step; cancelled() is asked before each step and
    a True answer raises Cancelled.
    """

    progress: Callable[[str, int, int], None] = lambda stage, done, total: None
    cancelled: Callable[[], bool] = lambda: False
