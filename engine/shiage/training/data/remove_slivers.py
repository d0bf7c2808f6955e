# SPDX-License-Identifier: Apache-2.0
"""Clean maps of parts for inking: slivers too thin to be outlined become ink or join their neighbours."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

_DARK = 95
"""Thin shapes with a mean of red, green and blue below this are ink, as pupils' rims and whiskers are."""


def borders(parts: NDArray[np.integer]) -> NDArray[np.uint8]:
    """1 on both sides of every place where the part changes."""
    edge = np.zeros(parts.shape, np.uint8)
    change = parts[:, 1:] != parts[:, :-1]
    edge[:, 1:] |= change
    edge[:, :-1] |= change
    change = parts[1:] != parts[:-1]
    edge[1:] |= change
    edge[:-1] |= change
    return edge


def filled(parts: NDArray[np.integer], known: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Give every pixel that is not known the part of the nearest one that is."""
    if known.all() or not known.any():
        return parts.astype(np.int32)
    _, nearest = cv2.distanceTransformWithLabels(
        (~known).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    owner = np.zeros(int(nearest.max()) + 1, np.int32)
    owner[nearest[known]] = parts[known]
    whole: NDArray[np.int32] = owner[nearest]
    return whole


def without_slivers(
    parts: NDArray[np.integer], colours: NDArray[np.uint8], half: int
) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Take away what is thinner than about twice `half` pixels.

    Args:
        parts: (H, W) part numbers.
        colours: (n, 3) RGB of each part.
        half: how many pixels a shape must reach in from its border to stay.

    Returns:
        Parts with slivers given to their neighbours, (H, W) int32; and 1 where a dark sliver was, uint8.
    """
    side = 2 * half - 1
    core = cv2.dilate(borders(parts), np.ones((side, side), np.uint8)) == 0
    near = cv2.dilate(core.view(np.uint8), np.ones((side + 4, side + 4), np.uint8)) > 0
    grown = filled(parts, core)
    thin = ~near | (grown != parts)
    dark = colours.astype(np.int32).sum(1) < 3 * _DARK
    dark[0] = False
    ink = cv2.morphologyEx((thin & dark[parts]).view(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    return grown, np.asarray(ink, np.uint8)
