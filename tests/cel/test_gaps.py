# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from shiage.cel.gaps import close_gaps
from shiage.cel.lineart import LineArt
from shiage.cel.regions import find_regions

SCALE = 8
"""Sub-pixels a pixel when a line is drawn: thin lines keep their true width, rims are grey."""

Ink = NDArray[np.uint8]
Points = list[tuple[float, float]]


def draw(*lines: Points, width: float = 3, size: int = 128, closed: bool = False) -> Ink:
    """Anti-aliased lines through points (x, y)."""
    fine = np.zeros((size * SCALE, size * SCALE), np.uint8)
    for line in lines:
        points = np.round((np.array(line) + 0.5) * SCALE).astype(np.int32)
        cv2.polylines(fine, [points], closed, 255, round(width * SCALE))
    return np.asarray(cv2.resize(fine, (size, size), interpolation=cv2.INTER_AREA), np.uint8)


def circle(radius: float = 40, broken: float = 0, at: float = 0.3, width: float = 3) -> Ink:
    """A circle around (64, 64) with paper for `broken` pixels of its length, from angle `at` on."""
    ink = draw([polar(angle, radius) for angle in np.linspace(0, 2 * np.pi, 200)], width=width)
    rows, columns = np.mgrid[:128, :128]
    along = (np.arctan2(rows - 64, columns - 64) - at) % (2 * np.pi) * radius
    ink[(along < broken) & (np.hypot(rows - 64, columns - 64) > radius - 12)] = 0
    return ink


def polar(angle: float, radius: float) -> tuple[float, float]:
    return 64 + radius * float(np.cos(angle)), 64 + radius * float(np.sin(angle))


def count(ink: Ink, gap: int) -> int:
    return find_regions(LineArt(ink), gap).count


@pytest.mark.parametrize("width", [1.5, 3, 5, 9])
@pytest.mark.parametrize("at", [0.0, 0.3, 0.785, 1.9, 3.6])
@pytest.mark.parametrize("broken", [2, 4, 6, 8])
def test_a_broken_circle_holds_its_colour_and_leaks_without_closing(
    broken: float, at: float, width: float
) -> None:
    ink = circle(broken=broken, at=at, width=width)
    assert count(ink, 0) == 1
    assert count(ink, 8) == 2


@pytest.mark.parametrize("width", [1.5, 3, 5, 9])
def test_a_gap_wider_than_asked_for_stays_open(width: float) -> None:
    assert count(circle(broken=18, width=width), 8) == 1
    assert count(circle(broken=8, width=width), 2) == 1


@pytest.mark.parametrize("width", [1.5, 3, 5])
def test_a_square_open_at_its_corner_closes(width: float) -> None:
    off = 30 + width / 2 + 4
    square = draw([(off, 30), (90, 30), (90, 90), (30, 90), (30, off)], width=width)
    assert count(square, 0) == 1
    assert count(square, 8) == 2


@pytest.mark.parametrize("width", [1.5, 3, 5])
@pytest.mark.parametrize("short", [3, 5, 7])
def test_a_line_that_stops_short_of_another_reaches_it(short: float, width: float) -> None:
    """Measured between the rims of the two lines."""
    box: Points = [(20, 20), (108, 20), (108, 108), (20, 108), (20, 20)]
    stop = 108 - width - short
    ink = np.maximum(draw(box, width=width), draw([(64, 20), (64, stop)], width=width))
    assert count(ink, 0) == 2
    assert count(ink, 8) == 3


def test_a_line_that_stops_short_of_the_edge_of_the_frame_reaches_it() -> None:
    ink = draw([(64, -10), (64, 121)])
    assert count(ink, 0) == 1
    assert count(ink, 8) == 2


def test_hair_strands_stay_open() -> None:
    strands: list[Points] = [[(30 + 16 * n, 24), (34 + 16 * n, 60), (32 + 16 * n, 90)] for n in range(5)]
    ink = np.maximum(draw(*strands, width=2), draw([(10, 24), (118, 24), (118, 118), (10, 118), (10, 24)]))
    assert count(ink, 8) == count(ink, 0) == 2
    np.testing.assert_array_equal(close_gaps(LineArt(ink), 8), LineArt(ink).barrier())


@pytest.mark.parametrize("width", [1.5, 3, 9])
def test_closed_drawings_are_not_cut(width: float) -> None:
    star = [polar(n * np.pi / 5, 50 if n % 2 else 24) for n in range(10)]
    for ink in (circle(width=width), draw(star, width=width, closed=True), draw(star, star[:3], width=width)):
        assert count(ink, 8) == count(ink, 0)


def test_trace_lines_close_their_gaps_too() -> None:
    black = draw([(20, 20), (108, 20), (108, 108), (20, 108)], closed=True)
    blue = draw([(20, 64), (60, 64)], [(67, 64), (108, 64)])
    trace = np.where((blue > 55) & (black <= 55), 3, 0).astype(np.uint8)
    line = LineArt(black, trace)
    assert find_regions(line, 0).count == 2
    assert find_regions(line, 8).count == 3


@pytest.mark.parametrize("value", [0, 255])
@pytest.mark.parametrize("shape", [(64, 64), (64, 200)])
def test_frames_of_nothing_but_paper_or_ink(shape: tuple[int, int], value: int) -> None:
    line = LineArt(np.full(shape, value, np.uint8))
    np.testing.assert_array_equal(close_gaps(line, 8), line.barrier())
    assert find_regions(line, 8).count == (1 if value == 0 else 0)


def test_a_bridge_blocks_colour_at_any_angle() -> None:
    """A bridge may touch corner to corner: colour flows over the sides of pixels only."""
    for angle in np.linspace(0, np.pi, 25):
        across = np.array([np.cos(angle), np.sin(angle)])
        middle = np.array([64, 64])
        parts = [[tuple(middle + s * far * across) for far in (3.5, 120)] for s in (-1, 1)]
        ink = draw(*parts)
        assert count(ink, 0) == 1, angle
        assert count(ink, 8) == 2, angle


@st.composite
def scribbles(draw_value: st.DrawFn) -> Ink:
    """Random polylines well inside the frame."""
    place = st.tuples(st.integers(30, 98), st.integers(30, 98))
    lines = draw_value(st.lists(st.lists(place, min_size=2, max_size=5), min_size=1, max_size=5))
    width = draw_value(st.sampled_from([1.5, 3.0, 6.0]))
    return draw(*[[(float(x), float(y)) for x, y in line] for line in lines], width=width)


@settings(max_examples=60, deadline=None)
@given(scribbles(), st.integers(0, 16))
def test_closing_keeps_all_ink_and_never_joins_regions(ink: Ink, gap: int) -> None:
    line = LineArt(ink)
    before = ink.copy()
    closed = close_gaps(line, gap)
    np.testing.assert_array_equal(ink, before)
    assert closed[line.barrier()].all()
    if gap == 0:
        np.testing.assert_array_equal(closed, line.barrier())


@settings(max_examples=60, deadline=None)
@given(scribbles(), st.integers(-9, 9), st.integers(-9, 9))
def test_closing_does_not_depend_on_where_the_drawing_lies(ink: Ink, down: int, right: int) -> None:
    moved = np.roll(ink, (down, right), (0, 1))
    expected = np.roll(close_gaps(LineArt(ink), 8), (down, right), (0, 1))
    np.testing.assert_array_equal(close_gaps(LineArt(moved), 8), expected)
