# SPDX-License-Identifier: Apache-2.0
"""Ink and trace lines told by colour, and ink in its own colour."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from shiage.cel.fill import ink_over
from shiage.cel.lineart import TRACE_BLUE, TRACE_GREEN, TRACE_RED, LineArt
from shiage.cel.regions import find_regions

Pixels = NDArray[np.uint8]
RGB = tuple[int, int, int]

BLACK, BROWN, NAVY = (0, 0, 0), (120, 70, 20), (0, 0, 110)
PAINT = (230, 120, 60)


def ring(radius: int, thickness: int = 3) -> Pixels:
    cover = np.zeros((128, 128), np.uint8)
    cv2.circle(cover, (64, 64), radius, 255, thickness, cv2.LINE_AA)
    return cover


OUTER, INNER = ring(40), ring(20)


def drawn(*layers: tuple[Pixels, RGB], paper: RGB = (255, 255, 255)) -> Pixels:
    picture = np.zeros((128, 128, 3)) + paper
    for cover, colour in layers:
        share = cover[..., None] / 255
        picture = picture * (1 - share) + np.array(colour) * share
    return np.round(picture).astype(np.uint8)


def finished(line: LineArt) -> Pixels:
    return ink_over(np.full((128, 128, 4), (*PAINT, 255), np.uint8), line)


@pytest.mark.parametrize(
    ("colour", "code"),
    [
        (BROWN, TRACE_RED), ((100, 60, 30), TRACE_RED), ((110, 20, 20), TRACE_RED), (NAVY, TRACE_BLUE),
        ((20, 40, 90), TRACE_BLUE), ((10, 80, 20), TRACE_GREEN),
    ],
)  # fmt: skip
def test_dark_coloured_lines_beside_black_ink_are_trace_lines(colour: RGB, code: int) -> None:
    line = LineArt.from_image(drawn((OUTER, BLACK), (INNER, colour)))
    assert line.trace is not None
    assert (line.trace[INNER > 250] == code).all()
    assert not line.trace[OUTER > 0].any()
    assert line.ink[INNER > 0].max() <= 8
    assert np.abs(line.ink[INNER == 0].astype(int) - OUTER[INNER == 0]).max() <= 1
    assert find_regions(line, 0).count == 3
    assert line.colour is None
    assert np.abs(finished(line)[INNER > 0][:, :3].astype(int) - PAINT).max() <= 8, (
        "they give way to the fill"
    )


@pytest.mark.parametrize("colour", [BROWN, NAVY, (60, 0, 60), (40, 60, 30), (90, 160, 255), (255, 0, 0)])
@pytest.mark.parametrize("paper", [(255, 255, 255), (245, 238, 220)])
def test_ink_of_one_colour_keeps_it(colour: RGB, paper: RGB) -> None:
    ink = (np.array(colour) * np.array(paper) / 255).round().astype(int)
    line = LineArt.from_image(drawn((OUTER, (int(ink[0]), int(ink[1]), int(ink[2]))), paper=paper))
    assert line.trace is None
    assert find_regions(line, 0).count == 2
    frame = finished(line)
    assert np.abs(frame[OUTER == 255][:, :3].astype(int) - colour).max() <= 4
    assert (frame[OUTER == 0] == (*PAINT, 255)).all()
    soft = OUTER[..., None] / 255
    assert np.abs(frame[..., :3] - (np.array(PAINT) * (1 - soft) + np.array(colour) * soft)).max() <= 6


def test_brown_outlines_with_black_pupils_are_ink_in_two_colours() -> None:
    line = LineArt.from_image(drawn((OUTER, BROWN), (ring(50), BROWN), (ring(4, -1), BLACK)))
    assert line.trace is None
    frame = finished(line)
    assert np.abs(frame[OUTER == 255][:, :3].astype(int) - BROWN).max() <= 4
    assert frame[64, 64, :3].max() <= 4


def test_brown_ink_with_red_trace_lines() -> None:
    line = LineArt.from_image(drawn((OUTER, BROWN), (INNER, (255, 0, 0))))
    assert line.trace is not None
    assert (line.trace[INNER > 250] == TRACE_RED).all()
    frame = finished(line)
    assert np.abs(frame[OUTER == 255][:, :3].astype(int) - BROWN).max() <= 4
    assert np.abs(frame[INNER > 0][:, :3].astype(int) - PAINT).max() <= 8


def test_brown_ink_on_transparency() -> None:
    picture = np.dstack([np.full((128, 128, 3), BROWN, np.uint8), OUTER])
    frame = finished(LineArt.from_image(picture))
    assert np.abs(frame[OUTER == 255][:, :3].astype(int) - BROWN).max() <= 2


def test_a_scan_of_brown_ink_has_no_trace_lines() -> None:
    noise = np.random.default_rng(0).normal(0, 3, (128, 128, 3))
    picture = np.clip(drawn((OUTER, BROWN), paper=(245, 235, 215)) + noise, 0, 255).astype(np.uint8)
    line = LineArt.from_image(picture)
    assert line.trace is None
    assert find_regions(line, 0).count == 2


def test_a_jpeg_of_black_ink_is_black() -> None:
    done, data = cv2.imencode(".jpg", drawn((OUTER, BLACK), (INNER, BLACK)), [cv2.IMWRITE_JPEG_QUALITY, 50])
    assert done
    picture = cv2.imdecode(data, cv2.IMREAD_COLOR)
    line = LineArt.from_image(np.asarray(picture, np.uint8))
    assert line.trace is None
    assert line.colour is None


def test_where_black_crosses_red_nothing_is_of_a_dark_colour() -> None:
    red, black = np.zeros((128, 128), np.uint8), np.zeros((128, 128), np.uint8)
    red[:, 60:64] = 255
    for y in range(10, 120, 6):
        cv2.line(black, (0, y), (127, y + 3), 255, 2, cv2.LINE_AA)
    line = LineArt.from_image(drawn((red, (255, 0, 0)), (black, BLACK)))
    assert line.trace is not None
    assert (line.ink[:, 62] == black[:, 62])[black[:, 62] > 140].all()
    assert line.colour is None
