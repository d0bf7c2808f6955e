# SPDX-License-Identifier: Apache-2.0
"""Pinholes: a few pixels of paper that lines enclose where they meet, painted like what is beside them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.regions import RegionMap

PINHOLE = 12
"""Pixels of paper up to which a hole between lines is no region that an artist would paint."""

_REACH = (3, 6, 12, 24)
"""How far in pixels to look for what is beside a pinhole, one after the other until something is found."""

_PAINTED = 0.75
"""Share of what is beside a pinhole from which it shall be painted if that is."""

_DOUBTED = 10
"""Pixels up to which a colour of its own is doubted; larger ones are details of small drawings as often."""

_MOST = 4096
"""With more than so many they are hatching or a screen, and stay as they are."""


@dataclass(frozen=True, eq=False)
class Paint:
    """What a drawing's regions are painted with.

    Attributes:
        swatches: (n,) int32 palette index of each region.
        clear: palette indices of what is transparent.
        apart: palette indices with which keys paint pinholes apart from all that is beside them.
        fixed: regions (0-based) that an artist spoke of: they stay.
    """

    swatches: NDArray[np.int32]
    clear: Collection[int]
    apart: Collection[int]
    fixed: Collection[int] = ()


def join_pinholes(
    regions: RegionMap, barrier: NDArray[np.bool_], paint: Paint
) -> tuple[RegionMap, NDArray[np.int64]]:
    """Give pinholes to a region beside them.

    One that has the colour of a region beside it joins that; one that was left open amid paint, or took a
    colour that is not beside it, joins what it has most of around. Colours that keys paint apart stay.

    Args:
        regions: the drawing's regions, (H, W).
        barrier: (H, W) bool, its lines.
        paint: of the regions.

    Returns:
        The regions that are left, and (m,) int64, which they were (0-based).
    """
    count, holes, stats, _ = cv2.connectedComponentsWithStats(
        (~barrier).view(np.uint8), connectivity=4, ltype=cv2.CV_32S
    )
    small = np.flatnonzero(stats[:, cv2.CC_STAT_AREA] <= PINHOLE)
    small = small[small > 0]
    everything = np.arange(regions.count)
    if not len(small) or len(small) > _MOST or count - len(small) < 2:
        return regions, everything
    labels = regions.labels.copy()
    area = np.bincount(labels.ravel(), minlength=regions.count + 1)
    tiny = area <= PINHOLE
    for hole in small.tolist():
        x, y, width, height = stats[hole, :4].tolist()
        place = holes[y : y + height, x : x + width] == hole
        own = int(labels[y : y + height, x : x + width][place][0])
        if own == 0 or own - 1 in paint.fixed:
            continue
        beside = _beside(labels, (x, y, width, height), tiny, own)
        target = _target(own, beside, paint, int(area[own]))
        labels[y : y + height, x : x + width][place] = target
    left = np.flatnonzero(np.bincount(labels.ravel(), minlength=regions.count + 1)[1:])
    order = np.zeros(regions.count + 1, np.int32)
    order[left + 1] = np.arange(1, len(left) + 1)
    return RegionMap(order[labels], len(left)), left


def _beside(
    labels: NDArray[np.int32], box: tuple[int, int, int, int], tiny: NDArray[np.bool_], own: int
) -> NDArray[np.int64]:
    """(k,) labels of the pixels of larger regions around a box, as far as one has to look."""
    x, y, width, height = box
    for reach in _REACH:
        top, left = max(0, y - reach), max(0, x - reach)
        around = labels[top : y + height + reach, left : x + width + reach].ravel()
        found = around[(around > 0) & ~tiny[around]]
        if (found != own).any():
            return found.astype(np.int64)
    return np.zeros(0, np.int64)


def _target(own: int, beside: NDArray[np.int64], paint: Paint, area: int) -> int:
    """The label that a pinhole of a region of so many pixels gets."""
    others, counts = np.unique(beside, return_counts=True)
    if not len(others):
        return own
    swatches = paint.swatches[others - 1]
    swatch = int(paint.swatches[own - 1])
    painted = ~np.isin(swatches, list(paint.clear))
    amid = counts[painted].sum() >= _PAINTED * counts.sum()
    if swatch in paint.clear and amid and swatch not in paint.apart:
        return int(others[painted][counts[painted].argmax()])
    if area > PINHOLE:  # it is but the end of a region
        return own
    same = swatches == swatch
    if same.any():
        return int(others[same][counts[same].argmax()])
    if swatch in paint.apart or area > _DOUBTED:
        return own
    return int(others[counts.argmax()])
