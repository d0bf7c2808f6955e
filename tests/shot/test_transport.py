# SPDX-License-Identifier: Apache-2.0
"""Sparse likeness answers as the full table does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_array

from shiage.cel.lineart import TRACE_BLUE
from shiage.service.array_files import read_arrays, write_arrays
from shiage.shot.describe.trace_borders import TraceLines
from shiage.shot.match.hierarchy import within_forms
from shiage.shot.match.transport import (
    Sparse,
    Transport,
    at,
    likely,
    likest,
    normal,
    packed,
    raised,
    table,
    unpacked,
)
from shiage.shot.solve.belief_propagation import ShotGraph, solve_labels
from shiage.shot.solve.tracks import track_lengths

N, M = 40, 30


@pytest.fixture
def sparse() -> Sparse:
    return random(N, M, 1)


def random(n: int, m: int, seed: int) -> Sparse:
    """About a quarter of all pairs, one in each row and column."""
    rng = np.random.default_rng(seed)
    full = rng.random((n, m)).astype(np.float32) * (rng.random((n, m)) < 0.25)
    full[np.arange(n), np.arange(n) % m] += np.float32(0.3)
    full[np.arange(m) % n, np.arange(m)] += np.float32(0.3)
    return normal(csr_array(full), rng.random(n).astype(np.float32))


def test_rows_sum_to_one_and_single_pairs_are_found(sparse: Sparse) -> None:
    full = table(sparse)
    assert full.shape == sparse.shape == (N, M + 1)
    assert full.sum(1) == pytest.approx(np.ones(N), abs=1e-6)
    i, j = (grid.ravel() for grid in np.mgrid[:N, :M])
    assert np.array_equal(at(sparse, i, j), at(full, i, j))
    assert np.array_equal(likely(sparse, 7), likely(full, 7))
    assert np.array_equal(likest(sparse), likest(full))


def test_it_is_kept_and_found_again(sparse: Sparse, tmp_path: Path) -> None:
    full = table(sparse)
    write_arrays(tmp_path / "step", packed("ahead", sparse) | packed("back", full))
    arrays = read_arrays(tmp_path / "step")
    again = unpacked("ahead", arrays)
    assert isinstance(again, Sparse)
    assert np.array_equal(table(again), full)
    assert np.array_equal(table(unpacked("back", arrays)), full)


def test_likeness_to_many_cells_together_is_not_raised_away(sparse: Sparse) -> None:
    assert raised(sparse, 1.4) is sparse


def test_a_shot_is_solved_alike() -> None:
    """A key, two frames that are compared with it and with a model sheet, trace lines and a correction."""
    sizes = (M, N, N + 3, 4)
    given: list[NDArray[np.int32]] = [np.arange(M, dtype=np.int32) % 5]
    given += [np.full(n, -1, np.int32) for n in sizes[1:3]]
    given[2][3] = 2
    given.append(np.arange(4, dtype=np.int32))
    few = {(t, s): random(sizes[t], sizes[s], 7 * t + s) for t, s in ((2, 0), (1, 3), (3, 1), (2, 3))}
    pairs, kinds = np.array([[0, 1], [2, 3]], np.int32), np.array([TRACE_BLUE, TRACE_BLUE], np.uint8)
    lines = [TraceLines(pairs, kinds, np.ones(2, np.float32))] * 4

    def solved(transports: dict[tuple[int, int], Transport]) -> list[NDArray[np.float32]]:
        return solve_labels(ShotGraph(given, 5, 3, transports, traced=lines))

    for one, other in zip(solved({**few}), solved({e: table(t) for e, t in few.items()}), strict=True):
        assert one == pytest.approx(other, abs=1e-4)


def test_regions_are_followed_alike() -> None:
    sizes = [M, N, N + 3]
    few = {(t, s): random(sizes[t], sizes[s], 7 * t + s) for t, s in ((0, 1), (1, 0), (1, 2), (2, 1))}
    full = {edge: table(sparse) for edge, sparse in few.items()}
    for one, other in zip(track_lengths(sizes, {0}, few), track_lengths(sizes, {0}, full), strict=True):
        assert one.max() > 1 or len(one) == M
        assert one == pytest.approx(other, abs=1e-4)


@pytest.mark.parametrize("crowded", [False, True])
def test_regions_are_found_where_their_forms_are(sparse: Sparse, crowded: bool) -> None:
    """Among the pairs that are kept the forms weigh as they do in the table."""
    rng = np.random.default_rng(3)
    own, other = rng.integers(0, 6, N).astype(np.int32), rng.integers(0, 7, M).astype(np.int32)
    forms = random(6, 8, 4)  # the last form of the other drawing has no region
    full = table(within_forms(table(sparse), table(forms), own, other))
    few = within_forms(sparse, forms if crowded else table(forms), own, other)
    assert isinstance(few, Sparse)
    assert table(few) == pytest.approx(full, abs=1e-5)
