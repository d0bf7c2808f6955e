# SPDX-License-Identifier: Apache-2.0
"""A perceptron with two ReLU layers and one output, in numpy: it runs before torch is needed.

Its plain twin in torch, with which it is trained, is in `training/pair_features/train_likeness.py`.
"""

from __future__ import annotations

import numpy as np

from shiage.cel.arrays import Floats

Weights = dict[str, Floats]


def forward(x: Floats, weights: Weights, name: str) -> Floats:
    """(...) outputs of inputs (..., q).

    Args:
        x: the inputs.
        weights: layers NAME.w1 (q, h), NAME.b1 (h,), NAME.w2 (h, h), NAME.b2 (h,), NAME.w3 (h,).
        name: which layers.
    """
    one = np.maximum(x @ weights[f"{name}.w1"] + weights[f"{name}.b1"], 0)
    two = np.maximum(one @ weights[f"{name}.w2"] + weights[f"{name}.b2"], 0)
    return np.asarray(two @ weights[f"{name}.w3"], np.float32)
