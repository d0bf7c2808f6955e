# SPDX-License-Identifier: Apache-2.0
"""From a sheet of subpixels to a frame: grey lines, and parts that fill whole regions as painters do."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import PAPER_LIMIT
from shiage.training.data.procedural.ink import SCALE, Pen
from shiage.training.data.procedural.sheet import Sheet

_SPECK = 6
"""Paper of at most so many pixels between lines runs together with them."""

_PURE = 0.85
"""A region of which one part holds this much is painted with that part in full."""


def settle(sheet: Sheet, pen: Pen, colours: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Lines (H, W) uint8 coverage and parts (H, W) int32 of a drawn sheet; `colours` (n, 3) by part."""
    ink: NDArray[np.uint8] = sheet.ink
    if not pen.contours:
        ink = np.maximum(ink, colour_changes(sheet.parts, colours, pen.weight * SCALE, pen.cover))
    size = ink.shape[0] // SCALE
    line = cv2.resize(ink, (size, size), interpolation=cv2.INTER_AREA).astype(np.uint8)
    parts = np.ascontiguousarray(sheet.parts[::SCALE, ::SCALE]).astype(np.int32)
    return _settled(line, parts, pen.cover)


def colour_changes(
    parts: NDArray[np.int16], colours: NDArray[np.uint8], width: float, cover: int
) -> NDArray[np.uint8]:
    """Ink of a width in pixels wherever two colours meet."""
    wide = colours.astype(np.int32)
    code = (wide[:, 0] << 16 | wide[:, 1] << 8 | wide[:, 2]) + 1
    code[0] = 0
    paint = code[parts]
    edge = np.zeros(parts.shape, np.uint8)
    edge[:, 1:] = paint[:, 1:] != paint[:, :-1]
    edge[1:] |= paint[1:] != paint[:-1]
    side = max(2, round(width))
    pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(edge, pen) * np.uint8(cover), np.uint8)


def _settled(
    line: NDArray[np.uint8], parts: NDArray[np.int32], cover: int
) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    paper = (line <= PAPER_LIMIT).view(np.uint8)
    count, regions, stats, _ = cv2.connectedComponentsWithStats(paper, connectivity=4, ltype=cv2.CV_32S)
    area = stats[:, cv2.CC_STAT_AREA].astype(np.int64)
    speck = area <= _SPECK
    speck[0] = False
    if speck.any():
        line = np.where(speck[regions], np.uint8(cover), line).astype(np.uint8)
    kinds = int(parts.max()) + 1
    votes = np.bincount((regions * kinds + parts).ravel(), minlength=count * kinds).reshape(count, kinds)
    main = votes.argmax(1)
    whole = votes[np.arange(count), main] >= _PURE * area
    whole[0] = False
    return line, np.where(whole[regions], main[regions], parts).astype(np.int32)
