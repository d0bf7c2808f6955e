# SPDX-License-Identifier: Apache-2.0
"""Candidates for a key, solved or from networks' pictures: each one's swatches, and how sure they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats
from shiage.cel.fill import fill_under_ink, ink_over, paint
from shiage.cel.lineart import LineArt
from shiage.cel.palette import Palette
from shiage.cel.regions import RegionMap
from shiage.shot.solve.raster_votes import swatch_shares
from shiage.shot.solved_shot import SolvedShot

WIDEST = 16_384
"""Most pixels across of all candidates in a row."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """Keys to choose from.

    Attributes:
        palette: their swatches.
        labels: (H, W) int32 region of every pixel, under the ink too, 1..n.
        swatches: (k, n) int32, of each candidate; in the exact palette.
        key: (n,) int32, what is proposed: of pictures the swatch that most of them give a region, the first
            one's among equals; else the first candidate.
        sure: (n,) float32, the share of pictures that give it; else the calibrated probability that it is
            right.
    """

    palette: Palette
    labels: NDArray[np.int32]
    swatches: NDArray[np.int32]
    key: NDArray[np.int32]
    sure: Floats

    def cels(self) -> list[NDArray[np.uint8]]:
        """Each candidate, (H, W, 4) uint8 RGBA."""
        return [self.painted(row) for row in self.swatches]

    def key_cel(self) -> NDArray[np.uint8]:
        """What is proposed, (H, W, 4) uint8 RGBA."""
        return self.painted(self.key)

    def differ(self) -> list[int]:
        """In how many regions each is unlike what is proposed."""
        return [int(n) for n in (self.swatches != self.key).sum(1)]

    def painted(self, swatches: NDArray[np.int32]) -> NDArray[np.uint8]:
        """The cel of swatches (n,), (H, W, 4) uint8 RGBA."""
        return paint(self.labels, self.palette.colours[swatches])


def solved_candidates(solved: SolvedShot, number: int) -> Candidates:
    """The candidates of a frame that was solved with some, see `Settings.candidates`."""
    first, *others = solved.draw_candidates(number)
    swatches = np.stack([frame.swatches for frame in (first, *others)])
    return Candidates(solved.palette, first.labels, swatches, first.swatches, first.confidence)


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
    """All candidates under the drawing's ink on white, in a row: (H, k W, 3) uint8 RGB, at most WIDEST."""
    width, height = line.size
    scale = min(1.0, WIDEST / (width * len(candidates.swatches)))
    size = max(1, round(width * scale)), max(1, round(height * scale))

    def shown(swatches: NDArray[np.int32]) -> NDArray[np.uint8]:
        whole = _finished(line, candidates.painted(swatches))
        if scale == 1:
            return whole
        return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), np.uint8)

    return np.concatenate([shown(swatches) for swatches in candidates.swatches], 1)


def _finished(line: LineArt, cel: NDArray[np.uint8]) -> NDArray[np.uint8]:
    inked = ink_over(cel, line)
    alpha = inked[..., 3:].astype(np.float32) / 255
    return np.rint(inked[..., :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)
