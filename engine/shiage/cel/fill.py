# SPDX-License-Identifier: Apache-2.0
"""Colour under the ink: regions grown to the middle of their lines, painted, and inked again."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt
from shiage.cel.regions import RegionMap


def fill_under_ink(regions: RegionMap) -> NDArray[np.int32]:
    """Give every pixel a region: lines and specks go to the nearest one, so that no white fringe shows.

    Two regions meet in the middle of the line between them.

    Args:
        regions: the frame's regions, (H, W).

    Returns:
        (H, W) int32 labels 1..count; all 0 only where the frame has no region.
    """
    labels = regions.labels
    if regions.count == 0:
        return labels.copy()
    outside = (labels == 0).astype(np.uint8)
    _, nearest = cv2.distanceTransformWithLabels(
        outside, cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    owner = np.zeros(int(nearest.max()) + 1, np.int32)
    inside = outside == 0
    owner[nearest[inside]] = labels[inside]
    return owner[nearest]


def paint(labels: NDArray[np.int32], colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Paint a filled label map.

    Args:
        labels: (H, W) int32 labels 0..n.
        colours: (n, 4) uint8 RGBA, entry i for label i + 1.

    Returns:
        (H, W, 4) uint8 RGBA, transparent where the label is 0.
    """
    table = np.zeros((len(colours) + 1, 4), np.uint8)
    table[1:] = colours
    packed = table.view(np.uint32).ravel()
    return packed[labels].view(np.uint8).reshape(*labels.shape, 4)


def ink_over(cel: NDArray[np.uint8], line: LineArt) -> NDArray[np.uint8]:
    """The finished frame: ink in its colour over the cel. Trace lines are not drawn; the fill shows instead.

    Args:
        cel: (H, W, 4) uint8 straight-alpha RGBA without ink.
        line: the frame's line art, (H, W).

    Returns:
        (H, W, 4) uint8 straight-alpha RGBA; ink over the cel by the usual "over" operator.
    """
    out = cel.copy()
    y, x = np.nonzero(line.ink)  # a few per cent of the frame; the rest stays as it is
    ink, under = line.ink[y, x].astype(np.uint32), cel[y, x].astype(np.uint32)
    shows = under[:, 3] * (255 - ink)  # how much of the cel's alpha shows, times 255
    alpha = ink * 255 + shows
    mixed = under[:, :3] * shows[:, None] + alpha[:, None] // 2
    if line.colour is not None:
        mixed += line.colour[y, x] * (ink * 255)[:, None]
    out[y, x, :3] = mixed // np.maximum(alpha, 1)[:, None]
    out[y, x, 3] = (alpha + 127) // 255
    return out
