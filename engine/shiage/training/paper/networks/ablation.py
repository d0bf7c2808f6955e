# SPDX-License-Identifier: Apache-2.0
"""The colour transform network with one of its parts taken out, for table 1 of the paper."""

from __future__ import annotations

import torch
from torch import Tensor

from shiage.models.color_transform import ColorTransform, ColorTransformConfig, Embedder, Painted
from shiage.models.distance_attention import DistanceAttention
from shiage.models.encoded_references import ShotReferences


class SilentAttention(DistanceAttention):
    """Brings no colour from anywhere: f_sim is 0."""

    def forward(self, field: Tensor, key: Tensor, mask: Tensor, colour: Tensor) -> Tensor:
        """Zeros of the shape of (B, C, h, w) features."""
        return torch.zeros_like(field)


class BlindEmbedder(Embedder):
    """Sees no reference: AdaIN parameters are learned constants."""

    def __init__(self, config: ColorTransformConfig) -> None:
        super().__init__(config)
        self.length = config.embedder[-1]

    def forward(self, lines: Tensor, colours: Tensor) -> Tensor:
        """Zeros in the place of latent vectors, (B, S)."""
        return lines.new_zeros((len(lines), self.length))


class WithoutSimilarity(ColorTransform):
    """No Sim: references speak through the embedder alone."""

    def __init__(self, config: ColorTransformConfig) -> None:
        super().__init__(config)
        self.attention = SilentAttention(4 * config.width, config.similarity)


class WithoutEmbedder(ColorTransform):
    """No Emb: references speak through the distance attention alone."""

    def __init__(self, config: ColorTransformConfig) -> None:
        super().__init__(config)
        self.embedder = BlindEmbedder(config)


class WithoutLines(ColorTransform):
    """No Line Art: distance fields stand where line art was."""

    def encode_references(self, lines: Tensor, fields: Tensor, colours: Tensor) -> ShotReferences:
        """See `ColorTransform.encode_references`; lines are not looked at."""
        return super().encode_references(fields, fields, colours)

    def forward(
        self, line: Tensor, field: Tensor, references: ShotReferences, labels: Tensor | None = None
    ) -> Painted:
        """See `ColorTransform.forward`; the line is not looked at."""
        return super().forward(field, field, references, labels)


class WithoutDistance(ColorTransform):
    """No Distance: line art stands where distance fields were, and similarity is measured on it."""

    def encode_references(self, lines: Tensor, fields: Tensor, colours: Tensor) -> ShotReferences:
        """See `ColorTransform.encode_references`; fields are not looked at."""
        return super().encode_references(lines, lines, colours)

    def forward(
        self, line: Tensor, field: Tensor, references: ShotReferences, labels: Tensor | None = None
    ) -> Painted:
        """See `ColorTransform.forward`; the field is not looked at."""
        return super().forward(line, line, references, labels)


ABLATIONS: dict[str, type[ColorTransform]] = {
    "sim": WithoutSimilarity,
    "emb": WithoutEmbedder,
    "line": WithoutLines,
    "distance": WithoutDistance,
}
"""Networks by the part that they lack."""


def without(part: str, config: ColorTransformConfig) -> ColorTransform:
    """The network without a part; "" for the whole one."""
    return ABLATIONS[part](config) if part else ColorTransform(config)
