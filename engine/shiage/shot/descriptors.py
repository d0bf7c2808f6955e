# SPDX-License-Identifier: Apache-2.0
"""What a region looks like: the hand-made descriptors that likeness compares."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import TRACE_BLUE, TRACE_RED
from shiage.shot.tones import TraceLines

Floats = NDArray[np.float32]


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
