# SPDX-License-Identifier: Apache-2.0
"""The colours that a coloured drawing was filled with, told from noise by how they lie.

A swatch fills whole pieces: its pixels have neighbours of the very same colour. Noise (grain, JPEG) lies as
single pixels a few levels off the paint around them. So a clean drawing keeps colours one level apart, and
a noisy one gives them up to the most frequent one near them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.cel.census import Census, pack, take_census, unpack
from shiage.cel.noise import NOISE, off_paint, place_code
from shiage.cel.regions import RegionMap

FLAT_SHARE, FLAT_PIXELS = 0.01, 64
"""A colour that is not its region's first is paint, and no edge, from this share and this many pixels."""

_CORE = 4
"""Of a piece of paint at least one pixel in so many lies inside it; soft edges have none that do."""

_STEPS = 4
"""So many colours in one region, each near another one, are shading and not swatches."""


@dataclass(frozen=True, eq=False)
class Fills:
    """What a drawing was filled with.

    Attributes:
        colours: (m,) uint32, packed RGBA (see `census.pack`), each once.
        pixels: (m,) int64, the pixels that each stands for.
        noisy: whether a colour may be noise of another one near it.
    """

    colours: NDArray[np.uint32]
    pixels: NDArray[np.int64]
    noisy: bool


def find_fills(cel: NDArray[np.uint8], regions: RegionMap, noisy: bool | None = None) -> Fills:
    """Find the colours that fill a region or a good part of one.

    Args:
        cel: (H, W, 4) uint8 RGBA.
        regions: regions of the same drawing, (H, W).
        noisy: whether the drawing is noisy; None looks.
    """
    census = take_census(cel, regions)
    off = off_paint(cel, regions, census)
    noisy = off.noisy(cel) if noisy is None else noisy
    values, pixels = _fills(census, noisy, off.solid)
    colours, index = np.unique(values, return_inverse=True)
    return Fills(colours, np.bincount(index, pixels, len(colours)).astype(np.int64), noisy)


def merge_noise(colours: NDArray[np.uint8], kept: NDArray[np.uint8] | None = None) -> NDArray[np.uint8]:
    """Drop colours (n, 4) within NOISE of one that stands before them, or of one that is kept already."""
    left, found = colours.astype(np.int16), []
    for colour in [] if kept is None else kept.astype(np.int16):
        left = left[np.abs(left - colour).max(1) > NOISE]
    while len(left):
        found.append(left[0])
        left = left[np.abs(left - left[0]).max(1) > NOISE]
    return np.array(found, np.uint8).reshape(-1, 4)


def _fills(
    census: Census, noisy: bool, solid: dict[int, int]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Packed colours that fill a region or a good part of it, and the pixels each stands for."""
    n = len(census.thin)
    total = np.bincount(census.region, census.pixels, n).astype(np.int64)
    order = np.lexsort((-census.pixels, census.region))
    first = order[np.flatnonzero(np.diff(census.region[order], prepend=-1))]
    region = census.region[first]
    clear = 2 * census.pixels[first] > total[region]
    other = np.ones(len(order), bool)
    other[first] = False
    other &= census.pixels >= np.maximum(FLAT_PIXELS, FLAT_SHARE * total[census.region])
    if not noisy:
        _drop_edges(census, other, first, solid)
    steps = np.bincount(census.region[other], minlength=n) + 1
    vague = [(row, *_middle(census, row)) for row in first[~clear]]
    # every pixel of a thin region may be an edge: only a colour that most of them share is paint
    kept = [v for v in vague if not census.thin[census.region[v[0]]] or v[2] > 0.5]
    rows = np.array([row for row, _, _ in kept], np.int64)
    middles = pack(np.array([middle for _, middle, _ in kept], np.uint8).reshape(-1, 4))
    if not noisy:  # the most frequent one is paint as it is, unless it is but a step of some shading
        exact = steps[census.region[rows]] < _STEPS
        middles[exact] = census.colour[rows[exact]]
        for place in np.flatnonzero(steps >= _STEPS):
            _drop_steps(census, other, int(first[np.searchsorted(region, place)]))
    values = [census.colour[first[clear]], middles, census.colour[other]]
    pixels = [total[region[clear]], total[census.region[rows]], census.pixels[other]]
    return np.concatenate(values), np.concatenate(pixels)


def _drop_edges(
    census: Census, other: NDArray[np.bool_], first: NDArray[np.int64], solid: dict[int, int]
) -> None:
    """Leave out, in place, colours near their region's first that lie in thin lines: soft edges of it."""
    main = np.zeros(len(census.thin), np.uint32)
    main[census.region[first]] = census.colour[first]
    rows = np.flatnonzero(other)
    beside = unpack(main[census.region[rows]]).astype(np.int16)
    near = np.abs(unpack(census.colour[rows]).astype(np.int16) - beside).max(1) <= NOISE
    rows = rows[near]
    cores = np.array(
        [solid.get(c, 0) for c in place_code(census.region[rows], census.colour[rows]).tolist()], int
    )
    other[rows[_CORE * cores < census.pixels[rows]]] = False


def _drop_steps(census: Census, other: NDArray[np.bool_], first: int) -> None:
    """Of a region's colours that lie near each other, one after another, leave those apart, in place."""
    rows = np.flatnonzero(other & (census.region == census.region[first]))
    rows = rows[np.argsort(-census.pixels[rows], kind="stable")]
    colours = unpack(census.colour[np.append(first, rows)])
    apart = np.abs(colours[:, None].astype(np.int16) - colours.astype(np.int16)).max(2)
    if np.count_nonzero((apart <= NOISE).sum(1) > 1) >= _STEPS:
        left = pack(merge_noise(colours))
        other[rows] &= np.isin(census.colour[rows], left)


def _middle(census: Census, row: int) -> tuple[NDArray[np.uint8], float]:
    """Median in each channel of what lies within NOISE of a row's colour in its region, and its share."""
    start, stop = np.searchsorted(census.region, [census.region[row], census.region[row] + 1])
    colours, pixels = unpack(census.colour[start:stop]), census.pixels[start:stop]
    apart = np.abs(colours.astype(np.int16) - colours[row - start].astype(np.int16)).max(1)
    near = apart <= NOISE
    counts = [np.bincount(channel[near], pixels[near], 256).cumsum() for channel in colours.T]
    middle = np.array([np.searchsorted(c, c[-1] / 2) for c in counts], np.uint8)
    return middle, float(counts[0][-1] / pixels.sum())
