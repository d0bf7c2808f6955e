# SPDX-License-Identifier: Apache-2.0
"""Regions by the paper's attention alone: what moves colours can move labels (section 3.3).

It works at a quarter of 256 pixels, which is too coarse for hands and faces: `evaluate --baselines` shows how
far it gets beside the matcher, which therefore decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats
from shiage.cel.fill import fill_under_ink, paint
from shiage.cel.regions import RegionMap
from shiage.shot.describe.regions import regions_of
from shiage.shot.soft.working_size import LEAST_SIDE, Size, fitted, network_input, scaled, shrunk
from shiage.shot.solve.fixed_labels import read_given
from shiage.shot.types import Shot

if TYPE_CHECKING:
    from shiage.models.shot_painter import ShotPainter

PLACE = 4
"""Pixels of the network's input in one place of its attention."""


def color_by_attention(shot: Shot, painter: ShotPainter) -> dict[int, NDArray[np.uint8]]:
    """Colour every frame of a flat shot: each region takes the swatch that attention brings most of.

    Args:
        shot: one that `check_shot` has passed.
        painter: the trained networks.

    Returns:
        frame number -> (H, W, 4) uint8 RGBA cel.

    Raises:
        ShotError: nothing is coloured in any key.
        NoRoom: the device is full.
    """
    frames = sorted(shot.frames, key=lambda f: f.number)
    given = read_given(shot, frames)
    lines = [f.line for f in frames] + [s.line for s in shot.sheets]
    size = scaled(lines[0].size, LEAST_SIDE)
    keys, labels = [], []
    for t, own in given.coloured.items():
        filled = fill_under_ink(regions_of(lines[t], shot.settings))
        cel = paint(filled, given.palette.colours[own])
        seen, colour = fitted(lines[t], cel, size)
        keys.append(painter.reference(seen.line, seen.field, colour))
        labels.append(swatch_map(filled, own, len(given.palette.colours), size))
    cels = {}
    for frame in frames:
        regions = regions_of(frame.line, shot.settings)
        seen = network_input(shrunk(frame.line, size))
        votes = region_means(painter.labels(seen.field, keys, labels), regions)
        swatches = given.palette.colours[votes.argmax(1)]
        cels[frame.number] = paint(fill_under_ink(regions), swatches)
    return cels


def swatch_map(filled: NDArray[np.int32], own: NDArray[np.int32], swatches: int, size: Size) -> Floats:
    """(swatches, h, w) share of each swatch in each place, from regions' labels and swatches (n,)."""
    which = np.append(np.int32(-1), own)[filled]
    places = size[0] // PLACE, size[1] // PLACE
    shares = [
        cv2.resize((which == swatch).astype(np.float32), places, interpolation=cv2.INTER_AREA)
        for swatch in range(swatches)
    ]
    return np.asarray(np.stack(shares), np.float32)


def region_means(carried: Floats, regions: RegionMap) -> Floats:
    """(n, swatches) mean of carried labels (swatches, h, w) over each region's pixels."""
    height, width = regions.labels.shape
    flat = regions.labels.ravel()
    count = np.maximum(1, np.bincount(flat, minlength=regions.count + 1))[1:]
    means = [
        np.bincount(
            flat,
            weights=cv2.resize(share, (width, height), interpolation=cv2.INTER_LINEAR).ravel(),
            minlength=regions.count + 1,
        )[1:]
        / count
        for share in carried
    ]
    return np.stack(means, 1).astype(np.float32)
