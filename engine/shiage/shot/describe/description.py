# SPDX-License-Identifier: Apache-2.0
"""What a region looks like: the hand-made descriptors that likeness compares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats
from shiage.cel.lineart import TRACE_BLUE, TRACE_RED
from shiage.shot.describe.trace_borders import TraceLines

CROWD = 512
"""Drawings of more regions are crowded: hatched, screened or grainy. There each region is compared with those
that it may be like, see `candidates`; cost would grow with the square otherwise."""

COVERED = 0.25
"""Mean of the distance field below which lines are everywhere; of plain line art it is 0.6 and more."""


@dataclass(frozen=True, eq=False)
class Meetings:
    """Regions that touch, each pair from both sides.

    Attributes:
        own, other: (2 m,) int32, a region and one that it touches, 0-based.
        share: (2 m,) float32, share of its border that it has with that one.
        joint: (2 m,) uint8, TRACE_* of the line between.
    """

    own: NDArray[np.int32]
    other: NDArray[np.int32]
    share: Floats
    joint: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Description:
    """All regions of one frame, described; n regions, lengths in units of its window's longest side.

    Attributes:
        centre: (n, 2) float32, centroid x, y.
        area: (n,) float32, share of the window's area.
        form: (n, 5) float32, elongation, cos and sin of the doubled orientation (weighted by elongation),
            compactness, extent.
        border: (n, 3) float32, touches the window's edge, log number of neighbours, is the largest.
        mask: (n, MASK_SIDE**2) float32, shape scaled to a square, unit norm.
        near, wide: (n, PATCH_SIDE**2) float32, distance field around the region, zero mean and unit norm.
        points: (n, `describe.SAMPLES`, 2) float32, pixels inside the region, in working pixels.
        neighbours: (m, 2) int32, pairs of touching regions (0-based).
        meeting: (m,) float32, length of each pair's common border, in the same units.
        joint: (m,) uint8, TRACE_* of the trace line across which a pair meets, TRACE_NONE for black ink.
        sure: (m,) float32 in 0..1, how far that line is to be believed.
        field: (h, w) uint8, distance field at working size.
        ink_field: (h, w) uint8, the same of black ink alone.
        ink: (h, w) uint8, coverage of all lines in the drawing's own window, no larger than the working size.
        ink_window: (4,) int32, that window, the smallest that shows this drawing alone, as `window` is given.
        labels: (h, w) int32, filled labels at working size, 1..n.
        figure: (4,) float32, ink's mean x, y and spread in x, y, in working pixels.
        window: (4,) int32, x, y, width and height of the part of the frame that is described, in its pixels.
    """

    centre: Floats
    area: Floats
    form: Floats
    border: Floats
    mask: Floats
    near: Floats
    wide: Floats
    points: Floats
    neighbours: NDArray[np.int32]
    meeting: Floats
    joint: NDArray[np.uint8]
    sure: Floats
    field: NDArray[np.uint8]
    ink_field: NDArray[np.uint8]
    ink: NDArray[np.uint8]
    ink_window: NDArray[np.int32]
    labels: NDArray[np.int32]
    figure: Floats
    window: NDArray[np.int32]

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """The fields by name, for a checkpoint."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @staticmethod
    def of(arrays: dict[str, NDArray[np.generic]]) -> Description:
        """The description that `arrays` came from."""
        return Description(**arrays)  # type: ignore[arg-type]

    @property
    def crowded(self) -> bool:
        """Whether it has more regions than can each be compared with all others."""
        return len(self.area) > CROWD

    @cached_property
    def covered(self) -> bool:
        """Whether it is hatched or screened all over: from nowhere it is far to a line."""
        return self.crowded and float(self.field.mean()) < COVERED * 255

    @cached_property
    def touching(self) -> Floats:
        """(n, n) float32, share of each region's border that it has with each other; rows sum to 1 or 0."""
        share = np.zeros((len(self.area), len(self.area)), np.float32)
        share[self.neighbours[:, 0], self.neighbours[:, 1]] = self.meeting
        share += share.T
        return np.asarray(share / np.maximum(share.sum(1, keepdims=True), 1e-6), np.float32)

    @cached_property
    def across(self) -> Floats:
        """(3, n, n) float32, what of `touching` is across a red, a green and a blue trace line."""
        kind = np.zeros_like(self.touching, np.uint8)
        kind[self.neighbours[:, 0], self.neighbours[:, 1]] = self.joint
        kind = np.maximum(kind, kind.T)
        return np.stack([self.touching * (kind == k) for k in range(TRACE_RED, TRACE_BLUE + 1)])

    @property
    def traced(self) -> Floats:
        """(n, 3) float32, share of each region's border that is red, green and blue trace line."""
        if not self.crowded:
            return np.asarray(self.across.sum(2).T, np.float32)
        met, kinds = self.meetings, range(TRACE_RED, TRACE_BLUE + 1)
        shares = [np.bincount(met.own, met.share * (met.joint == k), len(self.area)) for k in kinds]
        return np.stack(shares, 1).astype(np.float32)

    def meetings_among(self, chosen: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """(k, k) float32 each: what `touching` says of chosen regions, and what of that is trace line.

        Args:
            chosen: (k,) regions, in order.
        """
        if not self.crowded:  # all are chosen
            return self.touching, self.across.sum(0)
        place = np.full(len(self.area), -1)
        place[chosen] = np.arange(len(chosen))
        own, other = place[self.meetings.own], place[self.meetings.other]
        kept = (own >= 0) & (other >= 0)
        touching, across = np.zeros((2, len(chosen), len(chosen)), np.float32)
        touching[own[kept], other[kept]] = self.meetings.share[kept]
        across[own[kept], other[kept]] = (self.meetings.share * (self.meetings.joint > 0))[kept]
        return touching, across

    @cached_property
    def meetings(self) -> Meetings:
        """What `touching` and `across` say, in as many numbers as there are meetings."""
        own, other = np.concatenate([self.neighbours, self.neighbours[:, ::-1]]).T
        length = np.tile(self.meeting, 2)
        whole = np.maximum(np.bincount(own, length, len(self.area)), 1e-6)
        return Meetings(own, other, (length / whole[own]).astype(np.float32), np.tile(self.joint, 2))

    @property
    def trace_lines(self) -> TraceLines:
        """Where its regions meet across trace lines."""
        met = self.joint > 0
        return TraceLines(self.neighbours[met], self.joint[met], self.sure[met])

    @property
    def scale(self) -> float:
        """Working pixels to one of the frame's."""
        return self.field.shape[1] / int(self.window[2])

    @property
    def origin(self) -> Floats:
        """(2,) float32, where working pixels begin, x, y in the frame's pixels."""
        return self.window[:2].astype(np.float32)


BRIEF = ("area", "neighbours", "joint", "sure", "window")
"""What of a description a shot needs that has been matched."""


class LaterDescription(Description):
    """A description of which all but `BRIEF` is read when it is asked for."""

    def __init__(self, brief: Mapping[str, NDArray[Any]], read: Callable[[], Description]) -> None:
        """Args: brief: the fields of `BRIEF`; read: gives the whole description."""
        self.__dict__.update({name: brief[name] for name in BRIEF}, _read=read)

    def __getattr__(self, name: str) -> Any:
        if name not in Description.__dataclass_fields__:
            raise AttributeError(name)
        self.__dict__.update(self.__dict__["_read"]().arrays())
        return self.__dict__[name]
