# SPDX-License-Identifier: Apache-2.0
"""The whole way: a shot goes in, solved swatches for every region of every frame come out."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.palette import Palette
from shiage.cel.regions import find_regions
from shiage.shot.shot import Cancelled, Checkpoint, ColoredFrame, Shot, ShotError, Watch


@dataclass(frozen=True, eq=False)
class SolvedShot:
    """Swatches and confidences of every region; frames are drawn from it one at a time."""

    shot: Shot
    palette: Palette
    numbers: list[int]
    swatches: dict[int, NDArray[np.int32]]
    confidence: dict[int, NDArray[np.float32]]

    def draw(self, number: int) -> ColoredFrame:
        """Colour one frame at full resolution (its regions are found again, which is cheaper than keeping)."""
        frame = next(f for f in self.shot.frames if f.number == number)
        regions = find_regions(frame.line, self.shot.settings.gap, self.shot.settings.min_area)
        _, nearest = cv2.distanceTransformWithLabels(
            (regions.labels == 0).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
        )
        lut = np.zeros(int(nearest.max()) + 1, np.int32)
        lut[nearest[regions.labels > 0]] = regions.labels[regions.labels > 0]
        return ColoredFrame(number, lut[nearest], self.swatches[number], self.confidence[number])


def solve_shot(shot: Shot, checkpoint: Checkpoint | None = None, watch: Watch | None = None) -> SolvedShot:
    """PLACEHOLDER being replaced: nearest key, most frequent colour under each region."""
    watch = watch or Watch()
    if not shot.keys:
        raise ShotError("the shot has no key: colour at least one frame")
    colours = np.unique(np.concatenate([k.cel.reshape(-1, 4) for k in shot.keys]), axis=0)
    palette = Palette(colours, tuple(f"colour {i + 1}" for i in range(len(colours))))
    swatches, confidence = {}, {}
    for done, frame in enumerate(shot.frames, 1):
        if watch.cancelled():
            raise Cancelled
        key = min(shot.keys, key=lambda k: abs(k.number - frame.number))
        regions = find_regions(frame.line, shot.settings.gap, shot.settings.min_area)
        index = np.zeros(key.cel.shape[:2], np.int64)
        for i, colour in enumerate(colours):
            index[(key.cel == colour).all(2)] = i
        votes = np.bincount(
            regions.labels.astype(np.int64).ravel() * len(colours) + index.ravel(),
            minlength=(regions.count + 1) * len(colours),
        ).reshape(-1, len(colours))
        swatches[frame.number] = votes[1:].argmax(1).astype(np.int32)
        confidence[frame.number] = np.full(regions.count, 0.5, np.float32)
        watch.progress("solve", done, len(shot.frames))
    return SolvedShot(shot, palette, [f.number for f in shot.frames], swatches, confidence)
