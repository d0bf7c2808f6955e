# SPDX-License-Identifier: Apache-2.0
"""Strokes drawn as line art: areas against geometry, places to a fraction of a pixel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from shiage.cel.lineart import TRACE_BLUE, TRACE_RED
from shiage.cel.regions import find_regions
from shiage.cel.strokes import Stroke, StrokeError, rasterise

Points = list[tuple[float, float]]


def stroke(points: Points, radius: float | list[float], closed: bool = False, trace: int = 0) -> Stroke:
    sizes = np.broadcast_to(np.array(radius, np.float32), len(points))
    return Stroke(np.array(points, np.float32).reshape(-1, 2), sizes, closed, trace)


def cover(*strokes: Stroke, side: int = 200) -> NDArray[np.float64]:
    """Coverage 0..1 of a frame of the given side."""
    return rasterise(strokes, side, side).ink / 255


@settings(max_examples=60, deadline=None)
@given(
    radius=st.floats(0.5, 20),
    ends=st.tuples(*[st.floats(60, 140, width=32)] * 4).filter(
        lambda e: np.hypot(e[0] - e[2], e[1] - e[3]) > 20
    ),
)
def test_a_line_covers_its_area(radius: float, ends: tuple[float, float, float, float]) -> None:
    length = np.hypot(ends[0] - ends[2], ends[1] - ends[3])
    area = 2 * radius * length + np.pi * radius**2
    assert cover(stroke([ends[:2], ends[2:]], radius)).sum() == pytest.approx(area, rel=0.02)


@settings(max_examples=60, deadline=None)
@given(radius=st.floats(2, 50), x=st.floats(95, 105), y=st.floats(95, 105))
def test_a_point_is_a_disc(radius: float, x: float, y: float) -> None:
    disc = cover(stroke([(x, y)], radius))
    assert disc.sum() == pytest.approx(np.pi * radius**2, rel=0.03)
    rows, columns = np.mgrid[:200, :200] + 0.5
    assert (disc * columns).sum() / disc.sum() == pytest.approx(x, abs=0.05)
    assert (disc * rows).sum() / disc.sum() == pytest.approx(y, abs=0.05)


@pytest.mark.parametrize("radius", [0.5, 0.7, 1, 1.5])
def test_small_discs_keep_their_area_in_the_mean(radius: float) -> None:
    places = [(20 * i + 10 + dx / 8, 20 * j + 10 + dy / 8) for i in range(8) for j in range(8)
              for dx, dy in [(i, j)]]  # fmt: skip
    total = cover(*(stroke([p], radius) for p in places)).sum()
    assert total == pytest.approx(64 * np.pi * radius**2, rel=0.02)


def test_a_taper_is_the_hull_of_its_discs() -> None:
    small, large, length = 2.0, 8.0, 60.0
    lean = np.arcsin((large - small) / length)
    area = length * np.cos(lean) * (small + large)
    area += (np.pi / 2 - lean) * small**2 + (np.pi / 2 + lean) * large**2
    for points, sizes in (
        ([(70.0, 100.0), (130.0, 100.0)], [2.0, 8.0]),
        ([(80.0, 60.0), (116.0, 108.0)], [8.0, 2.0]),
    ):
        assert cover(stroke(points, sizes)).sum() == pytest.approx(area, rel=0.005)


def test_a_disc_that_swallows_the_other_end_is_a_disc() -> None:
    one = cover(stroke([(100, 100), (101, 100)], [1, 10]))
    assert one.sum() == pytest.approx(np.pi * 100, rel=0.005)


def test_pixels_on_the_grid_are_covered_exactly() -> None:
    image = rasterise(
        [stroke([(10, 20), (30, 20)], 2), stroke([(10.0, 40.25), (30.0, 40.25)], 0.5)], 64, 64
    ).ink
    assert (image[18:22, 12:28] == 255).all()
    assert not image[17, :].any()
    assert not image[22, :].any()
    assert image[39:42, 20].tolist() == [64, 191, 0]


def test_a_folded_line_counts_once() -> None:
    straight = cover(stroke([(50, 100), (150, 100)], 3))
    there_and_back = cover(stroke([(50, 100), (150, 100), (50, 100), (90, 100)], 3))
    pieces = cover(stroke([(50 + i, 100) for i in range(101)], 3))
    assert np.array_equal(straight, there_and_back)
    assert np.abs(straight - pieces).max() < 0.02


def test_a_closed_stroke_makes_a_region_and_an_open_one_does_not() -> None:
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    points = np.stack([100 + 60 * np.cos(turn), 100 + 60 * np.sin(turn)], 1).astype(np.float32)
    size = np.full(24, 0.8, np.float32)
    for closed, regions in ((True, 2), (False, 1)):
        assert find_regions(rasterise([Stroke(points, size, closed)], 200, 200), gap=0).count == regions


def test_what_lies_outside_the_frame_is_cut_off() -> None:
    inside = cover(stroke([(-1000, 50.5), (1000, 50.5)], 1), side=100)
    assert inside.sum() == pytest.approx(200, rel=0.003)
    assert np.ptp(inside, axis=1).max() == 0
    for far in ([(-50.0, -50.0)], [(1e6, 1e6), (-1e6, 2e6)], [(50.0, 300.0), (90.0, 101.5)]):
        assert not cover(stroke(far, 1), side=100).any()
    assert cover(stroke([(-20, -20), (120, 120)], 400), side=100).min() == 1


def test_frames_without_strokes_and_strokes_without_width_are_blank() -> None:
    assert not cover().any()
    assert not cover(stroke([(20, 20), (90, 40)], 0)).any()


def test_trace_strokes_are_trace_and_black_ink_wins() -> None:
    red = stroke([(10, 50.5), (90, 50.5)], 2.5, trace=TRACE_RED)
    blue = stroke([(30.5, 10), (30.5, 90)], 2.5, trace=TRACE_BLUE)
    black = stroke([(60.5, 10), (60.5, 90)], 2.5)
    line = rasterise([red, blue, black], 100, 100)
    assert line.trace is not None
    assert line.trace[50, 20] == TRACE_RED
    assert line.trace[20, 30] == TRACE_BLUE
    assert line.trace[50, 60] == 0
    assert np.array_equal(line.ink, rasterise([black], 100, 100).ink)
    assert rasterise([black], 100, 100).trace is None


GOOD = stroke([(1, 1), (5, 5)], 1)
BAD = {
    "no point": Stroke(np.zeros((0, 2), np.float32), np.zeros(0, np.float32)),
    r"\(n, 2\) points": Stroke(np.zeros((3, 2), np.float32), np.zeros(2, np.float32)),
    "not a finite number": stroke([(1, float("nan"))], 1),
    "radius that is not a finite": stroke([(1, 1)], float("inf")),
    "negative radius": stroke([(1, 1), (2, 2)], [1, -1]),
    "unknown trace 4": stroke([(1, 1)], 1, trace=4),
}


@pytest.mark.parametrize("reason", BAD)
def test_bad_strokes_are_refused_by_number(reason: str) -> None:
    with pytest.raises(StrokeError, match=f"stroke 1 .*{reason}"):
        rasterise([GOOD, BAD[reason]], 64, 64)
