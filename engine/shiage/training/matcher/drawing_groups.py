# SPDX-License-Identifier: Apache-2.0
"""Groups of drawings that the matcher learns from: described, and compared each with each.

Describing and comparing cost more than learning from it, so a pool of groups is drawn once by all cores, kept
in files, and gone through many times, mirrored at random.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from shiage.cel.lineart import TRACE_BLUE, LineArt
from shiage.cel.majority import most
from shiage.cel.palette import palette_of_keys, snap_regions
from shiage.cel.regions import DEFAULT_GAP, RegionMap, find_regions
from shiage.shot.describe.crop import drawn_window
from shiage.shot.describe.describe import describe
from shiage.shot.describe.pretrained_features import open_pretrained
from shiage.shot.evaluate.break_lines import punch_gaps
from shiage.shot.match.network_matcher import seen_of
from shiage.shot.match.pair_features import compare
from shiage.shot.match.pairs import SHEET_GAP
from shiage.training.data.clip import Clip
from shiage.training.pair_features.drawing_pairs import camera_turn, sheet_turn

DRAWINGS = 5
"""Drawings of a group, so ten pairs; three of them follow each other, the others are anywhere in the clip."""

CLIP = 16
"""Drawings of the clip that a group is chosen from."""

MOST_REGIONS = 160

FAT, BROKEN, TURNED = 0.3, 0.12, 0.15
"""Share of groups with thicker ink, of drawings with punched gaps, and of drawings moved as by a camera."""

TRACED, ONE_COLOUR = 0.7, 0.5
"""Share of groups whose trace lines are told from ink, and of these the share that has them in one colour."""

SHEETS = 0.5
"""Share of groups whose last drawing is a model sheet: turned, mirrored or not, in another size and place."""

Arrays = dict[str, NDArray[np.generic]]


@dataclass(frozen=True, eq=False)
class Compared:
    """Evidence between drawings `first` and `second` of a group, (n, m, q) and (m, n, q) float16.

    `gap` is how many frames they are apart, as the matcher was told.
    """

    first: int
    second: int
    ahead: NDArray[np.float16]
    back: NDArray[np.float16]
    gap: int


@dataclass(frozen=True, eq=False)
class Group:
    """Drawings of one clip.

    Attributes:
        seen: what the matcher sees of each, see `network_matcher.seen_of`.
        swatches: (n,) int32 true swatch of each region.
        parts: (n,) int32 which part each region is of; the swatches where they are not known.
        paper: (n,) bool, unpainted.
        pairs: evidence between each two.
    """

    seen: list[Arrays]
    swatches: list[NDArray[np.int32]]
    parts: list[NDArray[np.int32]]
    paper: list[NDArray[np.bool_]]
    pairs: list[Compared]


@dataclass(frozen=True, eq=False)
class _Drawn:
    """A drawing of a group.

    Attributes:
        time: its frame; None for a model sheet.
        art: line art.
        cel: (H, W, 4) uint8 RGBA.
        parts: (H, W) int32, where they are known.
    """

    time: int | None
    art: LineArt
    cel: NDArray[np.uint8]
    parts: NDArray[np.int32] | None


def draw_group(clip: Clip, rng: np.random.Generator) -> Group | None:
    """Make a group from a clip; None where it has too few drawings with regions to compare."""
    gap = DEFAULT_GAP if rng.random() < 0.5 else 0
    fat = int(rng.integers(2, 9)) if rng.random() < FAT else 0
    traces = _recoloured(clip.traces, rng) if clip.traces is not None and rng.random() < TRACED else None
    drawn: list[tuple[_Drawn, RegionMap]] = []
    times = _times(len(clip.lines), rng)
    sheet = times[-1] if rng.random() < SHEETS else None
    for t in times:
        cel, parts = clip.cels[t], None if clip.parts is None else clip.parts[t]
        art = LineArt(clip.lines[t]) if traces is None else _parted(clip.lines[t], traces[t])
        if fat:
            pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (fat, fat))
            art = LineArt(np.asarray(cv2.dilate(art.ink, pen), np.uint8), art.trace)
        one = _Drawn(t, art, cel, parts)
        if t == sheet:
            one = replace(_moved(one, sheet_turn(*art.size, rng)), time=None)
        elif rng.random() < TURNED:
            one = _moved(one, camera_turn(*art.size, rng))
        if gap and rng.random() < BROKEN:
            one = replace(one, art=punch_gaps(one.art, 6, int(rng.integers(1 << 20))))
        regions = find_regions(one.art, gap)
        if 1 < regions.count <= MOST_REGIONS:
            drawn.append((one, regions))
    if len(drawn) < 2:
        return None
    palette = palette_of_keys([(one.cel, regions) for one, regions in drawn])
    swatches = [snap_regions(one.cel, regions, palette)[0] for one, regions in drawn]
    window = drawn_window([one.art for one, _ in drawn if one.time is not None])
    described = [
        describe(one.art, regions, drawn_window([one.art]) if one.time is None else window)
        for one, regions in drawn
    ]
    pairs = []
    for i, j in combinations(range(len(drawn)), 2):
        first, second = drawn[i][0].time, drawn[j][0].time
        apart = SHEET_GAP if first is None or second is None else second - first
        ahead, back = compare(described[i], described[j], apart)
        pairs.append(Compared(i, j, ahead.astype(np.float16), back.astype(np.float16), apart))
    return Group(
        seen=[seen_of(d, open_pretrained(torch.device("cpu"))) for d in described],
        swatches=swatches,
        parts=[
            own if one.parts is None else _part_of(one.parts, regions)
            for own, (one, regions) in zip(swatches, drawn, strict=True)
        ],
        paper=[palette.colours[own, 3] == 0 for own in swatches],
        pairs=pairs,
    )


def _times(frames: int, rng: np.random.Generator) -> list[int]:
    first = int(rng.integers(0, max(1, frames - 1)))
    times = {min(first + after, frames - 1) for after in range(3)}
    others = [t for t in rng.permutation(frames).tolist() if t not in times]
    return sorted(times | set(others[: DRAWINGS - len(times)]))


def _recoloured(traces: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """The same trace lines in another studio's colours."""
    names = 1 + rng.permutation(TRACE_BLUE)
    if rng.random() < ONE_COLOUR:
        names[:] = names[0]
    return np.append(0, names).astype(np.uint8)[traces]


def _parted(line: NDArray[np.uint8], trace: NDArray[np.uint8]) -> LineArt:
    """Black ink and trace lines, each by itself."""
    return LineArt(np.where(trace, 0, line).astype(np.uint8), trace)


def _moved(one: _Drawn, turn: NDArray[np.float64]) -> _Drawn:
    """A drawing turned, scaled and moved by an affine matrix."""

    def warped(picture: NDArray[Any], how: int) -> NDArray[Any]:
        return np.asarray(cv2.warpAffine(picture, turn, one.art.size, flags=how), picture.dtype)

    trace = None if one.art.trace is None else warped(one.art.trace, cv2.INTER_NEAREST)
    parts = one.parts
    if parts is not None:
        parts = warped(parts.astype(np.float32), cv2.INTER_NEAREST).astype(np.int32)
    art = LineArt(warped(one.art.ink, cv2.INTER_AREA), trace)
    return replace(one, art=art, cel=warped(one.cel, cv2.INTER_NEAREST), parts=parts)


def _part_of(parts: NDArray[np.int32], regions: RegionMap) -> NDArray[np.int32]:
    """(n,) the part that covers most of each region."""
    return most(regions.labels, parts, regions.count + 1, int(parts.max()) + 1)[1:].astype(np.int32)
