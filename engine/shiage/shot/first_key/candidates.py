# SPDX-License-Identifier: Apache-2.0
"""Candidates for a key from networks' pictures alone: each one's swatches, and where they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats
from shiage.cel.fill import fill_under_ink, ink_over, paint
from shiage.cel.lineart import LineArt
from shiage.cel.palette import Palette
from shiage.cel.regions import RegionMap
from shiage.shot.solve.raster_votes import swatch_shares


@dataclass(frozen=True, eq=False)
class Candidates:
    """Keys to choose from.

    Attributes:
        palette: their swatches.
        labels: (H, W) int32 region of every pixel, under the ink too, 1..n.
        swatches: (k, n) int32, of each candidate; in the exact palette.
        agreed: (n,) int32, the swatch that most of them give a region; the first one's among equals.
        agreement: (n,) float32, the share of them that give it.
    """

    palette: Palette
    labels: NDArray[np.int32]
    swatches: NDArray[np.int32]
    agreed: NDArray[np.int32]
    agreement: Floats

    def cels(self) -> list[NDArray[np.uint8]]:
        """Each candidate, (H, W, 4) uint8 RGBA."""
        return [self._painted(row) for row in self.swatches]

    def agreed_cel(self) -> NDArray[np.uint8]:
        """What most agree on, (H, W, 4) uint8 RGBA."""
        return self._painted(self.agreed)

    def _painted(self, swatches: NDArray[np.int32]) -> NDArray[np.uint8]:
        return paint(self.labels, self.palette.colours[swatches])


def read_candidates(
    pictures: Sequence[NDArray[np.uint8]], regions: RegionMap, palette: Palette
) -> Candidates:
    """Read pictures (h, w, 3) of a drawing, one candidate each, region by region."""
    shares = np.stack([swatch_shares(each, regions, palette.colours) for each in pictures])
    swatches = shares.argmax(2).astype(np.int32)
    votes = np.stack([(swatches == s).mean(0) for s in range(len(palette.colours))], 1)
    first = np.eye(len(palette.colours))[swatches[0]]
    agreed = (votes + first / (2 * len(pictures))).argmax(1).astype(np.int32)
    agreement = votes[np.arange(regions.count), agreed].astype(np.float32)
    return Candidates(palette, fill_under_ink(regions), swatches, agreed, agreement)


def side_by_side(line: LineArt, candidates: Candidates) -> NDArray[np.uint8]:
    """All candidates under the drawing's ink on white, in a row: (H, k W, 3) uint8 RGB."""
    return np.concatenate([_finished(line, cel) for cel in candidates.cels()], 1)


def _finished(line: LineArt, cel: NDArray[np.uint8]) -> NDArray[np.uint8]:
    inked = ink_over(cel, line)
    alpha = inked[..., 3:].astype(np.float32) / 255
    return np.rint(inked[..., :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)
