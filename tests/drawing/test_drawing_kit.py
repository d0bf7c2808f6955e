# SPDX-License-Identifier: Apache-2.0
"""Curves, outlines and strokes that the demo and the training's characters are drawn with."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from shiage.demo import curves as demo
from shiage.drawing.curves import Points, along, bowed, ellipse, even, smooth, turned
from shiage.drawing.outlines import hull, joined, limb, silhouette
from shiage.drawing.strokes import contour_widths, fill_chain, smooth_stroke, stroke, taper_widths


def area(outline: Points) -> float:
    return float(abs(cv2.contourArea(outline)))


def test_a_smooth_curve_goes_through_its_points() -> None:
    points = np.array([(0, 0), (40, 10), (50, 60), (-10, 30)], np.float32)
    for closed in (True, False):
        curve = smooth(points, closed, steps=6)
        assert np.allclose(curve[::6][:4], points)
    assert np.array_equal(smooth(points, closed=False)[-1], points[-1])


@pytest.mark.parametrize("closed", [True, False])
def test_the_demos_curve_is_the_kits(closed: bool) -> None:
    points = np.random.default_rng(3).uniform(0, 700, (7, 2))
    assert np.allclose(demo.smooth(points, closed), even(smooth(points, closed, steps=12), closed), atol=1e-2)


@pytest.mark.parametrize("count", [1, 2])
def test_too_few_points_for_a_curve_stay_as_they_are(count: int) -> None:
    points = np.arange(2.0 * count).reshape(count, 2)
    assert np.array_equal(smooth(points), points.astype(np.float32))


def test_even_points_lie_apart_by_the_step_and_along_by_the_count() -> None:
    line = np.array([(0, 0), (1, 0), (100, 0)], np.float32)
    assert np.allclose(np.diff(even(line, closed=False, step=5)[:, 0]), 100 / 19)
    path, share = along(line, 5)
    assert path[:, 0].tolist() == [0, 25, 50, 75, 100]
    assert share[0] == 0 and share[-1] == 1 and 0.5 < share[1] < 1


def test_an_ellipse_has_its_half_axes_and_turns_clockwise() -> None:
    rim = ellipse((10, 20), 30, 12, count=48)
    assert np.allclose(rim.max(0), (40, 32)) and np.allclose(rim.min(0), (-20, 8))
    assert np.allclose(ellipse((10, 20), 30, 12, np.pi / 2).max(0), (22, 50), atol=1e-4)
    assert np.allclose(turned([(1, 0)], np.pi / 2, (0, 0)), [(0, 1)], atol=1e-6)


def test_a_bowed_span_bends_to_its_side() -> None:
    line = bowed([(0, 0), (10, 0), (20, 0)], [0.4, -0.4], steps=10)
    assert line[5, 1] == pytest.approx(2) and line[15, 1] == pytest.approx(-2)
    assert np.allclose(line[10], (10, 0))


@pytest.mark.parametrize("join", [joined, silhouette])
def test_the_outline_of_two_discs_is_around_both(
    join: Callable[[list[Points]], Points],
) -> None:
    discs = [ellipse((100, 100), 40, 40), ellipse((140, 100), 40, 40)]
    mask = np.zeros((200, 240), np.uint8)
    for disc in discs:
        cv2.fillPoly(mask, [np.rint(disc).astype(np.int32)], 1)
    assert area(join(discs)) == pytest.approx(float(mask.sum()), rel=0.03)
    assert area(hull(discs)) > area(join(discs))


def test_a_limb_is_as_thick_as_its_radii() -> None:
    upright = limb([(50, 0), (50, 100)], [10, 20])
    assert np.ptp(upright[upright[:, 1] < 2][:, 0]) == pytest.approx(20, abs=3)
    assert np.ptp(upright[upright[:, 1] > 98][:, 0]) == pytest.approx(40, abs=3)


def test_contours_are_heavier_away_from_the_light_whichever_way_they_run() -> None:
    rim = ellipse((0, 0), 50, 50, count=48)
    for curve in (rim, rim[::-1]):
        widths = contour_widths(curve, 4.0, 0.25)
        assert curve[widths.argmax()] @ (0.5, 0.86) > 49
        assert widths.max() == pytest.approx(5, abs=0.05) and widths.min() == pytest.approx(3, abs=0.05)
        assert np.array_equal(contour_widths(curve, 4.0, 0), np.full(48, 4.0))


def test_open_lines_taper_to_both_ends() -> None:
    widths = taper_widths(5, 10.0, 0.4)
    assert widths.tolist() == pytest.approx([4, 4 + 6 * 0.5**0.5, 10, 4 + 6 * 0.5**0.5, 4])
    assert taper_widths(5, 10.0, 0.4, landed=0.1)[0] > 4


def test_both_strokes_cover_the_same_line() -> None:
    line = np.stack([np.linspace(20, 180, 30), 60 + 30 * np.sin(np.linspace(0, 5, 30))], 1).astype(np.float32)
    widths = taper_widths(30, 12.0, 0.5)
    quick, fine = np.zeros((120, 200), np.uint8), np.zeros((120, 200), np.uint8)
    stroke(quick, line, 12.0, widths, closed=False)
    smooth_stroke(fine, line, widths, closed=False)
    assert ((quick > 127) != (fine > 127)).sum() < 0.15 * (fine > 127).sum()


def test_a_chain_joins_discs_by_their_tangents() -> None:
    mask = np.zeros((100, 200), np.uint8)
    fill_chain(mask, np.array([(40, 50), (150, 50)], np.float32), np.array([30.0, 10.0]), cv2.LINE_8)
    columns = (mask > 0).sum(0)
    assert columns[40] == pytest.approx(61, abs=1) and columns[150] == pytest.approx(21, abs=2)
    assert columns[95] == pytest.approx(41, abs=2) and columns[5] == 0
