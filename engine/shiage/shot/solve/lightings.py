# SPDX-License-Identifier: Apache-2.0
"""Keys of one character in two palettes, by day and by night: a frame takes one of them as a whole.

Two coloured drawings are in different light where what either has of its own corresponds, region for region
and swatch for swatch; eyes and hair may be the same in both. Drawings of different characters have swatches
of their own, too, but their regions do not correspond.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from shiage.shot.match.transport import Transport, mutual
from shiage.shot.notes import Note
from shiage.shot.solve.fixed_labels import Given
from shiage.shot.types import Frame, Shot

Swatches = frozenset[int]
Compare = Callable[[int, int], tuple[Transport, Transport]]
"""Likeness of the regions of two drawings, both ways, see `RegionMatcher.transport`."""

SHARED = 0.67
"""Drawings that share more of their swatches than this, eyes and hair and all, are in one light."""

MIXED = 0.3
"""A drawing with so much of what is one light's alone, and of another's, mixes them."""

ALIKE = 0.4
"""Regions correspond from this share on, swatch for swatch: between first and last frames of artists' shots
0.5 and more, between drawings of different shots up to 0.3."""

_OWN = 2
"""A light has so many swatches of its own, or it is but a part that changes its colour."""


@dataclass(frozen=True, eq=False)
class Lights:
    """Which coloured drawings tell which frames.

    Attributes:
        telling: sets of drawings; those of one set are in one light.
        of: per drawing the index of its set.
        coloured: all coloured drawings.
        notes: what is to be said of it.
    """

    telling: list[frozenset[int]]
    of: list[int]
    coloured: frozenset[int]
    notes: tuple[Note, ...] = ()


def find_lights(shot: Shot, frames: list[Frame], given: Given, compare: Compare) -> Lights:
    """Find the lights that the coloured drawings of a shot are in.

    Args:
        shot: the shot.
        frames: its frames in time order; drawings are counted through them and then the model sheets.
        given: what is given.
        compare: asked of few pairs of coloured drawings, of none in most shots.
    """
    clear = np.flatnonzero(given.palette.colours[:, 3] == 0).tolist()
    own = {t: frozenset(swatches.tolist()) - set(clear) for t, swatches in given.coloured.items()}
    count, groups = len(frames) + len(shot.sheets), _groups(own)
    numbers = [f.number for f in frames]
    apart = {
        pair
        for pair in combinations(range(len(groups)), 2)
        if _two_lights(groups, pair, own, given, numbers, compare)
    }
    if not apart:
        return Lights([frozenset(given.coloured)], [0] * count, frozenset(given.coloured))
    place = {t: g for g, group in enumerate(groups) for t in group}
    telling: dict[frozenset[int], int] = {}
    of = []
    for t in range(count):
        seen: list[int] = []
        for s in sorted(given.coloured, key=lambda s: _apart(t, s, numbers)):
            if not any((min(place[s], g), max(place[s], g)) in apart for g in seen):
                seen.append(place[s])
        tellers = frozenset(s for s in given.coloured if place[s] in seen)
        of.append(telling.setdefault(tellers, len(telling)))
    return Lights(list(telling), of, frozenset(given.coloured), _say(shot, numbers, groups, apart))


def _apart(t: int, s: int, numbers: list[int]) -> tuple[int, int, int]:
    """What to ask first: the drawing itself, then the nearest key, the earlier of two, then model sheets."""
    if t == s:
        return -1, 0, s
    if s >= len(numbers) or t >= len(numbers):
        return int(s >= len(numbers)), 0, s
    return 0, abs(numbers[t] - numbers[s]), s


def _groups(own: dict[int, Swatches]) -> list[list[int]]:
    """Drawings by what they share; what mixes two groups joins them."""
    groups = [[t] for t in own]

    def join(a: list[int], b: list[int]) -> None:
        a += b
        groups.remove(b)

    joined = True
    while joined:
        joined = False
        for a, b in combinations(groups, 2):
            if any(_share(own[s], own[t]) > SHARED for s in a for t in b) or any(
                _mixes(own[m], _all_of(a, own), _all_of(b, own)) for m in own if m not in a and m not in b
            ):
                join(a, b)
                joined = True
                break
    return groups


def _all_of(group: list[int], own: dict[int, Swatches]) -> Swatches:
    return frozenset().union(*(own[t] for t in group))


def _share(one: Swatches, other: Swatches) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def _mixes(swatches: Swatches, one: Swatches, other: Swatches) -> bool:
    least = MIXED * max(1, len(swatches))
    return len(swatches & (one - other)) >= least and len(swatches & (other - one)) >= least


def _two_lights(
    groups: list[list[int]],
    pair: tuple[int, int],
    own: dict[int, Swatches],
    given: Given,
    numbers: list[int],
    compare: Compare,
) -> bool:
    """Whether two groups of drawings show the same in two lights: asked of the two that are nearest."""
    one, other = groups[pair[0]], groups[pair[1]]
    a, b = min(((s, t) for s in one for t in other), key=lambda pair: _apart(pair[0], pair[1], numbers))
    alone = _all_of(one, own), _all_of(other, own)
    alone = alone[0] - alone[1], alone[1] - alone[0]
    if min(len(own[a] & alone[0]), len(own[b] & alone[1])) < _OWN:
        return False
    ahead, back = compare(a, b)
    i, j, alike = mutual(ahead, back)
    mine, theirs = given.coloured[a], given.coloured[b]
    changed = np.isin(mine, list(alone[0])), np.isin(theirs, list(alone[1]))
    kept = changed[0][i] & changed[1][j]
    i, j, alike = i[kept], j[kept], alike[kept]
    if alike.sum() == 0:
        return False
    swatches = len(given.palette.colours)
    met = np.zeros((swatches, swatches))
    np.add.at(met, (mine[i], theirs[j]), alike)
    found = float(alike.sum()) / max(np.count_nonzero(side) for side in changed)
    each = min(met.max(1).sum(), met.max(0).sum()) / met.sum()
    return bool(found * each >= ALIKE)


def _say(
    shot: Shot, numbers: list[int], groups: list[list[int]], apart: set[tuple[int, int]]
) -> tuple[Note, ...]:
    def name(group: list[int]) -> str:
        keys = ", ".join(str(numbers[t]) for t in sorted(group) if t < len(numbers))
        sheets = ", ".join(shot.sheets[t - len(numbers)].name for t in sorted(group) if t >= len(numbers))
        return " and ".join([f"key {keys}"] * bool(keys) + [f"model sheet {sheets}"] * bool(sheets))

    which = "its nearest key's" if shot.keys else "the first sheet's"
    return tuple(
        Note(
            None,
            f"{name(groups[a])} and {name(groups[b])} show one thing in two palettes: a frame takes {which}",
        )
        for a, b in sorted(apart)
    )
