# SPDX-License-Identifier: Apache-2.0
"""Thinning of lines to one pixel, visiting only pixels at their rims: cost follows ink, not the frame."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

DEEPEST = 24
"""Passes after which thinning stops. What is thicker is a patch of black, not a line: it stays a patch."""

RING = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))
"""Offsets (row, column) of a pixel's eight neighbours, clockwise from above, as bits 0..7 of a code."""

Flat = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Skeleton:
    """Middle of the lines, in a frame with a margin of one pixel on each side.

    Attributes:
        thin: (H + 2, W + 2) uint8, 1 on the skeleton, 0 elsewhere.
        depth: (H + 2, W + 2) uint8, how many pixels of ink were peeled off beside a skeleton pixel: about
            half the thickness of its line, less the pixel itself.
    """

    thin: NDArray[np.uint8]
    depth: NDArray[np.uint8]

    def neighbours(self, places: Flat) -> NDArray[np.uint8]:
        """Codes of the eight neighbours of pixels given by flat index."""
        return _codes(self.thin.reshape(-1), places, ring_steps(self.thin.shape[1]))


def skeletonise(barrier: NDArray[np.bool_]) -> Skeleton:
    """Thin a drawing as Guo and Hall do (1989), keeping its connections and the ends of its lines.

    Args:
        barrier: (H, W) bool, ink and trace lines.
    """
    thin = np.zeros((barrier.shape[0] + 2, barrier.shape[1] + 2), np.uint8)
    thin[1:-1, 1:-1] = barrier
    depth = np.zeros_like(thin)
    steps = ring_steps(thin.shape[1])
    flat, flat_depth, queued = thin.reshape(-1), depth.reshape(-1), np.zeros(thin.size, np.bool_)
    core = cv2.erode(thin, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0)
    rim = np.flatnonzero(thin != core)
    # a pixel is worth another look only where a neighbour went since it was last looked at
    waiting = [rim, rim]
    for sweep in range(2 * DEEPEST):
        removable = _removable(sweep % 2)
        look = waiting.pop(0)
        look = look[flat[look] > 0]
        gone = look[removable[_codes(flat, look, steps)]]
        flat[gone] = 0
        touched = _beside(gone, flat, queued, steps)
        flat_depth[touched] = sweep // 2 + 1
        waiting[0] = _union(waiting[0], touched, queued)
        waiting.append(touched)
        if len(waiting[0]) == 0 and len(touched) == 0:
            break
    return Skeleton(thin, depth)


def ring_steps(width: int) -> Flat:
    """Flat index steps to a pixel's eight neighbours in a frame of this width."""
    return np.array([row * width + column for row, column in RING], np.int64)


def crossings() -> NDArray[np.uint8]:
    """For each neighbour code, how many lines leave the pixel (8-connected)."""
    return _counts()[0]


def _codes(flat: NDArray[np.uint8], places: Flat, steps: Flat) -> NDArray[np.uint8]:
    codes = np.zeros(len(places), np.uint8)
    for bit, step in enumerate(steps.tolist()):
        codes |= flat[places + step] << np.uint8(bit)
    return codes


def _beside(gone: Flat, flat: NDArray[np.uint8], queued: NDArray[np.bool_], steps: Flat) -> Flat:
    """Remaining pixels next to the removed ones, each once."""
    found = []
    for step in steps.tolist():
        beside = gone + step
        beside = beside[(flat[beside] > 0) & ~queued[beside]]
        queued[beside] = True
        found.append(beside)
    touched: Flat = np.concatenate(found)
    queued[touched] = False
    return touched


def _union(first: Flat, second: Flat, queued: NDArray[np.bool_]) -> Flat:
    queued[first] = True
    fresh = second[~queued[second]]
    queued[first] = False
    return np.concatenate([first, fresh])


@cache
def _removable(sweep: int) -> NDArray[np.bool_]:
    """For each neighbour code, whether an even (0) or odd (1) sweep removes the pixel."""
    crossing, fewest = _counts()
    ring = _ring_bits()
    n, ne, e, se, s, sw, w, nw = ring
    held = ((s | sw | ~nw) & w) if sweep == 0 else ((n | ne | ~se) & e)
    return np.asarray((crossing == 1) & (fewest >= 2) & (fewest <= 3) & ~held)


@cache
def _counts() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """For each code: lines leaving the pixel, and the smaller of its two counts of neighbour pairs."""
    n, ne, e, se, s, sw, w, nw = (bit.astype(np.uint8) for bit in _ring_bits())
    crossing = (1 - n & (ne | e)) + (1 - e & (se | s)) + (1 - s & (sw | w)) + (1 - w & (nw | n))
    first = (nw | n) + (ne | e) + (se | s) + (sw | w)
    second = (n | ne) + (e | se) + (s | sw) + (w | nw)
    return crossing, np.minimum(first, second)


@cache
def _ring_bits() -> tuple[NDArray[np.bool_], ...]:
    codes = np.arange(256)
    return tuple((codes >> bit) & 1 > 0 for bit in range(8))
