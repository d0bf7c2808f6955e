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
from shiage.cel.regions import RegionMap

NOISE = 6
"""Noise changes a colour by no more than this in any channel."""

FLAT_SHARE, FLAT_PIXELS = 0.01, 64
"""A colour that is not its region's first is paint, and no edge, from this share and this many pixels."""

_SPECKS, _LONELY = 16, 8
"""A drawing is noisy from so many lonely pixels near the paint around them, if those are one part in so many
of all pixels near it: a few stand where the soft edges of two near swatches meet."""

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
    if noisy is None:
        noisy = is_noisy(cel, regions, census)
    values, pixels = _fills(census, noisy)
    colours, index = np.unique(values, return_inverse=True)
    return Fills(colours, np.bincount(index, pixels, len(colours)).astype(np.int64), noisy)


def is_noisy(cel: NDArray[np.uint8], regions: RegionMap, census: Census) -> bool:
    """Whether single pixels lie about that are near the paint around them but not the same."""
    n, order = len(census.thin), np.lexsort((-census.pixels, census.region))
    first = order[np.flatnonzero(np.diff(census.region[order], prepend=-1))]
    main = np.zeros(n + 1, np.uint32)
    main[census.region[first] + 1] = census.colour[first]
    labels, packed = regions.labels, pack(cel)
    inner, lonely = labels > 0, np.ones(labels.shape, bool)
    for one, other in ((np.s_[:, 1:], np.s_[:, :-1]), (np.s_[1:], np.s_[:-1])):
        same, equal = labels[one] == labels[other], packed[one] == packed[other]
        for side in (one, other):
            inner[side] &= same
            lonely[side] &= ~equal
    y, x = np.nonzero(inner & (packed != main[labels]))
    apart = np.abs(cel[y, x].astype(np.int16) - unpack(main[labels[y, x]]).astype(np.int16)).max(1)
    y, x = y[apart <= NOISE], x[apart <= NOISE]
    if not len(y):
        return False
    lonely = lonely[y, x] & (_bumps(cel, y, x, 0, 1) | _bumps(cel, y, x, 1, 0))
    return bool(np.count_nonzero(lonely) > max(_SPECKS, len(y) // _LONELY))


def _bumps(
    cel: NDArray[np.uint8], y: NDArray[np.int64], x: NDArray[np.int64], down: int, right: int
) -> NDArray[np.bool_]:
    """Which pixels are above or below both their neighbours in some channel; shading goes on and on."""
    here, before, after = (
        cel[(y + k * down) % len(cel), (x + k * right) % cel.shape[1]].astype(np.int16) for k in (0, -1, 1)
    )
    return np.asarray(((here - before) * (here - after) > 0).any(1))


def merge_noise(colours: NDArray[np.uint8], kept: NDArray[np.uint8] | None = None) -> NDArray[np.uint8]:
    """Drop colours (n, 4) within NOISE of one that stands before them, or of one that is kept already."""
    left, found = colours.astype(np.int16), []
    for colour in [] if kept is None else kept.astype(np.int16):
        left = left[np.abs(left - colour).max(1) > NOISE]
    while len(left):
        found.append(left[0])
        left = left[np.abs(left - left[0]).max(1) > NOISE]
    return np.array(found, np.uint8).reshape(-1, 4)


def _fills(census: Census, noisy: bool) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
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
