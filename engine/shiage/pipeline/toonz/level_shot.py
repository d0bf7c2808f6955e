# SPDX-License-Identifier: Apache-2.0
"""A level as a shot: inks are its lines, painted drawings its keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.cel.fill import fill_under_ink
from shiage.cel.palette import Palette
from shiage.cel.picture import check_size
from shiage.cel.regions import RegionMap
from shiage.pipeline.toonz.level import MOST_STYLES, Drawing, Level, LevelError, Pixels, paints, tones
from shiage.pipeline.toonz.line_styles import find_line_styles
from shiage.pipeline.toonz.stand_ins import stand_ins
from shiage.pipeline.toonz.styles import Colour, LevelPalette
from shiage.shot.io.file_names import FrameName
from shiage.shot.io.frame_numbers import whole_numbers
from shiage.shot.io.shot_folder import choose_keys
from shiage.shot.types import Frame, Key, Settings, Shot


@dataclass(frozen=True, eq=False)
class LevelShot:
    """A level as a shot.

    Attributes:
        shot: frames, keys and a palette of the styles that the keys are painted with.
        drawings: of the level, by the frames' numbers.
        colours: what stands for each of those styles, by index.
    """

    shot: Shot
    drawings: dict[int, Drawing]
    colours: dict[int, Colour]


def level_shot(level: Level, palette: LevelPalette, keys: str | None, settings: Settings) -> LevelShot:
    """Read a level as a shot.

    Args:
        level: the level.
        palette: its palette.
        keys: which of the painted drawings count, as for any shot; None: all of them.
        settings: how it is coloured.

    Raises:
        LevelError: a drawing is torn, or none is painted.
        ShotError: a key that is named is no painted drawing.
        ImageError: a side is too short or too long.
    """
    check_size(level.path, *level.size)
    drawings = _numbered(level.drawings)
    painted = [number for number, drawing in drawings.items() if _is_painted(drawing.read())]
    if not painted:
        raise LevelError(f"{level.path}: no drawing is painted: paint one in OpenToonz, it is the key")
    called = {number: str(drawing.id) for number, drawing in drawings.items()}
    chosen = choose_keys(keys, painted, list(drawings), called)
    styles = find_line_styles((drawing.read() for drawing in drawings.values()), palette.styles)
    frames = [
        Frame(
            number, styles.line_art(drawing.read()), f"{level.path.stem}.{_written(drawing)}", called[number]
        )
        for number, drawing in drawings.items()
    ]
    fills = {number: _under_lines(drawings[number].read()) for number in chosen}
    used = sorted({int(style) for fill in fills.values() for style in np.unique(fill)} - {0})
    colours = stand_ins(palette.styles, used)
    table = np.zeros((MOST_STYLES, 4), np.uint8)
    for style, colour in colours.items():
        table[style] = colour
    swatches = Palette(table[used], tuple(_names(palette, used)))
    shot = Shot(
        frames,
        [Key(number, table[fill]) for number, fill in fills.items()],
        settings=settings,
        palette=swatches,
    )
    return LevelShot(shot, drawings, colours)


def _numbered(drawings: Iterable[Drawing]) -> dict[int, Drawing]:
    named = {FrameName(drawing.id.number, drawing.id.suffix): drawing for drawing in drawings}
    return {number: named[name] for name, number in whole_numbers(named).items()}


def _written(drawing: Drawing) -> str:
    """A number as OpenToonz writes it into names of pictures."""
    return f"{drawing.id.number:04d}{drawing.id.suffix}"


def _is_painted(pixels: Pixels) -> bool:
    return bool(((paints(pixels) > 0) & (tones(pixels) == 255)).any())


def _under_lines(pixels: Pixels) -> NDArray[np.int32]:
    """(H, W) styles of paint, grown to the middle of the lines from where it shows alone."""
    alone = np.where(tones(pixels) == 255, paints(pixels).astype(np.int32) + 1, 0)
    return np.asarray(np.maximum(fill_under_ink(RegionMap(alone, int(alone.max()))) - 1, 0), np.int32)


def _names(palette: LevelPalette, used: list[int]) -> list[str]:
    """Names of styles; what has that of an earlier one carries its index too."""
    names: list[str] = []
    for style in used:
        name = palette.styles[style].name if style < len(palette.styles) else f"style {style}"
        names.append(f"{name} {style}" if name in names else name)
    return names
