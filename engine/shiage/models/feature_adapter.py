# SPDX-License-Identifier: Apache-2.0
"""What features of a network that was trained on photographs add to a trained matcher.

The matcher itself stays as it was trained without them (an adapter beside frozen layers, Houlsby et al. 2019,
"Parameter-Efficient Transfer Learning for NLP"): what it learned from many more shots is not unlearned. All
last layers begin at zero, so that training begins with the matcher as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

SPREAD = 3.0
"""Makes cosines as large as the matcher's other inputs: most are within 0.3 of zero."""

FAR_OFF = -3.0
"""Less than any cosine: of regions that are not there."""


@dataclass(frozen=True, eq=False)
class Alike:
    """How far features of regions of two drawings point the same way, seen from one of them; times SPREAD.

    Attributes:
        pairs: (B, N, M, K) float32, the cosine at each level and of all levels together, then how far the
            last one is below the largest of this region, and below the largest of the other one.
        best: (B, N, K - 2) float32, the largest cosine of each region.
    """

    pairs: Tensor
    best: Tensor


class FeatureAdapter(nn.Module):
    """Adds to a matcher's tokens, to what guides its attention, and to its logits."""

    def __init__(self, levels: tuple[int, ...], token: int, hint: int, pair: int) -> None:
        """Nothing is added before it is trained.

        Args:
            levels: channels of each.
            token: width of what the matcher has of a region.
            hint: width of what guides its attention.
            pair: width of what it judges a pair of regions by.
        """
        super().__init__()
        self.levels, cosines = levels, len(levels) + 1
        self.token = nn.Linear(sum(levels), token, bias=False)
        self.hint = nn.Linear(cosines + 2, hint)
        self.judge = nn.Sequential(nn.Linear(pair + cosines + 2, 48), nn.GELU(), nn.Linear(48, 1))
        self.none = nn.Sequential(nn.Linear(cosines, 16), nn.GELU(), nn.Linear(16, 1))
        for last in (self.token, self.hint, self.judge[-1], self.none[-1]):
            for parameter in last.parameters():
                nn.init.zeros_(parameter)

    def compare(self, one: Tensor, two: Tensor, here: Tensor, there: Tensor) -> tuple[Alike, Alike]:
        """Compare features of B pairs of drawings.

        Args:
            one: (B, N, C) float32 features of the first drawings' regions.
            two: (B, M, C) of the second's.
            here: (B, N) bool, False on padding.
            there: (B, M) bool.

        Returns:
            Seen from the first, and from the second.
        """
        levels = zip(*(directions(x, self.levels) for x in (one, two)), strict=True)
        cosines = torch.stack([a @ b.transpose(1, 2) for a, b in levels], 3) * SPREAD
        padding = ~(here[:, :, None] & there[:, None])[..., None]
        known = cosines.masked_fill(padding, FAR_OFF)
        best, best_back = known.amax(2), known.amax(1)
        behind = cosines[..., -1:] - best[:, :, None, -1:]
        behind_back = cosines[..., -1:] - best_back[:, None, :, -1:]
        back = torch.cat([cosines, behind_back, behind], 3).transpose(1, 2)
        return Alike(torch.cat([cosines, behind, behind_back], 3), best), Alike(back, best_back)

    def compare_pairs(self, one: Tensor, two: Tensor, own: Tensor, other: Tensor) -> tuple[Alike, Alike]:
        """The same of candidates alone, `pairs` being (e, K).

        Args:
            one: (n, C) features of the one drawing's regions.
            two: (m, C) of the other's.
            own: (e,) int64, which of the one drawing's regions each pair joins.
            other: (e,) int64, which of the other's.
        """
        levels = zip(*(directions(x, self.levels) for x in (one, two)), strict=True)
        cosines = torch.stack([(a[own] * b[other]).sum(1) for a, b in levels], 1) * SPREAD
        best, best_back = _largest(cosines, own, len(one)), _largest(cosines, other, len(two))
        behind = cosines[:, -1:] - best[own, -1:]
        behind_back = cosines[:, -1:] - best_back[other, -1:]
        return (
            Alike(torch.cat([cosines, behind, behind_back], 1), best),
            Alike(torch.cat([cosines, behind_back, behind], 1), best_back),
        )


def directions(features: Tensor, levels: tuple[int, ...]) -> list[Tensor]:
    """Features (..., C) as rows of unit length: those of each level, then all."""
    return [
        F.normalize(part, dim=-1, eps=1e-6) for part in (*torch.split(features, list(levels), -1), features)
    ]


def _largest(cosines: Tensor, own: Tensor, count: int) -> Tensor:
    """(count, k) largest of each region's candidates (e, k); FAR_OFF where it has none."""
    out = cosines.new_full((count, cosines.shape[1]), FAR_OFF)
    return out.scatter_reduce(0, own[:, None].expand_as(cosines), cosines, "amax")
