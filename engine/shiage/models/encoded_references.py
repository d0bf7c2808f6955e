# SPDX-License-Identifier: Apache-2.0
"""The encoded references of the colour transform network: computed once per shot, used for every frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class ShotReferences:
    """K encoded references; h and w are a quarter of the drawing's height and width.

    Attributes:
        colour: (B, K, C, h, w), features f_y of the references' colours.
        key: (B, K, D, h, w), what similarity is measured against (section 3.3).
        mask: (B, K, 2 C, h, w), the references' share of the convolutions of equations 3 and 4, m before n.
        style: (B, K, S), each reference's latent vector of the embedder.
    """

    colour: Tensor
    key: Tensor
    mask: Tensor
    style: Tensor

    @property
    def count(self) -> int:
        """How many references: K."""
        return self.style.shape[1]

    def to(self, *args: object, **kwargs: object) -> ShotReferences:
        """Move or convert, with the arguments of `torch.Tensor.to`."""
        return self._each(lambda tensor: tensor.to(*args, **kwargs))  # type: ignore[call-overload]

    def expand(self, batch: int) -> ShotReferences:
        """Use the references of one shot (B = 1) for a batch of its frames, without copying them."""
        return self._each(lambda tensor: tensor.expand(batch, *tensor.shape[1:]))

    def select(self, indices: Sequence[int]) -> ShotReferences:
        """Keep some of the references, in the order given."""
        return self._each(lambda tensor: tensor[:, list(indices)])

    @staticmethod
    def join(parts: Sequence[ShotReferences]) -> ShotReferences:
        """Put references that were encoded apart side by side, as one key after the other arrives."""
        return ShotReferences(
            *(torch.cat(tensors, 1) for tensors in zip(*(part._tensors() for part in parts), strict=True))
        )

    def _tensors(self) -> tuple[Tensor, ...]:
        return self.colour, self.key, self.mask, self.style

    def _each(self, change: Callable[[Tensor], Tensor]) -> ShotReferences:
        return ShotReferences(*map(change, self._tensors()))
