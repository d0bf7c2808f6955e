# SPDX-License-Identifier: Apache-2.0
"""Which shots of a film are worth learning from (Shi et al. 2023, section 4.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from shiage.training.data.film.detect_cuts import FrameFeatures, split

SHORTEST = 8
"""Frames below which a shot is left out: what one window of training holds."""

STILL = 10.0
"""A shot is left out whose frames all differ by less, each from each."""


@dataclass(frozen=True)
class Span:
    """A shot's place in its film: first and last frame, both included, from 0."""

    first: int
    last: int

    def __len__(self) -> int:
        """Frames of the shot."""
        return self.last - self.first + 1

    @property
    def windows(self) -> int:
        """How many windows of SHORTEST successive frames training can draw from it."""
        return len(self) - SHORTEST + 1


@dataclass
class FoundShots:
    """What a film holds.

    Attributes:
        kept: the shots to learn from, in the film's order.
        dropped: how many shots ("short", "still") and frames ("dark", "faded") are left out, and why.
        frames: frames of the whole film.
    """

    kept: list[Span] = field(default_factory=list)
    dropped: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("short", "still", "dark", "faded"), 0)
    )
    frames: int = 0


def find_shots(features: Iterable[FrameFeatures]) -> FoundShots:
    """Split a film into shots and keep those worth learning from; frames are looked at once, in order."""
    found = FoundShots()

    def counted() -> Iterable[FrameFeatures]:
        for feature in features:
            found.frames += 1
            if feature.flaw:
                found.dropped[feature.flaw] += 1
            yield feature

    for shot in split(counted()):
        if len(shot) < SHORTEST:
            found.dropped["short"] += 1
        elif is_still(shot):
            found.dropped["still"] += 1
        else:
            found.kept.append(Span(shot[0].number, shot[-1].number))
    return found


def is_still(shot: list[FrameFeatures]) -> bool:
    """Whether every two frames of a shot differ by less than STILL."""
    histograms = np.stack([feature.histogram for feature in shot]).astype(np.float64)
    square = (histograms**2).sum(1)
    apart = (square[:, None] + square[None] - 2 * histograms @ histograms.T) / histograms.shape[1]
    return bool(apart.max() < STILL)
