# SPDX-License-Identifier: Apache-2.0
"""Outlines around what is drawn of several pieces: limbs, hands, heads."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from shiage.training.data.procedural.curves import Points, along, fixed, points_of, smooth

_SHIFT = 4


def limb(path: ArrayLike, radii: Sequence[float], count: int = 11) -> Points:
    """Outline of a round limb along a smooth path through (n, 2) points with a radius at each."""
    given = points_of(path)
    line, share = along(smooth(given, closed=False), count)
    width = np.interp(share, np.linspace(0, 1, len(radii)), radii)
    return silhouette([], np.concatenate([line, width[:, None].astype(np.float32)], 1))


def silhouette(pieces: Sequence[Points], chain: Points | None = None, soften: float = 1.0) -> Points:
    """One closed curve around the union of closed curves and a chain of discs, its inner corners softened.

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
    for piece in pieces:
        cv2.fillPoly(mask, [fixed((piece - low) * fine)], 255, shift=_SHIFT)
    if chain is not None:
        _fill_chain(mask, (chain - np.append(low, 0).astype(np.float32)) * np.float32(fine))
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return points_of([low, low + 1, low + np.array([0, 1])])
    rim = max(contours, key=len)[:, 0].astype(np.float32)
    return points_of(_softened(rim, max(1, round(1.2 + soften * fine))) / fine + low)


def _fill_chain(mask: cv2.typing.MatLike, chain: Points) -> None:
    unit = 1 << _SHIFT
    xy, radius = chain[:, :2], chain[:, 2:]
    for (x, y), r in zip(np.rint(xy * unit).astype(int).tolist(), radius[:, 0].tolist(), strict=True):
        cv2.circle(mask, (x, y), max(1, round(r * unit)), 255, -1, cv2.LINE_8, _SHIFT)
    step = np.diff(xy, axis=0)
    across = np.stack([-step[:, 1], step[:, 0]], 1)
    across /= np.maximum(np.hypot(*across.T), 1e-6)[:, None]
    quads = np.stack(
        [
            xy[:-1] + across * radius[:-1],
            xy[1:] + across * radius[1:],
            xy[1:] - across * radius[1:],
            xy[:-1] - across * radius[:-1],
        ],
        1,
    )
    for quad in np.rint(quads * unit).astype(np.int32):
        cv2.fillConvexPoly(mask, np.asarray(quad), 255, cv2.LINE_8, _SHIFT)


def _softened(rim: Points, reach: int) -> Points:
    """A pixel contour as a smooth curve: a running mean twice, every third point kept."""
    window = 2 * reach + 1
    if len(rim) <= 2 * window:
        return rim
    around = np.concatenate([rim[-2 * reach :], rim, rim[: 2 * reach]])
    for _ in range(2):
        total = np.cumsum(np.concatenate([np.zeros((1, 2)), around]), 0)
        around = (total[window:] - total[:-window]) / window
    return np.asarray(around[:: 3 if len(rim) > 60 else 1], np.float32)


def hull(curves: Sequence[NDArray[np.floating]]) -> Points:
    """The convex curve stretched around closed curves."""
    return np.asarray(cv2.convexHull(np.concatenate(curves).astype(np.float32))[:, 0], np.float32)
