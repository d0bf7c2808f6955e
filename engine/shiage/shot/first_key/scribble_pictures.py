# SPDX-License-Identifier: Apache-2.0
"""What AlacGAN paints of a frame from scribbles: strokes become the sparse hints it learned from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import RGBA, Floats
from shiage.cel.regions import RegionMap, find_regions
from shiage.models.network_inputs import line_input, picture
from shiage.shot.describe.crop import drawn_window
from shiage.shot.soft.working_size import shrunk
from shiage.shot.solve.scribbled_regions import scribbled_regions
from shiage.shot.types import Frame, Scribbles, Settings

if TYPE_CHECKING:
    from shiage.models.hint_painter import HintPainter

SIDE = 192
"""Longest side in pixels of what it paints."""

WHITE = (255, 255, 255)

STEP, QUARTER = 16, 4
"""Sides of its pictures are multiples of STEP; hints are at a QUARTER of them."""

APART = 3
"""A region that is scribbled on gets a hint in one of so many quarter pixels across and down: solid patches
of hints were not learned from."""


def scribbled_picture(
    frame: Frame, scribbles: Scribbles, settings: Settings, painter: HintPainter
) -> NDArray[np.uint8]:
    """A network's picture of a frame from its scribbles, see `types.Raster`."""
    regions = find_regions(frame.line, settings.gap, settings.min_area)
    return paint_from_scribbles(frame, regions, scribbled_regions(scribbles, regions)[0], painter)


def paint_from_scribbles(
    frame: Frame, regions: RegionMap, given: Mapping[int, RGBA], painter: HintPainter, side: int = SIDE
) -> NDArray[np.uint8]:
    """A network's picture of a frame, see `types.Raster`.

    Args:
        frame: the drawing.
        regions: its regions.
        given: region (0-based) -> colour, see `scribbled_regions`.
        painter: the network.
        side: longest side that it paints at.
    """
    window = drawn_window([frame.line])
    line, cut = window.cut(frame.line, regions)
    scale = side / max(window.width, window.height)
    width, height = (max(QUARTER, round(n * scale)) for n in (window.width, window.height))
    down, right = -height % STEP, -width % STEP
    ink = np.pad(line_input(shrunk(line, (width, height)))[0], ((0, down), (0, right)))
    hints = hints_of(cut, given, (ink.shape[1] // QUARTER, ink.shape[0] // QUARTER), scale / QUARTER)
    seen = picture(painter.paint(ink[None], hints))[:height, :width]
    x, y = round(window.x * scale), round(window.y * scale)
    beyond = round(frame.size[0] * scale) - x - width, round(frame.size[1] * scale) - y - height
    whole = cv2.copyMakeBorder(
        seen, y, max(0, beyond[1]), x, max(0, beyond[0]), cv2.BORDER_CONSTANT, value=WHITE
    )
    return np.asarray(whole, np.uint8)


def hints_of(regions: RegionMap, given: Mapping[int, RGBA], size: tuple[int, int], scale: float) -> Floats:
    """Hints within the regions that are scribbled on.

    Args:
        regions: those of the drawing.
        given: region (0-based) -> colour.
        size: width and height of the hints.
        scale: hints for each pixel of the regions.

    Returns:
        (4, height, width) float32: RGB in -1..1 times the mask, and the mask.
    """
    out = np.zeros((4, size[1], size[0]), np.float32)
    for region, colour in given.items():
        mask = (regions.labels == region + 1).astype(np.uint8)
        if not mask.any():
            continue
        depth = cv2.distanceTransform(np.pad(mask, 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
        y, x = (int(i) for i in np.unravel_index(depth.argmax(), depth.shape))
        places = {(int(y * scale), int(x * scale))}
        rows, columns = np.mgrid[0 : size[1] : APART, 0 : size[0] : APART]
        at = (np.stack([rows.ravel(), columns.ravel()], 1) + 0.5) / scale
        inner = (at < mask.shape).all(1)
        deep = np.zeros(len(at))
        deep[inner] = depth[tuple(at[inner].astype(int).T)]
        kept = np.flatnonzero(deep * scale >= 1)
        places |= {(int(r), int(c)) for r, c in zip(rows.ravel()[kept], columns.ravel()[kept], strict=True)}
        for row, column in places:
            if row < size[1] and column < size[0]:
                out[:3, row, column] = np.array(colour[:3], np.float32) / 127.5 - 1
                out[3, row, column] = 1
    return out
