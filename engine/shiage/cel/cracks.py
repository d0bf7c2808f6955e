# SPDX-License-Identifier: Apache-2.0
"""Borders of a label map followed along the cracks between pixels."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Ints

_EAST, _SOUTH, _WEST, _NORTH = range(4)

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Loops:
    """m closed borders, each with its region to the right of the way; outer ones run clockwise.

    Attributes:
        points: (k, 2) int64, x, y of pixel corners, loop after loop.
        joint: (k,) bool, more than two pieces meet at the point, or it is a corner of the frame.
        starts: (m + 1,) int64, where each loop begins in points, and the end.
        label: (m,) int64, label of the region.
        area: (m,) int64, pixels inside the loop; negative for a hole.
    """

    points: NDArray[np.int64]
    joint: Bools
    starts: Ints
    label: Ints
    area: Ints


@dataclass(frozen=True, eq=False)
class _Runs:
    """Straight pieces of border that go one way, sorted by where they begin; vertices as y * (W + 1) + x."""

    begin: Ints
    end: Ints
    label: Ints


def follow_cracks(labels: NDArray[np.int32], stop_at_joints: bool) -> Loops:
    """Find the borders of every 4-connected piece of every label above 0.

    Pieces of one label that touch at a corner only are separate.

    Args:
        labels: (H, W) int32.
        stop_at_joints: put a point also where a straight border passes a meeting of three or more pieces.
    """
    width = labels.shape[1]
    framed = cv2.copyMakeBorder(labels, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=-1)
    upright, level = framed[:, 1:] != framed[:, :-1], framed[1:] != framed[:-1]
    degree = upright[:-1].view(np.uint8) + upright[1:] + level[:, :-1] + level[:, 1:]
    joint = degree > 2
    joint[[0, 0, -1, -1], [0, -1, 0, -1]] = True  # the frame's corners are nobody's to cut off
    runs = _all_runs(labels, upright[1:-1], level[:, 1:-1], joint if stop_at_joints else joint & False)
    begin, end, label = (
        np.concatenate([getattr(run, name) for run in runs]) for name in ("begin", "end", "label")
    )
    order, starts = _cycles(_link(runs))
    begin, end = begin[order], end[order]
    points = np.stack([begin % (width + 1), begin // (width + 1)], 1)
    ahead = np.stack([end % (width + 1), end // (width + 1)], 1)
    cross = points[:, 0] * ahead[:, 1] - points[:, 1] * ahead[:, 0]
    first = starts[:-1]
    area = np.add.reduceat(cross, first) // 2 if len(first) else first
    return Loops(points, joint.ravel()[begin], starts, label[order[first]], area)


def _all_runs(labels: NDArray[np.int32], upright: Bools, level: Bools, stop: Bools) -> list[_Runs]:
    """Runs by direction. upright (H, W + 1) and level (H + 1, W) are cracks; stop (H + 1, W + 1) vertices."""
    height, width = labels.shape
    inside, wide = labels > 0, width + 1
    flat, turned = labels.ravel(), np.ascontiguousarray(labels.T).ravel()
    cut, cut_turned = upright[:, 1:-1], np.ascontiguousarray(level[1:-1].T)

    def along_rows(crack: Bools, stop: Bools, down: int) -> tuple[Ints, Ints, Ints]:
        first, last = _runs_in_rows(crack & inside, cut | stop[:, 1:-1])
        base = (first // width + down) * wide
        return base + first % width, base + last % width + 1, flat[first].astype(np.int64)

    def along_columns(crack: Bools, stop: Bools, right: int) -> tuple[Ints, Ints, Ints]:
        mask = np.ascontiguousarray((crack & inside).T)
        first, last = _runs_in_rows(mask, cut_turned | stop[1:-1].T)
        base = first // height + right
        label = turned[first].astype(np.int64)
        return base + first % height * wide, base + (last % height + 1) * wide, label

    low, high, label = along_rows(level[:-1], stop[:-1], 0)
    east = _Runs(low, high, label)
    low, high, label = along_columns(upright[:, 1:], stop[:, 1:], 1)
    south = _sorted(low, high, label)
    low, high, label = along_rows(level[1:], stop[1:], 1)
    west = _sorted(high, low, label)
    low, high, label = along_columns(upright[:, :-1], stop[:, :-1], 0)
    return [east, south, west, _sorted(high, low, label)]


def _runs_in_rows(mask: Bools, cut: Bools) -> tuple[Ints, Ints]:
    """Flat indices of the first and last pixel of each run in a row; cut (H, W - 1) parts neighbours."""
    joined = mask[:, 1:] & mask[:, :-1] & ~cut
    first, last = mask.copy(), mask.copy()
    first[:, 1:] &= ~joined
    last[:, :-1] &= ~joined
    return np.flatnonzero(first), np.flatnonzero(last)


def _sorted(begin: Ints, end: Ints, label: Ints) -> _Runs:
    order = np.argsort(begin)
    return _Runs(begin[order], end[order], label[order])


def _link(runs: list[_Runs]) -> Ints:
    """For each run, in the order of the four directions, the run that follows it around its region.

    Where a region touches itself at a corner both turns are open; the right one keeps to the same pixel.
    """
    offset = np.cumsum([0, *(len(run.begin) for run in runs)])
    following = np.full(offset[-1], -1, np.int64)
    for way, run in enumerate(runs):
        mine = following[offset[way] : offset[way + 1]]
        for turn in (3, 0, 1):  # left, straight on, right: the last that fits stays
            other = runs[(way + turn) % 4]
            if not len(other.begin):
                continue
            at = np.minimum(np.searchsorted(other.begin, run.end), len(other.begin) - 1)
            fits = (other.begin[at] == run.end) & (other.label[at] == run.label)
            mine[fits] = at[fits] + offset[(way + turn) % 4]
    return following


def _cycles(following: Ints) -> tuple[Ints, Ints]:
    """The cycles of a permutation, one after another, and where each begins."""
    after = following.tolist()
    order: list[int] = []
    starts = [0]
    for seed in range(len(after)):
        run = seed
        while after[run] >= 0:
            order.append(run)
            after[run], run = -1, after[run]
        if len(order) > starts[-1]:
            starts.append(len(order))
    return np.array(order, np.int64), np.array(starts, np.int64)
