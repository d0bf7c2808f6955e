# SPDX-License-Identifier: Apache-2.0
"""Several sources of clips as one, each in its share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shiage.training.data.clip import Clip, ClipSource


@dataclass(frozen=True)
class Mixture:
    """Draws every clip from one of several sources.

    Attributes:
        sources: the sources.
        weights: how often each is drawn from, in any unit; all above 0.
    """

    sources: Sequence[ClipSource]
    weights: Sequence[float]

    def clip(self, rng: np.random.Generator, frames: int, size: int) -> Clip:
        """See `ClipSource.clip`."""
        share = np.asarray(self.weights, np.float64)
        chosen = int(rng.choice(len(self.sources), p=share / share.sum()))
        return self.sources[chosen].clip(rng, frames, size)
