# SPDX-License-Identifier: Apache-2.0
"""Dense matching between two frames: where do a region's points land in another drawing?"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats
from shiage.shot.describe.description import Description


@dataclass(frozen=True, eq=False)
class Landing:
    """Where regions of one frame (n) land in another (m).

    Attributes:
        votes: (n, m) float32 in 0..1, share of a region's points that land in each region.
        centre: (n, 2) float32, mean landing place in working pixels of the other frame.
        residual: (n,) float32 in 0..1, how much the distance field differs between start and landing.
    """

    votes: Floats
    centre: Floats
    residual: Floats


def stay(a: Description, b: Description) -> Landing:
    """Landing without any motion, apart from the ratio of the two frames' sizes."""
    return _land(a, b, _still(a, b))


def align(a: Description, b: Description) -> Landing:
    """Landing after the drawing as a whole is moved and scaled onto the other one."""
    return _land(a, b, _aligned(a, b))


def _still(a: Description, b: Description) -> Floats:
    ratio = np.array([b.field.shape[1] / a.field.shape[1], b.field.shape[0] / a.field.shape[0]], np.float32)
    return np.asarray(a.points * ratio, np.float32)


def _aligned(a: Description, b: Description) -> Floats:
    figure, other = _figures(a, b)
    return np.asarray((a.points - figure[:2]) * _zoom(a, b) + other[:2], np.float32)


def _figures(a: Description, b: Description) -> tuple[Floats, Floats]:
    """Where the two drawings stand: hatching all over one alone says nothing of where its figure went."""
    if a.crowded == b.crowded or (a.window != b.window).any():
        return a.figure, b.figure
    height, width = a.field.shape
    whole = np.array([width / 2, height / 2, width / 4, height / 4], np.float32)
    return whole, whole


@dataclass(frozen=True, eq=False)
class Motion:
    """Where the points of one frame are in another: dense flow after alignment of the drawings as a whole.

    Attributes:
        there, back: (h, w, 2) float32 flow on the first frame's canvas, to the other and from it.
        zoom, shift: (2,) float32, alignment of the first frame's working pixels onto the other's.
    """

    there: Floats
    back: Floats
    zoom: Floats
    shift: Floats

    def ahead(self, points: Floats) -> Floats:
        """Points (..., 2) of the first frame in the other, both in working pixels."""
        return np.asarray((points + _at(self.there, points)) * self.zoom + self.shift, np.float32)

    def behind(self, points: Floats) -> Floats:
        """Points (..., 2) of the other frame in the first."""
        start = (points - self.shift) / self.zoom
        return np.asarray(start + _at(self.back, start), np.float32)


def motion(a: Description, b: Description) -> Motion:
    """DIS flow on the distance fields, after alignment, from a to b and from b to a.

    Both frames are matched on a's canvas: b is warped by the alignment first, so that a camera move or a
    zoom leaves only the drawing's own motion to the flow. Between a drawing that is hatched all over and one
    that is not it would see nothing but the hatching: then there is none.
    """
    zoom, (figure, other) = _zoom(a, b), _figures(a, b)
    shift = other[:2] - figure[:2] * zoom
    onto = np.array([[zoom[0], 0, shift[0]], [0, zoom[1], shift[1]]], np.float32)
    height, width = a.field.shape
    if a.covered != b.covered:
        still = np.zeros((height, width, 2), np.float32)
        return Motion(still, still, zoom, np.asarray(shift, np.float32))
    moved = cv2.warpAffine(
        b.field, onto, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderValue=255
    )
    matcher = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    there = matcher.calc(a.field, moved, None)  # type: ignore[call-overload]
    back = matcher.calc(moved, a.field, None)  # type: ignore[call-overload]
    return Motion(there, back, zoom, np.asarray(shift, np.float32))


def follow(moved: Motion, a: Description, b: Description) -> tuple[Landing, Landing]:
    """Landings by the motion of a drawing, from a to b and from b to a."""
    return _land(a, b, moved.ahead(a.points)), _land(b, a, moved.behind(b.points))


def _zoom(a: Description, b: Description) -> Floats:
    """Scale that carries a's drawing onto b's; small differences are breathing, not a zoom."""
    figure, other = _figures(a, b)
    zoom = other[2:] / figure[2:]
    one = float(np.sqrt(zoom[0] * zoom[1]))
    ratio = b.field.shape[1] / a.field.shape[1]
    return np.full(2, ratio if abs(np.log(one / ratio)) < 0.05 else one, np.float32)


@dataclass(frozen=True, eq=False)
class Landed:
    """Where regions of a crowded drawing (n) land in another, pair by pair.

    Attributes:
        region, hit: (h,) int64, a region and one that some of its points land in, sorted.
        votes: (h,) float32 in 0..1, share of its points that do.
        centre, residual: as a `Landing`'s.
    """

    region: NDArray[np.int64]
    hit: NDArray[np.int64]
    votes: Floats
    centre: Floats
    residual: Floats


def landings(moved: Motion, a: Description, b: Description) -> tuple[list[Landed], list[Landed]]:
    """Of crowded drawings, with regions: landings by flow, standing still and alignment, both ways."""
    ways = ((a, b, moved.ahead(a.points)), (b, a, moved.behind(b.points)))
    there, back = (
        [_landed(one, two, p) for p in (flowed, _still(one, two), _aligned(one, two))]
        for one, two, flowed in ways
    )
    return there, back


def _landed(a: Description, b: Description, points: Floats) -> Landed:
    hits, residual = _hits(a, b, points)
    codes, counts = np.unique(hits, return_counts=True)
    votes = (counts / np.float32(points.shape[1])).astype(np.float32)
    return Landed(codes // len(b.area), codes % len(b.area), votes, points.mean(1), residual)


def _land(a: Description, b: Description, points: Floats) -> Landing:
    hits, residual = _hits(a, b, points)
    n, m = len(a.area), len(b.area)
    votes = np.bincount(hits.ravel(), minlength=n * m).reshape(n, m) / np.float32(points.shape[1])
    return Landing(votes.astype(np.float32), points.mean(1), residual)


def _hits(a: Description, b: Description, points: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Region i and the one that each of its points (n, P, 2) lands in, as i * m + j (n, P); residual (n,)."""
    height, width = b.labels.shape
    x = np.clip(np.rint(points[..., 0]), 0, width - 1).astype(np.int64)
    y = np.clip(np.rint(points[..., 1]), 0, height - 1).astype(np.int64)
    hits = b.labels[y, x] - 1 + len(b.area) * np.arange(len(points))[:, None]
    there = b.field[y, x].astype(np.float32)
    here = _at(a.field.astype(np.float32)[..., None], a.points)[..., 0]
    return hits, np.abs(there - here).mean(1) / np.float32(255)


def _at(image: NDArray[np.float32], points: Floats) -> Floats:
    """Values (..., C) of an image (H, W, C) at the nearest pixels of points (..., 2)."""
    height, width = image.shape[:2]
    x = np.clip(np.rint(points[..., 0]), 0, width - 1).astype(np.int64)
    y = np.clip(np.rint(points[..., 1]), 0, height - 1).astype(np.int64)
    return image[y, x]
