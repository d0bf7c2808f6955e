# SPDX-License-Identifier: Apache-2.0
"""Painterly keys: which of their regions are shaded, what tone stands for each, their paint without ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import find_objects

from shiage.cel.fill import fill_under_ink
from shiage.cel.lineart import LineArt
from shiage.cel.noise import NOISE
from shiage.cel.regions import RegionMap

SHADED_SHARE = 0.04
"""A region is shaded when so much of it differs from its tone by more than noise does, its grain smoothed."""

ROUGH, ROUGH_SHARE = 3 * NOISE, 0.08
"""It is, too, when so much of it is so far off as it stands: brush strokes, hatching."""

LEAST_INSIDE = 24
"""A region with fewer pixels clear of its lines has no inside to go by."""

ONE_TONE = 20
"""Tones within this of each other in every channel are one to the solver: the light on a part may change."""

_INK_TONE, _INKED = 60, 0.5


@dataclass(frozen=True, eq=False)
class Painting:
    """A coloured drawing, read as paint in regions.

    Attributes:
        labels: (H, W) int32, regions 1..n, filled under the ink.
        paint: (H, W, 4) uint8 RGBA; each region's own paint, carried on under its lines.
        shaded: (n,) bool.
        tones: (n, 4) uint8, middle colour of each region.
        area: (n,) int64, pixels of each region off the lines.
    """

    labels: NDArray[np.int32]
    paint: NDArray[np.uint8]
    shaded: NDArray[np.bool_]
    tones: NDArray[np.uint8]
    area: NDArray[np.int64]


def read_painting(cel: NDArray[np.uint8], line: LineArt, regions: RegionMap) -> Painting:
    """Read a key or model sheet.

    Args:
        cel: (H, W, 4) uint8 straight-alpha RGBA, with or without ink on top.
        line: its line art, (H, W).
        regions: its regions.
    """
    inside = _inside(regions)
    inked = _carries_ink(cel, line)
    clear = inside if inked else regions.labels > 0
    shaded, small = np.zeros((2, regions.count), np.bool_)
    tones = np.zeros((regions.count, 4), np.uint8)
    seeds = np.where(clear, regions.labels, 0)
    grain = cv2.GaussianBlur(cel, (5, 5), 0)
    for i, window in enumerate(find_objects(regions.labels, regions.count)):
        mine = regions.labels[window] == i + 1
        kept = mine & inside[window]
        sure = np.count_nonzero(kept) >= LEAST_INSIDE
        if not sure:  # hardly more than edge: few pixels of it are surely paint, so all must do
            kept = mine
            seeds[window][mine] = i + 1
        colours = cel[window][kept]
        tones[i] = tone = np.median(colours, 0).astype(np.uint8)
        smooth = np.asarray(grain[window][kept], np.uint8) if sure else colours
        shaded[i], small[i] = is_shaded(colours, smooth, tone), not sure
    # what looks like shading in a small region may be ink on its edges, or a speck in a flat key
    shaded &= ~small | (not inked and bool(shaded[~small].any()))
    labels = fill_under_ink(regions)
    area = np.bincount(regions.labels.ravel(), minlength=regions.count + 1)[1:]
    return Painting(labels, _carried_on(cel, seeds, labels), shaded, tones, area)


def is_shaded(colours: NDArray[np.uint8], smooth: NDArray[np.uint8], tone: NDArray[np.uint8]) -> bool:
    """Whether a region's pixels (n, 4), and the same smoothed, vary more than a flat fill's noise."""
    if not colours[:, 3].any():
        return False
    middle = tone.astype(np.int16)
    soft = np.abs(smooth.astype(np.int16) - middle).max(1) > NOISE
    rough = np.abs(colours.astype(np.int16) - middle).max(1) > ROUGH
    return bool(soft.mean() > SHADED_SHARE or rough.mean() > ROUGH_SHARE)


def merge_tones(paintings: Sequence[Painting]) -> list[NDArray[np.uint8]]:
    """One tone for all shaded regions whose tones are near each other, (n, 4) uint8 for each painting."""
    out = [p.tones.copy() for p in paintings]
    spots = [(d, i) for d, p in enumerate(paintings) for i in np.flatnonzero(p.shaded)]
    spots.sort(key=lambda spot: -int(paintings[spot[0]].area[spot[1]]))
    kept: list[NDArray[np.int16]] = []
    for d, i in spots:
        tone = out[d][i].astype(np.int16)
        near = next((k for k in kept if np.abs(k - tone).max() <= ONE_TONE), None)
        if near is None:
            kept.append(tone)
        else:
            out[d][i] = near
    return out


def toned(
    cel: NDArray[np.uint8], labels: NDArray[np.int32], shaded: NDArray[np.bool_], tones: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """The cel (H, W, 4) with each shaded region filled with its tone; flat regions stay as they are.

    Args:
        cel: (H, W, 4) uint8 RGBA.
        labels: (H, W) int32, its regions, 0 on none.
        shaded: (n,) bool.
        tones: (n, 4) uint8.
    """
    out = cel.copy()
    which = np.append(False, shaded)[labels]
    out[which] = tones[labels[which] - 1]
    return out


def _inside(regions: RegionMap) -> NDArray[np.bool_]:
    """Pixels two away from everything that is not their region: no ink and no anti-aliased edge on them."""
    labels = regions.labels.astype(np.float32)
    square = np.ones((5, 5), np.uint8)
    same = cv2.erode(labels, square) == cv2.dilate(labels, square)
    return np.asarray(same & (regions.labels > 0))


def _carries_ink(cel: NDArray[np.uint8], line: LineArt) -> bool:
    """Whether the lines were left on the coloured drawing."""
    ink = line.ink > 200
    if not ink.any():
        return False
    under = cel[ink]
    return bool(np.mean((under[:, :3].max(1) < _INK_TONE) & (under[:, 3] > 127)) > _INKED)


def _carried_on(
    cel: NDArray[np.uint8], seeds: NDArray[np.int32], labels: NDArray[np.int32]
) -> NDArray[np.uint8]:
    """Each pixel takes the paint of the nearest seed; where that is another region's, of its own nearest."""
    _, nearest = cv2.distanceTransformWithLabels(
        (seeds == 0).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    y, x = np.nonzero(seeds)
    source = np.zeros(int(nearest.max()) + 1, np.int64)
    source[nearest[y, x]] = y * seeds.shape[1] + x
    paint = cel.reshape(-1, 4)[source[nearest]]
    stray = seeds.ravel()[source[nearest]].reshape(seeds.shape) != labels
    for i in np.unique(labels[stray]):
        if i:
            _own(paint, cel, seeds == i, stray & (labels == i))
    return paint


def _own(
    paint: NDArray[np.uint8], cel: NDArray[np.uint8], seeds: NDArray[np.bool_], stray: NDArray[np.bool_]
) -> None:
    """Paint the stray pixels of one region with their nearest seed."""
    both = find_objects((seeds | stray).astype(np.int32))[0]
    seeds, stray = seeds[both], stray[both]
    if not seeds.any():
        return
    _, nearest = cv2.distanceTransformWithLabels(
        (~seeds).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    source = np.zeros((int(nearest.max()) + 1, 4), np.uint8)
    source[nearest[seeds]] = cel[both][seeds]
    paint[both][stray] = source[nearest[stray]]
