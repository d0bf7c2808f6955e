# SPDX-License-Identifier: Apache-2.0
"""Ink told from trace lines by colour, and the colour that ink has of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.channels import Channel, darkest, lightest
from shiage.cel.paper import PAPER_LIMIT

TRACE_NONE, TRACE_RED, TRACE_GREEN, TRACE_BLUE = 0, 1, 2, 3

_TRACE_RATIO = 1.1
"""Chroma over darkness from which a pixel is bright colour, not black; mixing with white keeps the ratio."""

_DARK_RATIO = 0.35
"""The same from which a line is of a dark colour, brown or navy; ink that a scanner tints stays below."""

_NEARLY = 0.8
"""Share of _DARK_RATIO from which a pixel beside such a line is a part of it."""

_ROUNDING = 3
"""Levels by which the faint edge of such a line may miss that."""

_STRAY = 50
"""One part in so many: a frame with less black ink than this beside its bright coloured lines has none."""

_DARK_STRAY = 5
"""The same beside lines of a dark colour: pupils alone do not make brown outlines trace lines."""

_DARK_SHARE = 200
"""One part in so many: fewer pixels of a dark colour than this are where black and a bright colour mix."""

_TINT = 14
"""Mean chroma from which ink is not black."""

_CORE, _FULL = 128, 0.9
"""Darkness from which ink is more than a line's edge; and the share of a frame's coloured ink that is lighter
than full ink."""

_MIX = np.ones((5, 5), np.uint8)
"""Within this of a bright coloured line a dark colour may be black that crosses it."""


@dataclass(frozen=True, eq=False)
class Lines:
    """Ink (H, W) uint8 coverage; trace (H, W) uint8 TRACE_* or None; colour (H, W, 3) uint8 RGB or None."""

    ink: Channel
    trace: Channel | None = None
    colour: NDArray[np.uint8] | None = None


def separate(dark: Sequence[Channel]) -> Lines:
    """Tell ink from trace lines.

    Bright coloured lines are trace lines, and so are those of a dark colour beside enough black ink. In a
    frame without black ink (brown outlines, a blue-pencil drawing) the coloured lines are the ink, and keep
    their colour.

    Args:
        dark: darkness of red, green and blue without the paper's tone, each (H, W) uint8.
    """
    black, most = lightest(dark), darkest(dark)
    chroma = most - black
    if int(chroma.max()) <= _TINT:
        return Lines(_grey(dark))
    traced = chroma > PAPER_LIMIT
    coloured = traced
    if traced.any():
        coloured = _bright(black, chroma, traced)
        deep = _deep(black, chroma, traced, coloured)
        ink = np.count_nonzero(_is_ink(black) & ~(coloured | deep))
        if ink * _DARK_STRAY >= np.count_nonzero(deep & traced):
            coloured |= deep
        traced &= coloured
    traces = np.count_nonzero(traced)
    if traces == 0:
        return _with_colour(_grey(dark), dark, black, None)
    # a coloured line's own fringe must not stay behind as a grey line, so it is wiped below the limit too
    ink_left = black * ~coloured
    if np.count_nonzero(_is_ink(ink_left)) * _STRAY < traces:
        return _with_colour(most, dark, most, None)
    return _with_colour(ink_left, [d * ~coloured for d in dark], ink_left, _codes(dark, black) * traced)


def _is_ink(ink: Channel) -> NDArray[np.bool_]:
    return np.asarray(ink > PAPER_LIMIT)


def _grey(dark: Sequence[Channel]) -> Channel:
    return np.asarray(cv2.cvtColor(cv2.merge(list(dark)), cv2.COLOR_RGB2GRAY), np.uint8)


def _codes(dark: Sequence[Channel], black: Channel) -> Channel:
    red = (dark[0] == black).view(np.uint8)
    green = (dark[1] == black).view(np.uint8)
    # blue, less one where green is lightest, or else less two where red is
    return np.asarray(np.uint8(TRACE_BLUE) - np.maximum(green, 2 * red), np.uint8)


def _bright(black: Channel, chroma: Channel, traced: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels of bright coloured lines with their fringes; none where a lens or a JPEG gave ink its seams."""
    coloured = np.asarray(chroma > cv2.convertScaleAbs(black, alpha=_TRACE_RATIO))
    ink = _is_ink(black) & ~coloured
    seams = np.count_nonzero(coloured & traced)
    if np.count_nonzero(ink) < seams:
        return coloured
    clear = np.count_nonzero(coloured & traced & (cv2.dilate(ink.view(np.uint8), _MIX) == 0))
    return coloured if clear * _STRAY >= seams else np.zeros_like(coloured)


def _deep(
    black: Channel, chroma: Channel, traced: NDArray[np.bool_], coloured: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Pixels of lines of a dark colour with their fringes; none where there are only mixtures."""
    deep = traced & ~coloured & (chroma > cv2.convertScaleAbs(black, alpha=_DARK_RATIO))
    bright = coloured & traced
    if bright.any():
        deep &= cv2.dilate(bright.view(np.uint8), _MIX) == 0
    lines = np.count_nonzero(traced | _is_ink(black))
    if np.count_nonzero(deep) * _DARK_SHARE <= lines:
        return np.zeros_like(deep)
    beside = cv2.dilate(deep.view(np.uint8), _MIX) > 0
    near = cv2.convertScaleAbs(black, alpha=_NEARLY * _DARK_RATIO)
    return np.asarray(beside & (np.minimum(chroma, 255 - _ROUNDING) + np.uint8(_ROUNDING) > near))


def _with_colour(ink: Channel, dark: Sequence[Channel], depth: Channel, trace: Channel | None) -> Lines:
    """Ink with its own colour, where it has one.

    A pixel of a line that covers the share a of it is 255 - a d, d being the darkness of full ink; so the
    darkest channel over that of full ink gives a, and what is left the colour.

    Args:
        ink: coverage, were it black.
        dark: darkness of red, green and blue, 0 where it is not ink's.
        depth: darkness by which the middle of lines is told from their edges.
        trace: see `Lines`.
    """
    core = depth > max(PAPER_LIMIT, min(_CORE, int(depth.max()) // 2))
    inside = np.flatnonzero(core)
    full_ink = [channel.ravel()[inside] for channel in dark]
    if not len(inside) or np.ptp([channel.mean() for channel in full_ink]) <= _TINT:
        return Lines(ink, trace)
    full = float(np.quantile(darkest(full_ink), _FULL))
    cover = cv2.convertScaleAbs(darkest(dark), alpha=255 / full)
    colour = np.stack([~np.asarray(cv2.divide(channel, cover, scale=255), np.uint8) for channel in dark], 2)
    return Lines(np.asarray(cover, np.uint8), trace, colour)
