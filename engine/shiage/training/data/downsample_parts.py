# SPDX-License-Identifier: Apache-2.0
"""Downsamples drawn subpixels to a frame: antialiased lines, and parts that fill whole regions."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import PAPER_LIMIT
from shiage.training.data.pen import SCALE

_SPECK = 6
"""Paper of at most so many pixels between lines runs together with them."""

_PURE = 0.85
"""A region of which one part holds this much is painted with that part in full."""


def resolve_subpixels(
    ink: NDArray[np.uint8], parts: NDArray[np.integer], cover: int
) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Bring a frame from SCALE subpixels to pixels.

    Args:
        ink: (H * SCALE, W * SCALE) uint8 coverage of lines.
        parts: of the same shape, the part each subpixel belongs to; 0 is paper.
        cover: coverage of a full line, for corners that run together.

    Returns:
        Lines, (H, W) uint8 coverage; parts, (H, W) int32. A region nearly of one part is of that part in
        full; paper of some pixels between lines has become line.
    """
    height, width = ink.shape[0] // SCALE, ink.shape[1] // SCALE
    line = np.asarray(cv2.resize(ink, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    small = np.ascontiguousarray(parts[::SCALE, ::SCALE]).astype(np.int32)
    paper = (line <= PAPER_LIMIT).view(np.uint8)
    count, regions, stats, _ = cv2.connectedComponentsWithStats(paper, connectivity=4, ltype=cv2.CV_32S)
    area = stats[:, cv2.CC_STAT_AREA].astype(np.int64)
    speck = area <= _SPECK
    speck[0] = False
    if speck.any():
        line = np.where(speck[regions], np.uint8(cover), line)
    kinds = int(small.max()) + 1
    votes = np.bincount((regions * kinds + small).ravel(), minlength=count * kinds).reshape(count, kinds)
    main = votes.argmax(1)
    whole = votes[np.arange(count), main] >= _PURE * area
    whole[0] = False
    return line, np.where(whole[regions], main[regions], small).astype(np.int32)


def trace_lines(
    line: NDArray[np.uint8], ink: NDArray[np.uint8], kinds: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Which of a frame's lines are trace lines: those where no black ink stands.

    Args:
        line: (H, W) uint8 coverage of all lines.
        ink: (H * SCALE, W * SCALE) uint8 coverage of black ink.
        kinds: of the same shape, TRACE_* of the trace line at each subpixel.

    Returns:
        (H, W) uint8 TRACE_*.
    """
    black = cv2.resize(ink, line.shape[::-1], interpolation=cv2.INTER_AREA)
    steps = range(SCALE)
    kind = np.maximum.reduce([kinds[i::SCALE, j::SCALE] for i in steps for j in steps])
    return np.where((line > PAPER_LIMIT) & (black <= PAPER_LIMIT), kind, 0).astype(np.uint8)


def colour_changes(parts: NDArray[np.integer], colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Where two colours meet: (H, W) uint8, 1 on one side of each border.

    Args:
        parts: (H, W) part numbers.
        colours: (n, 3) RGB of each part; entry 0 stands for paper, which no colour equals.
    """
    wide = colours.astype(np.int32)
    code = (wide[:, 0] << 16 | wide[:, 1] << 8 | wide[:, 2]) + 1
    code[0] = 0
    paint = code[parts]
    edge = np.zeros(parts.shape, np.uint8)
    edge[:, 1:] = paint[:, 1:] != paint[:, :-1]
    edge[1:] |= paint[1:] != paint[:-1]
    return edge


def inked(places: NDArray[np.uint8], width: float, cover: int) -> NDArray[np.uint8]:
    """Ink of a width in subpixels over places (H, W) that are not 0."""
    side = max(2, round(width))
    pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(places, pen) * np.uint8(cover), np.uint8)
