# SPDX-License-Identifier: Apache-2.0
"""The exact colours a production allows, with names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shiage.cel.beside import write_beside
from shiage.cel.census import Census, pack, take_census, unpack
from shiage.cel.outside import read_bounded
from shiage.cel.palette_text import MOST_BYTES, PaletteError, Swatch, gpl_text, json_text, read_gpl, read_json
from shiage.cel.regions import RegionMap

__all__ = ["Palette", "PaletteError", "palette_of_keys", "read_palette", "snap_regions", "write_palette"]

NOISE = 6
"""Colours that differ by no more than this in any channel are one swatch."""

_FLAT_SHARE, _FLAT_PIXELS = 0.01, 64
"""A colour that is not its region's first is paint, and no edge, from this share and this many pixels."""


@dataclass(frozen=True, eq=False)
class Palette:
    """Swatches.

    Attributes:
        colours: (n, 4) uint8, straight-alpha RGBA; a transparent swatch is (0, 0, 0, 0).
        names: one name per swatch.
    """

    colours: NDArray[np.uint8]
    names: tuple[str, ...]


def palette_of_keys(keys: Sequence[tuple[NDArray[np.uint8], RegionMap]]) -> Palette:
    """Find the swatches that keys and model sheets were painted with.

    A swatch is what fills a region, or a good part of one. Pixels on lines and edges never count. Values
    within NOISE of a more frequent one are that one; where no value is frequent, the middle of the noise is.

    Args:
        keys: per key its (H, W, 4) uint8 RGBA picture and the regions of its line art, (H, W).

    Returns:
        Swatches from the most frequent to the rarest, named "swatch 1", "swatch 2"... or "transparent".
    """
    found = [_fills(take_census(cel, regions)) for cel, regions in keys]
    if not found:
        return Palette(np.zeros((0, 4), np.uint8), ())
    fills, index = np.unique(np.concatenate([values for values, _ in found]), return_inverse=True)
    mass = np.bincount(index, np.concatenate([pixels for _, pixels in found]), len(fills))
    colours = _merge_noise(unpack(fills[np.argsort(-mass, kind="stable")]))
    return Palette(colours, _number(colours))


def snap_regions(
    cel: NDArray[np.uint8], regions: RegionMap, palette: Palette
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Say which swatch fills each region of a key.

    Args:
        cel: (H, W, 4) uint8 RGBA.
        regions: regions of the same drawing, (H, W).
        palette: at least one swatch.

    Returns:
        (n,) int32 swatch that most pixels inside the region are nearest to, and (n,) float32 in 0..1,
        the share of those pixels.

    Raises:
        PaletteError: the palette has no swatch.
    """
    if not len(palette.colours):
        raise PaletteError("the palette has no swatch: nothing can be painted with it")
    census = take_census(cel, regions)
    values, index = np.unique(census.colour, return_inverse=True)
    swatch = _nearest(unpack(values), palette.colours)[index]
    n, k = regions.count, len(palette.colours)
    votes = np.bincount(census.region * k + swatch, census.pixels, n * k).reshape(n, k)
    best = votes.max(1) / np.maximum(votes.sum(1), 1)
    return votes.argmax(1).astype(np.int32), best.astype(np.float32)


def read_palette(path: str | Path) -> Palette:
    """Read a .gpl (GIMP) or .json palette.

    Raises:
        PaletteError: the file cannot be read; the message names it and the line.
    """
    path = Path(path)
    read = {".gpl": read_gpl, ".json": read_json}.get(path.suffix.lower())
    if read is None:
        raise PaletteError(f"{path}: a palette is a .gpl or a .json file")
    try:
        text = read_bounded(path, MOST_BYTES).decode("utf-8-sig")
    except OSError as error:
        raise PaletteError(f"{path} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise PaletteError(f"{path}, line {line}: this is not UTF-8 text") from None
    swatches = read(text, str(path))
    if not swatches:
        raise PaletteError(f"{path} has no colour in it")
    return Palette(np.array([rgba for _, rgba in swatches], np.uint8), tuple(name for name, _ in swatches))


def write_palette(path: str | Path, palette: Palette) -> None:
    """Write a palette as .gpl (GIMP) or .json, by the file's ending; whole or not at all.

    Raises:
        PaletteError: another ending, or the file cannot be written.
    """
    path = Path(path)
    rows: list[Swatch] = [
        (name, (int(r), int(g), int(b), int(a)))
        for name, (r, g, b, a) in zip(palette.names, palette.colours.tolist(), strict=True)
    ]
    if path.suffix.lower() not in (".gpl", ".json"):
        raise PaletteError(f"{path}: a palette is written as .gpl or .json")
    text = gpl_text(rows, path.stem) if path.suffix.lower() == ".gpl" else json_text(rows)
    try:
        write_beside(path, text.encode("utf-8", "replace"))
    except OSError as error:
        raise PaletteError(f"{path} cannot be written: {error.strerror or error}") from error


def _fills(census: Census) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Packed colours that fill a region or a good part of it, and the pixels each stands for."""
    n = len(census.thin)
    total = np.bincount(census.region, census.pixels, n).astype(np.int64)
    order = np.lexsort((-census.pixels, census.region))
    first = order[np.flatnonzero(np.diff(census.region[order], prepend=-1))]
    region = census.region[first]
    clear = 2 * census.pixels[first] > total[region]
    vague = [(row, *_middle(census, row)) for row in first[~clear]]
    # every pixel of a thin region may be an edge: only a colour that most of them share is paint
    kept = [v for v in vague if not census.thin[census.region[v[0]]] or v[2] > 0.5]
    rows = np.array([row for row, _, _ in kept], np.int64)
    middles = pack(np.array([middle for _, middle, _ in kept], np.uint8).reshape(-1, 4))
    other = np.ones(len(order), bool)
    other[first] = False
    other &= census.pixels >= np.maximum(_FLAT_PIXELS, _FLAT_SHARE * total[census.region])
    values = [census.colour[first[clear]], middles, census.colour[other]]
    pixels = [total[region[clear]], total[census.region[rows]], census.pixels[other]]
    return np.concatenate(values), np.concatenate(pixels)


def _middle(census: Census, row: int) -> tuple[NDArray[np.uint8], float]:
    """Median in each channel of what lies within NOISE of a row's colour in its region, and its share."""
    start, stop = np.searchsorted(census.region, [census.region[row], census.region[row] + 1])
    colours, pixels = unpack(census.colour[start:stop]), census.pixels[start:stop]
    apart = np.abs(colours.astype(np.int16) - colours[row - start].astype(np.int16)).max(1)
    near = apart <= NOISE
    counts = [np.bincount(channel[near], pixels[near], 256).cumsum() for channel in colours.T]
    middle = np.array([np.searchsorted(c, c[-1] / 2) for c in counts], np.uint8)
    return middle, float(counts[0][-1] / pixels.sum())


def _merge_noise(colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Drop colours within NOISE of one that stands before them."""
    left, kept = colours.astype(np.int16), []
    while len(left):
        kept.append(left[0])
        left = left[np.abs(left - left[0]).max(1) > NOISE]
    return np.array(kept, np.uint8).reshape(-1, 4)


def _nearest(colours: NDArray[np.uint8], swatches: NDArray[np.uint8]) -> NDArray[np.int64]:
    """(n,) index of the swatch nearest to each of (n, 4) colours."""
    best = np.full(len(colours), np.iinfo(np.int32).max, np.int32)
    index = np.zeros(len(colours), np.int64)
    wide = colours.astype(np.int32)
    for i, swatch in enumerate(swatches.astype(np.int32)):
        distance = np.square(wide - swatch).sum(1)
        nearer = distance < best
        best[nearer], index[nearer] = distance[nearer], i
    return index


def _number(colours: NDArray[np.uint8]) -> tuple[str, ...]:
    names, count = [], 0
    for alpha in colours[:, 3]:
        count += alpha > 0
        names.append(f"swatch {count}" if alpha else "transparent")
    return tuple(names)
