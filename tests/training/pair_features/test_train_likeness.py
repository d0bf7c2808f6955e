# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import torch

from shiage.shot.match.feature_matcher import first_look, second_look, second_thoughts
from shiage.shot.match.pair_features import PairFeature
from shiage.training.pair_features.drawing_pairs import Pair, Side
from shiage.training.pair_features.samples import first_samples, second_samples
from shiage.training.pair_features.train_likeness import first_weights, logits_of, measure, train


def easy_pairs(count: int, rng: np.random.Generator) -> list[Pair]:
    """Pairs whose first feature tells the truth, among others that are noise."""
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


def test_what_runs_and_what_is_trained_are_the_same() -> None:
    rng = np.random.default_rng(1)
    pairs = easy_pairs(1, rng)
    weights = first_weights(list(pairs[0]), rng)
    weights["none"] += np.float32(0.3)
    weights["second.w3"] += np.float32(0.1)
    layers = {name: torch.from_numpy(array) for name, array in weights.items()}
    firsts = first_samples(pairs, weights)
    one = first_look(firsts[0].x, weights)
    np.testing.assert_allclose(logits_of(firsts[0], layers, "first").numpy(), one, atol=1e-5)
    seconds = second_samples(pairs, firsts, weights)
    assert seconds[0].x.shape[:2] == one[:, :-1].shape
    p, back = (torch.softmax(logits_of(s, layers, "first"), 1).numpy() for s in firsts)
    near, far = (side.touching.astype(np.float32) for side in pairs[0])
    np.testing.assert_allclose(seconds[0].x, second_thoughts(firsts[0].x, p, back, near, far), atol=1e-5)
    both = one + second_look(firsts[0].x, p, back, near, far, weights)
    np.testing.assert_allclose(logits_of(seconds[0], layers, "second").numpy(), both, atol=1e-5)


def test_training_finds_the_feature_that_tells() -> None:
    rng = np.random.default_rng(2)
    learn, check = easy_pairs(40, rng), easy_pairs(10, rng)
    weights = first_weights([side for pair in learn for side in pair], rng)
    samples, checked = first_samples(learn, weights), first_samples(check, weights)
    before, _ = measure(checked, weights, "first")
    trained = train(samples, weights, "first", 150)
    loss, sure = measure(checked, trained, "first")
    assert loss < before / 3 and sure > 0.9
    assert all((weights[k] == trained[k]).all() for k in weights if k.startswith("second"))
    again = second_samples(learn, samples, trained)
    better = train(again, trained, "second", 50)
    assert measure(again, better, "second")[0] <= measure(again, trained, "second")[0]
    assert all((trained[k] == better[k]).all() for k in weights if not k.startswith("second"))
