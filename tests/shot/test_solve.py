# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from shiage.shot.solve.belief_propagation import ShotGraph, palette_prior, solve_labels
from shiage.shot.solve.tracks import message_weight, track_lengths


def labels(*swatches: int) -> NDArray[np.int32]:
    return np.array(swatches, np.int32)


def transport(rows: list[list[float]]) -> NDArray[np.float32]:
    return np.array(rows, np.float32)


def test_a_chain_carries_a_key_to_its_end() -> None:
    sure = transport([[0.95, 0.03, 0.02], [0.03, 0.95, 0.02]])
    graph = ShotGraph([labels(0, 1), labels(-1, -1), labels(-1, -1)], 2, 3)
    for t, s in ((1, 0), (0, 1), (2, 1), (1, 2)):
        graph.transports[t, s] = sure
    beliefs = solve_labels(graph)
    assert [b.argmax(1).tolist() for b in beliefs] == [[0, 1], [0, 1], [0, 1]]
    assert beliefs[2].max(1).min() < beliefs[1].max(1).min(), "each step away from the key is less sure"


def test_given_swatches_stay_exactly() -> None:
    wrong = transport([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    graph = ShotGraph([labels(0, 1), labels(0, -1)], 2, 2, {(1, 0): wrong, (0, 1): wrong})
    beliefs = solve_labels(graph)
    assert beliefs[1][0].tolist() == [1.0, 0.0]
    assert beliefs[0].tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_many_vague_neighbours_do_not_outvote_one_certain_key() -> None:
    given = [labels(0, 1)] + [labels(-1, -1) for _ in range(4)]
    graph = ShotGraph(given, 2, 5)
    certain = transport([[0.98, 0.01, 0.01], [0.01, 0.98, 0.01]])
    vague = transport([[0.4, 0.5, 0.1], [0.5, 0.4, 0.1]])
    for t in range(1, 5):
        graph.transports[t, 0] = certain
        for s in range(1, 5):
            if s != t:
                graph.transports[t, s] = vague
    beliefs = solve_labels(graph)
    assert [b.argmax(1).tolist() for b in beliefs[1:]] == [[0, 1]] * 4


def test_both_ends_count_and_the_surer_one_wins() -> None:
    weak, strong = transport([[0.6, 0.4]]), transport([[0.9, 0.1]])
    graph = ShotGraph([labels(0), labels(-1), labels(1)], 2, 3, {(1, 0): weak, (1, 2): strong})
    belief = solve_labels(graph)[1]
    assert belief.argmax(1).tolist() == [1]
    graph.transports[1, 2], graph.transports[1, 0] = weak, strong
    assert solve_labels(graph)[1].argmax(1).tolist() == [0]


def test_a_pair_without_a_key_does_not_talk_itself_into_anything() -> None:
    same = transport([[0.9, 0.1]])
    graph = ShotGraph([labels(-1), labels(-1), labels(0, 1)], 2, 3, {(0, 1): same, (1, 0): same})
    for belief in solve_labels(graph)[:2]:
        assert belief == pytest.approx(np.full((1, 2), 0.5), abs=1e-3)


def test_the_prior_knows_only_swatches_that_are_given() -> None:
    prior = palette_prior(ShotGraph([labels(0, 2, 2), labels(-1)], 4, 2))
    assert prior == pytest.approx([0.5, 0, 0.5, 0], abs=1e-5)
    assert prior.sum() == pytest.approx(1)


def test_frames_without_regions_are_no_obstacle() -> None:
    none = np.ones((0, 2), np.float32)
    graph = ShotGraph([labels(0), labels(), labels(-1)], 1, 3, {(1, 0): none, (2, 1): transport([[1.0]])})
    beliefs = solve_labels(graph)
    assert beliefs[1].shape == (0, 1)
    assert beliefs[2].tolist() == [[1.0]]


def test_a_vague_hint_repeated_along_a_track_does_not_outvote_what_is_certain() -> None:
    frames, sure = 12, transport([[0.99, 0.01]])
    graph = ShotGraph([*[labels(-1) for _ in range(frames - 1)], labels(0), labels(0, 1)], 2, frames)
    for t in range(frames - 1):
        graph.transports[t, t + 1] = graph.transports[t + 1, t] = sure
        graph.transports[t, frames] = transport([[0.2, 0.6, 0.2]])  # a sheet that leans to swatch 1
    beliefs = solve_labels(graph)
    assert [b.argmax(1).tolist() for b in beliefs[:frames]] == [[0]] * frames


def test_track_lengths_count_the_frames_a_region_is_followed_through() -> None:
    sure, half = transport([[1.0, 0.0]]), transport([[0.5, 0.5]])
    steps = {(0, 1): sure, (1, 0): sure, (1, 2): sure, (2, 1): half, (2, 3): sure, (3, 2): sure}
    lengths = track_lengths([1, 1, 1, 1], {3}, steps)
    assert [float(n[0]) for n in lengths] == [2.5, 2.5, 2, 1]


def test_certain_messages_count_in_full_on_any_track() -> None:
    weight = message_weight(
        np.array([10.0, 10.0, 1.0], np.float32), transport([[1, 0], [0.5, 0.5], [0.5, 0.5]])
    )
    assert weight[0] == 1
    assert weight[1] < 0.1
    assert weight[2] == 1


def test_what_a_drawing_says_alone_decides_where_nobody_else_knows() -> None:
    """A hole that opens between two frames has no partner in any key."""
    nobody = np.array([[0, 0, 1]], np.float32)
    graph = ShotGraph(
        given=[np.array([0, 1], np.int32), np.array([-1], np.int32)],
        swatches=2,
        frames=2,
        transports={(1, 0): nobody},
        unary=[np.full((2, 2), 0.5, np.float32), np.array([[0.1, 0.9]], np.float32)],
    )
    assert solve_labels(graph)[1].argmax(1).tolist() == [1]
    graph.unary[1][:] = [[0.9, 0.1]]
    assert solve_labels(graph)[1].argmax(1).tolist() == [0]
    sure = np.array([[0, 1, 0]], np.float32)
    told = ShotGraph(graph.given, 2, 2, {(1, 0): sure}, graph.unary)
    assert solve_labels(told)[1].argmax(1).tolist() == [1]
