# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import cv2
import numpy as np
import pytest

from shiage.cel.lineart import TRACE_BLUE, LineArt
from shiage.cel.regions import find_regions
from shiage.shot.evaluate.break_lines import punch_gaps


def rings(width: int = 3, size: int = 400) -> LineArt:
    ink = np.zeros((size, size), np.uint8)
    for radius in range(30, size // 2, 40):
        cv2.circle(ink, (size // 2, size // 2), radius, 255, width, cv2.LINE_AA)
    return LineArt(ink)


def holes(line: LineArt, punched: LineArt) -> int:
    gone = line.barrier() & ~punched.barrier()
    return cv2.connectedComponents(gone.astype(np.uint8), connectivity=8)[0] - 1


@pytest.mark.parametrize("width", [1, 3, 9])
@pytest.mark.parametrize("gap", [2, 6, 10])
def test_breaks_go_through_the_whole_line(gap: int, width: int) -> None:
    line = rings(width)
    punched = punch_gaps(line, gap, 7)
    length = sum(2 * np.pi * radius for radius in range(30, 200, 40))
    assert 0.8 * length / 150 <= holes(line, punched) <= 1.2 * length / 150
    assert find_regions(line, 0).count == 6
    assert find_regions(punched, 0).count < 6
    assert (punched.ink <= line.ink).all()


@pytest.mark.parametrize("gap", [4, 6, 9])
def test_a_break_in_a_straight_line_is_as_long_as_asked_for(gap: int) -> None:
    ink = np.zeros((64, 1500), np.uint8)
    ink[30:33] = 255
    punched = punch_gaps(LineArt(ink), gap, 3)
    erased = (punched.ink[30:33] == 0).sum(axis=1)
    assert (erased == gap * holes(LineArt(ink), punched)).all()


def test_the_seed_alone_decides_where() -> None:
    line = rings()
    np.testing.assert_array_equal(punch_gaps(line, 6, 1).ink, punch_gaps(line, 6, 1).ink)
    assert (punch_gaps(line, 6, 1).ink != punch_gaps(line, 6, 2).ink).any()


def test_short_lines_get_three_breaks_and_the_drawing_is_kept() -> None:
    ink = np.zeros((64, 200), np.uint8)
    ink[30:32, 20:160] = 255
    before = ink.copy()
    assert holes(LineArt(ink), punch_gaps(LineArt(ink), 6, 0)) == 3
    np.testing.assert_array_equal(ink, before)


def test_trace_lines_are_broken_too() -> None:
    trace = np.zeros((64, 400), np.uint8)
    trace[30:33] = TRACE_BLUE
    punched = punch_gaps(LineArt(np.zeros_like(trace), trace), 6, 0)
    assert punched.trace is not None
    assert holes(LineArt(trace * 0, trace), punched) == 3


@pytest.mark.parametrize("gap", [0, 6])
def test_nothing_to_break(gap: int) -> None:
    blank = LineArt(np.zeros((64, 64), np.uint8))
    np.testing.assert_array_equal(punch_gaps(blank, gap, 0).ink, blank.ink)
    line = rings()
    assert (punch_gaps(line, 0, 0).ink == line.ink).all()
