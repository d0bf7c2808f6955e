# SPDX-License-Identifier: Apache-2.0
"""Outlines of regions: filled again they are the label map, and neighbours share their borders."""

from __future__ import annotations

from collections import Counter

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from shiage.cel.outline import Polygon, outlines, smooth_outlines
from shiage.cel.smooth import unit_steps

Labels = NDArray[np.int32]
LABELS = arrays.arrays(
    np.int32, st.tuples(st.integers(1, 14), st.integers(1, 14)), elements=st.integers(0, 3)
)


def fill(polygons: list[Polygon], labels: Labels) -> NDArray[np.int64]:
    """How many of the polygons, each filled by the even-odd rule, hold each pixel's centre."""
    y, x = np.mgrid[: labels.shape[0], : labels.shape[1]] + 0.5
    held = np.zeros(labels.shape, np.int64)
    for polygon in polygons:
        odd = np.zeros(labels.shape, bool)
        for ring in (polygon.outer, *polygon.holes):
            for (x0, y0), (x1, y1) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
                if y0 != y1:
                    odd ^= ((y0 > y) != (y1 > y)) & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
        held += odd
    return held


def area(ring: NDArray[np.float32]) -> float:
    """Signed area, positive where the ring runs clockwise on the screen."""
    return float(cv2.contourArea(ring, oriented=True))


def edges(polygons: list[Polygon]) -> Counter[tuple[float, ...]]:
    """Directed edges of all rings."""
    found: Counter[tuple[float, ...]] = Counter()
    for polygon in polygons:
        for ring in (polygon.outer, *polygon.holes):
            for a, b in zip(ring.tolist(), np.roll(ring, -1, axis=0).tolist(), strict=True):
                found[tuple(a + b)] += 1
    return found


@settings(max_examples=150, deadline=None)
@given(labels=LABELS)
def test_filled_again_they_are_the_label_map(labels: Labels) -> None:
    regions = outlines(labels, 3)
    assert len(regions) == 3
    for label, polygons in enumerate(regions, 1):
        assert np.array_equal(fill(polygons, labels), labels == label)
        pieces = cv2.connectedComponents((labels == label).astype(np.uint8), connectivity=4)[0] - 1
        assert len(polygons) == pieces


@settings(max_examples=100, deadline=None)
@given(labels=LABELS)
def test_rings_turn_at_every_point_and_holes_run_the_other_way(labels: Labels) -> None:
    for polygons in outlines(labels, 3):
        for polygon in polygons:
            assert polygon.outer.dtype == np.float32
            assert area(polygon.outer) > 0
            assert all(area(hole) < 0 for hole in polygon.holes)
            for ring in (polygon.outer, *polygon.holes):
                step = np.roll(ring, -1, axis=0) - ring
                assert (np.abs(step).min(1) == 0).all()
                assert ((step != 0).argmax(1) != np.roll((step != 0).argmax(1), 1)).all()


@settings(max_examples=100, deadline=None)
@given(labels=LABELS, tolerance=st.sampled_from([0.5, 1.0, 1.5, 3.0]))
def test_simplified_neighbours_share_every_edge(labels: Labels, tolerance: float) -> None:
    """With the ground labelled too, every edge but the frame's own is walked once in each direction."""
    plain, simple = outlines(labels + 1, 4), outlines(labels + 1, 4, tolerance)
    found = edges([polygon for polygons in simple for polygon in polygons])
    height, width = labels.shape
    for (x0, y0, x1, y1), count in found.items():
        on_frame = (x0 == x1 and x0 in (0, width)) or (y0 == y1 and y0 in (0, height))
        assert on_frame or found[(x1, y1, x0, y0)] == count or rings(simple) < rings(plain)


def rings(regions: list[list[Polygon]]) -> int:
    return sum(1 + len(polygon.holes) for polygons in regions for polygon in polygons)


def two_halves() -> Labels:
    """A wavy border between two regions, an island in one, all inside a margin of 0."""
    y, x = np.mgrid[:120, :160]
    labels = np.where(x < 80 + 20 * np.sin(y / 12), 1, 2).astype(np.int32)
    labels[(x - 35) ** 2 + (y - 60) ** 2 < 15**2] = 3
    labels[:5], labels[-5:], labels[:, :5], labels[:, -5:] = 0, 0, 0, 0
    return labels


@pytest.mark.parametrize("tolerance", [0.75, 1.5, 4.0])
def test_simplified_borders_stay_near_and_leave_no_gap(tolerance: float) -> None:
    labels = two_halves()
    plain, simple = outlines(labels, 3), outlines(labels, 3, tolerance)
    assert sum(edges(simple[0]).values()) < sum(edges(plain[0]).values()) / 2
    held = np.sum([fill(polygons, labels) for polygons in simple], axis=0)
    assert held.max() == 1
    inner = cv2.erode((labels > 0).astype(np.uint8), np.ones((11, 11), np.uint8)) > 0
    assert held[inner].min() == 1
    for label, polygons in enumerate(simple, 1):
        away = cv2.distanceTransform((labels != label).astype(np.uint8), cv2.DIST_L2, 5)
        assert away[fill(polygons, labels) > 0].max() <= tolerance + 1
    shared = set(edges(simple[0])) & {(c, d, a, b) for a, b, c, d in edges(simple[1])}
    assert len(shared) > 4
    (island,), (hole,) = [p.outer for p in simple[2]], simple[0][0].holes
    assert set(map(tuple, island.tolist())) == set(map(tuple, hole.tolist()))


def test_a_square_and_a_ring() -> None:
    labels = np.zeros((6, 6), np.int32)
    labels[1:5, 1:5], labels[2:4, 2:4] = 1, 2
    ring, square = outlines(labels, 2)
    assert ring[0].outer.tolist() == [[1, 1], [5, 1], [5, 5], [1, 5]]
    assert sorted(ring[0].holes[0].tolist()) == sorted(square[0].outer.tolist())
    assert square[0].outer.tolist() == [[2, 2], [4, 2], [4, 4], [2, 4]]
    assert square[0].holes == []


def test_pieces_that_touch_at_a_corner_are_two() -> None:
    labels = np.array([[1, 0], [0, 1]], np.int32)
    (polygons,) = outlines(labels, 1)
    assert sorted(p.outer.tolist() for p in polygons) == [
        [[0, 0], [1, 0], [1, 1], [0, 1]],
        [[1, 1], [2, 1], [2, 2], [1, 2]],
    ]


def test_a_piece_within_a_hole_keeps_its_own_hole() -> None:
    labels = np.zeros((11, 11), np.int32)
    for inset in range(5):
        labels[inset : 11 - inset, inset : 11 - inset] = (inset + 1) % 2
    (polygons,) = outlines(labels, 1)
    assert len(polygons) == 3
    assert [len(p.holes) for p in sorted(polygons, key=lambda p: -area(p.outer))] == [1, 1, 0]
    assert np.array_equal(fill(polygons, labels), labels)


def test_labels_without_pixels_have_no_outline() -> None:
    assert outlines(np.zeros((4, 4), np.int32), 2) == [[], []]
    assert [len(p) for p in outlines(np.full((4, 4), 2, np.int32), 3, 1.0)] == [0, 1, 0]


def test_what_is_thinner_than_the_tolerance_vanishes() -> None:
    labels = np.ones((40, 40), np.int32)
    labels[20, 20] = 2
    large, small = outlines(labels, 2, 3.0)
    assert small == []
    assert large[0].holes == []


def drawn(size: int = 240) -> Labels:
    """A slanted band, a disc, a box and a ring: stairs of all slopes, corners, joints and islands."""
    y, x = np.mgrid[:size, :size] + 0.5
    labels = np.where(y < 0.31 * x + 60, 1, 2).astype(np.int32)
    labels[np.hypot(x - 150, y - 150) < 60] = 3
    labels[np.hypot(x - 150, y - 150) < 31] = 4
    labels[20:60, 20:50] = 5
    return labels


def away_from_border(ring: NDArray[np.float32], polygons: list[Polygon]) -> NDArray[np.float64]:
    """Distances of the middles of a ring's pixel edges from the nearest edge of polygons."""
    path = unit_steps(np.concatenate([ring, ring[:1]]))
    middles = (path[1:] + path[:-1]) / 2
    every = [r for p in polygons for r in (p.outer, *p.holes)]
    a = np.concatenate(every).astype(float)
    way = np.concatenate([np.roll(r, -1, 0) for r in every]) - a
    long = np.maximum((way**2).sum(1), 1e-9)
    share = np.clip(((middles[:, None] - a) * way).sum(2) / long, 0, 1)
    near = a + share[..., None] * way
    distance: NDArray[np.float64] = np.sqrt(((middles[:, None] - near) ** 2).sum(2)).min(1)
    return distance


def test_smooth_borders_have_few_points_and_stay_within_half_a_pixel() -> None:
    labels = drawn()
    plain, simple, smooth = outlines(labels, 5), outlines(labels, 5, 0.7), smooth_outlines(labels, 5)
    points = [sum(edges(polygons).total() for polygons in found) for found in (simple, smooth)]
    assert points[1] < points[0] / 3
    away = np.concatenate(
        [
            away_from_border(ring, smooth[i])
            for i, polygons in enumerate(plain)
            for p in polygons
            for ring in (p.outer, *p.holes)
        ]
    )
    assert np.quantile(away, 0.95) <= 0.5
    assert away.max() <= 0.75


def test_smooth_borders_are_shared_and_corners_stay() -> None:
    labels = drawn()
    smooth = smooth_outlines(labels, 5)
    found = edges([polygon for polygons in smooth for polygon in polygons])
    for (x0, y0, x1, y1), count in found.items():
        on_frame = (x0 == x1 and x0 in (0, 240)) or (y0 == y1 and y0 in (0, 240))
        assert on_frame or found[(x1, y1, x0, y0)] == count
    held = np.sum([fill(polygons, labels) for polygons in smooth], axis=0)
    assert (held == 1).all(), "no pixel is left out, none is painted twice"
    (box,) = smooth[4]
    corners = {(20.0, 20.0), (50.0, 20.0), (50.0, 60.0), (20.0, 60.0)}
    assert set(map(tuple, box.outer.tolist())) == corners
    # a slanted line through paper is one line; a disc is round to a quarter of a pixel
    disc = smooth[3][0].outer
    assert np.abs(np.hypot(*(disc - 150).T) - 31).max() < 0.45


@settings(max_examples=150, deadline=None)
@given(labels=LABELS)
def test_smooth_borders_of_anything_are_whole(labels: Labels) -> None:
    """Whatever the regions are: nothing vanishes, outlines and holes run their ways."""
    plain, smooth = outlines(labels, 3), smooth_outlines(labels, 3)
    assert [len(polygons) for polygons in smooth] == [len(polygons) for polygons in plain]
    for polygon in (polygon for polygons in smooth for polygon in polygons):
        assert area(polygon.outer) > 0
        assert all(area(hole) < 0 for hole in polygon.holes)
        assert np.isfinite(polygon.outer).all()
