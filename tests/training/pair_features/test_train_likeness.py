# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest

from shiage.shot.match.pair_features import PairFeature
from shiage.training.pair_features.drawing_pairs import Pair, Side
from shiage.training.pair_features.train_likeness import (
    Gradient,
    first_gradient,
    first_samples,
    first_weights,
    measure,
    second_gradient,
    second_samples,
    train,
)


def easy_pairs(count: int, rng: np.random.Generator) -> list[Pair]:
    """Pairs whose first answer tells the truth, among others that are noise."""
    pairs = []
    for _ in range(count):
        own, other = rng.integers(0, 4, 6).astype(np.int32), np.arange(4, dtype=np.int32)
        sides = []
        for one, two in ((own, other), (other, own)):
            answers = rng.normal(0, 1, (len(one), len(two), len(PairFeature)))
            answers[..., 0] = one[:, None] == two[None]
            touching = np.full((len(one), len(one)), 1 / len(one))
            sides.append(Side(answers.astype(np.float16), one, touching.astype(np.float16)))
        pairs.append((sides[0], sides[1]))
    return pairs


@pytest.mark.parametrize("look", ["first", "second"])
def test_gradient_equals_finite_differences(look: str) -> None:
    rng = np.random.default_rng(1)
    pairs = easy_pairs(1, rng)
    weights = first_weights(list(pairs[0]), rng)
    weights["second.w3"] += np.float32(0.1)
    samples = first_samples(pairs, weights)
    gradient: Gradient = first_gradient
    if look == "second":
        samples, gradient = second_samples(pairs, samples, weights), second_gradient
    exact = {k: v.astype(np.float64) for k, v in weights.items()}
    _, found = gradient(samples[0], exact)  # type: ignore[arg-type]
    for name, g in found.items():
        spot = tuple(rng.integers(0, s) for s in g.shape)
        ends = []
        for step in (1e-6, -1e-6):
            moved = {k: v.copy() for k, v in exact.items()}
            moved[name][spot] += step
            ends.append(gradient(samples[0], moved)[0])  # type: ignore[arg-type]
        assert g[spot] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-3, abs=1e-6), name


def test_training_finds_the_answer_that_tells() -> None:
    rng = np.random.default_rng(2)
    learn, check = easy_pairs(40, rng), easy_pairs(10, rng)
    weights = first_weights([side for pair in learn for side in pair], rng)
    samples, checked = first_samples(learn, weights), first_samples(check, weights)
    before = np.mean([first_gradient(s, weights)[0] for s in checked])
    after = train(samples, weights, first_gradient, 150)
    assert np.mean([first_gradient(s, after)[0] for s in checked]) < before / 3
    assert "first: loss" in measure(checked, after, first_gradient, "first")
    assert all((weights[k] == after[k]).all() for k in weights if k.startswith("second"))
