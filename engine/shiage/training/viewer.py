# SPDX-License-Identifier: Apache-2.0
"""The feature network that perceptual and style loss see by, opened by the name a configuration gives it."""

from __future__ import annotations

from torch import Tensor

from shiage.models.features import FeatureNetwork


class Blind(FeatureNetwork):
    """Sees nothing, for trainings without perceptual and style loss; says so in logs and weights."""

    name = "none: trained without perceptual and style loss"

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        """No features at all; the losses over them are 0."""
        return ()


def open_features(name: str) -> FeatureNetwork:
    """Open "none"."""
    return Blind()
