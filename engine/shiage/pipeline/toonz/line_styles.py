# SPDX-License-Identifier: Apache-2.0
"""Which styles of a level are ink and which are trace lines, and line art read by them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import PAPER_LIMIT, TRACE_BLUE, TRACE_GREEN, TRACE_RED, LineArt
from shiage.pipeline.toonz.level import MOST_STYLES, Pixels, inks, paints, tones
from shiage.pipeline.toonz.styles import Style

_BRIGHT = 1.1
"""Chroma over darkness from which a style's colour is bright, as in line art of other files."""

_STRAY = 50
"""One part in so many: with less ink than this beside bright lines, these are the ink."""

_MAIN = 5
"""One part in so many of the most frequent ink: a style of so many lines is ink, painted with or not."""


@dataclass(frozen=True, eq=False)
class LineStyles:
    """What lines of each style are.

    Attributes:
        trace: (4096,) uint8, TRACE_* of each style; 0 is ink.
        colour: (4096, 3) uint8 RGB of each style's ink, or None where all ink is black.
    """

    trace: NDArray[np.uint8]
    colour: NDArray[np.uint8] | None

    def line_art(self, pixels: Pixels) -> LineArt:
        """The lines of a drawing (H, W): ink covers what the tone leaves of the paint."""
        style, cover = inks(pixels), ~tones(pixels)
        code = self.trace[style]
        ink = np.where(code > 0, np.uint8(0), cover)
        trace = np.where(cover > PAPER_LIMIT, code, np.uint8(0))
        return LineArt(
            ink, trace if trace.any() else None, None if self.colour is None else self.colour[style]
        )


def find_line_styles(drawings: Iterable[Pixels], styles: tuple[Style, ...]) -> LineStyles:
    """Tell trace lines from ink.

    Trace lines have a style that is autopainted, one of a bright colour, or one that regions are painted with
    too: an autopainted line has taken it. Where there is no other ink, they are the ink.

    Args:
        drawings: all of the level.
        styles: of its palette.
    """
    lines, fills = np.zeros(MOST_STYLES, np.int64), np.zeros(MOST_STYLES, np.int64)
    for pixels in drawings:
        tone = tones(pixels)
        lines += np.bincount(inks(pixels)[tone < 255 - PAPER_LIMIT], minlength=MOST_STYLES)
        fills += np.bincount(paints(pixels)[tone == 255], minlength=MOST_STYLES)
    colours = np.zeros((MOST_STYLES, 3), np.uint8)
    flagged = np.zeros(MOST_STYLES, bool)
    for n, style in enumerate(styles):
        colours[n] = (0, 0, 0) if style.colour is None else style.colour[:3]
        flagged[n] = style.autopaint
    dark = 255 - colours.astype(np.int64)
    black, chroma = dark.min(1), np.ptp(dark, 1)
    traced = flagged | ((chroma > PAPER_LIMIT) & (chroma > _BRIGHT * black))
    if lines[~traced].sum() * _STRAY < lines[traced].sum():
        traced[:] = False
    traced |= (fills > 0) & (lines * _MAIN < lines[~traced].max(initial=0))
    code = np.select([dark[:, 0] == black, dark[:, 1] == black], [TRACE_RED, TRACE_GREEN], TRACE_BLUE)
    coloured = colours[(lines > 0) & ~traced].any()
    return LineStyles((code * traced).astype(np.uint8), colours if coloured else None)
