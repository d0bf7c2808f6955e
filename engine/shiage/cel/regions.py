# SPDX-License-Identifier: Apache-2.0
"""Regions: connected pieces of paper between lines, after gaps are closed."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt

DEFAULT_GAP = 8
"""Gaps up to this many pixels are closed unless a user says otherwise; 0 closes none."""

DEFAULT_MIN_AREA = 4
"""Regions smaller than this many pixels are specks and dissolve into their surroundings."""


@dataclass(frozen=True, eq=False)
class RegionMap:
    """Regions of one frame at full resolution.

    Attributes:
        labels: (H, W) int32, 0 on lines and specks, 1..count inside a region (4-connected).
        count: number of regions.
    """

    labels: NDArray[np.int32]
    count: int


def find_regions(line: LineArt, gap: int = DEFAULT_GAP, min_area: int = DEFAULT_MIN_AREA) -> RegionMap:
    """Split the paper of a frame into regions."""
    paper = (~line.barrier()).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(paper, connectivity=4)
    keep = stats[:, cv2.CC_STAT_AREA] >= min_area
    keep[0] = False
    order = np.zeros(count, np.int32)
    order[keep] = np.arange(1, int(keep.sum()) + 1)
    return RegionMap(order[labels], int(keep.sum()))
