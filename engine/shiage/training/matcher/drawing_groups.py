# SPDX-License-Identifier: Apache-2.0
"""Groups of drawings that the matcher learns from: described, and compared each with each.

Describing and comparing cost more than learning from it, so a pool of groups is drawn once by all cores, kept
in files, and gone through many times, mirrored at random.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import TRACE_BLUE, LineArt
from shiage.cel.majority import most
from shiage.cel.palette import palette_of_keys, snap_regions
from shiage.cel.regions import DEFAULT_GAP, RegionMap, find_regions
from shiage.shot.describe import describe
from shiage.shot.evidence import compare
from shiage.shot.judge import seen_of
from shiage.shot.punch import punch_gaps
from shiage.shot.window import drawn_window
from shiage.training.data.clip import Clip
from shiage.training.pair_features.drawing_pairs import camera_turn

DRAWINGS = 5
"""Drawings of a group, so ten pairs; three of them follow each other, the others are anywhere in the clip."""

CLIP = 16
"""Drawings of the clip that a group is chosen from."""

MOST_REGIONS = 160

FAT, BROKEN, TURNED = 0.3, 0.12, 0.15
"""Share of groups with thicker ink, of drawings with punched gaps, and of drawings moved as by a camera."""

TRACED, ONE_COLOUR = 0.7, 0.5
"""Share of groups whose trace lines are told from ink, and of these the share that has them in one colour."""

Arrays = dict[str, NDArray[np.generic]]


@dataclass(frozen=True, eq=False)
class Compared:
    """Evidence between drawings `first` and `second` of a group, (n, m, q) and (m, n, q) float16."""

    first: int
    second: int
    ahead: NDArray[np.float16]
    back: NDArray[np.float16]


@dataclass(frozen=True, eq=False)
class Group:
    """Drawings of one clip.

    Attributes:
        seen: what the matcher sees of each, see `judge.seen_of`.
        swatches: (n,) int32 true swatch of each region.
        parts: (n,) int32 which part each region is of; the swatches where nobody knows.
        paper: (n,) bool, unpainted.
        pairs: evidence between each two.
    """

    seen: list[Arrays]
    swatches: list[NDArray[np.int32]]
    parts: list[NDArray[np.int32]]
    paper: list[NDArray[np.bool_]]
    pairs: list[Compared]


def draw_group(clip: Clip, rng: np.random.Generator) -> Group | None:
    """Make a group from a clip; None where it has too few drawings with regions to compare."""
    gap = DEFAULT_GAP if rng.random() < 0.5 else 0
    fat = int(rng.integers(2, 9)) if rng.random() < FAT else 0
    traces = _recoloured(clip.traces, rng) if clip.traces is not None and rng.random() < TRACED else None
    drawn = []
    for t in _times(len(clip.lines), rng):
        cel, parts = clip.cels[t], None if clip.parts is None else clip.parts[t]
        art = LineArt(clip.lines[t]) if traces is None else _parted(clip.lines[t], traces[t])
        if fat:
            pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (fat, fat))
            art = LineArt(np.asarray(cv2.dilate(art.ink, pen), np.uint8), art.trace)
        if rng.random() < TURNED:
            art, cel, parts = _turned(art, cel, parts, rng)
        if gap and rng.random() < BROKEN:
            art = punch_gaps(art, 6, int(rng.integers(1 << 20)))
        regions = find_regions(art, gap)
        if 1 < regions.count <= MOST_REGIONS:
            drawn.append((t, art, cel, parts, regions))
    if len(drawn) < 2:
        return None
    palette = palette_of_keys([(cel, regions) for _, _, cel, _, regions in drawn])
    swatches = [snap_regions(cel, regions, palette)[0] for _, _, cel, _, regions in drawn]
    window = drawn_window([art for _, art, _, _, _ in drawn])
    described = [describe(art, regions, window) for _, art, _, _, regions in drawn]
    pairs = []
    for i, j in combinations(range(len(drawn)), 2):
        ahead, back = compare(described[i], described[j], drawn[j][0] - drawn[i][0])
        pairs.append(Compared(i, j, ahead.astype(np.float16), back.astype(np.float16)))
    return Group(
        seen=[seen_of(d) for d in described],
        swatches=swatches,
        parts=[
            own if parts is None else _part_of(parts, regions)
            for own, (_, _, _, parts, regions) in zip(swatches, drawn, strict=True)
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


def _turned(
    art: LineArt, cel: NDArray[np.uint8], parts: NDArray[np.int32] | None, rng: np.random.Generator
) -> tuple[LineArt, NDArray[np.uint8], NDArray[np.int32] | None]:
    """Turn, scale and move a drawing, as a camera would."""
    size = art.size
    turn = camera_turn(*size, rng)
    ink = np.asarray(cv2.warpAffine(art.ink, turn, size, flags=cv2.INTER_AREA), np.uint8)
    trace = None if art.trace is None else cv2.warpAffine(art.trace, turn, size, flags=cv2.INTER_NEAREST)
    return (
        LineArt(ink, None if trace is None else np.asarray(trace, np.uint8)),
        np.asarray(cv2.warpAffine(cel, turn, size, flags=cv2.INTER_NEAREST), np.uint8),
        None
        if parts is None
        else cv2.warpAffine(parts.astype(np.float32), turn, size, flags=cv2.INTER_NEAREST).astype(np.int32),
    )


def _part_of(parts: NDArray[np.int32], regions: RegionMap) -> NDArray[np.int32]:
    """(n,) the part that covers most of each region."""
    return most(regions.labels, parts, regions.count + 1, int(parts.max()) + 1)[1:].astype(np.int32)
