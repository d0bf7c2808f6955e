# SPDX-License-Identifier: Apache-2.0
"""Label maps in runs."""

from __future__ import annotations

import numpy as np
import pytest

from shiage.cel.runs import Runs


@pytest.mark.parametrize("shape", [(1, 1), (7, 5), (64, 96)])
def test_a_map_comes_back_as_it_was(shape: tuple[int, int]) -> None:
    random = np.random.default_rng(shape[1])
    for most in (1, 2, 70_000):
        labels = random.integers(-1, most, shape).astype(np.int32)
        labels[shape[0] // 2 :] = labels[0, 0]
        runs = Runs.of_arrays(Runs.of(labels).arrays())
        np.testing.assert_array_equal(runs.whole(), labels)
        assert runs.whole().dtype == np.int32
        for y, x in random.integers(0, shape, (20, 2)).tolist():
            assert runs.at(x, y) == labels[y, x]


def test_flat_maps_take_no_room() -> None:
    runs = Runs.of(np.full((1080, 1920), 3, np.int32))
    assert (len(runs.starts), runs.at(1919, 1079)) == (1, 3)
