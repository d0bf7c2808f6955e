# SPDX-License-Identifier: Apache-2.0
"""Regions: connected pieces of paper between lines, after gaps are closed."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.gaps import bridge_gaps
from shiage.cel.lineart import LineArt

DEFAULT_GAP = 8
"""Gaps up to this many pixels are closed unless a user says otherwise; 0 closes none."""

DEFAULT_MIN_AREA = 4
"""Regions smaller than this many pixels are specks and dissolve into their surroundings."""


SPECK_REACH = 48
"""How far in pixels a speck looks for the region that it is a part of."""

_NOOKS_IN_A_ROW = 3
"""Bridges from a nook to the region that it is cut off from, where several bridges meet in one gap."""


@dataclass(frozen=True, eq=False)
class RegionMap:
    """Regions of one frame at full resolution.

    Attributes:
        labels: (H, W) int32, 0 on lines and bridged gaps, 1..count inside a region: one 4-connected piece,
            and the specks that are its ends (see `find_regions`).
        count: number of regions.
    """

    labels: NDArray[np.int32]
    count: int


def find_regions(line: LineArt, gap: int = DEFAULT_GAP, min_area: int = DEFAULT_MIN_AREA) -> RegionMap:
    """Split the paper of a frame into regions.

    Args:
        line: lines of one frame, (H, W).
        gap: widest break in a line that is closed, in pixels; 0 closes none.
        min_area: pieces of fewer pixels are specks. Each belongs to the region from which the least ink keeps
            it apart (the thin end of a wedge between two lines), or to none where no region is near.
    """
    barrier = line.barrier()
    closed = bridge_gaps(barrier, gap)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        (~closed).view(np.uint8), connectivity=4, ltype=cv2.CV_32S
    )
    areas = stats[:, cv2.CC_STAT_AREA].astype(np.int64)
    keep = (areas >= min_area) & ~_nooks(labels, areas, closed & ~barrier, gap)
    keep[0] = False
    kept = int(keep.sum())
    found = labels.astype(np.int32, copy=False)
    if kept < count - 1:
        order = np.zeros(count, np.int32)
        order[keep] = np.arange(1, kept + 1)
        found = order[labels]
        _adopt((found == 0) & (labels > 0), found, np.where(closed & ~barrier, np.uint8(255), line.ink))
    return RegionMap(found, kept)


def _adopt(specks: NDArray[np.bool_], labels: NDArray[np.int32], ink: NDArray[np.uint8]) -> None:
    """Give each speck, in place, the label from which the lightest ink lies on the way."""
    from skimage.segmentation import watershed

    rows, columns = np.flatnonzero(specks.any(1)), np.flatnonzero(specks.any(0))
    top, left = max(0, rows[0] - SPECK_REACH), max(0, columns[0] - SPECK_REACH)
    window = (slice(top, rows[-1] + SPECK_REACH + 1), slice(left, columns[-1] + SPECK_REACH + 1))
    around = cv2.dilate(
        specks[window].astype(np.uint8), np.ones((2 * SPECK_REACH + 1, 2 * SPECK_REACH + 1), np.uint8)
    )
    flooded = watershed(ink[window], labels[window], mask=around > 0)  # type: ignore[no-untyped-call]
    inside = specks[window]
    labels[window][inside] = flooded[inside]


def _nooks(
    labels: cv2.typing.MatLike, areas: NDArray[np.int64], bridges: NDArray[np.bool_], gap: int
) -> NDArray[np.bool_]:
    """Which pieces bridges cut off from a larger one though they hold no more than the gap itself.

    Two bridges over one gap leave such a piece between them, and so does a bridge across a narrow corner.
    """
    rows, columns = np.nonzero(bridges)
    height, width = labels.shape
    beside = np.stack(
        [
            labels[(rows - 1).clip(0), columns],
            labels[(rows + 1).clip(max=height - 1), columns],
            labels[rows, (columns - 1).clip(0)],
            labels[rows, (columns + 1).clip(max=width - 1)],
        ]
    )
    largest = areas.copy()
    for _ in range(_NOOKS_IN_A_ROW):
        largest[0] = 0
        # one value an index: numpy 2.2's ufunc.at reads past the end of values that it must broadcast
        np.maximum.at(largest, beside.reshape(-1), np.tile(largest[beside].max(axis=0), 4))
    touching = np.bincount(beside.reshape(-1), minlength=len(areas))
    # a piece between two bridges over a thick line's gap is as large as that gap, and half its rim is bridge
    limit = np.maximum(gap * gap / 2, np.minimum(touching * touching / 2, 2 * gap * gap))
    return np.asarray((areas <= limit) & (largest > areas))
