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
    """The finished frame: black ink over the cel. Trace lines are not drawn; the fill shows instead.

    Args:
        cel: (H, W, 4) uint8 straight-alpha RGBA without ink.
        line: the frame's line art, (H, W).

    Returns:
        (H, W, 4) uint8 straight-alpha RGBA; black over the cel by the usual "over" operator.
    """
    ink = line.ink.astype(np.uint32)
    under = cel[..., 3].astype(np.uint32) * (255 - ink)  # what of the cel's alpha shows, times 255
    alpha = ink * 255 + under
    out = np.zeros_like(cel)
    out[..., 3] = (alpha + 127) // 255
    share = (under * 256) // np.maximum(alpha, 1)  # of 256: how much of the mix is the cel's colour
    for channel in range(3):
        out[..., channel] = (cel[..., channel] * share + 128) >> 8
    bare = line.ink == 0
    out[bare] = cel[bare]
    return out
