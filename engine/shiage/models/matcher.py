# SPDX-License-Identifier: Apache-2.0
"""The matcher: which regions of two drawings carry the same swatch.

The paper's features lie at a quarter of 256 pixels, too coarse for a hand or an eyelid. So beside the
published network a small one of its own looks at the drawings region by region: a U-Net over the distance
field gives every pixel a feature, a region is what its points see, regions look at each other within and
across the two drawings, and the hand-made evidence (flow, shape, place; see `shot.evidence`) says where to
look. Features of a network that was trained on photographs, see `shot.pretrained`, say what a region is of: a
hand, an ear, a boot, also turned and mirrored. What is learned is which of all that to believe.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from shiage.models.feature_adapter import Alike, FeatureAdapter
from shiage.models.pairwise_attention import FAR, PairwiseAttention
from shiage.models.region_unet import RegionUnet

HEADS = 8
"""Products of two regions' descriptions that the verdict on them looks at."""

HINT = 16
"""Width of what guides attention across two drawings."""

FAR_APART = 320.0
"""Pixels of the field that count as one in distances between regions."""


@dataclass(frozen=True)
class MatcherConfig:
    """Sizes of the matcher.

    Attributes:
        widths: channels of the U-Net from half the field's resolution downwards.
        token: width of a region's description.
        heads: attention heads.
        rounds: looks within and across the drawings.
        answers: numbers of evidence for a pair of regions.
        place: numbers that say where a region is and how it is built.
        shape: numbers of a region's mask and surroundings.
        pretrained: channels of the pretrained features, level by level; () does without.
    """

    widths: tuple[int, ...] = (8, 24, 48, 64, 96)
    token: int = 96
    heads: int = 4
    rounds: int = 3
    answers: int = 30
    place: int = 16
    shape: int = 544
    pretrained: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Regions:
    """Regions of B drawings, N each with padding.

    Attributes:
        fields: (B, 2, H, W) float32 in 0..1, distance fields of all lines and of black ink alone; H and W
            divisible by 32.
        points: (B, N, P, 2) float32 x, y in pixels of the field, inside each region.
        place: (B, N, place) float32.
        shape: (B, N, shape) float32.
        touching: (B, N, N) float32, share of a region's border that it has with each other one.
        across: (B, N, N) float32, what of that is across trace lines.
        pretrained: (B, N, C) float32, each channel with mean 0 and spread 1 over a drawing's regions; C is 0
            where the matcher does without.
        present: (B, N) bool, False on padding.
    """

    fields: Tensor
    points: Tensor
    place: Tensor
    shape: Tensor
    touching: Tensor
    across: Tensor
    pretrained: Tensor
    present: Tensor

    def to(self, device: torch.device) -> Regions:
        """The same on another device."""
        return Regions(**{f.name: getattr(self, f.name).to(device) for f in fields(self)})


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known of B pairs of drawings without looking at them again.

    Attributes:
        answers: (B, N, M, answers) float32, see `shot.match.pair_features.compare`; 0 on padding.
        logits: (B, N, M + 1) float32, what follows from the answers alone, the last column "none of them",
            see `shot.feature_matcher.FeatureMatcher.logits`; the matcher adds to it.
    """

    answers: Tensor
    logits: Tensor


@dataclass(frozen=True, eq=False)
class Matched:
    """What the matcher thinks of B pairs of drawings.

    Attributes:
        ahead: (B, N, M + 1) for the first drawing's regions, logits of each region of the second and of "none
            of them".
        back: (B, M, N + 1) the same for the second drawing's.
        paper: (B, N) and (B, M) logits that a region is unpainted paper.
    """

    ahead: Tensor
    back: Tensor
    paper: tuple[Tensor, Tensor]


class Matcher(nn.Module):
    """See the module's text. Drawings are described one by one, and compared two by two."""

    def __init__(self, config: MatcherConfig) -> None:
        super().__init__()
        self.config = config
        d = config.token
        self.sight = RegionUnet(config.widths)
        self.token = nn.Sequential(
            nn.Linear(self.sight.outputs + config.place + d, 2 * d),
            nn.GELU(),
            nn.Linear(2 * d, d),
        )
        self.shape = nn.Linear(config.shape, d)
        self.within = nn.ModuleList(
            PairwiseAttention(d, config.heads, biases=3) for _ in range(config.rounds)
        )
        self.across = nn.ModuleList(
            PairwiseAttention(d, config.heads, biases=HINT) for _ in range(config.rounds)
        )
        known = config.answers + 2
        self.weigh = nn.Sequential(nn.Linear(known, 32), nn.GELU(), nn.Linear(32, HINT), nn.GELU())
        self.judge = nn.Sequential(
            nn.Linear(known + HINT + HEADS, 48),
            nn.GELU(),
            nn.Linear(48, 32),
            nn.GELU(),
            nn.Linear(32, 1),
        )
        self.ask, self.tell = nn.Linear(d, d), nn.Linear(d, d)
        self.none = nn.Linear(d, 1)
        for last in (self.judge[-1], self.none):
            # training begins with what the evidence alone says
            assert isinstance(last, nn.Linear)
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)
        self.paper = nn.Linear(d, 1)
        self.adapter = (
            FeatureAdapter(config.pretrained, d, HINT, known + HINT + HEADS) if config.pretrained else None
        )
        self.register_buffer("mean", torch.zeros(config.answers))
        self.register_buffer("scale", torch.ones(config.answers))
        self.mean: Tensor
        self.scale: Tensor

    def describe(self, regions: Regions) -> Tensor:
        """(B, N, token) what each region looks like in its own drawing."""
        seen = self.sight(regions.fields, regions.points)
        x: Tensor = self.token(torch.cat([seen, regions.place, self.shape(regions.shape)], 2))
        near = nearness(regions)
        for look in self.within[:1]:
            x = look(x, x, near, regions.present)
        return x

    def compare(
        self,
        a: Tensor,
        b: Tensor,
        one: Regions,
        two: Regions,
        ahead: Evidence,
        back: Evidence,
        adapted: bool = True,
    ) -> Matched:
        """Compare described drawings.

        Args:
            a: (B, N, token) regions of the first, from `describe`.
            b: (B, M, token) regions of the second.
            one: the first drawings' regions.
            two: the second drawings'.
            ahead: evidence seen from the first.
            back: the same seen from the second.
            adapted: whether pretrained features count, where the matcher has an adapter for them.
        """
        paper = self.paper(a)[..., 0], self.paper(b)[..., 0]
        known, known_back = self._known(ahead, back), self._known(back, ahead)
        hint, hint_back = self.weigh(known), self.weigh(known_back)
        alike: tuple[Alike | None, Alike | None] = None, None
        if self.adapter is not None and adapted:
            alike = self.adapter.compare(one.pretrained, two.pretrained, one.present, two.present)
            a, b = a + self.adapter.token(one.pretrained), b + self.adapter.token(two.pretrained)
            hint, hint_back = (
                h + self.adapter.hint(x.pairs) for h, x in zip((hint, hint_back), alike, strict=True)
            )
        near, near_two = nearness(one), nearness(two)
        for i in range(self.config.rounds):
            if i:
                a = self.within[i](a, a, near, one.present)
                b = self.within[i](b, b, near_two, two.present)
            a, b = self.across[i](a, b, hint, two.present), self.across[i](b, a, hint_back, one.present)
        there, here = two.present[:, None], one.present[:, None]
        return Matched(
            self._decide(a, self._pairs(a, b, known, hint), alike[0], ahead.logits, there),
            self._decide(b, self._pairs(b, a, known_back, hint_back), alike[1], back.logits, here),
            paper,
        )

    def _known(self, ahead: Evidence, back: Evidence) -> Tensor:
        """(B, N, M, answers + 2): standard answers, and what the evidence alone concludes from both sides."""
        concluded = [F.log_softmax(e.logits, 2)[..., :-1].clamp(min=-8) / 4 for e in (ahead, back)]
        standard = (ahead.answers - self.mean) / self.scale
        return torch.cat([standard, concluded[0][..., None], concluded[1].transpose(1, 2)[..., None]], 3)

    def _pairs(self, a: Tensor, b: Tensor, known: Tensor, hint: Tensor) -> Tensor:
        """(B, N, M, ...) all that a pair is judged by."""
        asked = self.ask(a).unflatten(2, (HEADS, -1))
        told = self.tell(b).unflatten(2, (HEADS, -1))
        agreed = torch.einsum("bnhc,bmhc->bnmh", asked, told) / (a.shape[2] / HEADS) ** 0.5
        return torch.cat([known, hint, agreed], 3)

    def _decide(self, a: Tensor, pairs: Tensor, alike: Alike | None, start: Tensor, there: Tensor) -> Tensor:
        more, none = self.verdict(a, pairs, alike)
        logits = (start[..., :-1] + more).masked_fill(~there, FAR)
        return torch.cat([logits, start[..., -1:] + none[..., None]], 2)

    def verdict(self, a: Tensor, pairs: Tensor, alike: Alike | None) -> tuple[Tensor, Tensor]:
        """What is added to the logits of each pair, and of "none of them" for each region."""
        more: Tensor = self.judge(pairs)[..., 0]
        none: Tensor = self.none(a)[..., 0]
        if self.adapter is not None and alike is not None:
            more = more + self.adapter.judge(torch.cat([pairs, alike.pairs], -1))[..., 0]
            none = none + self.adapter.none(alike.best)[..., 0]
        return more, none


def nearness(regions: Regions) -> Tensor:
    """(B, N, N, 3): how much two regions touch, how far apart they are, how much is trace."""
    centre = regions.points.mean(2) / FAR_APART
    apart = torch.cdist(centre, centre)
    return torch.stack([regions.touching * 4, apart, regions.across * 4], 3)
