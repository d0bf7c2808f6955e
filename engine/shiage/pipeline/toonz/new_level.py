# SPDX-License-Identifier: Apache-2.0
"""A level of its own, made of coloured frames: lines are ink, swatches are styles."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shiage.cel.census import pack, unpack
from shiage.cel.lineart import LineArt
from shiage.cel.palette import Palette
from shiage.pipeline.toonz.level import MOST_STYLES, Drawing, FrameId, Level, LevelError, Pixels, joined
from shiage.pipeline.toonz.styles import SOLID, LevelPalette, Page, Style
from shiage.pipeline.toonz.write_tpl import NO_PAINT

Cel = NDArray[np.uint8]

INK = 1
"""The style of lines."""

DPI = 72.0
ICON = (80, 60)
"""Of the thumbnails, as OpenToonz makes them."""

_NUMBER = re.compile(r"(\d{1,9})([A-Za-z]*)$")


@dataclass(frozen=True, eq=False)
class ColouredFrame:
    """A frame of the level to be.

    Attributes:
        number: its place in time.
        title: what it is called, such as 1a.
        line: its lines; trace lines are not drawn, as they give way to the fill.
        cel: gives its (H, W, 4) uint8 RGBA without ink, anew each time.
    """

    number: int
    title: str
    line: LineArt
    cel: Callable[[], Cel]


def new_level(path: Path, frames: Sequence[ColouredFrame], palette: Palette) -> tuple[Level, LevelPalette]:
    """Make a level: style 0 is no paint, 1 the ink, then each swatch in the palette's order.

    A pixel of no swatch, as on a key's soft edge, has the swatch nearest to it.

    Args:
        path: where it shall be written.
        frames: at least one, all of one size.
        palette: swatches by name.

    Raises:
        LevelError: there are more swatches than a palette has styles.
    """
    shown = [place for place, colour in enumerate(palette.colours) if colour[3]]
    if len(shown) + INK + 1 > MOST_STYLES:
        raise LevelError(f"{path}: {len(shown)} swatches; a palette has at most {MOST_STYLES} styles")
    ink = Style("lines", SOLID, (*_ink_colour(frames), 255))
    colours = palette.colours[shown]
    swatches = [
        Style(palette.names[place], SOLID, (int(red), int(green), int(blue), int(alpha)))
        for place, (red, green, blue, alpha) in zip(shown, colours, strict=True)
    ]
    styles = (NO_PAINT, ink, *swatches)
    drawings = tuple(
        Drawing(name, (DPI, DPI), partial(_pixels, frame, colours))
        for name, frame in zip(_names(frames), frames, strict=True)
    )
    level = Level(path, frames[0].line.size, 14, "", drawings, ICON)
    return level, LevelPalette(styles, (Page("colors", tuple(range(len(styles)))),))


def _names(frames: Sequence[ColouredFrame]) -> list[FrameId]:
    """As the frames are called, where all are called by a number and no two by one; else their numbers."""
    found = [_NUMBER.search(frame.title) for frame in frames]
    names = [FrameId(int(match[1]), match[2].lower()) for match in found if match]
    if len(set(names)) == len(frames) and names == sorted(names):
        return names
    return [FrameId(frame.number) for frame in frames]


def _ink_colour(frames: Sequence[ColouredFrame]) -> tuple[int, int, int]:
    """The colour that most of the lines have."""
    drawn = [frame.line.colour[frame.line.ink == 255] for frame in frames if frame.line.colour is not None]
    rows = np.concatenate(drawn) if drawn else np.zeros((0, 3), np.uint8)
    if not len(rows):
        return 0, 0, 0
    values, counts = np.unique(rows, axis=0, return_counts=True)
    red, green, blue = (int(value) for value in values[counts.argmax()])
    return red, green, blue


def _pixels(frame: ColouredFrame, colours: NDArray[np.uint8]) -> Pixels:
    packed = pack(frame.cel())
    values, places = np.unique(packed, return_inverse=True)
    apart = np.abs(unpack(values)[:, None].astype(np.int32) - colours[None].astype(np.int32)).sum(2)
    style = np.where(values == 0, 0, INK + 1 + (apart.argmin(1) if len(colours) else 0))
    paint = style[places.reshape(packed.shape)].astype(np.uint16)
    cover = frame.line.ink
    return joined(np.where(cover > 0, INK, 0).astype(np.uint16), paint, ~cover)
