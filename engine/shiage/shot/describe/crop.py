# SPDX-License-Identifier: Apache-2.0
"""The part of a frame that is drawn on: a small figure in a wide frame is seen as closely as a large one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt
from shiage.cel.regions import RegionMap

MARGIN = 0.03
"""Paper left around the lines, in shares of their longest side; without it the ground might be cut away."""

LEAST_MARGIN = 8
"""The same in pixels."""


@dataclass(frozen=True)
class Window:
    """A box of pixels within a frame."""

    x: int
    y: int
    width: int
    height: int

    def cut(self, line: LineArt, regions: RegionMap) -> tuple[LineArt, RegionMap]:
        """What the window shows of a drawing and its regions; regions keep their numbers."""
        box = slice(self.y, self.y + self.height), slice(self.x, self.x + self.width)
        trace = None if line.trace is None else line.trace[box]
        labels = np.ascontiguousarray(regions.labels[box])
        return LineArt(np.ascontiguousarray(line.ink[box]), trace), RegionMap(labels, regions.count)


def whole(line: LineArt) -> Window:
    """The window that shows all of a frame."""
    return Window(0, 0, *line.size)


def drawn_window(lines: Iterable[LineArt]) -> Window:
    """The smallest window that shows the lines of all drawings of a shot, which have one size, with a margin.

    Every region is seen in it: outside lies only paper that reaches into the margin.
    """
    used = [(barrier.any(1), barrier.any(0)) for barrier in (line.barrier() for line in lines)]
    rows, columns = (np.any([each[axis] for each in used], 0) for axis in range(2))
    if not rows.any():
        return Window(0, 0, len(columns), len(rows))
    (left, right), (top, bottom) = _ends(columns), _ends(rows)
    margin = max(LEAST_MARGIN, round(MARGIN * max(right - left, bottom - top)))
    x, y = max(0, left - margin), max(0, top - margin)
    return Window(x, y, min(len(columns), right + margin) - x, min(len(rows), bottom + margin) - y)


def _ends(used: NDArray[np.bool_]) -> tuple[int, int]:
    places = np.flatnonzero(used)
    return int(places[0]), int(places[-1]) + 1
