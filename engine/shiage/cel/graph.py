# SPDX-License-Identifier: Apache-2.0
"""The region graph: what touches what across which kind of line, and each region's shape and place."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.fill import fill_under_ink
from shiage.cel.lineart import TRACE_RED, LineArt
from shiage.cel.regions import RegionMap

Runs = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]
"""Row, first column, column behind the last and label of runs of one label along a row."""


@dataclass(frozen=True, eq=False)
class RegionGraph:
    """n regions and m pairs of neighbours; lengths in pixels, entry i belongs to label i + 1.

    Attributes:
        area: (n,) float64, pixels.
        box: (n, 4) int32, x, y, width, height.
        centroid: (n, 2) float64, x, y.
        perimeter: (n,) float64, pixel edges between the region and everything else.
        elongation: (n,) float32 in 0..1, 0 round, towards 1 thin (from second moments).
        orientation: (n,) float32, angle of the long axis in radians.
        compactness: (n,) float32 in 0..1, 4 pi area / perimeter squared.
        touches_edge: (n,) bool, reaches the frame's edge.
        pairs: (m, 2) int32, regions (0-based, smaller first) that meet in the middle of a line.
        border: (m,) int32, length of that meeting in pixels.
        trace: (m, 3) float32 in 0..1, shares of it that are red, green and blue trace line.
    """

    area: NDArray[np.float64]
    box: NDArray[np.int32]
    centroid: NDArray[np.float64]
    perimeter: NDArray[np.float64]
    elongation: NDArray[np.float32]
    orientation: NDArray[np.float32]
    compactness: NDArray[np.float32]
    touches_edge: NDArray[np.bool_]
    pairs: NDArray[np.int32]
    border: NDArray[np.int32]
    trace: NDArray[np.float32]


def region_graph(regions: RegionMap, line: LineArt, filled: NDArray[np.int32] | None = None) -> RegionGraph:
    """Measure a frame's regions and find their neighbours.

    Args:
        regions: the frame's regions, (H, W).
        line: its line art, (H, W).
        filled: `fill_under_ink(regions)`, where the caller has it already.
    """
    labels, n = regions.labels, regions.count
    runs = _runs(labels)
    area, centroid, spread = _moments(runs, n)
    perimeter = _perimeter(labels, n)
    tilt = np.hypot((spread[:, 0] - spread[:, 1]) / 2, spread[:, 2])
    middle = (spread[:, 0] + spread[:, 1]) / 2
    thin = np.sqrt(np.maximum(middle - tilt, 0) / np.maximum(middle + tilt, 1e-9))
    edge = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    pairs, border, trace = _neighbours(fill_under_ink(regions) if filled is None else filled, line, n)
    return RegionGraph(
        area=area,
        box=_boxes(runs, n),
        centroid=centroid,
        perimeter=perimeter,
        elongation=(1 - thin).astype(np.float32),
        orientation=(0.5 * np.arctan2(2 * spread[:, 2], spread[:, 0] - spread[:, 1])).astype(np.float32),
        compactness=np.minimum(1, 4 * np.pi * area / np.maximum(perimeter, 1) ** 2).astype(np.float32),
        touches_edge=np.bincount(edge, minlength=n + 1)[1:] > 0,
        pairs=pairs,
        border=border,
        trace=trace,
    )


def _moments(runs: Runs, n: int) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Area (n,), centroid (n, 2) and central second moments xx, yy, xy (n, 3), with each pixel a square.

    Runs of equal labels along a row are summed in closed form, so that the cost follows the outline's
    length and not the area.
    """
    y, x0, x1, label = runs
    length = (x1 - x0).astype(np.float64)
    mid = (x0 + x1 - 1) / 2

    def total(weight: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.bincount(label, weight, n + 1)[1:], np.float64)

    area = total(length)
    safe = np.maximum(area, 1)
    cx, cy = total(length * mid) / safe, total(length * y) / safe
    dx, dy = mid - np.append(0, cx)[label], y - np.append(0, cy)[label]
    xx = total(length * dx**2 + length * (length**2 - 1) / 12) / safe + 1 / 12
    yy = total(length * dy**2) / safe + 1 / 12
    return area, np.stack([cx, cy], 1), np.stack([xx, yy, total(length * dx * dy) / safe], 1)


def _runs(labels: NDArray[np.int32]) -> Runs:
    """Row, first column, column behind the last and label of every run of one label along a row."""
    height, width = labels.shape
    starts = np.ones((height, width), bool)
    np.not_equal(labels[:, 1:], labels[:, :-1], out=starts[:, 1:])
    first = np.flatnonzero(starts)
    label = labels.ravel()[first]
    last = np.append(first[1:], height * width)
    inside = label > 0
    first, last = first[inside], last[inside]
    y = first // width
    return y, first - y * width, last - y * width, label[inside]


def _boxes(runs: Runs, n: int) -> NDArray[np.int32]:
    y, x0, x1, label = runs
    order = np.argsort(label, kind="stable")
    first = np.searchsorted(label[order], np.arange(1, n + 1))
    if not n:
        return np.zeros((0, 4), np.int32)
    left, top = (np.minimum.reduceat(v[order], first) for v in (x0, y))
    right, bottom = (np.maximum.reduceat(v[order], first) for v in (x1, y + 1))
    return np.asarray(np.stack([left, top, right - left, bottom - top], 1), np.int32)


def _perimeter(labels: NDArray[np.int32], n: int) -> NDArray[np.float64]:
    framed = cv2.copyMakeBorder(labels, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    count = np.zeros(n + 1, np.int64)
    for one, other in ((framed[:, 1:], framed[:, :-1]), (framed[1:], framed[:-1])):
        differ = one != other
        count += np.bincount(one[differ], minlength=n + 1) + np.bincount(other[differ], minlength=n + 1)
    return count[1:].astype(np.float64)


def _neighbours(
    filled: NDArray[np.int32], line: LineArt, n: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
    """Pairs of regions that meet, the length of each meeting and the shares of it that are trace line."""
    trace = np.zeros(filled.shape, np.uint8) if line.trace is None else line.trace
    codes, kinds = [], []
    for one, other, kind in (
        (filled[:, 1:], filled[:, :-1], np.maximum(trace[:, 1:], trace[:, :-1])),
        (filled[1:], filled[:-1], np.maximum(trace[1:], trace[:-1])),
    ):
        differ = (one != other) & (one > 0) & (other > 0)
        a, b = one[differ].astype(np.int64), other[differ].astype(np.int64)
        codes.append(np.minimum(a, b) * (n + 1) + np.maximum(a, b))
        kinds.append(kind[differ])
    code, index = np.unique(np.concatenate(codes), return_inverse=True)
    border = np.bincount(index, minlength=len(code))
    met = np.bincount(index * 4 + np.concatenate(kinds), minlength=4 * len(code)).reshape(-1, 4)
    share = met[:, TRACE_RED:] / np.maximum(border, 1)[:, None]
    pairs = np.stack([code // (n + 1) - 1, code % (n + 1) - 1], 1)
    return pairs.astype(np.int32), border.astype(np.int32), share.astype(np.float32)
