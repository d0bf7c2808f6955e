# SPDX-License-Identifier: Apache-2.0
"""Reading one drawing with what its colours come from: scribbles and model sheets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from shiage.cel.images import read_line_art
from shiage.cel.regions import DEFAULT_GAP
from shiage.shot.io.read_shot import read_scribble, read_sheet
from shiage.shot.io.shot_folder import SheetFiles
from shiage.shot.types import Frame, Settings, Shot, ShotError

NUMBER = 1
"""Of the drawing's frame."""


def read_drawing(line: Path, scribbles: Path | None, sheets: Sequence[Path], gap: int | None = None) -> Shot:
    """A shot of one drawing.

    Args:
        line: its line art.
        scribbles: strokes of its size, or None.
        sheets: coloured model sheets; NAME.line.png beside one is its line art.
        gap: widest gap that is closed, in pixels; None takes the usual one.

    Raises:
        ShotError: it has neither scribbles nor a sheet, or these cannot be used.
        ImageError: a picture cannot be used.
    """
    if scribbles is None and not sheets:
        raise ShotError("give --scribbles, --sheet or both: something must say which colours there are")
    frame = Frame(NUMBER, read_line_art(line))
    return Shot(
        [frame],
        [],
        [read_sheet(SheetFiles(sheet.stem, sheet, _line_of(sheet)), []) for sheet in sheets],
        settings=Settings(gap=DEFAULT_GAP if gap is None else gap),
        scribbles=[] if scribbles is None else [read_scribble(scribbles, frame)],
    )


def _line_of(sheet: Path) -> Path | None:
    line = sheet.with_name(f"{sheet.stem}.line.png")
    return line if line.is_file() else None
