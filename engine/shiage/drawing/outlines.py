# SPDX-License-Identifier: Apache-2.0
"""Outlines around what is drawn of several pieces: limbs, hands, heads."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from shiage.drawing.curves import SHIFT, Points, along, even, fixed, points_of, smooth
from shiage.drawing.strokes import fill_chain

_FINE = 4
"""Subpixels per pixel while shapes are joined with care."""


def limb(path: ArrayLike, radii: Sequence[float], count: int = 11) -> Points:
    """Outline of a round limb along a smooth path through (n, 2) points with a radius at each."""
    given = points_of(path)
    line, share = along(smooth(given, closed=False), count)
    width = np.interp(share, np.linspace(0, 1, len(radii)), radii)
    return silhouette([], np.concatenate([line, width[:, None].astype(np.float32)], 1))


def hull(curves: Sequence[NDArray[np.floating]]) -> Points:
    """The convex curve stretched around closed curves like a rubber band."""
    return np.asarray(cv2.convexHull(np.concatenate(curves).astype(np.float32))[:, 0], np.float32)


def silhouette(pieces: Sequence[Points], chain: Points | None = None, soften: float = 1.0) -> Points:
    """One closed curve around the union of closed curves and a chain of discs, its inner corners softened.

    It is quick: large shapes are joined coarsely. `joined` takes the time that exactness needs.

    Args:
        pieces: closed curves.
        chain: (n, 3) x, y and radius; each disc is joined with the next by its tangents.
        soften: how far inner corners are rounded, in pixels.
    """
    boxes = [(piece.min(0), piece.max(0)) for piece in pieces]
    if chain is not None:
        radius = chain[:, 2:]
        boxes.append(((chain[:, :2] - radius).min(0), (chain[:, :2] + radius).max(0)))
    low = np.min([b[0] for b in boxes], 0) - 3
    extent = np.max([b[1] for b in boxes], 0) + 3 - low
    fine = float(np.clip(220 / max(1.0, float(extent.max())), 0.25, 4.0))
    mask = np.zeros((int(extent[1] * fine) + 2, int(extent[0] * fine) + 2), np.uint8)
    _fill_pieces(mask, pieces, low, fine)
    if chain is not None:
        placed = (chain - np.append(low, 0).astype(np.float32)) * np.float32(fine)
        fill_chain(mask, placed[:, :2], placed[:, 2], cv2.LINE_8)
    rim = _rim(mask)
    if rim is None:
        return points_of([low, low + 1, low + np.array([0, 1])])
    return points_of(_running_mean(rim, max(1, round(1.2 + soften * fine))) / fine + low)


def joined(pieces: Sequence[Points], soften: float = 1.2) -> Points:
    """One closed curve around the union of closed curves, its inner corners softened by some pixels."""
    corner = np.floor(np.concatenate(pieces).min(0)) - 4
    extent = np.ceil(np.concatenate(pieces).max(0)) + 4 - corner
    mask = np.zeros((int(extent[1]) * _FINE, int(extent[0]) * _FINE), np.uint8)
    _fill_pieces(mask, pieces, corner, _FINE)
    rim = _rim(mask)
    if rim is None:
        raise ValueError("Curves that cover nothing have no outline")
    return even(_gaussian(even(rim / _FINE + corner, step=1.0), soften), step=2.0)


def _fill_pieces(
    mask: NDArray[np.uint8], pieces: Sequence[Points], low: NDArray[np.floating], fine: float
) -> None:
    """Fill closed curves into a mask of `fine` subpixels per pixel whose corner lies at `low`."""
    for piece in pieces:
        cv2.fillPoly(mask, [fixed((piece - low) * fine)], 255, shift=SHIFT)


def _rim(mask: NDArray[np.uint8]) -> Points | None:
    """The longest outer contour in a mask, point by point; None where nothing is filled."""
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return max(contours, key=len)[:, 0].astype(np.float32) if contours else None


def _running_mean(rim: Points, reach: int) -> Points:
    """A pixel contour as a smooth curve: a running mean twice, every third point kept."""
    window = 2 * reach + 1
    if len(rim) <= 2 * window:
        return rim
    around = np.concatenate([rim[-2 * reach :], rim, rim[: 2 * reach]])
    for _ in range(2):
        total = np.cumsum(np.concatenate([np.zeros((1, 2)), around]), 0)
        around = (total[window:] - total[:-window]) / window
    return np.asarray(around[:: 3 if len(rim) > 60 else 1], np.float32)


def _gaussian(rim: Points, sigma: float) -> NDArray[np.float64]:
    """A closed curve, its points weighed with their neighbours."""
    reach = int(4 * sigma)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    around = np.concatenate([rim[-reach:], rim, rim[:reach]])
    return np.stack([np.convolve(around[:, i], kernel, "valid") for i in (0, 1)], 1)
