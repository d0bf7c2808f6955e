# SPDX-License-Identifier: Apache-2.0
"""Batches of groups of drawings: regions, pairs, their features and the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from shiage.models.matcher import Evidence, Regions
from shiage.models.pairwise_attention import FAR
from shiage.shot.describe.patches import MASK_SIDE, PATCH_SIDE
from shiage.shot.match.feature_matcher import feature_matcher
from shiage.shot.match.network_matcher import stack
from shiage.training.matcher.drawing_groups import Arrays, Compared, Group

MIRRORED = (0, 2, 7)
"""Entries of `Regions.place` that change sign in a mirror: x within the figure, x in the frame, and the sine
of the doubled orientation."""


@dataclass(frozen=True, eq=False)
class Side:
    """One side of P pairs; padding is -1 in `own` and -2 in `other`.

    Attributes:
        swatches, parts: each own (P, N) int64 and other (P, M) int64.
        paper: (P, N) float32, 1 where a region is unpainted.
        chance: (P, 1) float32, swatches in the other drawing and one more.
    """

    swatches: tuple[Tensor, Tensor]
    parts: tuple[Tensor, Tensor]
    paper: Tensor
    chance: Tensor


@dataclass(frozen=True, eq=False)
class GroupBatch:
    """Drawings of several groups and all their pairs.

    Attributes:
        regions: all drawings.
        first, second: (P,) int64, the drawings of each pair.
        ahead, back: features of each pair from the first to the second drawing, and back.
        sides: truth from the first to the second drawing, and back.
    """

    regions: Regions
    first: Tensor
    second: Tensor
    ahead: Evidence
    back: Evidence
    sides: tuple[Side, Side]

    def to(self, device: torch.device) -> GroupBatch:
        """The same on another device."""
        ahead, back = (Evidence(e.answers.to(device), e.logits.to(device)) for e in (self.ahead, self.back))
        one, two = (
            Side(
                (s.swatches[0].to(device), s.swatches[1].to(device)),
                (s.parts[0].to(device), s.parts[1].to(device)),
                s.paper.to(device),
                s.chance.to(device),
            )
            for s in self.sides
        )
        first, second = self.first.to(device), self.second.to(device)
        return GroupBatch(self.regions.to(device), first, second, ahead, back, (one, two))


def make_group_batch(groups: Sequence[Group], mirror: Sequence[bool]) -> GroupBatch:
    """Batch groups whose drawings have one size; those marked are mirrored left to right."""
    seen = [
        mirror_image(d) if flip else d for group, flip in zip(groups, mirror, strict=True) for d in group.seen
    ]
    starts = np.cumsum([0] + [len(g.seen) for g in groups])
    pairs = [
        (group, start, pair) for group, start in zip(groups, starts, strict=False) for pair in group.pairs
    ]
    regions = stack(seen)
    most = regions.place.shape[1]
    questions = pairs[0][2].ahead.shape[2]
    answers = np.zeros((2, len(pairs), most, most, questions), np.float32)
    logits = np.full((2, len(pairs), most, most + 1), FAR, np.float32)
    for k, (group, _, pair) in enumerate(pairs):
        for side, (own, scored) in enumerate(
            zip((pair.ahead, pair.back), _feature_logits(group, pair), strict=True)
        ):
            n, m = own.shape[:2]
            answers[side, k, :n, :m] = own
            logits[side, k, :n, :m], logits[side, k, :n, -1] = scored[:, :-1], scored[:, -1]
    ahead, back = (
        Evidence(torch.from_numpy(a), torch.from_numpy(b)) for a, b in zip(answers, logits, strict=True)
    )
    ends = [(group, pair.first, pair.second) for group, _, pair in pairs]
    return GroupBatch(
        regions,
        torch.tensor([start + pair.first for _, start, pair in pairs]),
        torch.tensor([start + pair.second for _, start, pair in pairs]),
        ahead,
        back,
        (_side(ends, most), _side([(g, b, a) for g, a, b in ends], most)),
    )


def _feature_logits(group: Group, pair: Compared) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Logits of a pair from the hand-made features alone."""
    near, far = (group.seen[t]["touching"].astype(np.float32) for t in (pair.first, pair.second))
    return feature_matcher().logits(pair.ahead.astype(np.float32), pair.back.astype(np.float32), near, far)


def _side(ends: Sequence[tuple[Group, int, int]], most: int) -> Side:
    def padded(rows: list[NDArray[np.int32]], empty: int) -> Tensor:
        out = np.full((len(rows), most), empty, np.int64)
        for i, row in enumerate(rows):
            out[i, : len(row)] = row
        return torch.from_numpy(out)

    return Side(
        (padded([g.swatches[a] for g, a, _ in ends], -1), padded([g.swatches[b] for g, _, b in ends], -2)),
        (padded([g.parts[a] for g, a, _ in ends], -1), padded([g.parts[b] for g, _, b in ends], -2)),
        padded([g.paper[a].astype(np.int32) for g, a, _ in ends], 0).float(),
        torch.tensor([[len(np.unique(g.swatches[b])) + 1] for g, _, b in ends], dtype=torch.float32),
    )


def mirror_image(seen: Arrays) -> Arrays:
    """What the matcher sees of a drawing that is turned left to right."""
    points, place = seen["points"].astype(np.float32), seen["place"].astype(np.float32)
    points[..., 0] *= -1
    place[:, MIRRORED] *= -1
    shape, parts, begin = seen["shape"], [], 0
    for side in (MASK_SIDE, PATCH_SIDE, PATCH_SIDE):
        picture = shape[:, begin : begin + side * side].reshape(-1, side, side)
        parts.append(picture[:, :, ::-1].reshape(-1, side * side))
        begin += side * side
    mirrored: Arrays = {"fields": seen["fields"][..., ::-1], "points": points, "place": place}
    return {**seen, **mirrored, "shape": np.concatenate(parts, 1)}
