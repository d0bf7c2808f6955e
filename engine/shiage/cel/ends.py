# SPDX-License-Identifier: Apache-2.0
"""Open ends of lines: where they are and where their line was heading."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.cel.skeleton import Flat, Skeleton, crossings, ring_steps, skeletonise

_WALK = 30
"""Steps from an end along its line that are looked at."""

_HEADING = 7
"""Steps over which the heading of a thin line is measured; thick lines take longer."""

_SPUR = 1.5
"""Length of a spur over the depth of ink at its fork: a square corner's is as long as its diagonal."""

_ROUNDS = 2
"""Times that spurs are cleared: where a blunt end forks, its own end shows only after its two corners go."""


@dataclass(frozen=True, eq=False)
class LineEnds:
    """Open ends of lines.

    Attributes:
        tips: (n, 2) int64, row and column of the last pixel of each line.
        headings: (n, 2) float64, unit vectors (row, column) that point out of the line.
        radii: (n,) int64, about half the thickness of the line, in pixels.
        sure: (n,) bool, False for what may as well be a corner of a thick line.
    """

    tips: NDArray[np.int64]
    headings: NDArray[np.float64]
    radii: NDArray[np.int64]
    sure: NDArray[np.bool_]

    def part(self, chosen: slice | NDArray[np.bool_]) -> LineEnds:
        """Some of the ends."""
        return LineEnds(self.tips[chosen], self.headings[chosen], self.radii[chosen], self.sure[chosen])


@dataclass(frozen=True, eq=False)
class _Walk:
    """Ways from ends along their lines: (n, _WALK + 1) flat indices, the last place repeated."""

    path: Flat
    length: Flat
    at_fork: NDArray[np.bool_]

    def part(self, chosen: NDArray[np.bool_]) -> _Walk:
        return _Walk(self.path[chosen], self.length[chosen], self.at_fork[chosen])


def line_ends(barrier: NDArray[np.bool_]) -> LineEnds:
    """Find the open ends of lines, blunt ones included.

    Args:
        barrier: (H, W) bool, ink and trace lines.
    """
    skeleton = skeletonise(barrier)
    found = []
    for _ in range(_ROUNDS):
        walk = _walk(skeleton, _end_places(skeleton))
        spurs = walk.part(_are_spurs(skeleton, walk))
        found.append(_describe(spurs, skeleton, barrier, sure=False))
        _clear(skeleton, spurs)
    walk = _walk(skeleton, _end_places(skeleton))
    found.append(_describe(walk.part(walk.length > 0), skeleton, barrier, sure=True))
    ends = LineEnds(
        np.concatenate([some.tips for some in found]),
        np.concatenate([some.headings for some in found]),
        np.concatenate([some.radii for some in found]),
        np.concatenate([some.sure for some in found]),
    )
    # a line that leaves the frame does not end; a curl that comes back to its own end heads nowhere
    inside = ((ends.tips > 0) & (ends.tips < np.array(barrier.shape) - 1)).all(axis=1)
    return ends.part(np.asarray(inside & ends.headings.any(axis=1)))


def _end_places(skeleton: Skeleton) -> Flat:
    """Skeleton pixels that one line leaves, by one pixel or by two that touch."""
    places = np.flatnonzero(skeleton.thin)
    codes = skeleton.neighbours(places)
    few = np.array([bin(code).count("1") <= 2 for code in range(256)])
    return np.asarray(places[(crossings()[codes] == 1) & few[codes]])


def _walk(skeleton: Skeleton, ends: Flat) -> _Walk:
    """Follow each line from its end until it forks, stops or _WALK steps are made."""
    flat = skeleton.thin.reshape(-1)
    # straight neighbours first: a staircase is walked through its corners
    steps = ring_steps(skeleton.thin.shape[1])[[0, 2, 4, 6, 1, 3, 5, 7]]
    path = np.repeat(ends[:, None], _WALK + 1, axis=1)
    length = np.zeros(len(ends), np.int64)
    at_fork = np.zeros(len(ends), np.bool_)
    going = np.ones(len(ends), np.bool_)
    for step in range(1, _WALK + 1):
        beside = path[:, step - 1, None] + steps
        free = flat[beside] > 0
        for back in range(max(step - 4, 0), step):
            free &= beside != path[:, back, None]
        going &= free.any(axis=1)
        following = np.where(going, beside[np.arange(len(ends)), free.argmax(axis=1)], path[:, step - 1])
        path[:, step:] = following[:, None]
        length += going
        at_fork |= going & (crossings()[skeleton.neighbours(following)] >= 3)
        going &= ~at_fork
    return _Walk(path, length, at_fork)


def _are_spurs(skeleton: Skeleton, walk: _Walk) -> NDArray[np.bool_]:
    """(n,) bool: twigs that only lead from a fork to the corner of a thick line."""
    depth_at_fork = skeleton.depth.reshape(-1)[walk.path[:, -1]]
    return np.asarray(walk.at_fork & (walk.length <= _SPUR * depth_at_fork + 1))


def _clear(skeleton: Skeleton, spurs: _Walk) -> None:
    """Remove spurs, up to the fork that each comes from."""
    before_fork = np.arange(_WALK + 1) < spurs.length[:, None]
    skeleton.thin.reshape(-1)[spurs.path[before_fork]] = 0


def _describe(walk: _Walk, skeleton: Skeleton, barrier: NDArray[np.bool_], sure: bool) -> LineEnds:
    """Ends with heading, moved from where the skeleton stops to the rim of the ink."""
    width = skeleton.thin.shape[1]
    depth = skeleton.depth.reshape(-1)[walk.path[:, : _HEADING + 1]]
    radii = depth.max(axis=1, initial=0).astype(np.int64) + 1
    behind = walk.path[np.arange(len(radii)), np.minimum(np.maximum(_HEADING, 2 * radii), walk.length)]
    ends = np.stack(np.divmod(walk.path[:, 0], width), axis=1) - 1
    heading = (ends - np.stack(np.divmod(behind, width), axis=1) + 1).astype(np.float64)
    heading /= np.maximum(np.linalg.norm(heading, axis=1, keepdims=True), 1)
    return LineEnds(_at_rim(ends, heading, radii, barrier), heading, radii, np.full(len(radii), sure))


def _at_rim(
    ends: NDArray[np.int64],
    heading: NDArray[np.float64],
    radii: NDArray[np.int64],
    barrier: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """The last ink pixel ahead of each end."""
    tips = ends.copy()
    inside = np.ones(len(ends), np.bool_)
    for ahead in range(1, 2 * int(radii.max(initial=0)) + 1):
        places = ends + np.floor(heading * ahead + 0.5).astype(np.int64)
        inside &= ((places >= 0) & (places < barrier.shape)).all(axis=1) & (ahead <= 2 * radii)
        held = np.where(inside[:, None], places, ends)
        inside &= np.asarray(barrier[held[:, 0], held[:, 1]])
        tips[inside] = places[inside]
    return tips
