# SPDX-License-Identifier: Apache-2.0
"""The networks' shading within one region, brought to full resolution without crossing a line."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats
from shiage.cel.lineart import PAPER_LIMIT, LineArt
from shiage.shot.soft.transfer import Shade
from shiage.shot.soft.working_size import Size, shrunk

SMOOTH, BEYOND = 2.5, 8
"""Working pixels over which the networks' shading is smoothed, and how far it is carried on: grain and
brush strokes come with the carried paint, and what a network draws as fine is mostly noise."""

LEAST_PIXELS = 64
"""Working pixels of a region below which the networks cannot resolve its shading."""


def small_regions(labels: NDArray[np.int32], line: LineArt, size: Size) -> NDArray[np.int32]:
    """A frame's regions at working size (width, height), 0 wherever ink shows through."""
    small = np.asarray(cv2.resize(labels, size, interpolation=cv2.INTER_NEAREST), np.int32)
    small[shrunk(line, size).ink > PAPER_LIMIT // 3] = 0
    return small


def network_shading(shade: Shade, regions: NDArray[np.int32], picture: NDArray[np.uint8]) -> Floats | None:
    """What the networks make of one region, around the mean of what was carried there.

    Args:
        shade: the region as it was carried.
        regions: (h, w) int32, see `small_regions`.
        picture: (h, w, 3) uint8 RGB, the networks' raster.

    Returns:
        (H, W, 4) float32 of the shade's box, premultiplied, within the range of its sources; None where the
        region is too small at working size.
    """
    inside = regions == shade.region + 1
    if np.count_nonzero(inside) < LEAST_PIXELS:
        return None
    rows, columns = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
    top, left = int(rows[0]), int(columns[0])
    window = np.s_[top : rows[-1] + 1, left : columns[-1] + 1]
    share = inside[window].astype(np.float32)
    seen = picture[window].astype(np.float32)
    apart = (seen - seen[inside[window]].mean(0)) * share[..., None]
    at = _places(shade, regions.shape, (left, top))
    # of the working pixels around a place only those of its own region count
    level, weight = (_sampled(_spread(image), at) for image in (apart, share))
    level /= np.maximum(weight, 1e-3)[..., None]
    middle = shade.paint[shade.mask].mean(0)
    out = np.broadcast_to(middle, shade.paint.shape).copy()
    out[..., :3] += level * (middle[3] / 255)
    return np.clip(out, shade.low, shade.high)


def _places(shade: Shade, working: tuple[int, ...], corner: tuple[int, int]) -> Floats:
    """(H, W, 2) where the pixels of a shade's box are at working size, from the corner of a window there."""
    sides = []
    for side, full, small, start in zip(shade.window[::-1], shade.size, working[1::-1], corner, strict=True):
        sides.append((np.arange(side.start, side.stop) + 0.5) * (small / full) - 0.5 - start)
    return np.stack(np.meshgrid(*sides), 2).astype(np.float32)


def _spread(image: Floats) -> Floats:
    """Smoothed, and a little beyond the region, so that its rim under the ink has neighbours to go by."""
    padded = cv2.copyMakeBorder(image, BEYOND, BEYOND, BEYOND, BEYOND, cv2.BORDER_CONSTANT, value=0)
    return np.asarray(cv2.GaussianBlur(padded, (0, 0), SMOOTH), np.float32)


def _sampled(image: Floats, at: Floats) -> Floats:
    moved = at + np.float32(BEYOND)
    return np.asarray(
        cv2.remap(image, moved[..., 0], moved[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE),
        np.float32,
    )
