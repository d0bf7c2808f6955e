# SPDX-License-Identifier: Apache-2.0
"""Sparse likeness answers as the full table does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_array

from shiage.cel.lineart import TRACE_BLUE
from shiage.service.arrays import read_arrays, write_arrays
from shiage.shot.forms import within_forms
from shiage.shot.solve import ShotGraph, solve_labels
from shiage.shot.tones import TraceLines
from shiage.shot.tracks import track_lengths
from shiage.shot.transport import (
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

N, M = 40, 30


@pytest.fixture
def sparse(request: pytest.FixtureRequest) -> Sparse:
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


@pytest.mark.parametrize("far", [False, True])
def test_a_shot_is_solved_alike(far: bool) -> None:
    """A key, two frames, and a model sheet; all transports sparse or all written out."""
    given = [np.arange(M, dtype=np.int32) % 5, *(np.full(n, -1, np.int32) for n in (N, N + 3)), np.arange(4)]
    given[2][3] = 2  # a correction
    sizes = [len(g) for g in given]
    edges = [(2, 0), (1, 3), (3, 1)] if far else [(1, 0), (0, 1), (1, 2), (2, 1), (2, 0), (2, 3)]
    few = {(t, s): random(sizes[t], sizes[s], 7 * t + s) for t, s in edges}
    lines = TraceLines(
        np.array([[0, 1], [2, 3]], np.int32), np.array([TRACE_BLUE] * 2, np.uint8), np.ones(2, np.float32)
    )
    traced = [lines] * 4

    def solved(transports: dict[tuple[int, int], Transport]) -> list[NDArray[np.float32]]:
        # neighbours' likeness is raised in a table alone: keep those apart
        return solve_labels(ShotGraph([g.astype(np.int32) for g in given], 5, 3, transports, traced=traced))

    if far:
        for one, other in zip(solved(dict(few)), solved({e: table(t) for e, t in few.items()}), strict=True):
            assert one == pytest.approx(other, abs=1e-4)
    else:
        assert all(np.allclose(belief.sum(1), 1, atol=1e-5) for belief in solved(dict(few)))
    if not far:
        tables: dict[tuple[int, int], Transport] = {e: table(t) for e, t in few.items()}
        for one, other in zip(
            track_lengths(sizes[:3], {0}, few), track_lengths(sizes[:3], {0}, tables), strict=True
        ):
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
