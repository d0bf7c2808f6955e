# SPDX-License-Identifier: Apache-2.0
"""Painting a level: cels go in, paint indices come out; ink and tone stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from shiage.cel.census import pack, unpack
from shiage.cel.palette import Palette
from shiage.pipeline.toonz.level import Level, Pixels, inks, joined, paints, tones
from shiage.pipeline.toonz.level_shot import LevelShot
from shiage.pipeline.toonz.styles import SOLID, Colour, LevelPalette, Style
from shiage.pipeline.toonz.write_tpl import extended

Cel = NDArray[np.uint8]


def paint_level(
    level: Level, palette: LevelPalette, read: LevelShot, cel: Callable[[int], Cel], swatches: Palette
) -> tuple[Level, LevelPalette]:
    """A level whose drawings are painted as their cels are; keys are the very drawings they were.

    Args:
        level: as it was read.
        palette: the level's, as it was read.
        read: the same as a shot.
        cel: (H, W, 4) uint8 RGBA of a frame, by its number; asked twice.
        swatches: names of the colours in cels.

    Returns:
        The level, painted when its drawings are read, and its palette: with a style more for each colour that
        no style has.

    Raises:
        LevelError: there are more styles than a palette holds.
    """
    keys = {key.number for key in read.shot.keys}
    others = [number for number in read.drawings if number not in keys]
    known = _known(palette, read.colours)
    colours = {colour for number in others for colour in _colours(cel(number))}
    added = sorted(colours - set(known))
    names = {_colour(c): name for c, name in zip(swatches.colours, swatches.names, strict=True)}
    styles = [Style(names.get(c, f"color_{len(palette.styles) + n}"), SOLID, c) for n, c in enumerate(added)]
    known |= {colour: len(palette.styles) + n for n, colour in enumerate(added)}
    autopaint = np.array([n for n, style in enumerate(palette.styles) if style.autopaint], np.uint16)
    drawings = tuple(
        drawing if number in keys
        else replace(drawing, read=partial(_read, drawing.read, partial(cel, number), known, autopaint))
        for number, drawing in read.drawings.items()
    )  # fmt: skip
    return replace(level, drawings=drawings), extended(palette, styles)


def _read(
    pixels: Callable[[], Pixels],
    cel: Callable[[], Cel],
    known: dict[Colour, int],
    autopaint: NDArray[np.uint16],
) -> Pixels:
    return painted(pixels(), _styles(cel(), known), autopaint)


def painted(pixels: Pixels, styles: NDArray[np.uint16], autopaint: NDArray[np.uint16]) -> Pixels:
    """A drawing with paint: under the soft edge of lines too, and not under ink that hides it.

    Args:
        pixels: the drawing, (H, W).
        styles: (H, W) paint of each pixel, to the middle of lines.
        autopaint: styles of lines that take the paint which they lie on, as they do in OpenToonz.
    """
    ink, paint, tone = inks(pixels), paints(pixels), tones(pixels)
    takes = np.isin(ink, autopaint) & (tone < 255) & (styles > 0)
    shows = (tone > 0) | takes
    return joined(np.where(takes, styles, ink), np.where(shows, styles, paint), tone)


def _known(palette: LevelPalette, colours: dict[int, Colour]) -> dict[Colour, int]:
    """The style of each colour: of those that stand for one, then of what pages show, the first."""
    known: dict[Colour, int] = {(0, 0, 0, 0): 0}
    known |= {colour: style for style, colour in colours.items()}
    for style in (index for page in palette.pages for index in page.styles):
        colour = palette.styles[style].colour
        if style and colour is not None and colour[3]:
            known.setdefault(colour, style)
    return known


def _styles(cel: Cel, known: dict[Colour, int]) -> NDArray[np.uint16]:
    values, places = np.unique(pack(cel), return_inverse=True)
    table = np.array([known[_colour(one)] for one in unpack(values)], np.uint16)
    return np.asarray(table[places.reshape(cel.shape[:2])], np.uint16)


def _colours(cel: Cel) -> Iterable[Colour]:
    return [_colour(one) for one in unpack(np.unique(pack(cel)))]


def _colour(row: NDArray[np.uint8]) -> Colour:
    red, green, blue, alpha = (int(value) for value in row)
    return (red, green, blue, alpha) if alpha else (0, 0, 0, 0)
