# SPDX-License-Identifier: Apache-2.0
"""Matching the drawings of a shot that bear on each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from shiage.shot.describe.description import Description
from shiage.shot.describe.drawings import Drawing
from shiage.shot.match.hierarchy import within_forms
from shiage.shot.match.matcher import RegionMatcher
from shiage.shot.match.motion import motion
from shiage.shot.match.transport import Transport, packed, unpacked
from shiage.shot.run.progress import Arrays, Progress
from shiage.shot.types import ModelSheet

Transports = dict[tuple[int, int], Transport]

SHEET_GAP = 24
"""A model sheet has no place in time; it is compared like a frame this far away."""

NEAR_KEYS = 4
"""Each frame is compared with this many nearest keys, and with every model sheet."""


def match_all(
    drawings: list[Drawing],
    numbers: list[int],
    coloured: set[int],
    matcher: RegionMatcher,
    progress: Progress,
    sheets: Sequence[ModelSheet] = (),
) -> Transports:
    """Match the drawings that bear on each other (stage "match").

    Args:
        drawings: frames in time order, then model sheets.
        numbers: the frames' numbers.
        coloured: which drawings are given.
        matcher: what compares two drawings.
        progress: keeps and tells.
        sheets: the model sheets, of which some are for some frames alone.

    Returns:
        (t, s) -> (n_t, n_s + 1), see `RegionMatcher.transport`.
    """
    only = {len(numbers) + i: s.frames for i, s in enumerate(sheets) if s.frames is not None}
    pairs = matched_pairs(numbers, len(drawings), coloured, only)

    def compare(pair: tuple[int, int]) -> Arrays:
        return compare_two(drawings, numbers, *pair, matcher)

    out: Transports = {}
    for (t, s), arrays in progress.steps("match", {(t, s): f"match-{t}-{s}" for t, s in pairs}, compare):
        out[t, s], out[s, t] = both_ways(arrays)
    return out


def compare_two(
    drawings: list[Drawing], numbers: list[int], a: int, b: int, matcher: RegionMatcher
) -> Arrays:
    """Two of a shot's drawings compared, as arrays to keep; `both_ways` reads them.

    Args:
        drawings: frames in time order, then model sheets.
        numbers: the frames' numbers.
        a: one of the two.
        b: the other.
        matcher: what compares two drawings.
    """
    gap = numbers[b] - numbers[a] if max(a, b) < len(numbers) else SHEET_GAP
    ahead, back = compare_drawings(drawings[a], drawings[b], gap, matcher)
    return packed("ahead", ahead) | packed("back", back)


def both_ways(arrays: Arrays) -> tuple[Transport, Transport]:
    """What `compare_two` found, from the one drawing and from the other."""
    return unpacked("ahead", arrays), unpacked("back", arrays)


def compare_drawings(a: Drawing, b: Drawing, gap: int, matcher: RegionMatcher) -> tuple[Transport, Transport]:
    """Likeness of the regions of two drawings, both ways, see `RegionMatcher.transport`."""
    one, two = a.forms, b.forms
    if one is None or two is None:
        return matcher.transport(a.regions, b.regions, gap)
    moved = motion(a.regions, b.regions)  # the dearest part; what black ink alone says of it adds nothing
    ahead, back = matcher.transport(a.regions, b.regions, gap, moved)
    forms, forms_back = matcher.transport(one.description, two.description, gap, moved)
    return (
        within_forms(ahead, forms, one.of_region, two.of_region),
        within_forms(back, forms_back, two.of_region, one.of_region),
    )


def paper_hints(
    frames: list[Description], palette: NDArray[np.uint8], matcher: RegionMatcher, progress: Progress
) -> list[NDArray[np.float32]]:
    """What each frame says by itself: which of its regions are unpainted.

    Args:
        frames: described.
        palette: (swatches, 4) uint8 RGBA.
        matcher: what compares two drawings.
        progress: keeps what a network has to be asked for.

    Returns:
        per frame (n, swatches) float32, rows sum to 1; an empty list where none is known or all is painted.
    """
    clear = np.flatnonzero(palette[:, 3] == 0)
    if len(clear) != 1 or len(palette) < 2:
        return []
    hints = []
    for t, drawing in enumerate(frames):
        kept = progress.get(f"paper-{t}")
        paper = matcher.paper(drawing) if kept is None else kept["paper"].astype(np.float32)
        if paper is None:
            return []
        if kept is None:
            progress.put(f"paper-{t}", {"paper": paper})
        hint = np.repeat((1 - paper[:, None]) / np.float32(len(palette) - 1), len(palette), 1)
        hint[:, clear[0]] = paper
        hint[np.isnan(paper)] = 1 / len(palette)
        hints.append(hint.astype(np.float32))
    return hints


def matched_pairs(
    numbers: list[int], drawings: int, coloured: set[int], only: Mapping[int, frozenset[int]] | None = None
) -> list[tuple[int, int]]:
    """Neighbours in time, and every frame with its nearest keys and all model sheets; smaller index first.

    Args:
        numbers: the frames' numbers.
        drawings: how many frames and model sheets there are.
        coloured: which of them are given.
        only: by model sheet, the numbers of the frames that it is for, where it is not for all.
    """
    only = only or {}
    keys = sorted(t for t in coloured if t < len(numbers))
    pairs: dict[tuple[int, int], None] = {}
    for t in range(len(numbers)):
        if t in coloured:
            others: list[int] = []
        else:
            others = sorted(keys, key=lambda k: abs(numbers[k] - numbers[t]))[:NEAR_KEYS]
            sheets = range(len(numbers), drawings)
            others += [s for s in sheets if s not in only or numbers[t] in only[s]]
        if t + 1 < len(numbers) and not (t in coloured and t + 1 in coloured):
            others.append(t + 1)
        for s in others:
            pairs[min(t, s), max(t, s)] = None
    return list(pairs)
