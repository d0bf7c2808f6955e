# SPDX-License-Identifier: Apache-2.0
"""The loss of the matcher: cross-entropy of votes, and what it needs of a batch."""

from __future__ import annotations

from dataclasses import fields

import torch
from torch import Tensor
from torch.nn import functional as F

from shiage.models.matcher import Matched, Regions
from shiage.models.pairwise_attention import FAR
from shiage.training.matcher.group_batch import GroupBatch

PAPER, PARTS = 0.3, 0.3
"""Weights of the terms for paper or paint, and for the true part."""


def matching_loss(matched: Matched, batch: GroupBatch) -> tuple[Tensor, dict[str, Tensor]]:
    """Cross-entropy of the votes for the true swatch and the true part, and of classifying paper or paint.

    Returns:
        The loss, and figures: `sure`, the share of regions with a known swatch that gets most votes, `paper`,
        the share of regions rightly classified as paper or paint.
    """
    total = torch.zeros((), device=batch.first.device)
    sure, split = [], []
    for logits, paper, side in zip((matched.ahead, matched.back), matched.paper, batch.sides, strict=True):
        here = side.swatches[0] >= 0
        # a drawing's weight grows with the root of its regions
        count = here.sum(1, keepdim=True).clamp(min=1)
        weight = here / count * count.sqrt() / 4 / len(here)
        entropy, votes, known = _votes(logits, *side.swatches, side.chance)
        part_entropy, _, part_known = _votes(logits, *side.parts, side.chance)
        blank = F.binary_cross_entropy_with_logits(paper, side.paper, reduction="none")
        total = total + (weight * (entropy + PARTS * part_entropy * part_known + PAPER * blank)).sum()
        sure.append((votes > 0.5)[known])
        split.append(((paper > 0) == (side.paper > 0.5))[here])
    figures = {"sure": torch.cat(sure).float().mean(), "paper": torch.cat(split).float().mean()}
    return total, {"loss": total.detach(), **figures}


def described_pairs(
    regions: Regions, tokens: Tensor, first: Tensor, second: Tensor
) -> tuple[Tensor, Tensor, Regions, Regions]:
    """Tokens and regions of both ends of every pair; the fields, no more needed, are cut off."""
    one, two = (
        Regions(
            **{
                f.name: regions.fields[index, :, :1, :1]
                if f.name == "fields"
                else getattr(regions, f.name)[index]
                for f in fields(Regions)
            }
        )
        for index in (first, second)
    )
    return tokens[first], tokens[second], one, two


def _votes(logits: Tensor, own: Tensor, other: Tensor, chance: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Entropy (P, N) of the votes for the own label, those votes, and whether the other drawing has it."""
    log = F.log_softmax(logits, 2)
    same = own[:, :, None] == other[:, None, :]
    right = torch.logsumexp(log[..., :-1].masked_fill(~same, FAR), 2)
    # the null match votes for every swatch evenly
    either = torch.logaddexp(right, log[..., -1] - chance.log())
    return -either, right.exp(), same.any(2) & (own >= 0)
