# SPDX-License-Identifier: Apache-2.0
"""Gap closing: open line ends reach on, over a few pixels of paper, to the line they were meant to meet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.cel.ends import LineEnds, line_ends
from shiage.cel.lineart import LineArt

_SLACK = 3
"""Pixels that a gap between two ends grows by on its own, as their grey rims count as paper."""

_SIDE_SLACK = 2
"""The same between one end and the side of a line, whose rim is whole."""

_TURNS = np.deg2rad(np.arange(-105, 106, 5))
"""Directions tried from an end, relative to where its line was heading; another end may lie in any."""

_SIDE_TURN = np.deg2rad(46)
"""Widest turn towards the side of a line."""

_TURN_COST = 1.0
"""A bridge seems longer by this share of its length for each unit of 1 - cos(turn)."""

_CHUNK = 2048
"""Ends looked at in one go: bounds memory on very large or noisy drawings."""


@dataclass(frozen=True, eq=False)
class _Fan:
    """Rays from ends, each an array (ends, turns, pixels ahead).

    Attributes:
        rows: int64, rows of the pixels crossed, kept within the frame.
        columns: int64, their columns.
        ink: bool, where a ray meets a line or the edge of the frame.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    ink: NDArray[np.bool_]


def close_gaps(line: LineArt, gap: int) -> NDArray[np.bool_]:
    """Bridge breaks in lines so that the regions on both sides stay apart.

    An open end reaches for another open end and for a line ahead of it; the edge of the frame counts as a
    line. Ends with nothing near stay open, as the tips of hair strands should.

    Args:
        line: lines of one frame, (H, W).
        gap: widest break to close, in pixels; 0 closes none.

    Returns:
        (H, W) bool: ink, trace lines and bridges. A bridge is an 8-connected path one pixel wide, enough
        to part 4-connected regions.
    """
    return bridge_gaps(line.barrier(), gap)


def bridge_gaps(barrier: NDArray[np.bool_], gap: int) -> NDArray[np.bool_]:
    """Close gaps as `close_gaps` does, from the barrier of a drawing, which is left as it is."""
    closed = barrier.copy()
    if gap <= 0:
        return closed
    ends = line_ends(barrier)
    beside_end = _beside_ends(ends, barrier.shape)
    for start in range(0, len(ends.tips), _CHUNK):
        few = ends.part(slice(start, start + _CHUNK))
        _bridge(closed, _fan(few, barrier, gap), few, beside_end, gap)
    return closed


def _beside_ends(ends: LineEnds, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """(H, W) bool: within a line's thickness of an open end."""
    beside = np.zeros(shape, np.bool_)
    for (row, column), radius in zip(ends.tips.tolist(), ends.radii.tolist(), strict=True):
        beside[max(row - radius, 0) : row + radius + 1, max(column - radius, 0) : column + radius + 1] = True
    return beside


def _fan(ends: LineEnds, barrier: NDArray[np.bool_], gap: int) -> _Fan:
    """Look ahead of each end at all turns, over its own rim and as far as a gap may reach."""
    angles = np.arctan2(ends.headings[:, 0], ends.headings[:, 1])[:, None, None] + _TURNS[:, None]
    ahead = np.arange(gap + _SLACK + int(ends.radii.max(initial=0)) + 2)
    rows = ends.tips[:, 0, None, None] + np.floor(np.sin(angles) * ahead + 0.5).astype(np.int64)
    columns = ends.tips[:, 1, None, None] + np.floor(np.cos(angles) * ahead + 0.5).astype(np.int64)
    height, width = barrier.shape
    beyond = (rows < 0) | (rows >= height) | (columns < 0) | (columns >= width)
    rows, columns = rows.clip(0, height - 1), columns.clip(0, width - 1)
    return _Fan(rows, columns, barrier[rows, columns] | beyond)


def _bridge(
    closed: NDArray[np.bool_], fan: _Fan, ends: LineEnds, beside_end: NDArray[np.bool_], gap: int
) -> None:
    """Draw the best bridge of each end to another end, and the best one to the side of a line."""
    leaves = (~fan.ink).argmax(axis=2)
    past = np.arange(fan.ink.shape[2]) > leaves[:, :, None]
    meets = (fan.ink & past).argmax(axis=2)
    possible = (meets > 0) & (leaves <= ends.radii[:, None] + 1)
    cost = (meets - leaves) * (1 + _TURN_COST * (1 - np.cos(_TURNS)))
    each, turn = np.ogrid[: len(ends.tips), : len(_TURNS)]
    to_end = beside_end[fan.rows[each, turn, meets], fan.columns[each, turn, meets]]
    to_end &= cost <= gap + _SLACK
    # a corner of a thick line looks like an end too, and aims at nothing: only its own kind may answer
    to_side = ends.sure[:, None] & (np.abs(_TURNS) <= _SIDE_TURN) & (cost <= gap + _SIDE_SLACK)
    for allowed in (to_end, to_side):
        open_cost = np.where(possible & allowed, cost, np.inf)
        best = open_cost.argmin(axis=1)
        for end in np.flatnonzero(np.isfinite(open_cost.min(axis=1))).tolist():
            drawn = slice(0, int(meets[end, best[end]]) + 1)
            closed[fan.rows[end, best[end], drawn], fan.columns[end, best[end], drawn]] = True
