# SPDX-License-Identifier: Apache-2.0
"""Train the matcher without a network.

`python -m shiage.training.pair_features.train_likeness SHOTS -o FILE` writes its weights.

The loss is cross-entropy on transported labels: a region's candidates vote with their softmax weights, and
the true swatch should get the votes. First the first look is trained, then the second on top of it.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from shiage.cel.arrays import Floats
from shiage.models.weights import save_arrays
from shiage.shot.match.feature_matcher import SECOND_THOUGHTS
from shiage.shot.match.mlp import Weights
from shiage.shot.match.pair_features import NO_MATCH_FEATURES
from shiage.training.pair_features.drawing_pairs import Side, pairs_of_shot
from shiage.training.pair_features.samples import Sample, first_samples, second_samples

Look = Literal["first", "second"]

HIDDEN = {"first": 32, "second": 16}
BATCH = 12
RATE = 2e-3
HELD_OUT = 8
"""Every so many-th shot is kept out of training, to fit the confidence and to watch for overfitting."""


def first_weights(sides: list[Side], rng: np.random.Generator) -> Weights:
    """Fresh layers behind a standardisation measured on the features."""
    rows = np.concatenate([s.answers.reshape(-1, s.answers.shape[2])[:400] for s in sides]).astype(np.float32)
    features = rows.shape[1]
    return {
        "mean": rows.mean(0),
        "scale": rows.std(0) + np.float32(1e-3),
        "none": np.zeros(len(NO_MATCH_FEATURES), np.float32),
        "none_bias": np.zeros(1, np.float32),
        **_fresh("first", features, rng, last=0.25),
        **_fresh("second", features + SECOND_THOUGHTS, rng, last=0),
    }


def train(samples: list[Sample], weights: Weights, look: Look, steps: int, seed: int = 0) -> Weights:
    """Adam with a cosine schedule, on batches of BATCH samples; returns new weights."""
    rng = np.random.default_rng(seed)
    names = [n for n in weights if n.startswith(f"{look}.") or (look == "first" and n.startswith("none"))]
    layers = {name: torch.from_numpy(weights[name].copy()).requires_grad_() for name in names}
    optimizer = torch.optim.Adam(layers.values(), RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(steps):
        optimizer.zero_grad()
        for i in rng.integers(0, len(samples), BATCH):
            # drawings of many regions say more, but not in proportion
            share = np.sqrt(len(samples[i].right)) / 4 / BATCH
            (loss_of(samples[i], votes_of(samples[i], layers, look)) * share).backward()
        optimizer.step()
        schedule.step()
    return {**weights, **{name: layer.detach().numpy() for name, layer in layers.items()}}


def votes_of(sample: Sample, layers: dict[str, Tensor], look: Look) -> Tensor:
    """(n, m + 1) votes of each region's candidates and of "no match"; rows sum to 1."""
    return torch.softmax(logits_of(sample, layers, look), 1)


def loss_of(sample: Sample, votes: Tensor) -> Tensor:
    """() mean negative log share of the right votes, over a sample's regions."""
    return -(votes * torch.from_numpy(sample.right)).sum(1).clamp_min(1e-6).log().mean()


def logits_of(sample: Sample, layers: dict[str, Tensor], look: Look) -> Tensor:
    """(n, m + 1) logits; the plain twin of `feature_matcher.first_look` and `second_look`.

    Args:
        sample: one side of a pair.
        layers: the look's, by the names of the weights.
        look: which; the second adds nothing to "no match".
    """
    x = torch.from_numpy(sample.x)
    for k in (1, 2):
        x = torch.relu(x @ layers[f"{look}.w{k}"] + layers[f"{look}.b{k}"])
    pairs = x @ layers[f"{look}.w3"]
    none = torch.zeros(len(pairs))
    if look == "first":
        none = torch.from_numpy(sample.why) @ layers["none"] + layers["none_bias"]
    return torch.from_numpy(sample.base) + torch.cat([pairs, none[:, None]], 1)


@torch.inference_mode()
def measure(samples: Sequence[Sample], weights: Weights, look: Look) -> tuple[float, float]:
    """Mean loss, and the share of regions with a known swatch whose right candidates get most votes."""
    layers = {name: torch.from_numpy(array) for name, array in weights.items()}
    losses, right = [], []
    for s in samples:
        votes = votes_of(s, layers, look)
        losses.append(float(loss_of(s, votes)))
        right.append(((votes.numpy() * (s.right == 1)).sum(1) > 0.5)[s.known])
    return float(np.mean(losses)), float(np.concatenate(right).mean())


def _fresh(look: Look, inputs: int, rng: np.random.Generator, last: float) -> Weights:
    """He-initialised layers; `last` scales the output, 0 begins with none."""

    def layer(size: int, *outputs: int) -> Floats:
        return rng.normal(0, np.sqrt(2 / size), (size, *outputs)).astype(np.float32)

    hidden = HIDDEN[look]
    return {
        f"{look}.w1": layer(inputs, hidden),
        f"{look}.b1": np.zeros(hidden, np.float32),
        f"{look}.w2": layer(hidden, hidden),
        f"{look}.b2": np.zeros(hidden, np.float32),
        f"{look}.w3": layer(hidden) * np.float32(last),
    }


def main() -> None:
    """Train on all shots of a folder but every HELD_OUT-th, report, and write the weights."""
    parser = argparse.ArgumentParser(description="Train the matcher without a network.")
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
    for look in ("first", "second"):
        if look == "second":
            samples = second_samples(learn, samples, weights)
            checked = second_samples(check, checked, weights)
        weights = train(samples, weights, look, asked.steps)
        loss, sure = measure(checked, weights, look)
        print(f"held out, {look}: loss {loss:.4f}, sure and right {sure:.4f}", flush=True)
    save_arrays(asked.out, weights, {}, {"steps": str(asked.steps), "shots": str(len(kept))})


if __name__ == "__main__":
    main()
