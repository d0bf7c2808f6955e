# SPDX-License-Identifier: Apache-2.0
"""Which few of the drawings that a production knows show most of what is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shiage.cel.arrays import Floats
from shiage.production.memory.index import MemoryIndex
from shiage.production.memory.seen import PART, SeenDrawing

MOST_REFERENCES = 4
"""A shot is shown so many drawings."""

FOR_A_FRAME = 2
"""And each of its frames is compared with so many of them, beside colours of the shot's own with those alone
that add something."""

_NEAREST, _SHORT = 8, 48
"""Drawings that are most like a frame as a whole, and those whose parts are looked at."""

_GAIN = 0.02
"""A drawing that shows the parts in question better by less than this, of 1, is not worth its time."""


@dataclass(frozen=True, eq=False)
class Asked:
    """A frame of which something is to be known.

    Attributes:
        number: the frame's.
        seen: how it would be remembered.
        parts: (n,) float32, how much of its parts is in question, 0 to 1.
    """

    number: int
    seen: SeenDrawing
    parts: Floats


@dataclass(frozen=True)
class Chosen:
    """A drawing that a shot is shown.

    Attributes:
        source: index of its cut or model sheet.
        place: which drawing of that it is.
        frames: numbers of the frames that it is for.
    """

    source: int
    place: int
    frames: frozenset[int]


def choose(index: MemoryIndex, asked: Sequence[Asked], shown: Sequence[Floats]) -> list[Chosen]:
    """The drawings to show: by the nearest as a whole, then greedily by the parts that they add.

    Time grows with the logarithm of how many drawings are known: only _SHORT of them are looked into.

    Args:
        index: the drawings that are known.
        asked: what is in question.
        shown: parts (k, PART) of each drawing that the shot has coloured itself.
    """
    asked = [one for one in asked if len(one.seen.parts)]
    if not asked:
        return []
    nearest = index.nearest(np.stack([one.seen.whole for one in asked]), _NEAREST)
    votes: Counter[int] = Counter()
    for row in nearest.tolist():
        votes.update({drawing: _NEAREST - rank for rank, drawing in enumerate(row)})
    short = [drawing for drawing, _ in votes.most_common(_SHORT)]
    if not short:
        return []
    wanted = np.concatenate([one.seen.parts for one in asked])
    weight = np.concatenate([one.parts for one in asked])
    likeness = np.stack([_best(wanted, _parts(index, d)) for d in short], 1)
    have = _best(wanted, np.concatenate([np.zeros((0, PART), np.float32), *shown]))
    taken = _greedy(likeness, have, weight, MOST_REFERENCES)
    frames: dict[int, set[int]] = {drawing: set() for drawing in taken}
    starts = np.cumsum([0, *(len(one.seen.parts) for one in asked)])
    for one, a, b in zip(asked, starts, starts[1:], strict=False):
        near = likeness[a:b, taken]
        if shown:
            those = _greedy(near, have[a:b], one.parts, FOR_A_FRAME)
        else:  # nothing but memory says anything: two that agree are more than one
            those = np.argsort(-(one.parts[:, None] * near).sum(0), kind="stable")[:FOR_A_FRAME].tolist()
        for i in those:
            frames[taken[i]].add(one.number)
    return [
        Chosen(int(index.source[short[d]]), int(index.place[short[d]]), frozenset(numbers))
        for d, numbers in frames.items()
        if numbers
    ]


def _greedy(likeness: Floats, have: Floats, weight: Floats, most: int) -> list[int]:
    """At most so many drawings, one after the other that which adds most to what is shown already.

    Args:
        likeness: (n, d) how well each of d drawings shows each of n parts, 0 to 1.
        have: (n,) how well they are shown already.
        weight: (n,) how much of them is in question.
        most: drawings to take.
    """
    taken: list[int] = []
    while len(taken) < min(most, likeness.shape[1]):
        gain = (weight[:, None] * np.maximum(0, likeness - have[:, None])).sum(0) / max(weight.sum(), 1e-6)
        best = int(gain.argmax())
        if gain[best] < _GAIN:
            break
        taken.append(best)
        have = np.maximum(have, likeness[:, best])
    return taken


def _parts(index: MemoryIndex, drawing: int) -> Floats:
    return index.known(int(index.source[drawing])).parts_of(int(index.place[drawing]))


def _best(wanted: Floats, parts: Floats) -> Floats:
    """(n,) how well the best of some parts (k, PART) goes with each wanted one, (n, PART): 0 to 1."""
    if not len(parts):
        return np.zeros(len(wanted), np.float32)
    return np.asarray(np.maximum(0, (wanted @ parts.T).max(1)), np.float32)
