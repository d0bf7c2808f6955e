# SPDX-License-Identifier: Apache-2.0
"""A head on the matcher: which regions of one drawing carry one swatch, so that few scribbles colour it all.

The matcher compares two drawings; here a drawing is compared with itself. Both hands, both shoes, the strands
of one head of hair carry one swatch: they look alike, often mirrored, stand beside each other or across a
trace line. AlacGAN (Ci et al. 2018, section 3.1) spreads scribbles by convolution; a region attends to the
scribbled ones instead, and says "none of them" where no scribble speaks of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from shiage.models.feature_adapter import SPREAD, directions
from shiage.models.matcher import Regions
from shiage.models.pairwise_attention import FAR

PAIR = 23
"""Numbers that `compare_regions` says of two regions of a drawing."""


@dataclass(frozen=True)
class AffinityConfig:
    """Sizes of the head.

    Attributes:
        token: width of the matcher's description of a region.
        levels: channels of the pretrained features, level by level.
        mask: numbers of a region's mask within `Regions.shape`, and of each of its two surroundings.
        patch: see `mask`.
        heads: products of two regions' descriptions that are looked at.
        width: of the hidden layers.
    """

    token: int = 96
    levels: tuple[int, ...] = (112, 320)
    mask: int = 256
    patch: int = 144
    heads: int = 8
    width: int = 64


class RegionAffinity(nn.Module):
    """How much each region of a drawing takes after each that is scribbled on."""

    def __init__(self, config: AffinityConfig) -> None:
        super().__init__()
        self.config = config
        seen = config.token + 16 + 32
        self.pretrained = nn.Linear(sum(config.levels), 32)
        self.ask, self.answer = (nn.Linear(seen, config.heads * 16, bias=False) for _ in range(2))
        self.judge = nn.Sequential(
            nn.Linear(PAIR + config.heads, config.width),
            nn.GELU(),
            nn.Linear(config.width, config.width),
            nn.GELU(),
            nn.Linear(config.width, 1),
        )
        self.none = nn.Sequential(nn.Linear(seen + 1, config.width), nn.GELU(), nn.Linear(config.width, 1))

    def forward(self, tokens: Tensor, regions: Regions, given: Tensor) -> Tensor:
        """Attention of every region to those scribbled on.

        Args:
            tokens: (B, N, token) float32, the matcher's descriptions, see `Matcher.describe`.
            regions: the drawings.
            given: (B, N) bool, what is scribbled on.

        Returns:
            (B, N, N + 1) float32 logits, the last column "none of them"; FAR for regions not scribbled on and
            for itself.
        """
        pairs = compare_regions(regions, self.config)
        seen = torch.cat([tokens, regions.place, self.pretrained(regions.pretrained) / 4], 2)
        ask, answer = (self._heads(layer(seen)) for layer in (self.ask, self.answer))
        alike = torch.einsum("bhnd,bhmd->bnmh", ask, answer) / 4
        logits = self.judge(torch.cat([pairs, alike], 3))[..., 0]
        itself = torch.eye(logits.shape[1], dtype=torch.bool, device=logits.device)
        logits = logits.masked_fill(~given[:, None] | itself, FAR)
        count = given.sum(1).float().add(1).log()[:, None, None].expand(-1, logits.shape[1], 1)
        return torch.cat([logits, self.none(torch.cat([seen, count], 2))], 2)

    def _heads(self, x: Tensor) -> Tensor:
        return x.reshape(*x.shape[:2], self.config.heads, 16).transpose(1, 2)


def compare_regions(regions: Regions, config: AffinityConfig) -> Tensor:
    """(B, N, N, PAIR) float32: how each region of a drawing is like each other one, and where it stands."""
    place = regions.place
    cosines = [d @ d.transpose(1, 2) * SPREAD for d in directions(regions.pretrained, config.levels)]
    mask, near, wide = torch.split(regions.shape, [config.mask, config.patch, config.patch], 2)
    shapes = [mask @ mask.transpose(1, 2), near @ near.transpose(1, 2), wide @ wide.transpose(1, 2)]
    mirrored = [mask @ _mirrored(mask).transpose(1, 2), near @ _mirrored(near).transpose(1, 2)]
    x, y, size = place[..., 0], place[..., 1], place[..., 4]
    aside, above, larger = (v[:, :, None] - v[:, None] for v in (x, y, size))
    opposite = (x[:, :, None] + x[:, None]).abs()
    form = (place[:, :, None, 5:10] - place[:, None, :, 5:10]).abs()
    edge = place[..., 10]
    both = edge[:, :, None] * edge[:, None]
    best = cosines[-1] - _largest(cosines[-1], regions.present)
    touch = [regions.touching, regions.touching.transpose(1, 2), regions.across]
    distance = (aside**2 + above**2).sqrt()
    one = [*cosines, best, *shapes, *mirrored, aside.abs(), above, opposite, distance, larger]
    return torch.cat([torch.stack([*one, both, *touch], 3), form], 3)


def _mirrored(squares: Tensor) -> Tensor:
    side = int(squares.shape[-1] ** 0.5)
    return squares.reshape(*squares.shape[:-1], side, side).flip(-1).flatten(-2)


def _largest(cosines: Tensor, present: Tensor) -> Tensor:
    itself = torch.eye(cosines.shape[1], dtype=torch.bool, device=cosines.device)
    others = cosines.masked_fill(itself | ~present[:, None], -SPREAD)
    return others.amax(2, keepdim=True)


def votes(logits: Tensor, own: Tensor, swatches: int) -> tuple[Tensor, Tensor]:
    """What scribbled regions say of the others.

    Args:
        logits: (B, N, N + 1) of `RegionAffinity`.
        own: (B, N) int64, the swatch of each region that is scribbled on; others are not looked at.
        swatches: how many there are.

    Returns:
        (B, N, swatches) float32 shares, and (B, N) that of "none of them"; together 1.
    """
    p = torch.softmax(logits, 2)
    return p[..., :-1] @ F.one_hot(own.clamp(min=0), swatches).float(), p[..., -1]
