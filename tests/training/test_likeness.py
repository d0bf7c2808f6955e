# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest

from shiage.training.likeness import initial_weights, loss_and_gradient, measure, train
from shiage.training.pairs import Pair


def easy_pairs(count: int, rng: np.random.Generator) -> list[Pair]:
    """Pairs whose first answer tells the truth, among 29 that are noise."""
    pairs = []
    for _ in range(count):
        own, other = rng.integers(0, 4, 6), np.arange(4)
        answers = rng.normal(0, 1, (6, 4, 30))
        answers[..., 0] = own[:, None] == other[None]
        pairs.append(Pair(answers.astype(np.float16), own.astype(np.int32), other.astype(np.int32)))
    return pairs


def test_gradient_equals_finite_differences() -> None:
    rng = np.random.default_rng(1)
    pair = easy_pairs(1, rng)[0]
    weights = {k: v.astype(np.float64) for k, v in initial_weights([pair], rng).items()}
    _, gradient = loss_and_gradient(pair, weights)  # type: ignore[arg-type]
    for name, g in gradient.items():
        spot = tuple(rng.integers(0, s) for s in g.shape)
        ends = []
        for step in (1e-5, -1e-5):
            moved = {k: v.copy() for k, v in weights.items()}
            moved[name][spot] += step
            ends.append(loss_and_gradient(pair, moved)[0])  # type: ignore[arg-type]
        assert g[spot] == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=1e-3, abs=1e-6), name


def test_training_finds_the_answer_that_tells() -> None:
    rng = np.random.default_rng(2)
    learn, check = easy_pairs(60, rng), easy_pairs(20, rng)
    before, after = measure(check, initial_weights(learn, rng)), measure(check, train(learn, 200))
    assert after.right > 0.95
    assert after.loss < before.loss / 3
