# SPDX-License-Identifier: Apache-2.0
"""Model sheets without what is written on them: leader lines, text and swatch chips are no paint."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.census import pack
from shiage.shot.notes import Note
from shiage.shot.types import ModelSheet, Shot

_THIN_SHARE, _LEAST_THIN = 180, 7
"""What is thinner than one part in so many of the longer side, or than so many pixels, is a line."""

_LETTER_SHARE, _LEAST_LETTER = 100, 9
"""A piece that is nowhere as wide as this is written, not painted."""

_CHIP = 0.03
"""A painted piece smaller than this share of the largest one may be a swatch chip."""

_BOXED = 0.9
"""Share of its box that a chip, or a strip of them, fills; a figure does not."""

_COLOUR = 32
"""Pixels from which a colour counts."""

_MOST = 0.3
"""With more of the drawing than this share beside the figure, it is not understood and stays as it is."""

_DARK = 100
"""A colour whose lightest channel is no lighter is ink: a leader line's cannot be told from the figure's."""

Mask = NDArray[np.bool_]


def figures_alone(shot: Shot) -> tuple[Shot, list[Note]]:
    """A shot whose model sheets are without callouts, and what to say of them."""
    found = [without_callouts(sheet) for sheet in shot.sheets]
    return replace(shot, sheets=[sheet for sheet, _ in found]), [n for _, notes in found for n in notes]


def without_callouts(sheet: ModelSheet) -> tuple[ModelSheet, list[Note]]:
    """A model sheet with its figures alone, and a note if that is less than there was.

    Args:
        sheet: lines and colours of one size, (H, W).
    """
    colours = pack(sheet.cel)
    ground = _ground(colours)
    drawn = colours != ground
    kept = _figures(sheet.cel, colours, drawn)
    beside = drawn & ~kept
    if not beside.any() or beside.sum() > _MOST * drawn.sum():
        return sheet, []
    leaders = _within(sheet.cel, colours, beside, kept)
    cel = sheet.cel.copy()
    cel[beside] = np.uint32(ground).reshape(1).view(np.uint8)
    if leaders.any():
        cel[leaders] = _nearest(cel, leaders)[leaders]
    line = sheet.line
    ink = np.where(beside, np.uint8(0), line.ink)
    trace = None if line.trace is None else np.where(beside, np.uint8(0), line.trace)
    words = "what is drawn beside its figures (leader lines, text, swatch chips) was not taken for paint"
    figures = replace(sheet, line=replace(line, ink=ink, trace=trace), cel=cel)
    return figures, [Note(None, f"model sheet {sheet.name}: {words}")]


def _ground(colours: NDArray[np.uint32]) -> int:
    rim = np.concatenate([colours[[0, -1]].ravel(), colours[:, [0, -1]].ravel()])
    values, counts = np.unique(rim, return_counts=True)
    return int(values[counts.argmax()])


def _figures(cel: NDArray[np.uint8], colours: NDArray[np.uint32], drawn: Mask) -> Mask:
    """Where figures stand: wide painted pieces, but for chips in colours that are on a figure too."""
    side = max(_LEAST_THIN, max(drawn.shape) // _THIN_SHARE)
    letter = max(_LEAST_LETTER, max(drawn.shape) // _LETTER_SHARE)
    wide, painted = (
        cv2.morphologyEx(drawn.view(np.uint8), cv2.MORPH_OPEN, np.ones((n, n), np.uint8))
        for n in (side, letter)
    )
    near = cv2.dilate(wide, np.ones((2 * side + 1, 2 * side + 1), np.uint8)) & drawn.view(np.uint8)
    count, pieces, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8, ltype=cv2.CV_32S)
    area = stats[1:, cv2.CC_STAT_AREA]
    if not len(area):
        return drawn
    box = stats[1:, cv2.CC_STAT_WIDTH] * stats[1:, cv2.CC_STAT_HEIGHT]
    paints = [_paints(cel, colours, pieces == label) for label in range(1, count)]
    simple = np.array([len(paint) <= 1 for paint in paints]) & (area < _CHIP * area.max())
    chip = (simple | (area > _BOXED * box)) & (np.arange(len(area)) != area.argmax())
    on_figures = set().union(*(paint for paint, is_chip in zip(paints, chip, strict=True) if not is_chip))
    written = np.bincount(pieces.ravel(), np.asarray(painted).ravel(), count)[1:] == 0
    keep = np.array([not c or bool(paint - on_figures) for c, paint in zip(chip, paints, strict=True)])
    keep &= ~written | (np.arange(len(area)) == area.argmax())
    return np.concatenate([[False], keep])[pieces]


def _paints(cel: NDArray[np.uint8], colours: NDArray[np.uint32], piece: Mask) -> set[int]:
    """Packed colours of a piece that are no ink."""
    values, counts = np.unique(colours[piece], return_counts=True)
    light = values.view(np.uint8).reshape(-1, 4)[:, :3].max(1) > _DARK
    return set(values[light & (counts >= _COLOUR)].tolist())


def _within(cel: NDArray[np.uint8], colours: NDArray[np.uint32], beside: Mask, kept: Mask) -> Mask:
    """What of coloured leader lines lies on the figures they point at."""
    values = np.array(sorted(_paints(cel, colours, beside)), np.uint32)
    values = values[[(colours[beside] == v).sum() > (colours[kept] == v).sum() for v in values]]
    if not len(values):
        return np.zeros_like(kept)
    same = np.isin(colours, values) & (kept | beside)
    _, pieces = cv2.connectedComponents(same.view(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    touching = np.unique(pieces[beside & same])
    return np.asarray(np.isin(pieces, touching[touching > 0]) & kept)


def _nearest(cel: NDArray[np.uint8], gone: Mask) -> NDArray[np.uint8]:
    """A cel whose pixels are, where they are gone, those of the nearest that are not, soft edges left out."""
    holes = cv2.dilate(gone.view(np.uint8), np.ones((3, 3), np.uint8))
    _, nearest = cv2.distanceTransformWithLabels(
        holes, cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    place = np.zeros(int(nearest.max()) + 1, np.int64)
    place[nearest[holes == 0]] = np.flatnonzero(holes == 0)
    return np.asarray(cel.reshape(-1, 4)[place[nearest]], np.uint8)
