# SPDX-License-Identifier: Apache-2.0
"""The tone of the paper under a drawing, and the drawing without it."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.channels import Channel, darkest, lightest

_SOLID = 140
"""Darkness of 255 in its lightest channel from which a wide tone is ink, and no paper."""

_CELL = 4
"""Pixels along a cell; paper is estimated in cells."""

_LINE_SHARE, _LEAST_LINE = 80, 16
"""What is thinner than one part in so many of the longer side, or than so many pixels, may be a line."""

_LEAST_PATCH = 4
"""A tone is paper's if it is at least so many times as large as the widest line is wide both ways."""

_LEVEL = 4
"""Levels by which paper of one tone differs from cell to cell."""

_VAGUE = 48
"""Paper darker than this in one channel says nothing there: what is drawn is read off its lightest one."""

_APART = 16
"""Levels between two tones from which their border is looked at closely."""


def paper_tones(dark: Sequence[Channel]) -> list[Channel]:
    """Darkness of the paper in cells: what is wider than any line, and what hangs together with it.

    Where it is solid black, that of the paper beside it.
    """
    cells = max(_LEAST_LINE, max(dark[0].shape) // _LINE_SHARE) // _CELL
    block = np.ones((_CELL, _CELL), np.uint8)
    least = [cv2.erode(channel, block, anchor=(0, 0))[::_CELL, ::_CELL] for channel in dark]
    tones = [_wide(channel, cells) for channel in least]
    if not any(tone.any() for tone in tones):
        return tones
    solid = lightest(tones) > _SOLID
    solid |= _lumps((darkest(tones) > 0) & ~solid, cells)
    if solid.all():
        return [np.zeros_like(tone) for tone in tones]
    if solid.any():
        tones = _filled(tones, solid)
    return [_reached(tone, channel) for tone, channel in zip(tones, least, strict=True)]


def _wide(tone: cv2.typing.MatLike, cells: int) -> Channel:
    """What is so many cells wide; what lies along the edge of the picture goes on beyond it."""
    padded = cv2.copyMakeBorder(tone, cells, cells, cells, cells, cv2.BORDER_REPLICATE)
    opened = cv2.morphologyEx(padded, cv2.MORPH_OPEN, np.ones((cells, cells), np.uint8))
    return np.ascontiguousarray(opened[cells:-cells, cells:-cells], np.uint8)


def _reached(tone: Channel, least: cv2.typing.MatLike) -> Channel:
    """A tone with its narrow parts, fingers and tips of hair: those that touch it and are as dark."""
    found, step = np.minimum(tone, least), np.ones((3, 3), np.uint8)
    for _ in range(max(tone.shape)):
        grown = np.minimum(cv2.dilate(found, step), least)
        if int((grown - found).max()) <= _LEVEL:
            break
        found = grown
    return np.asarray(found, np.uint8)


def _lumps(toned: NDArray[np.bool_], cells: int) -> NDArray[np.bool_]:
    """Small patches that are no clean paper: thick lines that meet with a crack of light between them."""
    if not toned.any():
        return toned
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        toned.view(np.uint8), connectivity=8, ltype=cv2.CV_32S
    )
    small = stats[:, cv2.CC_STAT_AREA] < _LEAST_PATCH * cells * cells
    small[0] = False
    return np.asarray(small[labels])


def _filled(tones: list[Channel], solid: NDArray[np.bool_]) -> list[Channel]:
    """Tones with that of the nearest paper where it is solid."""
    _, nearest = cv2.distanceTransformWithLabels(
        solid.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    place = np.zeros(int(nearest.max()) + 1, np.int64)
    place[nearest[~solid]] = np.flatnonzero(~solid)
    return [tone.ravel()[place[nearest]] for tone in tones]


def without_tones(dark: list[Channel], tones: list[Channel]) -> list[Channel]:
    """Ink as the share of the paper's light that it takes.

    Where two tones meet the darker one counts: their border is no line. But black beside a coloured tone
    stays without colour.
    """
    near = np.ones((3, 3), np.uint8)
    darker = [np.asarray(cv2.dilate(tone, near), np.uint8) for tone in tones]
    shares = _shares(dark, [_at_full_size(tone, dark[0].shape) for tone in darker])
    if len(dark) == 1:
        return shares
    lighter = [np.asarray(cv2.erode(tone, near), np.uint8) for tone in tones]
    apart = darkest([d - e for d, e in zip(darker, lighter, strict=True)]) > _APART
    if not apart.any():
        return shares
    y, x = np.nonzero(_at_full_size(apart.view(np.uint8), dark[0].shape) > 0)
    here = [_at_full_size(tone, dark[0].shape)[y, x] for tone in lighter]
    others = _shares([channel[y, x] for channel in dark], here)
    own = [share[y, x] for share in shares]
    grey = darkest(others) - lightest(others) < darkest(own) - lightest(own)
    for share, other in zip(shares, others, strict=True):
        share[y[grey], x[grey]] = other[grey]
    return shares


def _at_full_size(tone: Channel, shape: tuple[int, ...]) -> Channel:
    wide = (tone.shape[1] * _CELL, tone.shape[0] * _CELL)
    full = np.asarray(cv2.resize(tone, wide, interpolation=cv2.INTER_LINEAR), np.uint8)
    return full[: shape[0], : shape[1]]


def _shares(dark: list[Channel], tones: list[Channel]) -> list[Channel]:
    """What each channel takes of the paper's light, both given as darkness."""
    papers = [~tone for tone in tones]
    shares = [
        ~np.asarray(cv2.divide(~channel, paper, scale=255), np.uint8).reshape(channel.shape)
        for channel, paper in zip(dark, papers, strict=True)
    ]
    if len(papers) == 3 and any(int(paper.min()) < _VAGUE for paper in papers):
        best = np.argmax(papers, axis=0)
        clear = np.choose(best, shares)
        shares = [np.where(paper < _VAGUE, clear, s) for paper, s in zip(papers, shares, strict=True)]
    return shares
