# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from shiage.cel.fill import fill_under_ink, ink_over, paint
from shiage.cel.lineart import TRACE_BLUE, LineArt
from shiage.cel.regions import RegionMap, find_regions

RED, GREEN = (200, 30, 40, 255), (10, 160, 60, 255)


def two_halves(thick: int = 5) -> LineArt:
    ink = np.zeros((80, 100), np.uint8)
    ink[:, 48 : 48 + thick] = 255
    return LineArt(ink)


def test_regions_meet_in_the_middle_of_the_line() -> None:
    labels = fill_under_ink(find_regions(two_halves(5), 0))
    assert (labels[:, :50] == labels[0, 0]).all()
    assert (labels[:, 51:] == labels[0, -1]).all()
    assert labels[0, 0] != labels[0, -1]


def test_soft_edges_of_a_line_leave_no_unfilled_pixel() -> None:
    ink = two_halves(5).ink.copy()
    ink[:, 47] = ink[:, 53] = 120
    labels = fill_under_ink(find_regions(LineArt(ink), 0))
    assert labels.min() == 1


def test_specks_take_what_surrounds_them() -> None:
    ink = np.zeros((80, 80), np.uint8)
    ink[38:43, 38:43] = 255
    ink[40, 40] = 0
    regions = find_regions(LineArt(ink), 0, min_area=4)
    assert regions.count == 1
    assert (fill_under_ink(regions) == 1).all()


def test_a_frame_of_ink_only_has_nothing_to_fill() -> None:
    regions = find_regions(LineArt(np.full((64, 64), 255, np.uint8)), 0)
    assert (fill_under_ink(regions) == 0).all()


def test_blank_paper_is_one_region() -> None:
    assert (fill_under_ink(find_regions(LineArt(np.zeros((64, 64), np.uint8)), 0)) == 1).all()


def test_paint_gives_each_label_its_colour_and_none_to_label_0() -> None:
    labels = np.array([[0, 1], [2, 2]], np.int32)
    painted = paint(labels, np.array([RED, GREEN], np.uint8))
    assert painted.tolist() == [[[0, 0, 0, 0], list(RED)], [list(GREEN), list(GREEN)]]


def over(colour: tuple[int, int, int, int], ink: int) -> list[int]:
    cel = np.full((64, 64, 4), colour, np.uint8)
    pixel: NDArray[np.uint8] = ink_over(cel, LineArt(np.full((64, 64), ink, np.uint8)))[5, 5]
    return [int(v) for v in pixel]


def test_black_ink_lies_over_the_fill() -> None:
    assert over(RED, 255) == [0, 0, 0, 255]
    assert over(RED, 0) == list(RED)
    assert over((200, 100, 50, 255), 51) == [160, 80, 40, 255]


def test_ink_on_transparent_paper_stays_black_and_keeps_its_coverage() -> None:
    assert over((0, 0, 0, 0), 100) == [0, 0, 0, 100]


@pytest.mark.parametrize("alpha", [64, 128, 200])
def test_over_a_translucent_fill_is_the_usual_over(alpha: int) -> None:
    ink, red = 90, 220
    total = ink + alpha * (255 - ink) / 255
    wanted = red * alpha * (255 - ink) / 255 / total
    got = over((red, 0, 0, alpha), ink)
    assert got[0] == pytest.approx(wanted, abs=1)
    assert got[3] == pytest.approx(total, abs=1)


def test_trace_lines_give_way_to_the_fill_beside_them() -> None:
    trace = np.zeros((80, 100), np.uint8)
    trace[:, 49:52] = TRACE_BLUE
    line = LineArt(np.zeros((80, 100), np.uint8), trace)
    regions: RegionMap = find_regions(line, 0)
    assert regions.count == 2
    labels = fill_under_ink(regions)
    colours = np.array([RED, GREEN] if labels[0, 0] == 1 else [GREEN, RED], np.uint8)
    frame = ink_over(paint(labels, colours), line)
    assert {tuple(c) for c in frame.reshape(-1, 4).tolist()} == {RED, GREEN}
    assert tuple(frame[40, 49]) == RED
    assert tuple(frame[40, 51]) == GREEN
