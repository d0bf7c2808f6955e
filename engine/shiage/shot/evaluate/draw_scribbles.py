# SPDX-License-Identifier: Apache-2.0
"""Scribbles as an artist would draw them, from a drawing's truth: large regions first, each colour once."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.deepest import deepest
from shiage.shot.evaluate.metrics import SPECK

SEED = 17
"""Of the choice of regions; with the number of scribbles it makes each trial the same whenever it is run."""


def scribbled_labels(
    labels: NDArray[np.int32], truth: NDArray[np.uint32], count: int, seed: int = SEED
) -> list[int]:
    """Which regions are scribbled on: colours not yet given first, at random by the root of their area.

    Args:
        labels: (H, W) regions, 1..n, 0 on lines.
        truth: (n,) the packed true colour of each region; 0 of an unpainted one, which gets no scribble.
        count: how many scribbles at most.
        seed: of the choice.

    Returns:
        their labels, in the order that they are drawn.
    """
    area = np.bincount(labels.ravel(), minlength=len(truth) + 1)[1:]
    left = np.flatnonzero((area > SPECK) & (truth > 0))
    rng = np.random.default_rng((seed, count))
    return [region + 1 for region in choose_scribbled(left, truth, np.sqrt(area), count, rng)]


def choose_scribbled(
    left: NDArray[np.int64],
    colours: NDArray[np.unsignedinteger] | NDArray[np.int32],
    weight: NDArray[np.float64],
    count: int,
    rng: np.random.Generator,
) -> list[int]:
    """Choose regions at random, those whose colour has no scribble yet before all others.

    Args:
        left: the regions that may be chosen.
        colours: (n,) of every region.
        weight: (n,) how much sooner one is chosen than another.
        count: how many at most.
        rng: chooses.
    """
    rest, chosen = left.tolist(), list[int]()
    for _ in range(min(count, len(rest))):
        given = {int(colours[i]) for i in chosen}
        fresh = [i for i in rest if int(colours[i]) not in given] or rest
        region = int(rng.choice(fresh, p=weight[fresh] / weight[fresh].sum()))
        rest.remove(region)
        chosen.append(region)
    return chosen


def draw_scribbles(
    labels: NDArray[np.int32], truth: NDArray[np.uint8], chosen: list[int]
) -> NDArray[np.uint8]:
    """Strokes (H, W, 4) uint8 RGBA on nothing: a short one from the deepest pixel of each chosen region.

    The regions are painted ones: a stroke of no colour is none.
    """
    out = np.zeros_like(truth)
    for label in chosen:
        mask = labels == label
        x, y = deepest(mask)
        stroke = np.zeros(mask.shape, np.uint8)
        depth = max(1, int(cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 5)[y, x] * 0.6))
        cv2.line(stroke, (x - depth, y), (x + depth, y), 1, max(3, depth // 3))
        out[(stroke > 0) & mask] = truth[y, x]
    return out
