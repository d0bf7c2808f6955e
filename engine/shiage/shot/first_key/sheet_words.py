# SPDX-License-Identifier: Apache-2.0
"""What is said of model sheets that a drawing was coloured from, where they may be the wrong ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt
from shiage.shot.describe.crop import drawn_window
from shiage.shot.types import SURE, ColoredFrame, Shot

FEW_SURE, VAGUE = 0.25, 0.66
"""Share of sure regions, and mean confidence, below which a sheet may be another character's: of 13 held-out
rendered drawings one is as vague by its own sheet, and 8 by another's, two of them for lack of paint."""

LITTLE_PAINT = 0.25
"""Painted share of a drawing, of the sheets' one, below which most of it was taken for paper."""

FEWEST = 5
"""Regions from which shares mean something."""


def sheet_words(shot: Shot, drawn: ColoredFrame, cel: NDArray[np.uint8]) -> list[str]:
    """Doubts about the sheets of a single drawing that has nothing else to go by.

    Args:
        shot: the drawing with its sheets.
        drawn: how it was coloured.
        cel: the same, (H, W, 4) uint8 RGBA.
    """
    if not shot.sheets or shot.scribbles or shot.keys or len(drawn.confidence) < FEWEST:
        return []
    sure, count = int((drawn.confidence >= SURE).sum()), len(drawn.confidence)
    names = " and ".join(sheet.name for sheet in shot.sheets)
    words = []
    if sure < FEW_SURE * count and drawn.confidence.mean() < VAGUE:
        words.append(
            f"model sheet {names}: only {sure} of {count} regions are surely found in it; is it of another "
            "character, or seen from elsewhere? Each region took the colour of what is most like it"
        )
    of_sheets = max(_painted(sheet.line, sheet.cel) for sheet in shot.sheets)
    if _painted(shot.frames[0].line, cel) < LITTLE_PAINT * of_sheets:
        words.append(
            f"model sheet {names}: most of the drawing is found nowhere in it and stays unpainted; is it of "
            "another character?"
        )
    return words


def _painted(line: LineArt, cel: NDArray[np.uint8]) -> float:
    """Share of the drawn window that is painted."""
    window = drawn_window([line])
    part = cel[window.y : window.y + window.height, window.x : window.x + window.width]
    return float((part[..., 3] > 0).mean())
