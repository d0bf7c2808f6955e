# SPDX-License-Identifier: Apache-2.0
"""The matcher at few pairs of two crowded drawings: its own layers, with attention to candidates alone.

Where all pairs are given it says what `Matcher.compare` says.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from shiage.models.feature_adapter import Alike
from shiage.models.matcher import HEADS, Matcher
from shiage.models.pairwise_attention import PairwiseAttention


@dataclass(frozen=True, eq=False)
class Ends:
    """Which regions e pairs join, and what is known of them.

    Attributes:
        own: (e,) int64 regions of the one drawing.
        other: (e,) int64 regions of the other.
        answers: (e, answers) float32, see `shot.match.pair_features.compare`, seen from the one.
        concluded: (e,) float32, the logarithm of what follows from the answers alone, seen from the one.
    """

    own: Tensor
    other: Tensor
    answers: Tensor
    concluded: Tensor


@dataclass(frozen=True, eq=False)
class Described:
    """The n regions of a drawing that are compared.

    Attributes:
        tokens: (n, token) from `Matcher.describe`.
        near: (n, n, 3) how they stand to each other, see `matcher.nearness`.
        pretrained: (n, C) their pretrained features, see `matcher.Regions`.
    """

    tokens: Tensor
    near: Tensor
    pretrained: Tensor


def compare_pairs(
    matcher: Matcher, one: Described, two: Described, ahead: Ends, back: Ends, adapted: bool = True
) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
    """Compare two described drawings.

    Args:
        matcher: whose layers are used.
        one: the first, n regions.
        two: the second, m of them.
        ahead: pairs seen from the first.
        back: the same pairs, in the same order, seen from the second.
        adapted: see `Matcher.compare`.

    Returns:
        for the first drawing's regions what is added to the logits of each pair (e,) and of "none of them"
        (n,); for the second's (e,) and (m,).
    """
    a, b = one.tokens, two.tokens
    known, known_back = _known(matcher, ahead, back), _known(matcher, back, ahead)
    hint, hint_back = matcher.weigh(known), matcher.weigh(known_back)
    alike: tuple[Alike | None, Alike | None] = None, None
    if matcher.adapter is not None and adapted:
        alike = matcher.adapter.compare_pairs(one.pretrained, two.pretrained, ahead.own, ahead.other)
        a, b = a + matcher.adapter.token(one.pretrained), b + matcher.adapter.token(two.pretrained)
        hint, hint_back = (
            h + matcher.adapter.hint(x.pairs) for h, x in zip((hint, hint_back), alike, strict=True)
        )
    for i in range(matcher.config.rounds):
        if i:
            a, b = _within(matcher.within[i], a, one.near), _within(matcher.within[i], b, two.near)
        across = matcher.across[i]
        a, b = _across(across, a, b, ahead, hint), _across(across, b, a, back, hint_back)
    return (
        matcher.verdict(a, _pairs(matcher, a, b, ahead, known, hint), alike[0]),
        matcher.verdict(b, _pairs(matcher, b, a, back, known_back, hint_back), alike[1]),
    )


def _known(matcher: Matcher, seen: Ends, back: Ends) -> Tensor:
    """(e, answers + 2), see `Matcher._known`."""
    concluded = [ends.concluded.clamp(min=-8)[:, None] / 4 for ends in (seen, back)]
    return torch.cat([(seen.answers - matcher.mean) / matcher.scale, *concluded], 1)


def _within(look: torch.nn.Module, x: Tensor, near: Tensor) -> Tensor:
    there = torch.ones((1, len(x)), dtype=torch.bool, device=x.device)
    out: Tensor = look(x[None], x[None], near[None], there)
    return out[0]


def _across(look: torch.nn.Module, x: Tensor, other: Tensor, ends: Ends, hint: Tensor) -> Tensor:
    """`PairwiseAttention.forward` from x (n, token) to other (m, token), each region to its candidates."""
    assert isinstance(look, PairwiseAttention)
    query = look.query(look.norm(x)).unflatten(1, (look.heads, -1))
    key, value = look.pair(look.norm_other(other)).unflatten(1, (2, look.heads, -1)).unbind(1)
    scores = (query[ends.own] * key[ends.other]).sum(2) / query.shape[2] ** 0.5 + look.bias(hint)
    seen = torch.zeros_like(query)
    seen.index_add_(0, ends.own, _softmax(scores, ends.own, len(x))[..., None] * value[ends.other])
    x = x + look.out(seen.flatten(1))
    thought: Tensor = look.think(look.norm_out(x))
    return x + thought


def _softmax(scores: Tensor, own: Tensor, n: int) -> Tensor:
    """(e, heads) softmax over the pairs of each of n regions."""
    most = scores.new_full((n, scores.shape[1]), -torch.inf)
    most = most.scatter_reduce(0, own[:, None].expand_as(scores), scores, "amax")
    odds = torch.exp(scores - most[own])
    return odds / torch.zeros_like(most).index_add_(0, own, odds)[own]


def _pairs(matcher: Matcher, a: Tensor, b: Tensor, ends: Ends, known: Tensor, hint: Tensor) -> Tensor:
    """(e, ...), see `Matcher._pairs`."""
    asked = matcher.ask(a).unflatten(1, (HEADS, -1))[ends.own]
    told = matcher.tell(b).unflatten(1, (HEADS, -1))[ends.other]
    agreed = (asked * told).sum(2) / asked.shape[2] ** 0.5
    return torch.cat([known, hint, agreed], 1)
