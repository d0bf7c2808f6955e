# SPDX-License-Identifier: Apache-2.0
"""Laying a region of one drawing over the region of another that it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats
from shiage.shot.describe.description import Description
from shiage.shot.match.motion import Motion

POINTS = 400
"""Pixels of a region, at working size, that measure how well it lies on the other."""

GRID = 64
"""Cells of the grid on which a region is bent, along each side of its box."""

LEAST_HITS = 8
"""Points that motion must bring onto the other region for it to be believed."""

_PAD = 0.15
_TURN = 0.05


@dataclass(frozen=True, eq=False)
class Lay:
    """How one region lies on another, in working pixels of the two drawings.

    Attributes:
        affine: (2, 3) float32, from the one drawing's pixels to the other's.
        box: x, y, width and height of the grid in the one drawing.
        bend: (GRID, GRID, 2) float32, moves of points of the grid before `affine`, in pixels.
        score: 0..1, how well the two cover each other.
    """

    affine: Floats
    box: tuple[float, float, float, float]
    bend: Floats
    score: float

    def carry(self, points: Floats) -> Floats:
        """Points (h, w, 2) of the one drawing in the other."""
        x, y, width, height = self.box
        at = (points - np.array([x, y], np.float32)) * np.array([GRID / width, GRID / height], np.float32)
        at -= 0.5
        moved = points + cv2.remap(
            self.bend, at[..., 0], at[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return _apply(self.affine, np.asarray(moved, np.float32))


@dataclass(frozen=True, eq=False)
class Spots:
    """Pixels of every region of a drawing at working size.

    Attributes:
        labels: (h, w) int32, regions 1..n.
        field: (h, w) float32, distance field 0..1.
        points: per region (k, 2) float32 x, y; empty where the region is too small for working size.
    """

    labels: NDArray[np.int32]
    field: Floats
    points: list[Floats]


def spots_of(d: Description) -> Spots:
    """Collect the pixels of a drawing's regions."""
    flat = d.labels.ravel()
    order = np.argsort(flat, kind="stable")
    ends = np.searchsorted(flat[order], np.arange(len(d.area) + 2))
    width = d.labels.shape[1]
    points = []
    for i in range(1, len(d.area) + 1):
        mine = order[ends[i] : ends[i + 1]]
        points.append(np.stack([mine % width, mine // width], 1).astype(np.float32))
    return Spots(d.labels, np.asarray(d.field / np.float32(255), np.float32), points)


def lay(a: Spots, i: int, b: Spots, j: int, moved: Motion, upright: bool = False) -> Lay | None:
    """Lay region i (0-based) of one drawing on region j of another; None when one is too small to tell.

    Of several affine guesses, by flow and by the two shapes' moments, the one is taken that covers best and
    whose surroundings agree best; then the region is bent so that the two outlines meet. Upright, it is only
    shifted and stretched: what is up in the one drawing stays up in the other.
    """
    mine, theirs = a.points[i], b.points[j]
    if len(mine) < 6 or len(theirs) < 6:
        return None
    p, q = mine[:: -(-len(mine) // POINTS)], theirs[:: -(-len(theirs) // POINTS)]
    guesses = _upright(p, q, b, j, moved) if upright else _guesses(p, q, b, j, moved)
    scored = [(_score(a, i, p, b, j, q, m), -n, m) for n, m in enumerate(guesses)]
    score, _, best = max(scored, key=lambda entry: entry[:2])
    return Lay(best, *_bent(mine, a, i, b, j, best), max(0.0, score))


def _upright(p: Floats, q: Floats, b: Spots, j: int, moved: Motion) -> Iterator[Floats]:
    """Guesses that do not turn, those first that win a tie; the last lays box on box."""
    centre, other = p.mean(0), q.mean(0)
    straight = np.eye(2, dtype=np.float32)
    landed = moved.ahead(p)
    hit = _labels_at(b.labels, landed) == j + 1
    if hit.sum() >= LEAST_HITS:
        yield _shifted(straight, p[hit].mean(0), landed[hit].mean(0))
    yield _shifted(straight, centre, other)
    yield _shifted(np.diag((q.std(0) + 1) / (p.std(0) + 1)), centre, other)
    (first, last), (low, high) = (p.min(0), p.max(0) + 1), (q.min(0), q.max(0) + 1)
    yield _shifted(np.diag((high - low) / (last - first)), (first + last) / 2, (low + high) / 2)


def _guesses(p: Floats, q: Floats, b: Spots, j: int, moved: Motion) -> Iterator[Floats]:
    """Affine guesses, those first that win a tie."""
    landed = moved.ahead(p)
    hit = _labels_at(b.labels, landed) == j + 1
    if hit.sum() >= LEAST_HITS:
        yield _affine(p[hit], landed[hit])
        yield _shifted(np.eye(2, dtype=np.float32), p[hit].mean(0), landed[hit].mean(0))
    centre, other = p.mean(0), q.mean(0)
    yield _shifted(np.eye(2, dtype=np.float32), centre, other)
    yield _shifted(np.diag((q.std(0) + 1) / (p.std(0) + 1)), centre, other)
    for turned in _turns(p - centre, q - other):
        yield _shifted(turned, centre, other)


def _turns(p: Floats, q: Floats) -> Iterator[Floats]:
    """The two rotations with scales that carry the main axes of one cloud of points onto the other's."""
    (small, one), (large, two) = (np.linalg.eigh(np.cov(x.T) + np.eye(2)) for x in (p, q))
    if small[0] / small[1] > 1 - _TURN or large[0] / large[1] > 1 - _TURN:
        return  # round things have no axis to go by
    one, two = (m * np.sign(np.linalg.det(m)) ** np.array([1, 0]) for m in (one, two))
    scaled = np.diag(np.sqrt(large / small))
    for sign in (1, -1):
        yield np.asarray(sign * two @ scaled @ one.T, np.float32)


def _affine(p: Floats, q: Floats) -> Floats:
    """Least-squares affine map from p to q, held to a mere shift where the points say little."""
    centre, other = p.mean(0), q.mean(0)
    x, y = p - centre, q - other
    hold = np.eye(2) * len(p) * 4.0
    linear = np.linalg.solve(x.T @ x + hold, x.T @ y + hold).T
    return _shifted(linear, centre, other)


def _shifted(linear: NDArray[np.floating], centre: Floats, other: Floats) -> Floats:
    return np.asarray(np.concatenate([linear, (other - linear @ centre)[:, None]], 1), np.float32)


def _score(a: Spots, i: int, p: Floats, b: Spots, j: int, q: Floats, affine: Floats) -> float:
    """How well the regions cover each other, less how much their distance fields differ."""
    if abs(np.linalg.det(affine[:, :2])) < 0.05:
        return 0.0
    there = _apply(affine, p)
    back = _apply(np.asarray(cv2.invertAffineTransform(affine), np.float32), q)
    cover = np.mean(_labels_at(b.labels, there) == j + 1) * np.mean(_labels_at(a.labels, back) == i + 1)
    apart = np.abs(_values_at(b.field, there) - _values_at(a.field, p)).mean()
    return float(np.sqrt(cover) - 0.5 * apart)


def _bent(
    mine: Floats, a: Spots, i: int, b: Spots, j: int, affine: Floats
) -> tuple[tuple[float, float, float, float], Floats]:
    """Box of the region's grid and the bend that brings its outline onto the other's."""
    low, high = mine.min(0), mine.max(0) + 1
    pad = _PAD * (high - low) + 2
    (x, y), (width, height) = (low - pad).tolist(), (high - low + 2 * pad).tolist()
    cells = (np.arange(GRID, dtype=np.float32) + 0.5) / GRID
    points = np.stack(np.meshgrid(x + cells * width, y + cells * height), 2).astype(np.float32) - 0.5
    here = _depth(_labels_at(a.labels, points) == i + 1)
    there = _depth(_labels_at(b.labels, _apply(affine, points)) == j + 1)
    matcher = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    flow = matcher.calc(here, there, None)  # type: ignore[call-overload]
    flow = cv2.GaussianBlur(np.clip(flow, -GRID / 5, GRID / 5), (0, 0), 2)
    return (x, y, width, height), flow * np.array([width / GRID, height / GRID], np.float32)


def _depth(mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Signed distance to the mask's outline, scaled by its greatest depth, around 128."""
    solid = mask.astype(np.uint8)
    depth = cv2.distanceTransform(solid, cv2.DIST_L2, 5) - cv2.distanceTransform(1 - solid, cv2.DIST_L2, 5)
    return (128 + 110 * np.clip(depth / max(1.0, float(depth.max())), -1, 1)).astype(np.uint8)


def _apply(affine: Floats, points: Floats) -> Floats:
    return np.asarray(points @ affine[:, :2].T + affine[:, 2], np.float32)


def _labels_at(labels: NDArray[np.int32], points: Floats) -> NDArray[np.int32]:
    """Labels at points (..., 2), 0 outside."""
    height, width = labels.shape
    x, y = np.rint(points[..., 0]).astype(np.int64), np.rint(points[..., 1]).astype(np.int64)
    inside = (x >= 0) & (y >= 0) & (x < width) & (y < height)
    return np.where(inside, labels[y.clip(0, height - 1), x.clip(0, width - 1)], 0)


def _values_at(image: Floats, points: Floats) -> Floats:
    height, width = image.shape
    x = np.rint(points[..., 0]).clip(0, width - 1).astype(np.int64)
    y = np.rint(points[..., 1]).clip(0, height - 1).astype(np.int64)
    return image[y, x]
