# SPDX-License-Identifier: Apache-2.0
"""Two drawings of one palette that came out a level or two apart in all their colours."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from shiage.cel.census import pack, unpack
from shiage.cel.noise import NOISE

Packed = NDArray[np.uint32]

MOST = 0.8
"""So much of a palette must have its like in the other one, and in it alone."""

FEW, HALF = 0.2, 0.5
"""And no more than so much may be in both; more where one shift of all colours makes one palette of the
other, which may put a colour on one that was near it."""


def find_drift(own: Packed, other: Packed) -> dict[int, int] | None:
    """Which colours of a drawing are another one's, some levels off.

    Args:
        own: (n,) packed RGBA that the drawing is filled with.
        other: (m,) the same of the other drawing.

    Returns:
        packed colour -> the other's; None where the two do not differ in all their colours.
    """
    theirs = other[unpack(other)[:, 3] > 0]
    mine = own[(unpack(own)[:, 3] > 0) & ~(_unmoved(own) & np.isin(own, theirs))]
    if not len(mine) or not len(theirs) or (len(mine) == 1) != (len(theirs) == 1):
        return None
    both = int(np.isin(mine, theirs).sum())
    for pairs, few in ((_shifted(mine, theirs), HALF), (_nearest(mine, theirs), FEW)):
        alone = len(set(pairs.values())) == len(pairs)
        if both <= few * len(mine) and len(pairs) >= MOST * len(mine) and alone:
            return pairs
    return None


def _unmoved(colours: Packed) -> NDArray[np.bool_]:
    """(n,) black and white, which few profiles move: that they are in both says nothing."""
    rgb = unpack(colours)[:, :3]
    return np.asarray((rgb == 0).all(1) | (rgb == 255).all(1))


def _shifted(mine: Packed, theirs: Packed) -> dict[int, int]:
    """Pairs that one shift of all colours makes, the shift that makes most of them."""
    a, b = unpack(theirs).astype(np.int16), unpack(mine).astype(np.int16)
    shifts = Counter(
        tuple(shift)
        for shift in (b[:, None] - a).reshape(-1, 4).tolist()
        if 0 < max(map(abs, shift)) <= NOISE
    )
    if not shifts:
        return {}
    (shift, _), *_ = shifts.most_common(1)
    there = pack(np.clip(a + np.array(shift, np.int16), 0, 255).astype(np.uint8))
    return {int(m): int(t) for t, m in zip(theirs, there, strict=True) if m in mine}


def _nearest(mine: Packed, theirs: Packed) -> dict[int, int]:
    """Pairs of colours that are nearest to each other and near."""
    a, b = unpack(theirs).astype(np.int16), unpack(mine).astype(np.int16)
    apart = np.abs(b[:, None] - a).max(2)
    near = apart.argmin(1)
    return {int(mine[i]): int(theirs[j]) for i, j in enumerate(near) if apart[i, j] <= NOISE}
