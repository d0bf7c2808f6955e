# SPDX-License-Identifier: Apache-2.0
"""Described drawings with scribbles drawn at random on them, in batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from shiage.models.matcher import Matcher, Regions
from shiage.shot.evaluate.draw_scribbles import choose_scribbled
from shiage.shot.match.network_matcher import stack
from shiage.training.matcher.drawing_groups import Arrays
from shiage.training.matcher.group_store import GroupFiles


@dataclass(frozen=True, eq=False)
class Seen:
    """A drawing that the matcher has described.

    Attributes:
        regions: what it saw, without the fields.
        tokens: (n, token) float32.
        swatches: (n,) int32 true swatches.
        paper: (n,) bool, unpainted.
    """

    regions: Arrays
    tokens: NDArray[np.float32]
    swatches: NDArray[np.int32]
    paper: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Scribbled:
    """A batch of B drawings with N regions each.

    Attributes:
        tokens: (B, N, token) float32, the matcher's descriptions.
        regions: what it saw.
        given: (B, N) bool, what is scribbled on.
        own: (B, N) int64 true swatches, -1 on padding.
    """

    tokens: Tensor
    regions: Regions
    given: Tensor
    own: Tensor

    def to(self, device: torch.device) -> Scribbled:
        """The same on another device."""
        return Scribbled(
            self.tokens.to(device), self.regions.to(device), self.given.to(device), self.own.to(device)
        )


def describe_groups(groups: GroupFiles, matcher: Matcher) -> list[Seen]:
    """All drawings of a pool with three regions or more, as the matcher describes them."""
    found = []
    where = next(matcher.parameters()).device
    for group in groups:
        for seen, swatches, paper in zip(group.seen, group.swatches, group.paper, strict=True):
            if len(swatches) < 3 or paper.all():
                continue
            with torch.inference_mode():
                tokens = matcher.describe(stack([seen]).to(where))[0].cpu().numpy()
            small = {name: array for name, array in seen.items() if name not in ("fields", "points")}
            small["fields"] = np.zeros((2, 1, 1), np.uint8)
            small["points"] = np.zeros((len(swatches), 1, 2), np.float32)
            found.append(Seen(small, tokens, swatches, paper))
    return found


def scribbled(drawings: Sequence[Seen], counts: Sequence[int], rng: np.random.Generator) -> Scribbled:
    """A batch with so many scribbles each: colours not yet given first, large regions sooner."""
    regions = stack([seen.regions for seen in drawings])
    most = regions.place.shape[1]
    tokens = np.zeros((len(drawings), most, drawings[0].tokens.shape[1]), np.float32)
    given, own = np.zeros((len(drawings), most), bool), np.full((len(drawings), most), -1, np.int64)
    for i, (seen, count) in enumerate(zip(drawings, counts, strict=True)):
        n = len(seen.swatches)
        tokens[i, :n], own[i, :n] = seen.tokens, seen.swatches
        given[i, _chosen(seen, count, rng)] = True
    return Scribbled(torch.from_numpy(tokens), regions, torch.from_numpy(given), torch.from_numpy(own))


def _chosen(seen: Seen, count: int, rng: np.random.Generator) -> list[int]:
    """Painted regions to scribble on, in the order that they are."""
    # see `network_matcher._place`
    size = 10.0 ** (3 * (seen.regions["place"][:, 4].astype(np.float64) - 0.7))
    weight = np.maximum(size, 1e-5) ** rng.choice([0, 0.5, 1])
    return choose_scribbled(np.flatnonzero(~seen.paper), seen.swatches, weight, count, rng)
