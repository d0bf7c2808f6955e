# SPDX-License-Identifier: Apache-2.0
"""Begin with weights of a network that saw less: new inputs count for nothing until training finds a use."""

from __future__ import annotations

from torch import nn
from torch.nn import functional as F

from shiage.models.weights import Weights, WeightsError


def load_widened(network: nn.Module, weights: Weights) -> None:
    """Give a network weights of one with the same layers, with fewer inputs to them, or without some.

    Inputs of a layer that the weights do not know come last in it, and get zeros. Layers that they lack stay
    as they are.

    Args:
        network: the wider one.
        weights: the narrower one's.

    Raises:
        WeightsError: they are torn, were changed, or are of another network.
    """
    state = network.state_dict()
    for name, known in weights.tensors.items():
        full = state.get(name)
        if full is None or full.dim() != known.dim():
            raise WeightsError(f"{weights.path} holds another network than this one ({name})")
        if full.shape != known.shape:
            more = full.shape[1] - known.shape[1] if full.dim() == 2 else -1
            if more < 0 or full.shape[0] != known.shape[0]:
                raise WeightsError(f"{weights.path} holds another network than this one ({name})")
            known = F.pad(known, (0, more))
        state[name] = known
    network.load_state_dict(state)
