# SPDX-License-Identifier: Apache-2.0
"""Ink and trace lines read off pictures of every kind."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from shiage.cel.lineart import PAPER_LIMIT, TRACE_BLUE, TRACE_GREEN, TRACE_RED, LineArt
from shiage.cel.regions import find_regions

Pixels = NDArray[np.uint8]


def circle(radius: int, size: int = 128, thickness: int = 3) -> Pixels:
    """Coverage of an anti-aliased circle."""
    cover = np.zeros((size, size), np.uint8)
    cv2.circle(cover, (size // 2, size // 2), radius, 255, thickness, cv2.LINE_AA)
    return cover


def on_white(*layers: tuple[Pixels, tuple[int, int, int]]) -> Pixels:
    """Colours laid over white paper by their coverage, one after another."""
    picture = np.full((*layers[0][0].shape, 3), 255.0)
    for cover, colour in layers:
        share = cover[..., None] / 255
        picture = picture * (1 - share) + np.array(colour) * share
    return np.round(picture).astype(np.uint8)


COVER = circle(40)


def test_grey_rgb_and_16_bits_give_the_ink_that_was_drawn() -> None:
    grey = 255 - COVER
    for image in (grey, grey[..., None], np.dstack([grey] * 3)):
        line = LineArt.from_image(image)
        assert line.trace is None
        assert np.array_equal(line.ink, COVER)
        assert np.array_equal(LineArt.from_image(image.astype(np.uint16) * 257).ink, COVER)


@pytest.mark.parametrize("value", [0, 40])
@pytest.mark.parametrize("channels", [2, 4])
def test_dark_ink_on_transparent_paper(channels: int, value: int) -> None:
    image = np.dstack([np.full_like(COVER, value)] * (channels - 1) + [COVER])
    line = LineArt.from_image(image)
    assert line.trace is None
    expected = COVER / 255 * (255 - value)
    assert np.abs(line.ink - expected).max() <= 0.5


@pytest.mark.parametrize("value", [255, 210])
@pytest.mark.parametrize("channels", [2, 4])
def test_light_ink_on_transparent_paper_is_its_alpha(channels: int, value: int) -> None:
    image = np.dstack([np.full_like(COVER, value)] * (channels - 1) + [COVER])
    assert np.array_equal(LineArt.from_image(image).ink, COVER)


def test_white_fill_inside_black_lines_on_transparency_stays_paper() -> None:
    disc = circle(40, thickness=-1)
    colour = np.where(disc == 255, 255 - COVER, 0).astype(np.uint8)
    image = np.dstack([colour, colour, colour, np.maximum(disc, COVER)])
    assert np.array_equal(LineArt.from_image(image).ink > PAPER_LIMIT, COVER > PAPER_LIMIT)


def test_white_ink_with_a_red_trace_line_on_transparency() -> None:
    inner = circle(20)
    colour = np.full((*COVER.shape, 3), 255, np.uint8)
    colour[inner > 0] = (255, 0, 0)
    line = LineArt.from_image(np.dstack([colour, np.maximum(COVER, inner)]))
    assert np.array_equal(line.ink, COVER)
    assert line.trace is not None
    assert np.array_equal(line.trace == TRACE_RED, inner > PAPER_LIMIT)


COLOURS = {
    "red": ((255, 0, 0), TRACE_RED),
    "dull red": ((205, 45, 35), TRACE_RED),
    "green": ((0, 200, 0), TRACE_GREEN),
    "blue": ((0, 0, 255), TRACE_BLUE),
    "sky blue": ((90, 160, 255), TRACE_BLUE),
}


@pytest.mark.parametrize("name", COLOURS)
def test_coloured_lines_are_trace_and_leave_no_ink(name: str) -> None:
    colour, code = COLOURS[name]
    inner = circle(20)
    line = LineArt.from_image(on_white((COVER, (0, 0, 0)), (inner, colour)))
    assert line.trace is not None
    assert set(np.unique(line.trace)) == {0, code}
    assert (line.trace[inner > 250] == code).all()
    assert not line.trace[inner < 40].any()
    # neither the line nor its fringe stays behind; 2 of 255 is the rounding of the picture
    assert line.ink[inner > 0].max() <= 2
    assert np.abs(line.ink[inner == 0].astype(int) - COVER[inner == 0]).max() <= 1
    assert find_regions(line, gap=0).count == 3


def test_three_colours_at_once() -> None:
    rings = [(circle(50), (0, 0, 0)), *((circle(10 * (i + 1)), COLOURS[n][0]) for i, n in enumerate(COLOURS))]
    line = LineArt.from_image(on_white(*rings[:4]))
    assert line.trace is not None
    assert set(np.unique(line.trace)) == {0, TRACE_RED, TRACE_GREEN}
    assert find_regions(line, gap=0).count == 5


def test_black_wins_where_it_crosses_a_trace_line() -> None:
    red, black = np.zeros((64, 64), np.uint8), np.zeros((64, 64), np.uint8)
    red[:, 30:34], black[30:34] = 255, 255
    line = LineArt.from_image(on_white((red, (255, 0, 0)), (black, (0, 0, 0))))
    assert line.trace is not None
    assert (line.ink[30:34] == 255).all()
    assert not line.trace[30:34].any()
    assert (line.trace[:30, 30:34] == TRACE_RED).all()
    assert not line.ink[:30].any()


def test_half_black_over_red_is_black() -> None:
    """An anti-aliased edge of black ink on a red line keeps its ink."""
    red, black = np.zeros((64, 64), np.uint8), np.zeros((64, 64), np.uint8)
    red[:, 20:44], black[30], black[31] = 255, 255, 160
    line = LineArt.from_image(on_white((red, (255, 0, 0)), (black, (0, 0, 0))))
    assert line.trace is not None
    assert abs(int(line.ink[31, 32]) - 160) <= 1
    assert line.trace[31, 32] == 0


@pytest.mark.parametrize("colour", [(0, 0, 255), (90, 160, 255), (255, 0, 0)])
def test_a_drawing_in_coloured_pencil_alone_is_ink(colour: tuple[int, int, int]) -> None:
    line = LineArt.from_image(on_white((COVER, colour)))
    assert line.trace is None
    assert (line.ink[COVER > 250] > 160).all()
    assert not line.ink[COVER == 0].any()
    assert find_regions(line, gap=0).count == 2


def test_brown_and_navy_lines_are_ink() -> None:
    for colour in ((110, 60, 30), (0, 0, 110), (60, 0, 60)):
        line = LineArt.from_image(on_white((COVER, colour)))
        assert line.trace is None
        assert (line.ink[COVER == 255] > 140).all()


def test_yellowed_paper_is_no_line() -> None:
    line = LineArt.from_image(np.full((64, 64, 3), (250, 245, 225), np.uint8))
    assert not line.barrier().any()


def test_blank_frames_are_blank() -> None:
    for image in (
        np.full((64, 64), 255, np.uint8),
        np.zeros((64, 64, 4), np.uint8),
        np.full((64, 64, 4), 255, np.uint8),
    ):
        line = LineArt.from_image(image)
        assert not line.ink.any()
        assert line.trace is None


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((8, 8, 5), np.uint8),
        np.zeros((0, 8), np.uint8),
        np.zeros(8, np.uint8),
        np.zeros((8, 8), np.int32),
    ],
)
def test_other_arrays_are_refused(image: Pixels) -> None:
    with pytest.raises(ValueError, match="line art must"):
        LineArt.from_image(image)


def test_the_picture_is_left_as_it_was() -> None:
    image = on_white((COVER, (0, 0, 0)), (circle(20), (255, 0, 0)))
    before = image.copy()
    LineArt.from_image(image)
    assert np.array_equal(image, before)
