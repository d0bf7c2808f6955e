# SPDX-License-Identifier: Apache-2.0
"""Train what weighs the evidence: `python -m shiage.training.pair_features.train_likeness SHOTS -o FILE`.

The loss is cross-entropy on transported labels: a region's candidates vote with their softmax weights, and
the true swatch should get the votes. First the first look is trained, then the second on top of it. It is
small enough for plain numpy and some minutes on one core.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from shiage.cel.arrays import Floats
from shiage.models.weights import save_arrays
from shiage.shot.match.feature_matcher import SECOND_THOUGHTS, first_look, second_thoughts, standard
from shiage.shot.match.mlp import Weights, backward, forward, initial
from shiage.shot.match.pair_features import NO_MATCH_FEATURES
from shiage.training.pair_features.drawing_pairs import Pair, Side, pairs_of_shot

HIDDEN = {"first": 32, "second": 16}
BATCH = 12
RATE = 2e-3
HELD_OUT = 8
"""Every so many-th shot is kept out of training, to fit the confidence and to watch for overfitting."""


@dataclass(frozen=True, eq=False)
class Sample:
    """One side of a pair: standard answers, which votes are right, and what the first look said.

    Attributes:
        x: (n, m, q) float32 inputs of the look that is trained.
        why: (n, 3) float32, what "none of them" looks at.
        right: (n, m + 1) float32, how far a vote for each candidate is one for the true swatch.
        base: (n, m + 1) float32 logits the look is added to.
        known: (n,) bool, the region's swatch stands in the other drawing at all.
    """

    x: Floats
    why: Floats
    right: Floats
    base: Floats
    known: NDArray[np.bool_]


Gradient = Callable[[Sample, Weights], tuple[float, Weights]]


def first_weights(sides: list[Side], rng: np.random.Generator) -> Weights:
    """Fresh layers behind a standardisation measured on the answers."""
    rows = np.concatenate([s.answers.reshape(-1, s.answers.shape[2])[:400] for s in sides]).astype(np.float32)
    questions = rows.shape[1]
    return {
        "mean": rows.mean(0),
        "scale": rows.std(0) + np.float32(1e-3),
        "none": np.zeros(len(NO_MATCH_FEATURES), np.float32),
        "none_bias": np.zeros(1, np.float32),
        **initial(questions, HIDDEN["first"], "first", rng, last=0.25),
        **initial(questions + SECOND_THOUGHTS, HIDDEN["second"], "second", rng, last=0),
    }


def right_votes(own: NDArray[np.int32], other: NDArray[np.int32]) -> Floats:
    """(n, m + 1) 1 for a candidate of the true swatch; "none of them" votes for every swatch evenly."""
    same = (own[:, None] == other[None]).astype(np.float32)
    chance = np.float32(1 / (len(np.unique(other)) + 1))
    return np.concatenate([same, np.full((len(own), 1), chance)], 1)


def first_samples(pairs: list[Pair], weights: Weights) -> list[Sample]:
    """What the first look is trained on."""
    out = []
    for pair in pairs:
        for one, other in (pair, pair[::-1]):
            x = standard(one.answers.astype(np.float32), weights)
            n, m = x.shape[:2]
            out.append(
                Sample(
                    x=x,
                    why=x[:, :, NO_MATCH_FEATURES].mean(1),
                    right=right_votes(one.own, other.own),
                    base=np.zeros((n, m + 1), np.float32),
                    known=np.isin(one.own, other.own),
                )
            )
    return out


def second_samples(pairs: list[Pair], firsts: list[Sample], weights: Weights) -> list[Sample]:
    """What the second look is trained on: the first samples with the first look's opinion."""
    out = []
    for pair, ahead, back in zip(pairs, firsts[::2], firsts[1::2], strict=True):
        logits = first_look(ahead.x, weights), first_look(back.x, weights)
        near = [side.touching.astype(np.float32) for side in pair]
        for i, sample in enumerate((ahead, back)):
            p, seen_back = softmax(logits[i], axis=1), softmax(logits[1 - i], axis=1)
            x = second_thoughts(sample.x, p, seen_back, near[i], near[1 - i])
            out.append(Sample(x, sample.why, sample.right, logits[i], sample.known))
    return out


def first_gradient(sample: Sample, weights: Weights) -> tuple[float, Weights]:
    """Mean loss over a sample's regions, and its gradient towards the first look."""
    done = forward(sample.x, weights, "first")
    none = sample.why @ weights["none"] + weights["none_bias"]
    loss, d = _loss(np.concatenate([done.out, none[:, None]], 1), sample)
    gradient = backward(done, d[:, :-1], weights, "first")
    return loss, gradient | {"none": sample.why.T @ d[:, -1], "none_bias": d[:, -1].sum(keepdims=True)}


def second_gradient(sample: Sample, weights: Weights) -> tuple[float, Weights]:
    """Mean loss over a sample's regions, and its gradient towards the second look."""
    done = forward(sample.x, weights, "second")
    logits = sample.base + np.pad(done.out, ((0, 0), (0, 1)))
    loss, d = _loss(logits, sample)
    return loss, backward(done, d[:, :-1], weights, "second")


def _loss(logits: Floats, sample: Sample) -> tuple[float, Floats]:
    """Cross-entropy of the votes for the true swatch, and its gradient.

    With p the softmax and s the share of right votes, towards a logit it is p - p [right] / s.
    """
    p = softmax(logits, axis=1)
    share = np.maximum((p * sample.right).sum(1, keepdims=True), 1e-6)
    return float(-np.log(share).mean()), (p - p * sample.right / share) / len(p)


def train(samples: list[Sample], weights: Weights, gradient: Gradient, steps: int, seed: int = 0) -> Weights:
    """Adam with a cosine schedule, on batches of BATCH samples; returns new weights."""
    rng = np.random.default_rng(seed)
    weights = dict(weights)
    first: Weights = {}
    second: Weights = {}
    for step in range(steps):
        total: Weights = {}
        for i in rng.integers(0, len(samples), BATCH):
            # drawings of many regions say more, but not in proportion
            share = np.float32(np.sqrt(len(samples[i].right)) / 4 / BATCH)
            for name, value in gradient(samples[i], weights)[1].items():
                total[name] = total.get(name, np.float32(0)) + value * share
        rate = RATE * (1 + np.cos(np.pi * step / steps)) / 2
        for name, g in total.items():
            first[name] = 0.9 * first.get(name, np.zeros_like(g)) + 0.1 * g
            second[name] = 0.999 * second.get(name, np.zeros_like(g)) + 0.001 * g**2
            m = first[name] / (1 - 0.9 ** (step + 1))
            v = second[name] / (1 - 0.999 ** (step + 1))
            weights[name] = (weights[name] - rate * m / (np.sqrt(v) + 1e-8)).astype(np.float32)
    return weights


def measure(samples: list[Sample], weights: Weights, gradient: Gradient, look: str) -> str:
    """Mean loss, and the share of regions with a known swatch whose right candidates get most votes."""
    losses = [gradient(s, weights)[0] for s in samples]
    right = []
    for s in samples:
        none = s.why @ weights["none"] + weights["none_bias"]
        out = forward(s.x, weights, look).out
        logits = s.base[:, :-1] + out
        p = softmax(np.concatenate([logits, none[:, None]], 1).astype(np.float32), axis=1)
        right.append(((p * (s.right == 1)).sum(1) > 0.5)[s.known])
    return f"{look}: loss {np.mean(losses):.4f}, sure and right {np.concatenate(right).mean():.4f}"


def main() -> None:
    """Train on all shots of a folder but every HELD_OUT-th, report, and write the weights."""
    parser = argparse.ArgumentParser(description="Train what makes two regions alike.")
    parser.add_argument("shots", type=Path, help="folder of shots, each with lines/ and truth/")
    parser.add_argument("-o", "--out", type=Path, required=True, help="weights to write (.safetensors)")
    parser.add_argument("--steps", type=int, default=5000, help="steps of each look")
    asked = parser.parse_args()
    shots = sorted(p.parent for p in asked.shots.glob("*/truth"))
    held, kept = shots[::HELD_OUT], [s for i, s in enumerate(shots) if i % HELD_OUT]
    learn = [pair for shot in kept for pair in pairs_of_shot(shot)]
    check = [pair for shot in held for pair in pairs_of_shot(shot)]
    print(f"{len(kept)} shots with {len(learn)} pairs; held out {len(held)} with {len(check)}", flush=True)
    weights = first_weights([side for pair in learn for side in pair], np.random.default_rng(0))
    samples, checked = first_samples(learn, weights), first_samples(check, weights)
    weights = train(samples, weights, first_gradient, asked.steps)
    print("held out,", measure(checked, weights, first_gradient, "first"), flush=True)
    samples, checked = second_samples(learn, samples, weights), second_samples(check, checked, weights)
    weights = train(samples, weights, second_gradient, asked.steps)
    print("held out,", measure(checked, weights, second_gradient, "second"), flush=True)
    save_arrays(asked.out, weights, {}, {"steps": str(asked.steps), "shots": str(len(kept))})


if __name__ == "__main__":
    main()
