# SPDX-License-Identifier: Apache-2.0
"""The regions of a shot's drawings, found once and kept between two colourings of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.cel.fill import fill_under_ink
from shiage.cel.lineart import LineArt
from shiage.cel.regions import RegionMap, find_regions
from shiage.cel.runs import Runs
from shiage.shot.run.progress import QUIET, Arrays, Progress
from shiage.shot.types import Frame, ModelSheet, Settings

_LINE = -1
"""What stands for a pixel of a line in kept regions."""


def regions_of(line: LineArt, settings: Settings) -> RegionMap:
    """The regions of a drawing, as a shot's settings want them."""
    return find_regions(line, settings.gap, settings.min_area)


@dataclass(frozen=True)
class Finder:
    """Finds the regions of a shot's drawings; where they are kept no drawing is looked at.

    Attributes:
        settings: how regions are found.
        progress: keeps them.
    """

    settings: Settings
    progress: Progress = QUIET

    def regions(self, drawn: Frame | ModelSheet) -> RegionMap:
        """The regions of a drawing."""
        return self.with_lines(drawn)[0]

    def with_lines(self, drawn: Frame | ModelSheet) -> tuple[RegionMap, NDArray[np.bool_]]:
        """The regions of a drawing, and its lines (H, W) bool as `LineArt.barrier` has them."""
        if self.progress.checkpoint is None:
            return regions_of(drawn.line, self.settings), drawn.line.barrier()
        kept = self.progress.once(f"regions-{_name(drawn)}", lambda: self._find(drawn))
        labels = Runs.of_arrays(kept).whole()
        lines = labels == _LINE
        labels[lines] = 0
        return RegionMap(labels, int(kept["count"][0])), lines

    def under_ink(self, drawn: Frame | ModelSheet) -> Runs:
        """The region of every pixel of a drawing, 1..count, lines too; see `fill_under_ink`."""
        kept = self.progress.once(
            f"filled-{_name(drawn)}", lambda: Runs.of(fill_under_ink(self.regions(drawn))).arrays()
        )
        return Runs.of_arrays(kept)

    def _find(self, drawn: Frame | ModelSheet) -> Arrays:
        regions, lines = regions_of(drawn.line, self.settings), drawn.line.barrier()
        labels = np.where(lines, np.int32(_LINE), regions.labels)
        return {**Runs.of(labels).arrays(), "count": np.array([regions.count], np.int32)}


def _name(drawn: Frame | ModelSheet) -> str:
    """What a drawing is known by; a sheet's own name may be too long for a file's."""
    if isinstance(drawn, Frame):
        return str(drawn.number)
    return f"sheet-{hashlib.sha256(drawn.name.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
