# SPDX-License-Identifier: Apache-2.0
"""A perceptron with two ReLU layers and one output, in numpy: too small to need a framework."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shiage.cel.arrays import Floats

Weights = dict[str, Floats]


@dataclass(frozen=True, eq=False)
class Pass:
    """What went through: inputs (..., q), the two hidden layers (..., h) and the outputs (...)."""

    x: Floats
    one: Floats
    two: Floats
    out: Floats


def forward(x: Floats, weights: Weights, name: str) -> Pass:
    """Run inputs (..., q) through layers NAME.w1 (q, h), NAME.b1, NAME.w2 (h, h), NAME.b2, NAME.w3 (h,)."""
    one = np.maximum(x @ weights[f"{name}.w1"] + weights[f"{name}.b1"], 0)
    two = np.maximum(one @ weights[f"{name}.w2"] + weights[f"{name}.b2"], 0)
    return Pass(x, one, two, two @ weights[f"{name}.w3"])


def backward(done: Pass, d_out: Floats, weights: Weights, name: str) -> Weights:
    """Gradient of the layers, from the gradient (...) of the outputs."""
    d_two = d_out[..., None] * weights[f"{name}.w3"] * (done.two > 0)
    d_one = (d_two @ weights[f"{name}.w2"].T) * (done.one > 0)
    rows = d_out.size
    x, one = done.x.reshape(rows, -1), done.one.reshape(rows, -1)
    d_one, d_two = d_one.reshape(rows, -1), d_two.reshape(rows, -1)
    return {
        f"{name}.w1": x.T @ d_one,
        f"{name}.b1": d_one.sum(0),
        f"{name}.w2": one.T @ d_two,
        f"{name}.b2": d_two.sum(0),
        f"{name}.w3": d_out.reshape(rows) @ done.two.reshape(rows, -1),
    }


def initial(inputs: int, hidden: int, name: str, rng: np.random.Generator, last: float) -> Weights:
    """He-initialised layers; `last` scales the output, 0 begins with none."""

    def layer(size: int, *outputs: int) -> Floats:
        return rng.normal(0, np.sqrt(2 / size), (size, *outputs)).astype(np.float32)

    return {
        f"{name}.w1": layer(inputs, hidden),
        f"{name}.b1": np.zeros(hidden, np.float32),
        f"{name}.w2": layer(hidden, hidden),
        f"{name}.b2": np.zeros(hidden, np.float32),
        f"{name}.w3": layer(hidden) * np.float32(last),
    }
