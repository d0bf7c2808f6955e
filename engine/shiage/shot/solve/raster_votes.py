# SPDX-License-Identifier: Apache-2.0
"""What pictures that networks painted of frames say of regions' swatches: the one exit of all of them."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats
from shiage.cel.regions import RegionMap
from shiage.shot.types import Raster

FINER = 2
"""Regions are laid over a raster at so many times its size: thin ones would fall through it."""

SPREAD = 12.0
"""Deviation of a pixel from its swatch, in CIELAB: what of a network's picture is noise."""

SHEET_WEIGHT = 0.05
"""Weight of what the attention-aware network paints after a model sheet, beside the matcher: fitted on
held-out rendered drawings by `training.pixel_networks.fit_raster_votes`."""

SCRIBBLE_WEIGHT = 0.05
"""Weight of what AlacGAN paints from scribbles, beside the head on the matcher; the least that was tried: so
far all of them take more from the head than they bring, so it votes only where one asks for it."""

FLOOR = 0.02
"""Share of chance in every vote: a picture may be plain wrong, so it rules no swatch out."""


def raster_votes(
    rasters: Sequence[Raster], regions: RegionMap, colours: NDArray[np.uint8], spread: float = SPREAD
) -> Floats:
    """Log-odds of swatches for every region of a frame, from pictures of it.

    Args:
        rasters: pictures of this frame.
        regions: its n regions.
        colours: (S, 4) uint8 RGBA, the palette.
        spread: see SPREAD.

    Returns:
        (n, S) float32, summed over the pictures, each times its weight; 0 for a region that none shows.
    """
    out = np.zeros((regions.count, len(colours)), np.float32)
    for raster in rasters:
        shares = swatch_shares(raster.picture, regions, colours, spread)
        even = 1 / max(1, len(colours))
        out += np.float32(raster.weight) * np.log(((1 - FLOOR) * shares + FLOOR * even) / even)
    return out


def swatch_shares(
    picture: NDArray[np.uint8], regions: RegionMap, colours: NDArray[np.uint8], spread: float = SPREAD
) -> Floats:
    """Which share of each region a picture shows in each swatch.

    Args:
        picture: (h, w, 3) uint8 RGB on white, of the regions' shape at any size.
        regions: n of them, (H, W).
        colours: (S, 4) uint8 RGBA.
        spread: deviation of a pixel from its swatch.

    Returns:
        (n, S) float32, rows sum to 1; even for a region that it does not show. Swatches that look alike on
        white share alike.
    """
    labels = _laid_over(regions.labels, picture)
    size = labels.shape[1], labels.shape[0]
    seen = _lab(np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR), np.uint8))
    # next to a line its black has run into the picture: what lies a pixel of the picture off counts in full
    depth = cv2.distanceTransform((labels > 0).astype(np.uint8), cv2.DIST_L2, 3) / FINER
    inside = labels > 0
    of, weight = labels[inside] - 1, np.clip(depth[inside], 0.1, 1.0) ** 2
    pixels, wanted = seen[inside], _lab(_on_white(colours)[None])[0]
    apart = np.empty((len(pixels), len(wanted)), np.float32)
    for swatch, colour in enumerate(wanted):
        apart[:, swatch] = ((pixels - colour) ** 2).sum(1)
    apart -= apart.min(1, keepdims=True, initial=np.inf)
    near = np.exp(-apart / np.float32(2 * spread**2))
    near *= (weight / near.sum(1))[:, None].astype(np.float32)
    out = np.stack([np.bincount(of, row, regions.count) for row in near.T], 1)
    total = out.sum(1, keepdims=True)
    return np.where(total > 0, out / np.maximum(total, 1e-9), 1 / max(1, len(wanted))).astype(np.float32)


def _laid_over(labels: NDArray[np.int32], picture: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Regions at FINER times a picture's size, or their own if that is less; 0 on lines."""
    height, width = (min(own, FINER * side) for own, side in zip(labels.shape, picture.shape, strict=False))
    return np.asarray(cv2.resize(labels, (width, height), interpolation=cv2.INTER_NEAREST), np.int32)


def _on_white(colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    alpha = colours[:, 3:].astype(np.float32) / 255
    return np.rint(colours[:, :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)


def _lab(picture: NDArray[np.uint8]) -> Floats:
    """(H, W, 3) float32 CIELAB of (H, W, 3) uint8 RGB."""
    return np.asarray(cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2Lab), np.float32)
