# SPDX-License-Identifier: Apache-2.0
"""Pinholes where lines meet take the colour of what is beside them and are no regions."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt
from shiage.cel.pinholes import Paint, join_pinholes
from shiage.cel.regions import RegionMap, find_regions

CLEAR, SKIN, COAT, WHITE = 0, 1, 2, 3


def figure(holes: list[tuple[int, int, int, int]]) -> LineArt:
    """A box of two halves with thick lines, and holes in these: x, y, width, height."""
    ink = np.zeros((80, 120), np.uint8)
    ink[10:70, 10:110] = 255
    ink[16:64, 16:57] = ink[16:64, 63:104] = 0
    for x, y, width, height in holes:
        ink[y : y + height, x : x + width] = 0
    return LineArt(ink)


def painted(regions: RegionMap, swatch: int) -> NDArray[np.int32]:
    """The halves skin and coat, around them nothing, and holes that were painted with a swatch."""
    swatches = np.full(regions.count, swatch, np.int32)
    for x, y, colour in ((2, 2, CLEAR), (30, 30, SKIN), (80, 30, COAT)):
        swatches[regions.labels[y, x] - 1] = colour
    return swatches


def colour_at(line: LineArt, x: int, y: int, swatch: int, apart: tuple[int, ...] = (), gap: int = 0) -> int:
    regions = find_regions(line, gap)
    swatches = painted(regions, swatch)
    joined, left = join_pinholes(regions, line.barrier(), Paint(swatches, {CLEAR}, apart))
    assert joined.labels.max() == joined.count == len(left)
    assert joined.count == regions.count or joined.count == 3
    return int(swatches[left][joined.labels[y, x] - 1])


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (2, 2), (3, 3), (2, 6), (4, 3)])
def test_an_open_pinhole_inside_a_figure_is_filled(size: tuple[int, int]) -> None:
    assert colour_at(figure([(58, 30, *size)]), 58, 30, CLEAR) == SKIN
    assert colour_at(figure([(58, 30, *size)]), 58, 30, CLEAR, gap=8) == SKIN


def test_a_hole_that_keys_leave_open_stays_open() -> None:
    assert colour_at(figure([(58, 30, 3, 3)]), 58, 30, CLEAR, apart=(CLEAR,)) == CLEAR


def test_a_pinhole_in_a_colour_beside_it_keeps_it() -> None:
    for swatch in (SKIN, COAT):
        assert colour_at(figure([(58, 30, 3, 3)]), 58, 30, swatch) == swatch


def test_a_colour_that_is_not_beside_it_stays_only_if_keys_paint_it_apart() -> None:
    assert colour_at(figure([(58, 30, 3, 3)]), 58, 30, WHITE) == SKIN
    assert colour_at(figure([(58, 30, 3, 3)]), 58, 30, WHITE, apart=(WHITE,)) == WHITE


def test_of_eleven_pixels_on_a_colour_of_its_own_is_believed_but_an_open_hole_is_filled() -> None:
    assert colour_at(figure([(58, 30, 3, 4)]), 58, 30, WHITE) == WHITE
    assert colour_at(figure([(58, 30, 3, 4)]), 58, 30, CLEAR) == SKIN


def test_a_larger_hole_is_a_region() -> None:
    line = figure([(58, 30, 3, 5)])
    regions = find_regions(line, 0)
    joined, left = join_pinholes(regions, line.barrier(), Paint(painted(regions, WHITE), {CLEAR}, ()))
    assert joined is regions
    assert len(left) == 4


def test_an_artists_word_on_a_pinhole_stands() -> None:
    line = figure([(58, 30, 3, 3)])
    regions = find_regions(line, 0)
    own = int(regions.labels[30, 58]) - 1
    joined, _ = join_pinholes(regions, line.barrier(), Paint(painted(regions, WHITE), {CLEAR}, (), {own}))
    assert joined.count == 4


def test_a_pinhole_between_nothing_stays_open() -> None:
    ink = np.zeros((80, 120), np.uint8)
    ink[30:36, 10:110] = 255
    ink[32:35, 50:53] = 0
    line = LineArt(ink)
    regions = find_regions(line, 0)
    swatches = np.full(regions.count, CLEAR, np.int32)
    joined, left = join_pinholes(regions, line.barrier(), Paint(swatches, {CLEAR}, ()))
    assert (swatches[left] == CLEAR).all()
    assert joined.count == 1


def test_many_pinholes_at_once_and_hatching() -> None:
    holes = [(58, y, 2, 2) for y in range(16, 62, 4)]
    assert colour_at(figure(holes), 58, 20, CLEAR) == SKIN
    ink = np.full((300, 300), 255, np.uint8)
    ink[2:298:3, 2:298:3] = 0
    hatched = LineArt(ink)
    regions = find_regions(hatched, 0, 1)
    joined, _ = join_pinholes(
        regions, hatched.barrier(), Paint(np.zeros(regions.count, np.int32), {CLEAR}, ())
    )
    assert joined is regions
