# SPDX-License-Identifier: Apache-2.0
"""Evidence that regions of two frames belong together, one number per question."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shiage.shot.describe.description import Description
from shiage.shot.match.motion import Landing, Motion, align, follow, motion, stay

Floats = NDArray[np.float32]

QUESTIONS = (
    "flow ahead", "flow back", "flow both", "stay ahead", "stay back", "stay both",
    "align ahead", "align back", "flow miss", "flow miss back", "stay miss", "align miss",
    "area", "area signed", "elongation", "orientation", "compactness", "extent",
    "edge", "neighbours", "largest", "mask", "near", "wide",
    "residual", "residual back", "gap", "small", "context", "context flow",
)  # fmt: skip
"""What each entry of the last axis of `compare` answers, in order."""

NONE_QUESTIONS = (24, 26, 27)
"""Which answers the logit of "none of them" looks at: residual, gap, small."""


def compare(a: Description, b: Description, gap: int, moved: Motion | None = None) -> tuple[Floats, Floats]:
    """Answers to QUESTIONS for every pair of regions, seen from a and seen from b.

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
        return np.zeros((n, m, len(QUESTIONS)), np.float32), np.zeros((m, n, len(QUESTIONS)), np.float32)
    ahead, back = follow(moved or motion(a, b), a, b)
    still, still_back = stay(a, b), stay(b, a)
    whole, whole_back = align(a, b), align(b, a)
    shared = _shared(a, b, gap)
    first = _fill(a, b, (ahead, still, whole), (back, still_back, whole_back), shared)
    second = _fill(b, a, (back, still_back, whole_back), (ahead, still, whole), shared.transpose(1, 0, 2))
    return first, second


def _fill(
    a: Description,
    b: Description,
    out: tuple[Landing, Landing, Landing],
    back: tuple[Landing, Landing, Landing],
    shared: Floats,
) -> Floats:
    n, m = len(a.area), len(b.area)
    q = np.empty((n, m, len(QUESTIONS)), np.float32)
    (flowed, still, moved), (flowed_back, still_back, moved_back) = out, back
    q[..., 0], q[..., 1] = flowed.votes, flowed_back.votes.T
    q[..., 2] = np.sqrt(flowed.votes * flowed_back.votes.T)
    q[..., 3], q[..., 4] = still.votes, still_back.votes.T
    q[..., 5] = np.sqrt(still.votes * still_back.votes.T)
    q[..., 6], q[..., 7] = moved.votes, moved_back.votes.T
    q[..., 8] = _missed(flowed, b)
    q[..., 9] = _missed(flowed_back, a).T
    q[..., 10] = np.minimum(_missed(still, b), _missed(still_back, a).T)
    q[..., 11] = np.minimum(_missed(moved, b), _missed(moved_back, a).T)
    q[..., 12:24] = shared
    ratio = np.log(b.area[None] / a.area[:, None])
    q[..., 13] = np.clip(ratio, -3, 3)
    q[..., 24] = flowed.residual[:, None]
    q[..., 25] = flowed_back.residual[None]
    q[..., 26] = shared[..., 1]
    q[..., 27] = np.log10(np.maximum(1e-6, a.area))[:, None] / 3
    q[..., 28] = _context(a, b, np.asarray(q[..., 5] + q[..., 21] * q[..., 22] / 2, np.float32))
    q[..., 29] = _context(a, b, q[..., 2])
    return q


def _shared(a: Description, b: Description, gap: int) -> Floats:
    """(n, m, 12): questions whose answer is the same from both sides; entry 1 holds the gap."""
    n, m = len(a.area), len(b.area)
    q = np.empty((n, m, 12), np.float32)
    q[..., 0] = np.minimum(3, np.abs(np.log(b.area[None] / a.area[:, None])))
    q[..., 1] = np.log2(1 + gap) / 4
    form = np.abs(a.form[:, None] - b.form[None])
    q[..., 2] = form[..., 0]
    q[..., 3] = np.hypot(form[..., 1], form[..., 2])
    q[..., 4], q[..., 5] = form[..., 3], form[..., 4]
    border = np.abs(a.border[:, None] - b.border[None])
    q[..., 6:9] = border
    q[..., 9] = a.mask @ b.mask.T
    q[..., 10] = a.near @ b.near.T
    q[..., 11] = a.wide @ b.wide.T
    return q


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
