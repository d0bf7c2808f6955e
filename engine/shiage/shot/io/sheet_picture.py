# SPDX-License-Identifier: Apache-2.0
"""Model sheets that come as one picture: what of it is line, what is paper, what is paint."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import TRACE_BLUE, TRACE_NONE, LineArt
from shiage.shot.types import ModelSheet

_INK, _EDGE = 60, 40
"""Brightest channel of full ink, and the levels above it in which ink fades out."""

_STEP = 24
"""Two neighbouring pixels that differ by more in any channel are of two colours."""

_BESIDE = 7
"""Within a square of so many pixels around ink, two colours meet at a line."""

_LINED = 0.5
"""Share of the places where colours meet that lie at ink in a drawing that has lines."""

_MOST = 0.3
"""With more of a picture than this where colours meet, it is a photograph or a texture."""

_BORDER = 8
"""Pixels of the shortest border between light and shade."""

_RIM = 0.6
"""Share of what lies around the figure that is of one colour, if that is paper."""

_GRAIN, _FRINGE = 16, 48
"""Levels by which paper that is not clean strays, in the open and along lines."""

_TONES = 4
"""So many tones beside the usual one make grain, or what a JPEG leaves; fewer are pale paint."""

_DUST = 2e-4
"""Share of a picture that may be of another tone and yet be no paint."""

_BLOCK = 8
"""Side of the squares that a JPEG is made of."""

Mask = NDArray[np.bool_]
Cel = NDArray[np.uint8]
Colour = tuple[int, int, int, int]


def dark_lines(cel: Cel) -> LineArt:
    """Ink of a coloured drawing whose lines are drawn in it: what is nearly black in all channels.

    Args:
        cel: (H, W, 4) uint8 RGBA.
    """
    brightest = cel[..., :3].max(2).astype(np.int32)
    dark = (255 * (_INK + _EDGE - brightest) // _EDGE).clip(0, 255)
    return LineArt(np.where(cel[..., 3] > 127, dark, 0).astype(np.uint8))


def sheet_of(name: str, cel: Cel, ground: Colour) -> ModelSheet:
    """A model sheet out of one picture: with lines in it, or painted without any.

    Where no ink stands between its colours, lines are drawn where they meet. Where most of them meet at ink,
    the others are light and shade within a line: they are parted by trace lines, as an animator draws them. A
    picture without either has blank line art.

    Args:
        name: what the artist calls it.
        cel: (H, W, 4) uint8 RGBA, on nothing or on paper of any tone.
        ground: what lies around the figures in the keys, which takes the paper's place.
    """
    clean = on_ground(cel, ground)
    line, meeting = dark_lines(cel), _meeting(clean)
    near = cv2.dilate(line.barrier().view(np.uint8), np.ones((_BESIDE, _BESIDE), np.uint8)) > 0
    meets = np.count_nonzero(meeting)
    if meets <= _MOST * meeting.size:
        if np.count_nonzero(meeting & near) < _LINED * meets:
            line = LineArt(np.where(_wide(meeting), np.uint8(255), np.uint8(0)))
        elif (shades := _long(meeting & ~near)).any():
            ends = cv2.dilate(shades.view(np.uint8), np.ones((_BESIDE + 2, _BESIDE + 2), np.uint8)) > 0
            shades = meeting & ends  # up to the ink, where they were not looked for
            line = LineArt(line.ink, np.where(_wide(shades), np.uint8(TRACE_BLUE), np.uint8(TRACE_NONE)))
    return ModelSheet(name, line, clean)


def _wide(mask: Mask) -> Mask:
    """A line of a pixel made three pixels wide, which keeps what it parts from touching."""
    return np.asarray(cv2.dilate(mask.view(np.uint8), np.ones((3, 3), np.uint8)) > 0)


def _long(mask: Mask) -> Mask:
    """The pieces of a mask that are borders; what is shorter is grain, or what a JPEG leaves."""
    _, pieces, stats, _ = cv2.connectedComponentsWithStats(mask.view(np.uint8), connectivity=8)
    long = stats[:, cv2.CC_STAT_AREA] >= _BORDER
    long[0] = False
    return np.asarray(long[pieces])


def on_ground(cel: Cel, ground: Colour) -> Cel:
    """A cel whose paper, where it has any around its figures, is the ground of a shot.

    Args:
        cel: (H, W, 4) uint8 RGBA.
        ground: straight RGBA.
    """
    paper = _paper(cel)
    if not paper.any():
        return cel
    lifted = cel.copy()
    # what is drawn on paper and nowhere painted is no figure of white paint either
    lifted[paper | _all_paper(cel, paper)] = ground
    return lifted


def _all_paper(cel: Cel, paper: Mask) -> bool:
    """Whether what is neither paper nor ink, nor near it, is of the paper's tone: line art without paint."""
    beside = np.ones((5, 5), np.uint8)
    rest = ~paper & (cv2.dilate(dark_lines(cel).barrier().view(np.uint8), beside) == 0)
    tone = np.median(cel[paper], axis=0).astype(np.uint8)
    unlike = np.count_nonzero(~_like(cel[rest][None], tone, _GRAIN))
    return bool(unlike <= _DUST * cel.shape[0] * cel.shape[1])


def _paper(cel: Cel) -> Mask:
    """Where a picture is paper that lies around what is drawn on it."""
    nothing = np.zeros(cel.shape[:2], np.bool_)
    seen = cel[..., 3] > 0
    if not seen.any():
        return nothing
    rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    part = cel[box]
    rim = np.concatenate([part[[0, -1]].reshape(-1, 4), part[:, [0, -1]].reshape(-1, 4)])
    solid = rim[rim[:, 3] == 255]
    tone = np.median(solid, axis=0).astype(np.uint8) if len(solid) else rim[0]
    if tone[3] < 255 or _like(rim[None], tone, _GRAIN).mean() < _RIM:
        return nothing
    like, exactly = _like(part, tone, _GRAIN), (part == tone).all(2)
    noisy = _noisy(part, like, exactly)
    if not noisy:
        like = exactly
    edge = np.zeros(like.shape, np.bool_)
    edge[[0, -1]] = edge[:, [0, -1]] = True
    paper = _joined(like, edge)
    if noisy:  # what a JPEG leaves along the lines is paper, too
        beside = cv2.dilate(paper.view(np.uint8), np.ones((2 * _BLOCK + 1, 2 * _BLOCK + 1), np.uint8)) > 0
        paper = _joined(beside & _like(part, tone, _FRINGE), paper)
    nothing[box] = paper
    return nothing


def _noisy(part: Cel, like: Mask, exactly: Mask) -> bool:
    """Whether paper has tones of its own, which are no soft edges of lines and no pale paint."""
    edges = cv2.dilate((~like).view(np.uint8), np.ones((5, 5), np.uint8)) > 0
    return len(np.unique(part[like & ~exactly & ~edges], axis=0)) >= _TONES


def _joined(mask: Mask, start: Mask) -> Mask:
    """The pieces of a mask that some pixels of it lie in."""
    _, pieces = cv2.connectedComponents(mask.view(np.uint8), connectivity=4, ltype=cv2.CV_32S)
    found = np.unique(pieces[start])
    return np.asarray(np.isin(pieces, found[found > 0]))


def _like(pixels: Cel, tone: NDArray[np.uint8], levels: int) -> Mask:
    return np.asarray(cv2.absdiff(pixels, np.broadcast_to(tone, pixels.shape)).max(2) <= levels)


def _meeting(cel: Cel) -> Mask:
    """Pixels whose right, lower or lower right neighbour is of another colour."""
    found = np.zeros(cel.shape[:2], np.bool_)
    for dy, dx in ((0, 1), (1, 0), (1, 1)):
        here, there = cel[: cel.shape[0] - dy, : cel.shape[1] - dx], cel[dy:, dx:]
        found[: here.shape[0], : here.shape[1]] |= cv2.absdiff(here, there).max(2) > _STEP
    return found
