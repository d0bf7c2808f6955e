# SPDX-License-Identifier: Apache-2.0
"""A correction is voted for along its track, and stops where it is not the same part."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats
from shiage.shot.match.transport import Transport
from shiage.shot.solve.belief_propagation import ShotGraph, solve_labels
from shiage.shot.solve.correction_tracks import ALIKE, HOLE_FOLLOWED, correction_votes, kept_elsewhere
from shiage.shot.solve.lightings import Lights
from shiage.shot.solve.solve_lightings import solve_lights

SKIN, COAT, HAIR = range(3)
FRAMES = 5
"""Frames 0 and 4 are keys; each frame has three regions, in the same order."""


def free() -> NDArray[np.int32]:
    """(3,) regions whose swatch is to be found."""
    return np.full(3, -1, np.int32)


def floats(value: float) -> Floats:
    """(3, 3) beliefs, all alike."""
    return np.full((3, 3), value, np.float32)


def followed(share: float) -> Floats:
    """(3, 4) likeness of three regions to the three of another frame, each to its own."""
    own = np.full((3, 4), (1 - share) / 3, np.float32)
    own[np.arange(3), np.arange(3)] = share
    return own


def shot(share: float = 0.99) -> ShotGraph:
    """Keys that lead region 1 astray: in frames between them it looks like what is skin there."""
    transports: dict[tuple[int, int], Transport] = {}
    for t in range(FRAMES - 1):
        near = followed(share)
        if t in (0, FRAMES - 2):
            near[1] = (0.02, 0.02, 0.02, 0.94)
        transports[t, t + 1], transports[t + 1, t] = near, near.copy()
    for t in range(1, FRAMES - 1):
        for key in (0, FRAMES - 1):
            astray = followed(0.97)
            astray[1] = (0.97, 0.01, 0.01, 0.01)
            transports[t, key], transports[key, t] = astray, astray.copy()
    given = [free() for _ in range(FRAMES)]
    given[0] = given[-1] = np.array([SKIN, COAT, HAIR], np.int32)
    return ShotGraph(given=given, swatches=3, frames=FRAMES, transports=transports)


def corrected(graph: ShotGraph, at: int, region: int, swatch: int) -> list[NDArray[np.int64]]:
    """The swatches of all frames once one region is corrected."""
    before = solve_labels(graph)
    given = [labels.copy() for labels in graph.given]
    given[at][region] = swatch
    votes = correction_votes({at: {region: swatch}}, given, graph.transports, graph.frames, before)
    return [b.argmax(1) for b in solve_labels(replace(graph, given=given, tracked=votes))]


def test_one_correction_holds_for_its_track() -> None:
    graph = shot()
    assert [b.argmax(1)[1] for b in solve_labels(graph)[1:4]] == [SKIN] * 3
    found = corrected(graph, 2, 1, COAT)
    assert [swatches.tolist() for swatches in found] == [[SKIN, COAT, HAIR]] * FRAMES


def test_what_is_followed_less_surely_keeps_what_it_is_sure_of() -> None:
    share = ALIKE - 0.1
    before = [floats(1e-5) for _ in range(FRAMES)]
    for belief in before:
        belief[:, SKIN] = 1 - 2e-5
    given = [free() for _ in range(FRAMES)]
    given[2][1] = COAT
    transports = shot(share).transports
    assert correction_votes({2: {1: COAT}}, given, transports, FRAMES, before) == {}
    unsure = [floats(1 / 3) for _ in range(FRAMES)]
    votes = correction_votes({2: {1: COAT}}, given, transports, FRAMES, unsure)
    assert sorted(votes) == [1, 3]
    assert votes[1][1].argmax() == COAT
    assert not votes[1][[0, 2]].any()


def test_another_swatch_that_is_sure_stands() -> None:
    before = [floats(1e-5) for _ in range(FRAMES)]
    for t, belief in enumerate(before):
        belief[:, HAIR if t == 3 else SKIN] = 1 - 2e-5
    given = [free() for _ in range(FRAMES)]
    given[2][1] = COAT
    assert sorted(correction_votes({2: {1: COAT}}, given, shot().transports, FRAMES, before)) == [1]


def test_a_hole_is_followed_where_it_is_in_question_and_surely_the_same() -> None:
    given = [free() for _ in range(FRAMES)]
    given[2][1] = HAIR

    def reached(share: float, before: list[Floats]) -> list[int]:
        return sorted(
            correction_votes({2: {1: HAIR}}, given, shot(share).transports, FRAMES, before, paper=HAIR)
        )

    unsure = [floats(1 / 3) for _ in range(FRAMES)]
    assert reached(0.99, unsure) == [1, 3]
    assert reached(HOLE_FOLLOWED - 0.05, unsure) == []
    sure = [floats(1e-5) for _ in range(FRAMES)]
    for belief in sure:
        belief[:, COAT] = 1 - 2e-5
    assert reached(0.99, sure) == []  # who takes a fill away means that frame


def test_what_no_track_reaches_stays_as_it_was() -> None:
    before, after = [floats(0.1), floats(0.1)], [floats(0.1), floats(0.1)]
    for one, other in zip(before, after, strict=True):
        one[:, SKIN], other[:, COAT] = 0.8, 0.8
    before[1][2] = 1 / 3  # anything may be right there
    given = [free(), free()]
    given[0][0] = COAT
    votes = {1: np.zeros((3, 3), np.float32)}
    votes[1][1, COAT] = 4
    found = kept_elsewhere(before, after, votes, given)
    assert [belief.argmax(1).tolist() for belief in found] == [[COAT, SKIN, SKIN], [SKIN, COAT, COAT]]


def test_a_colour_that_nothing_has_yet_is_not_suspected() -> None:
    graph = shot()
    clear, new = HAIR + 1, HAIR + 2
    paint = np.full((3, new + 1), 0.9 / new, np.float32)
    paint[:, clear] = 0.1
    given = [labels.copy() for labels in graph.given]
    given[0][2] = clear
    with_new = replace(graph, given=given, swatches=new + 1, unary=[paint] * FRAMES)
    found = solve_lights(
        with_new,
        Lights([frozenset({0, 4})], [0] * FRAMES, frozenset({0, 4})),
        clear,
        lambda done, total: None,
    )
    assert all(belief.shape == (3, new + 1) and not belief[:, new].any() for belief in found)


def test_what_is_given_and_what_is_lost_ends_a_track() -> None:
    unsure = [floats(1 / 3) for _ in range(FRAMES)]
    given = [free() for _ in range(FRAMES)]
    given[2][1], given[3][1] = COAT, HAIR
    votes = correction_votes({2: {1: COAT}}, given, shot().transports, FRAMES, unsure)
    assert sorted(votes) == [1]  # frame 3 has an artist's word of its own, frame 0 lost the part


def test_of_two_corrections_the_nearer_speaks() -> None:
    unsure = [floats(1 / 3) for _ in range(FRAMES)]
    given = [free() for _ in range(FRAMES)]
    given[0][0], given[4][0] = COAT, HAIR
    said = {0: {0: COAT}, 4: {0: HAIR}}
    votes = correction_votes(said, given, shot(0.9).transports, FRAMES, unsure)
    assert [votes[t][0].argmax() for t in (1, 3)] == [COAT, HAIR]
