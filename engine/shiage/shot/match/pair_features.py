# SPDX-License-Identifier: Apache-2.0
"""Hand-made features of pairs of regions of two drawings."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from shiage.cel.arrays import Floats
from shiage.shot.describe.description import Description
from shiage.shot.match.motion import Landing, Motion, align, follow, motion, stay


class PairFeature(IntEnum):
    """Columns of the last axis of `compare`: ahead is from the one drawing to the other, back the other way.

    Votes are shares of a region's points that land in the other region, by dense flow, by no motion, and by
    moving the whole figure; misses are distances of where its middle lands.
    """

    FLOW_AHEAD = 0
    FLOW_BACK = 1
    FLOW_BOTH = 2
    STILL_AHEAD = 3
    STILL_BACK = 4
    STILL_BOTH = 5
    ALIGNED_AHEAD = 6
    ALIGNED_BACK = 7
    FLOW_MISS = 8
    FLOW_MISS_BACK = 9
    STILL_MISS = 10
    ALIGNED_MISS = 11
    AREA = 12
    AREA_RATIO = 13
    ELONGATION = 14
    ORIENTATION = 15
    COMPACTNESS = 16
    EXTENT = 17
    EDGE = 18
    NEIGHBOURS = 19
    LARGEST = 20
    MASK = 21
    NEAR = 22
    WIDE = 23
    RESIDUAL = 24
    RESIDUAL_BACK = 25
    GAP = 26
    SMALL = 27
    CONTEXT = 28
    CONTEXT_FLOW = 29


_F = PairFeature

SYMMETRIC = (
    _F.AREA, _F.ELONGATION, _F.ORIENTATION, _F.COMPACTNESS, _F.EXTENT,
    _F.EDGE, _F.NEIGHBOURS, _F.LARGEST, _F.MASK, _F.NEAR, _F.WIDE,
)  # fmt: skip
"""Features that are the same from both sides."""

NO_MATCH_FEATURES = (_F.RESIDUAL, _F.GAP, _F.SMALL)
"""What the logit of "no match" is computed from."""


def compare(a: Description, b: Description, gap: int, moved: Motion | None = None) -> tuple[Floats, Floats]:
    """Features of every pair of regions, seen from a and seen from b.

    Args:
        a: one frame's regions, n of them.
        b: another's, m of them.
        gap: frames between the two drawings, 0 for a model sheet, which has no place in time.
        moved: the motion between the two, where it is known.

    Returns:
        (n, m, q) and (m, n, q) float32; "ahead" in the first is "back" in the second.
    """
    n, m = len(a.area), len(b.area)
    if not n or not m:
        return np.zeros((n, m, len(PairFeature)), np.float32), np.zeros((m, n, len(PairFeature)), np.float32)
    ahead, back = follow(moved or motion(a, b), a, b)
    still, still_back = stay(a, b), stay(b, a)
    whole, whole_back = align(a, b), align(b, a)
    symmetric = _symmetric(a, b)
    first = _fill(a, b, (ahead, still, whole), (back, still_back, whole_back), symmetric)
    second = _fill(b, a, (back, still_back, whole_back), (ahead, still, whole), symmetric.transpose(1, 0, 2))
    first[..., _F.GAP] = second[..., _F.GAP] = gap_feature(gap)
    return first, second


def _fill(
    a: Description,
    b: Description,
    out: tuple[Landing, Landing, Landing],
    back: tuple[Landing, Landing, Landing],
    symmetric: Floats,
) -> Floats:
    """All features but the gap."""
    q = np.empty((len(a.area), len(b.area), len(PairFeature)), np.float32)
    (flowed, still, moved), (flowed_back, still_back, moved_back) = out, back
    q[..., _F.FLOW_AHEAD], q[..., _F.FLOW_BACK] = flowed.votes, flowed_back.votes.T
    q[..., _F.FLOW_BOTH] = np.sqrt(flowed.votes * flowed_back.votes.T)
    q[..., _F.STILL_AHEAD], q[..., _F.STILL_BACK] = still.votes, still_back.votes.T
    q[..., _F.STILL_BOTH] = np.sqrt(still.votes * still_back.votes.T)
    q[..., _F.ALIGNED_AHEAD], q[..., _F.ALIGNED_BACK] = moved.votes, moved_back.votes.T
    q[..., _F.FLOW_MISS] = _missed(flowed, b)
    q[..., _F.FLOW_MISS_BACK] = _missed(flowed_back, a).T
    q[..., _F.STILL_MISS] = np.minimum(_missed(still, b), _missed(still_back, a).T)
    q[..., _F.ALIGNED_MISS] = np.minimum(_missed(moved, b), _missed(moved_back, a).T)
    q[..., SYMMETRIC] = symmetric
    q[..., _F.AREA_RATIO] = np.clip(np.log(b.area[None] / a.area[:, None]), -3, 3)
    q[..., _F.RESIDUAL] = flowed.residual[:, None]
    q[..., _F.RESIDUAL_BACK] = flowed_back.residual[None]
    q[..., _F.SMALL] = small_feature(a.area)[:, None]
    seems = q[..., _F.STILL_BOTH] + q[..., _F.MASK] * q[..., _F.NEAR] / 2
    q[..., _F.CONTEXT] = _context(a, b, np.asarray(seems, np.float32))
    q[..., _F.CONTEXT_FLOW] = _context(a, b, q[..., _F.FLOW_BOTH])
    return q


def _symmetric(a: Description, b: Description) -> Floats:
    """(n, m, len(SYMMETRIC)), in their order."""
    form = np.abs(a.form[:, None] - b.form[None])
    border = np.abs(a.border[:, None] - b.border[None])
    columns = (
        np.minimum(3, np.abs(np.log(b.area[None] / a.area[:, None]))),
        form[..., 0],
        np.hypot(form[..., 1], form[..., 2]),
        form[..., 3],
        form[..., 4],
        *np.moveaxis(border, -1, 0),
        a.mask @ b.mask.T,
        a.near @ b.near.T,
        a.wide @ b.wide.T,
    )
    return np.stack(columns, -1).astype(np.float32, copy=False)


def gap_feature(gap: int) -> float:
    """Frames between two drawings, as a feature."""
    return float(np.log2(1 + gap) / 4)


def small_feature(area: Floats) -> Floats:
    """(n,) how small regions of areas (n,) are, as a feature."""
    return np.asarray(np.log10(np.maximum(1e-6, area)) / 3, np.float32)


def _missed(landing: Landing, there: Description) -> Floats:
    """(n, m) `miss` of all pairs."""
    return miss(landing.centre[:, None], there, there.centre[None])


def miss(landed: Floats, there: Description, centre: Floats) -> Floats:
    """How far from a region's centre another lands, squashed.

    Args:
        landed: (..., 2) mean landing places in the other drawing's working pixels.
        there: the other drawing.
        centre: (..., 2) centres of its regions.
    """
    side = max(there.field.shape)
    distance = np.linalg.norm(landed / side - centre, axis=-1)
    return np.asarray(np.minimum(2, np.log1p(distance / 0.02)), np.float32)


def _context(a: Description, b: Description, match: Floats) -> Floats:
    """(n, m) how well the neighbours of one region find partners among the neighbours of the other."""
    touch_a, touch_b = a.touching > 0, b.touching > 0
    best_near = np.zeros_like(match)
    for j in range(match.shape[1]):
        row = touch_b[j]
        if row.any():
            best_near[:, j] = match[:, row].max(1)
    # best_near[i, j]: best partner of region i of a among the neighbours of region j of b
    count = np.maximum(1, touch_a.sum(1, keepdims=True))
    return np.asarray(touch_a.astype(np.float32) @ best_near / count, np.float32)
