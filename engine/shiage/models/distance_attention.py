# SPDX-License-Identifier: Apache-2.0
"""The distance attention layer Sim (section 3.3, figure 3): colours go where the distance fields agree."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from shiage.models.layers import convolution

LANES = 16
"""Attention runs on channels in multiples of this, so that every fused kernel takes them."""


class DistanceAttention(nn.Module):
    """Similarity of distance fields, masks m and n, and the colours that they bring.

    The target's share of what equations 3 and 4 convolve is the same for all references and the references'
    share the same for all targets, so the convolution over their concatenation is two convolutions, one of
    which is done once a shot. Keys and values have no bias: added to all keys it does nothing to the softmax,
    added to all values it only adds to the bias of what follows.
    """

    def __init__(self, channels: int, similarity: int) -> None:
        """Make the layer.

        Args:
            channels: C, channels of the encoders' features.
            similarity: D, channels that similarity is measured in; C / 8 in the paper.
        """
        super().__init__()
        self.query = convolution(channels, similarity, 1)
        self.key = convolution(channels, similarity, 1, bias=False)
        self.value = convolution(channels, similarity, 1, bias=False)
        self.out = convolution(similarity, channels, 1)
        self.target_mask = convolution(channels, 2 * channels, 3)
        self.reference_mask = convolution(channels, 2 * channels, 3, bias=False)
        # Similar features have a high similarity from initialisation: the same projection on both sides.
        nn.init.orthogonal_(self.query.weight)
        self.key.load_state_dict({"weight": self.query.weight})

    def forward(self, field: Tensor, key: Tensor, mask: Tensor, colour: Tensor) -> Tensor:
        """Equations 3 to 5, for any number K of references.

        Args:
            field: (B, C, h, w), f_d of the target.
            key: (B, K, D, h, w), `self.key` of the references' f_d.
            mask: (B, K, 2 C, h, w), `self.reference_mask` of the references' f_d.
            colour: (B, K, C, h, w), f_y of the references.

        Returns:
            (B, C, h, w), f_sim.
        """
        count, channels = colour.shape[1:3]
        gates = torch.sigmoid(self.target_mask(field)[:, None] + mask)
        masked = colour * gates[:, :, :channels]  # f_my
        n = gates[:, :, channels:]
        values = self.value(masked.flatten(0, 1))
        values = values.reshape(-1, count, *values.shape[1:])
        matched = self.out(transport(self.query(field), key, values))  # f_mat
        similar: Tensor = ((1 - n) * matched[:, None] + masked * n).mean(1)
        return similar

    def carry(self, field: Tensor, key: Tensor, labels: Tensor) -> Tensor:
        """Carry label maps as the colours are carried, in place of the values f_C.

        Args:
            field: (B, C, h, w), f_d of the target.
            key: (B, K, D, h, w).
            labels: (B, K, L, h, w); one-hot or any weights.

        Returns:
            (B, L, h, w), for each place the labels' mean under its softmax over all places of all references.
        """
        return transport(self.query(field), key, labels)


def transport(query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    """f_C M of section 3.3: softmax of dot products over all places of all references, not written out.

    Fused kernels want as many channels in the values as in the keys: the fewer are filled up with zeros,
    which add nothing to a dot product.

    Args:
        query: (B, D, h, w).
        key: (B, K, D, h, w).
        value: (B, K, V, h, w).

    Returns:
        (B, V, h, w).
    """
    wide = -(-max(query.shape[1], value.shape[2]) // LANES) * LANES
    queries = _rows(query[:, None], wide)
    carried = F.scaled_dot_product_attention(
        queries, _rows(key, wide), _rows(value, wide).to(queries.dtype), scale=1.0
    )
    return carried[:, 0, :, : value.shape[2]].transpose(1, 2).reshape(-1, value.shape[2], *query.shape[2:])


def _rows(maps: Tensor, wide: int) -> Tensor:
    """(B, K, D, h, w) to (B, 1, K h w, wide): places as rows, references one after the other."""
    rows = maps.permute(0, 1, 3, 4, 2).flatten(1, 3)[:, None]
    return F.pad(rows, (0, wide - rows.shape[3])).contiguous()
