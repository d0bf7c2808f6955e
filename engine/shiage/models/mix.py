# SPDX-License-Identifier: Apache-2.0
"""The weighted mean of two trainings' weights: between them lies often a better network than either."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from shiage.models.weights import Weights, WeightsError, save_arrays


def mix_weights(one: Weights, two: Weights, share: float, out: Path) -> str:
    """Write (1 - share) of one and share of two (Wortsman et al. 2022, "Model soups").

    Args:
        one: weights of a network.
        two: weights of the same network.
        share: of the second, 0 to 1.
        out: a .safetensors file.

    Returns:
        Its fingerprint, hex SHA-256.

    Raises:
        WeightsError: they are of two networks, torn or changed, or the share is none.
        OSError: the file cannot be written.
    """
    if not 0 <= share <= 1:
        raise WeightsError(f"{share:g} is no share: it goes from 0 to 1")
    first, second = one.arrays(), two.arrays()
    shapes = [{name: array.shape for name, array in arrays.items()} for arrays in (first, second)]
    if one.config != two.config or shapes[0] != shapes[1]:
        raise WeightsError(f"{one.path} and {two.path} are of two networks and have no mean")
    mixed = {
        name: array
        if array.dtype.kind != "f"
        else ((1 - share) * array.astype(np.float64) + share * second[name]).astype(array.dtype)
        for name, array in first.items()
    }
    provenance = {**two.provenance, "mixed": f"{1 - share:g} of {one.label} and {share:g} of {two.label}"}
    return save_arrays(out, mixed, one.config, provenance)
