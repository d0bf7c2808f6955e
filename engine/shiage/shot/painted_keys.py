# SPDX-License-Identifier: Apache-2.0
"""Keys come back as they were painted; what other frames cannot get of them is noted."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.census import pack, unpack
from shiage.cel.fill import fill_under_ink, paint
from shiage.cel.fills import FLAT_PIXELS
from shiage.cel.lineart import LineArt
from shiage.cel.noise import NOISE
from shiage.cel.palette import Palette, named, nearest
from shiage.cel.palette_text import hex_colour
from shiage.cel.parts import Parts, Under, part_regions
from shiage.cel.regions import RegionMap
from shiage.shot.frame_layout import Layout
from shiage.shot.notes import Note

Pixels = NDArray[np.uint8]

NOTED = 9
"""A part of a region with fewer pixels inside its edge is a slip of the brush and not worth a note."""


@dataclass(frozen=True, eq=False)
class KeptKey:
    """A key as it shall come back.

    Attributes:
        number: its frame.
        cel: (H, W, 4) uint8 RGBA as it was painted.
        noisy: its colours are but near what was painted; it comes back in swatches alone.
        corrected: regions (0-based) on which an artist's word came later than the key.
        like: packed colours too small to be swatches that were moved as those were, and where.
    """

    number: int
    cel: Pixels
    noisy: bool
    corrected: frozenset[int]
    like: tuple[tuple[int, int], ...] = ()

    def fingerprint(self, swatches: NDArray[np.int32], palette: Palette) -> str:
        """What tells this key's parts from those it has once artists said more.

        Args:
            swatches: (n,) palette index of each of its regions.
            palette: of the shot.
        """
        said = hashlib.sha256(palette.colours[swatches].tobytes())
        said.update(repr((sorted(self.corrected), self.like)).encode())
        if self.noisy:
            said.update(palette.colours.tobytes())
        return said.hexdigest()[:32]


_OPEN = (
    "no closed outline: painted here, but no other frame gets it. "
    "Close the lines, or let wider gaps be closed"
)
_BLOT = (
    "less than half of its region: painted here, but no other frame gets it. Fill the whole region, or close "
    "the lines around the area"
)
"""Said of paint that no line closes around, and of paint in a region that for the most part is unpainted."""


def look_into(
    key: KeptKey, regions: RegionMap, swatches: NDArray[np.int32], palette: Palette, shading: bool
) -> tuple[list[Note], Pixels]:
    """What to say of a key, and the colours (m, 4) of its parts; `KeptKey.told_by` says what it follows from.

    Args:
        key: the key.
        regions: its regions, (H, W).
        swatches: (n,) palette index of each.
        palette: of the shot.
        shading: whether other frames get the shading of its regions.
    """
    parts = _parts(key, regions, fill_under_ink(regions), swatches, palette)
    base = palette.colours[swatches]
    edge = np.concatenate([regions.labels[[0, -1]].ravel(), regions.labels[:, [0, -1]].ravel()])
    at_edge = np.isin(np.arange(regions.count), edge - 1)
    outside = at_edge & _widest(regions)
    large = parts.pixels >= NOTED
    bare = base[parts.region, 3] == 0
    opens = large & (bare | outside[parts.region]) & (unpack(parts.colour)[:, 3] > 0)
    blots = opens & ~at_edge[parts.region]
    notes = _say_left_out(key.number, parts, opens & ~blots, _OPEN)
    notes += _say_left_out(key.number, parts, blots, _BLOT)
    if not shading:  # which carries two paints of one region as well
        notes += _say_parted(key.number, parts, large & ~opens, base) + _say_shaded(key.number, parts)
    return notes, unpack(parts.colour)


def restored(
    layout: Layout, base: NDArray[np.int32], key: KeptKey, line: LineArt, regions: RegionMap, palette: Palette
) -> Layout:
    """A key's frame as the key was painted.

    Args:
        layout: the frame as its regions say, labels filled under the ink.
        base: (n,) palette index of each region.
        key: the key.
        line: line art of the frame, (H, W).
        regions: its regions, (H, W).
        palette: of the shot, with the colours of the key's parts.
    """
    parts = _parts(key, regions, layout.labels, base, palette)
    pieces = replace(layout.pieces, region=parts.region, colour=parts.colour)
    swatches = pieces.decided(base, np.ones(len(base), np.float32), palette)[0]
    painted = paint(parts.labels, palette.colours[swatches])
    cel = painted if layout.cel is None else layout.cel  # with the shading of mode soft
    if not key.noisy:
        cel = _as_painted(cel, key, layout.labels, line, regions, parts)
    same = layout.cel is None and not (pack(cel) != pack(painted)).any()
    return Layout(parts.labels, pieces, None if same else cel)


def extended(palette: Palette, colours: Pixels, known: Palette | None = None) -> Palette:
    """The palette with colours (m, 4) that it lacks, behind its own, by the names that `known` has."""
    own = set(map(tuple, palette.colours.tolist()))
    new = [c for c in dict.fromkeys(map(tuple, colours.tolist())) if c not in own]
    if not new:
        return palette
    whole = named(np.concatenate([palette.colours, np.array(new, np.uint8)]), known)
    return Palette(whole.colours, (*palette.names, *whole.names[len(palette.names) :]))


def _as_painted(
    cel: Pixels, key: KeptKey, filled: NDArray[np.int32], line: LineArt, regions: RegionMap, parts: Parts
) -> Pixels:
    """The cel with the key's own pixels, soft edges too, wherever they are paint."""
    kept = np.ones(filled.shape, bool) if parts.under is Under.PAINT else regions.labels > 0
    if parts.under is Under.INK:  # its soft edge lies on the paint beside the lines, too
        near = cv2.dilate(line.barrier().astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        kept &= (line.ink == 0) & ~near
    if key.corrected:
        kept &= ~np.isin(filled, [region + 1 for region in key.corrected])
    off = kept & (pack(key.cel) != pack(cel))
    if off.any():
        cel = cel.copy()
        cel[off] = key.cel[off]
    return cel


def _parts(
    key: KeptKey, regions: RegionMap, filled: NDArray[np.int32], swatches: NDArray[np.int32], palette: Palette
) -> Parts:
    base = palette.colours[swatches]
    cel = _denoised(key.cel, regions, base, palette) if key.noisy else key.cel
    if key.corrected:
        corrected = np.isin(filled, [region + 1 for region in key.corrected])
        cel = np.where(corrected[..., None], paint(filled, base), cel)
    return part_regions(cel, regions, filled, pack(base[:, None])[:, 0])


def _denoised(cel: Pixels, regions: RegionMap, base: Pixels, palette: Palette) -> Pixels:
    """A noisy key in its regions' swatches, and large pieces that are far off in theirs.

    That is the nearest one, or where none is near their middle colour.
    """
    out = paint(regions.labels, base)
    apart = np.abs(cel.astype(np.int16) - out).max(2)
    far = ((apart > 2 * NOISE) & (regions.labels > 0)).astype(np.uint8)
    far = cv2.morphologyEx(far, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    _, pieces, stats, _ = cv2.connectedComponentsWithStats(far, connectivity=4, ltype=cv2.CV_32S)
    for i in 1 + np.flatnonzero(stats[1:, cv2.CC_STAT_AREA] >= FLAT_PIXELS):
        x, y, width, height, _ = stats[i]
        box = np.s_[y : y + height, x : x + width]
        mine = pieces[box] == i
        middle = np.median(cel[box][mine], 0).astype(np.uint8)
        like = palette.colours[nearest(middle[None], palette.colours)[0]]
        out[box][mine] = like if np.abs(like.astype(np.int16) - middle).max() <= 2 * NOISE else middle
    return out


def _widest(regions: RegionMap) -> NDArray[np.bool_]:
    """(n,) which region is the widest: the ground, where that is painted."""
    area = np.bincount(regions.labels.ravel(), minlength=regions.count + 1)[1:]
    return np.asarray(area == area.max(initial=0))


def _say_left_out(number: int, parts: Parts, which: NDArray[np.bool_], why: str) -> list[Note]:
    """Of paint that no other frame gets."""
    return [Note(number, f"{_areas(parts, which)} {why}")] if which.any() else []


def _say_parted(number: int, parts: Parts, which: NDArray[np.bool_], base: Pixels) -> list[Note]:
    if not which.any():
        return []
    largest = np.flatnonzero(which)[parts.pixels[which].argmax()]
    beside = _hex(base[parts.region[largest]])
    words = (
        f"{_areas(parts, which)} no line between it and {beside}: it stays here, but other frames get one "
        "colour in such a region. A trace line between them carries both"
    )
    return [Note(number, words)]


def _say_shaded(number: int, parts: Parts) -> list[Note]:
    count = int(parts.shaded.sum())
    if not count:
        return []
    what = "1 region is" if count == 1 else f"{count} regions are"
    return [
        Note(number, f"{what} shaded: mode flat gives other frames one colour of it, mode soft the shading")
    ]


def _areas(parts: Parts, which: NDArray[np.bool_]) -> str:
    """The areas in words, the largest one pointed at."""
    largest = np.flatnonzero(which)[parts.pixels[which].argmax()]
    x, y = parts.spot[largest]
    colour = unpack(parts.colour)[largest]
    one = f"the area of {_hex(colour)} at ({x}, {y})" if colour[3] else f"the unpainted area at ({x}, {y})"
    count = int(which.sum())
    return f"{one} has" if count == 1 else f"{one}, and {count - 1} more of the kind, has"


def _hex(colour: Pixels) -> str:
    return hex_colour(colour.tolist()) if colour[3] else "nothing"
