# SPDX-License-Identifier: Apache-2.0
"""The true colours of a drawing, as a painter leaves them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.demo.drawing import PAINTS

PAPER = 200
"""A grey at least this light is paper and not ink."""

SPECK = 12
"""Paper of so few pixels between lines is filled with ink."""


def without_specks(line: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Ink runs together in corners so narrow that no painter would find them."""
    paper = (cv2.cvtColor(line, cv2.COLOR_RGB2GRAY) >= PAPER).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(paper, connectivity=4)
    speck = stats[:, cv2.CC_STAT_AREA] <= SPECK
    speck[0] = False
    line[speck[labels]] = 0
    return line


def settle(line: NDArray[np.uint8], paint: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """True colours of a frame, as a painter leaves them.

    Each region of paper carries the one paint that covers most of it; under the ink colours reach to the
    middle between regions.

    Args:
        line: (H, W, 3) uint8 line art.
        paint: (H, W) uint8 paint numbers of the same frame.

    Returns:
        (H, W) uint8 paint numbers.
    """
    paper = (cv2.cvtColor(line, cv2.COLOR_RGB2GRAY) >= PAPER).astype(np.uint8)
    count, regions = cv2.connectedComponents(paper, connectivity=4, ltype=cv2.CV_32S)
    colours = len(PAINTS) + 1
    votes = np.bincount(regions.ravel() * colours + paint.ravel(), minlength=count * colours)
    main = votes.reshape(count, colours).argmax(1).astype(np.uint8)
    _, seeds = cv2.distanceTransformWithLabels(1 - paper, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    lookup = np.zeros(int(seeds.max()) + 1, np.uint8)
    lookup[seeds[paper > 0]] = main[regions[paper > 0]]
    settled: NDArray[np.uint8] = lookup[seeds]
    return settled


def truth_rgba(paint: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Paint numbers as (H, W, 4) uint8 straight-alpha RGBA; nothing painted is (0, 0, 0, 0)."""
    table = np.zeros((len(PAINTS) + 1, 4), np.uint8)
    table[1:, :3] = list(PAINTS.values())
    table[1:, 3] = 255
    rgba: NDArray[np.uint8] = table[paint]
    return rgba
