# SPDX-License-Identifier: Apache-2.0
"""Attention between regions, within a drawing or across two, with a bias per pair."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F

FAR = -1e4
"""Logit of padding."""


class PairwiseAttention(nn.Module):
    """Attention of one set of regions to another, biased by features of each pair, and an MLP."""

    def __init__(self, width: int, heads: int, biases: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm, self.norm_other, self.norm_out = (
            nn.LayerNorm(width),
            nn.LayerNorm(width),
            nn.LayerNorm(width),
        )
        self.query, self.pair, self.out = (
            nn.Linear(width, width),
            nn.Linear(width, 2 * width),
            nn.Linear(width, width),
        )
        self.bias = nn.Linear(biases, heads)
        self.think = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

    def forward(self, x: Tensor, other: Tensor, known: Tensor, present: Tensor) -> Tensor:
        """From x (B, N, width), other (B, M, width), known (B, N, M, biases), present (B, M); x's shape."""
        query = self.query(self.norm(x)).unflatten(2, (self.heads, -1)).transpose(1, 2)
        key, value = (
            self.pair(self.norm_other(other)).unflatten(2, (2, self.heads, -1)).permute(2, 0, 3, 1, 4)
        )
        bias = self.bias(known).permute(0, 3, 1, 2).masked_fill(~present[:, None, None], FAR)
        attended = F.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        x = x + self.out(attended.transpose(1, 2).flatten(2))
        update: Tensor = self.think(self.norm_out(x))
        return x + update
