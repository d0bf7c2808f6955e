# SPDX-License-Identifier: Apache-2.0
"""An artist's correction holds for the whole track: the same part in the frames before and after.

What made a region wrong in one frame made it wrong in the next ones, and there it may be believed firmly.
So the corrected swatch is voted for along the track, more strongly than the keys that led astray. It ends
where the part is not followed both ways, where something is given, and at what is surely something else.
What no track reaches stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats
from shiage.shot.confidence import confidence
from shiage.shot.match.transport import Transport, at, likest
from shiage.shot.types import SURE

FOLLOWED = 0.5
"""A track goes on while the part is found again, both ways and all the way, at least this surely."""

HOLE_FOLLOWED = 0.9
"""A fill that is taken away may be a hole between limbs, or meant for its frame alone: so surely it
is followed."""

ALIKE = 0.98
"""What is sure of the swatch that was corrected changes too where it is the same part this surely. Compared
on dev shots: at 0.95 one correction in 130 turned over seven regions that were right and sure."""

LIKELY = 0.5
"""What was less sure than this is more likely wrong than right: it takes what its neighbours have learned."""

VOTE = 8.0
"""Log-odds of a vote on a part that is followed for certain: keys and neighbours together give up to 6."""

Corrected = Mapping[int, Mapping[int, int]]
"""Drawing -> {region (0-based): swatch}."""


@dataclass(frozen=True)
class Reached:
    """A region on a correction's track: its frame, itself, and how surely it is the same part."""

    frame: int
    region: int
    followed: float


def correction_votes(
    corrected: Corrected,
    given: list[NDArray[np.int32]],
    transports: Mapping[tuple[int, int], Transport],
    frames: int,
    before: list[Floats],
    paper: int | None = None,
) -> dict[int, Floats]:
    """Votes along the tracks of corrections.

    Args:
        corrected: what artists said.
        given: per drawing (n_t,) int32, -1 where the swatch is to be found; corrections are among it.
        transports: (t, s) -> (n_t, n_s + 1), see `matcher.RegionMatcher`.
        frames: how many drawings are frames, in time order.
        before: per drawing (n_t, swatches) beliefs without the corrections.
        paper: the transparent swatch; None where there is none. Who takes a fill away means that frame, and
            the same hole where it is in question elsewhere.

    Returns:
        drawing -> (n_t, swatches) float32 log-odds, 0 where nothing is voted for. Where two corrections reach
        a region, the one that follows it more surely speaks.
    """
    best: dict[tuple[int, int], tuple[float, int]] = {}
    for t, said in corrected.items():
        for region, swatch in said.items():
            for reached in _track(t, region, swatch, given, transports, frames, before, swatch == paper):
                here = reached.frame, reached.region
                best[here] = max(best.get(here, (0.0, -1)), (reached.followed, swatch))
    votes: dict[int, Floats] = {}
    for (t, region), (followed, swatch) in best.items():
        vote = votes.setdefault(t, np.zeros_like(before[t], np.float32))
        vote[region, swatch] = VOTE * followed
    return votes


def kept_elsewhere(
    before: list[Floats], after: list[Floats], votes: Mapping[int, Floats], given: list[NDArray[np.int32]]
) -> list[Floats]:
    """Beliefs with corrections where these speak, and those without where they do not.

    What a correction does to its neighbours' neighbours is hearsay: on dev shots it turned over regions that
    were right as often as it mended others.

    Args:
        before: per drawing (n_t, swatches) beliefs without the corrections.
        after: the same with them.
        votes: see `correction_votes`.
        given: per drawing (n_t,) int32, -1 where the swatch is to be found; corrections are among it.
    """
    kept: list[Floats] = []
    for t, (one, other) in enumerate(zip(before, after, strict=True)):
        spoken = given[t] >= 0
        if t in votes:
            spoken = spoken | votes[t].any(1)
        told = (spoken | (confidence(one) < LIKELY))[:, None]
        kept.append(np.asarray(np.where(told, other, one), np.float32))
    return kept


def _track(
    start: int,
    region: int,
    swatch: int,
    given: list[NDArray[np.int32]],
    transports: Mapping[tuple[int, int], Transport],
    frames: int,
    before: list[Floats],
    hole: bool,
) -> Iterator[Reached]:
    """The regions that one correction speaks of, forwards and backwards from it."""
    least = HOLE_FOLLOWED if hole else FOLLOWED
    wrong = int(before[start][region].argmax())
    for step in (1, -1):
        here, followed, t = region, 1.0, start
        while 0 <= t + step < frames and (t, t + step) in transports:
            there, back = transports[t, t + step], transports[t + step, t]
            found = _found_again(there, back, here)
            if found is None:
                break
            here, share = found
            t, followed = t + step, followed * share
            if followed < least or given[t][here] >= 0:
                break
            if _stands(before[t][here], swatch, wrong if followed >= ALIKE and not hole else swatch):
                break
            yield Reached(t, here, followed)


def _found_again(there: Transport, back: Transport, region: int) -> tuple[int, float] | None:
    """The region of the other drawing that is most like this one both ways, and how surely."""
    if there.shape[1] < 2:
        return None
    other = int(likest(there)[region])
    if int(likest(back)[other]) != region:
        return None
    one, two = np.array([region]), np.array([other])
    return other, float(np.sqrt(at(there, one, two) * at(back, two, one))[0])


def _stands(belief: Floats, swatch: int, wrong: int) -> bool:
    """Whether a region is sure of a swatch that is neither the corrected one nor the one that was wrong."""
    return int(belief.argmax()) not in (swatch, wrong) and float(confidence(belief[None])[0]) >= SURE
