# SPDX-License-Identifier: Apache-2.0
"""The exact colours a production allows, with names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shiage.cel.beside import write_beside
from shiage.cel.census import take_census, unpack
from shiage.cel.fills import find_fills
from shiage.cel.outside import read_bounded
from shiage.cel.palette_text import MOST_BYTES, PaletteError, Swatch, gpl_text, json_text, read_gpl, read_json
from shiage.cel.regions import RegionMap
from shiage.cel.swatches import settle_swatches

__all__ = [
    "Palette",
    "PaletteError",
    "named",
    "nearest",
    "palette_of_keys",
    "read_palette",
    "snap_regions",
    "write_palette",
]


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

    A swatch is what fills a region, or a good part of one. Pixels on lines and edges never count. See `fills`
    for how noise is told from swatches, and `swatches` for what becomes of it.

    Args:
        keys: per key its (H, W, 4) uint8 RGBA picture and the regions of its line art, (H, W).

    Returns:
        Swatches from the most frequent to the rarest, named "swatch 1", "swatch 2"... or "transparent".
    """
    return named(unpack(settle_swatches([find_fills(cel, regions) for cel, regions in keys]).colours))


def named(colours: NDArray[np.uint8], known: Palette | None = None) -> Palette:
    """Colours (n, 4) as a palette; those that `known` has carry its names, the others are numbered."""
    names = _number(colours)
    if known is not None:
        pairs = list(zip(map(tuple, known.colours.tolist()), known.names, strict=True))
        own = dict(reversed(pairs))  # of two names for one colour the first
        names = tuple(own.get(tuple(c), n) for c, n in zip(colours.tolist(), names, strict=True))
    return Palette(colours, names)


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
    swatch = nearest(unpack(values), palette.colours)[index]
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


def nearest(colours: NDArray[np.uint8], swatches: NDArray[np.uint8]) -> NDArray[np.int64]:
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
