# SPDX-License-Identifier: Apache-2.0
"""Single drawings with a model sheet made of another one: what is tried where a shot has no key yet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.palette import Palette
from shiage.cel.regions import RegionMap, find_regions
from shiage.shot.blank_frames import is_unpainted
from shiage.shot.color import solve_shot
from shiage.shot.evaluate.evaluate import read_with_truth
from shiage.shot.evaluate.metrics import SPECK, packed, region_colours
from shiage.shot.evaluate.sheet_of_frame import sheet_of
from shiage.shot.solved_shot import SolvedShot
from shiage.shot.types import Frame, ModelSheet, Raster, Settings, Shot

Steps = dict[str, dict[str, NDArray[np.generic]]]


@dataclass(frozen=True, eq=False)
class SheetTrial:
    """One drawing, its sheet and its truth.

    Attributes:
        frame: the drawing.
        sheet: the model sheet, see `sheet_of_frame.sheet_of`.
        settings: how regions are found.
        scored: (H, W) int32, regions between lines, 1..n, 0 elsewhere.
        wanted: (n,) uint32 their true packed colours.
        counts: (n,) bool, whether each is large enough to be scored.
        steps: what was found out before, so that it is matched once.
    """

    frame: Frame
    sheet: ModelSheet
    settings: Settings
    scored: NDArray[np.int32]
    wanted: NDArray[np.uint32]
    counts: NDArray[np.bool_]
    steps: Steps = field(default_factory=dict)

    def get(self, step: str) -> dict[str, NDArray[np.generic]] | None:
        """See `Checkpoint.get`."""
        return self.steps.get(step)

    def put(self, step: str, arrays: dict[str, NDArray[np.generic]]) -> None:
        """See `Checkpoint.put`."""
        self.steps[step] = arrays

    @property
    def tells(self) -> bool:
        """Whether there is something to colour, and something to colour it from."""
        lines = self.frame.line.barrier().any() and self.sheet.line.barrier().any()
        return bool(lines and self.counts.any() and not is_unpainted(self.sheet))

    @property
    def regions(self) -> RegionMap:
        """The drawing's regions as they are coloured."""
        return find_regions(self.frame.line, self.settings.gap, self.settings.min_area)

    def solved(self, rasters: list[Raster] | None = None) -> SolvedShot:
        """The drawing as the matcher colours it from the sheet, networks' pictures voting beside."""
        shot = Shot([self.frame], [], [self.sheet], settings=self.settings, rasters=rasters or [])
        return solve_shot(shot, checkpoint=self)

    def right(self, cel: NDArray[np.uint8]) -> float:
        """Share of the scored regions that have exactly their true colour."""
        given = region_colours(self.scored, packed(cel), len(self.wanted) + 1)
        return float((given == self.wanted)[self.counts].mean())

    def ceiling(self, palette: Palette) -> float:
        """Share of the scored regions whose true colour stands in a palette, or that are unpainted."""
        known = packed(palette.colours[:, None])[:, 0]
        return float(np.isin(self.wanted, [0, *known.tolist()])[self.counts].mean())


def trials_of(place: Path, settings: Settings) -> list[SheetTrial]:
    """Middle and last drawing of a shot after a sheet of the first, and the first after one of the last.

    Raises:
        ShotError: the shot cannot be read, or a frame has no truth.
        ImageError: a picture cannot be used.
    """
    _, frames, truth = read_with_truth(place)
    last = len(frames) - 1
    pairs = sorted({(last // 2, 0), (last, 0), (0, last)} - {(0, 0), (last, last)})
    trials = [_trial(frames[t], frames[s], truth, settings) for t, s in pairs]
    return [trial for trial in trials if trial.tells]


def _trial(frame: Frame, shown: Frame, truth: dict[int, NDArray[np.uint8]], settings: Settings) -> SheetTrial:
    found, parts, stats, _ = cv2.connectedComponentsWithStats(
        (~frame.line.barrier()).astype(np.uint8), connectivity=4
    )
    labels = np.asarray(parts, np.int32)
    wanted = region_colours(labels, packed(truth[frame.number]), found)
    counts = stats[1:, cv2.CC_STAT_AREA] > SPECK
    sheet = replace(sheet_of(shown.line, truth[shown.number]), name=f"of frame {shown.number}")
    return SheetTrial(frame, sheet, settings, labels, wanted, counts)
