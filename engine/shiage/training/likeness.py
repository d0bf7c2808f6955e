# SPDX-License-Identifier: Apache-2.0
"""Train the perceptron that weighs evidence: `python -m shiage.training.likeness SHOTS -o FILE`.

The loss is cross-entropy on transported labels: a region's candidates vote with their softmax weights, and
the true swatch should get the votes. It is small enough for plain numpy and a few minutes on one core.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shiage.shot.likeness import NONE_QUESTIONS, transport_of
from shiage.training.pairs import Pair, pairs_of_shot

Floats = NDArray[np.float32]
Weights = dict[str, Floats]

HIDDEN = 32
BATCH = 12
RATE = 2e-3
HELD_OUT = 8
"""Every so many-th shot is kept out of training, to fit the confidence and to watch for overfitting."""


@dataclass(frozen=True)
class Figures:
    """Cross-entropy of the true swatch and share of regions whose most voted swatch is right."""

    loss: float
    right: float


def initial_weights(pairs: list[Pair], rng: np.random.Generator) -> Weights:
    """He-initialised layers behind a standardisation measured on the pairs."""
    rows = np.concatenate([p.answers.reshape(-1, p.answers.shape[2])[:400] for p in pairs]).astype(np.float32)
    questions = rows.shape[1]

    def layer(inputs: int, *outputs: int) -> Floats:
        return rng.normal(0, np.sqrt(2 / inputs), (inputs, *outputs)).astype(np.float32)

    return {
        "mean": rows.mean(0),
        "scale": rows.std(0) + np.float32(1e-3),
        "w1": layer(questions, HIDDEN),
        "b1": np.zeros(HIDDEN, np.float32),
        "w2": layer(HIDDEN, HIDDEN),
        "b2": np.zeros(HIDDEN, np.float32),
        "w3": layer(HIDDEN) / np.float32(4),
        "none": np.zeros(len(NONE_QUESTIONS), np.float32),
        "none_bias": np.zeros(1, np.float32),
    }


def loss_and_gradient(pair: Pair, weights: Weights) -> tuple[float, Weights]:
    """Mean loss over a pair's regions, and its gradient.

    With p the softmax over candidates and "none", s the share of votes for the true swatch, the gradient
    towards a candidate's logit is p - p [its swatch is the true one] / s.
    """
    n, m = pair.answers.shape[:2]
    x = (pair.answers.astype(np.float32) - weights["mean"]) / weights["scale"]
    a1 = np.maximum(x @ weights["w1"] + weights["b1"], 0)
    a2 = np.maximum(a1 @ weights["w2"] + weights["b2"], 0)
    why = x[:, :, NONE_QUESTIONS].mean(1)
    logits = np.concatenate([a2 @ weights["w3"], (why @ weights["none"] + weights["none_bias"])[:, None]], 1)
    odds = np.exp(logits - logits.max(1, keepdims=True))
    p = odds / odds.sum(1, keepdims=True)
    hit = right_votes(pair)
    share = np.maximum((p * hit).sum(1, keepdims=True), 1e-6)
    d_logits = (p - p * hit / share) / n
    d_none = d_logits[:, -1]
    d2 = d_logits[:, :-1, None] * weights["w3"] * (a2 > 0)
    d1 = (d2 @ weights["w2"].T) * (a1 > 0)
    gradient = {
        "w1": x.reshape(n * m, -1).T @ d1.reshape(n * m, -1),
        "b1": d1.sum((0, 1)),
        "w2": a1.reshape(n * m, -1).T @ d2.reshape(n * m, -1),
        "b2": d2.sum((0, 1)),
        "w3": (a2 * d_logits[:, :-1, None]).sum((0, 1)),
        "none": why.T @ d_none,
        "none_bias": d_none.sum(keepdims=True),
    }
    return float(-np.log(share).mean()), gradient


def right_votes(pair: Pair) -> Floats:
    """(n, m + 1) how far a vote for each candidate is one for the true swatch; "none" votes evenly."""
    same = (pair.own[:, None] == pair.other[None]).astype(np.float32)
    chance = np.float32(1 / (len(np.unique(pair.other)) + 1))
    return np.concatenate([same, np.full((len(pair.own), 1), chance)], 1)


def train(pairs: list[Pair], steps: int, seed: int = 0) -> Weights:
    """Adam with a cosine schedule, on batches of BATCH pairs."""
    rng = np.random.default_rng(seed)
    weights = initial_weights(pairs, rng)
    first: Weights = {}
    second: Weights = {}
    for step in range(steps):
        total: Weights = {}
        for i in rng.integers(0, len(pairs), BATCH):
            # pairs of many regions say more, but not in proportion
            share = np.float32(np.sqrt(len(pairs[i].own)) / 4 / BATCH)
            for name, value in loss_and_gradient(pairs[i], weights)[1].items():
                total[name] = total.get(name, np.float32(0)) + value * share
        rate = RATE * (1 + np.cos(np.pi * step / steps)) / 2
        for name, g in total.items():
            first[name] = 0.9 * first.get(name, np.zeros_like(g)) + 0.1 * g
            second[name] = 0.999 * second.get(name, np.zeros_like(g)) + 0.001 * g**2
            m = first[name] / (1 - 0.9 ** (step + 1))
            v = second[name] / (1 - 0.999 ** (step + 1))
            weights[name] = (weights[name] - rate * m / (np.sqrt(v) + 1e-8)).astype(np.float32)
    return weights


def measure(pairs: list[Pair], weights: Weights) -> Figures:
    """Figures over pairs, of regions whose swatch stands in the other frame at all."""
    losses, right = [], []
    for pair in pairs:
        known = np.isin(pair.own, pair.other)
        p = transport_of(pair.answers.astype(np.float32), weights)
        losses.append(float(-np.log(np.maximum((p * right_votes(pair)).sum(1), 1e-6)).mean()))
        kinds = np.unique(pair.other)
        votes = np.stack([p[:, :-1][:, pair.other == k].sum(1) for k in kinds], 1)
        right.append((kinds[votes.argmax(1)] == pair.own)[known])
    return Figures(float(np.mean(losses)), float(np.concatenate(right).mean()))


def main() -> None:
    """Train on all shots of a folder but every HELD_OUT-th, report, and write the weights."""
    parser = argparse.ArgumentParser(description="Train what makes two regions alike.")
    parser.add_argument("shots", type=Path, help="folder of shots, each with lines/ and truth/")
    parser.add_argument("-o", "--out", type=Path, required=True, help="weights to write (.safetensors)")
    parser.add_argument("--steps", type=int, default=6000)
    asked = parser.parse_args()
    shots = sorted(p.parent for p in asked.shots.glob("*/truth"))
    held, kept = shots[::HELD_OUT], [s for i, s in enumerate(shots) if i % HELD_OUT]
    learn = [pair for shot in kept for pair in pairs_of_shot(shot)]
    check = [pair for shot in held for pair in pairs_of_shot(shot)]
    print(
        f"{len(kept)} shots, {len(learn)} pairs to learn from; {len(held)} shots, {len(check)} pairs held out"
    )
    weights = train(learn, asked.steps)
    print("learnt  ", measure(learn[::10], weights))
    print("held out", measure(check, weights))
    from safetensors.numpy import save_file

    save_file(weights, asked.out, metadata={"steps": str(asked.steps), "shots": str(len(kept))})


if __name__ == "__main__":
    main()
