# SPDX-License-Identifier: Apache-2.0
"""Paper of every tone leaves nothing, and the lines on it are read as they are on white."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from shiage.cel.fill import ink_over
from shiage.cel.lineart import LineArt
from shiage.cel.regions import find_regions
from shiage.demo.shot import DemoFrame, draw_shot

Pixels = NDArray[np.uint8]
Paper = Callable[[Pixels, NDArray[np.bool_]], Pixels]


def rounded(values: NDArray[np.floating[Any]]) -> Pixels:
    return np.clip(np.round(values), 0, 255).astype(np.uint8)


def under(tone: NDArray[np.float64] | tuple[int, ...]) -> Paper:
    """Paper of a tone: one, or one a pixel."""
    return lambda line, figure: rounded(line / 255 * np.asarray(tone))


def in_figure(tone: tuple[int, ...], grow: int = 0) -> Paper:
    """A tone under the figure alone, larger or smaller than it by some pixels, on transparency."""

    def draw(line: Pixels, figure: NDArray[np.bool_]) -> Pixels:
        side = np.ones((2 * abs(grow) + 1,) * 2, np.uint8)
        shaped = cv2.dilate if grow > 0 else cv2.erode
        mask = np.asarray(shaped(figure.astype(np.uint8), side)) > 0
        paper = np.where(mask[..., None], np.array(tone), 255)
        alpha = np.where(mask, 255, 255 - line.min(2))
        share = np.maximum(alpha, 1)[..., None] / 255
        return np.dstack([rounded((line / 255 * paper - 255 * (1 - share)) / share), alpha.astype(np.uint8)])

    return draw


def around(tone: tuple[int, ...]) -> Paper:
    """A tone under everything but the figure."""
    return lambda line, figure: rounded(line / 255 * np.where(figure[..., None], 255, np.array(tone)))


def grainy(tone: int, spread: float) -> Paper:
    def draw(line: Pixels, figure: NDArray[np.bool_]) -> Pixels:
        return rounded(line * (tone / 255) + np.random.default_rng(3).normal(0, spread, line.shape))

    return draw


def jpeg(quality: int) -> Paper:
    def draw(line: Pixels, figure: NDArray[np.bool_]) -> Pixels:
        done, data = cv2.imencode(".jpg", line[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
        assert done
        picture = cv2.imdecode(data, cv2.IMREAD_COLOR)
        assert picture is not None
        return np.ascontiguousarray(picture[..., ::-1], np.uint8)

    return draw


def light_on(paper: tuple[int, int, int]) -> Paper:
    """White ink and trace lines in their own colours on dark paper."""

    def draw(line: Pixels, figure: NDArray[np.bool_]) -> Pixels:
        dark = 255 - line.astype(np.float64)
        light = dark.min(2, keepdims=True) + dark.max(2, keepdims=True) - dark
        return rounded(np.array(paper) + (255 - np.array(paper)) * light / 255)

    return draw


WIDTH, HEIGHT = 800, 450
DOWN, ACROSS = np.mgrid[0:HEIGHT, 0:WIDTH] / np.array([HEIGHT, WIDTH])[:, None, None]
VIGNETTE = 255 * (1 - 0.6 * ((DOWN - 0.5) ** 2 + (ACROSS - 0.5) ** 2))[..., None]
LID = 255 * (1 - 0.5 * np.exp(-ACROSS * WIDTH / 15))[..., None]
GUTTER = 240 * (1 - 0.3 * np.exp(-(((ACROSS - 0.5) * WIDTH / 40) ** 2)))[..., None]

PAPERS: dict[str, tuple[Paper, int]] = {
    "254": (under((254,)), 0),
    "240": (under((240,)), 0),
    "210": (under((210,)), 0),
    "180": (under((180,)), 0),
    "yellowed": (under((250, 240, 215)), 0),
    "brown": (under((205, 175, 130)), 0),
    "bluish": (under((215, 228, 250)), 0),
    "vignette": (under(VIGNETTE), 1),
    "shadow at an edge": (under(LID), 1),
    "gutter": (under(GUTTER), 1),
    "yellowed vignette": (under(VIGNETTE * np.array([250, 240, 215]) / 255), 1),
    "grain on white": (grainy(255, 2), 2),
    "grain": (grainy(238, 4), 3),
    "JPEG": (jpeg(75), 3),
    "grey underfill": (in_figure((180,) * 3), 2),
    "dark grey underfill": (in_figure((130,) * 3), 3),
    "underfill that is too large": (in_figure((180,) * 3, 3), 2),
    "underfill that is too small": (in_figure((180,) * 3, -3), 4),
    "flesh underfill": (in_figure((235, 180, 150)), 2),
    "red underfill": (in_figure((220, 70, 60)), 3),
    "grey background": (around((180,) * 3), 3),
    "sky": (around((140, 190, 240)), 3),
    "white on black": (light_on((0, 0, 0)), 0),
    "blueprint": (light_on((30, 60, 140)), 1),
    "blackboard": (light_on((60, 60, 60)), 1),
}
"""Each with the most by which the number of regions may differ: specks come and go."""


@pytest.fixture(scope="module")
def frame() -> DemoFrame:
    return draw_shot(3, (WIDTH, HEIGHT))[1]


@pytest.mark.parametrize("name", PAPERS)
def test_lines_are_read_on_any_paper(frame: DemoFrame, name: str) -> None:
    paper, stray = PAPERS[name]
    clean = LineArt.from_image(frame.line)
    read = LineArt.from_image(paper(frame.line, frame.truth[..., 3] > 0))
    drawn, seen = clean.barrier(), read.barrier()
    assert (drawn & seen).sum() > 0.93 * (drawn | seen).sum()
    assert abs(find_regions(read).count - find_regions(clean).count) <= stray
    far = cv2.dilate((~drawn & (clean.ink > 0) | drawn).astype(np.uint8), np.ones((13, 13), np.uint8)) == 0
    assert not read.ink[far].any(), "paper leaves something"
    assert read.trace is not None
    assert clean.trace is not None
    both = (read.trace > 0) & (clean.trace > 0)
    assert both.sum() > 0.75 * (clean.trace > 0).sum()
    assert (read.trace[both] == clean.trace[both]).mean() > 0.98
    assert read.ink.max() >= 240
    assert read.colour is None


def test_ink_that_is_not_full_stays_dark_and_soft(frame: DemoFrame) -> None:
    cover = 255 - frame.line[..., :1].repeat(3, 2)
    read = LineArt.from_image(rounded(240 - cover * (200 / 255)))
    assert abs(int(read.ink.max()) - 255 * (1 - 40 / 240)) <= 1
    there = cover[..., 0] > 20  # the last breath of a line that fades out goes with the paper
    assert np.abs(read.ink - cover[..., 0] * (212.5 / 255))[there].max() <= 1


def test_swatches_stand_as_they_are_off_the_lines_and_nothing_on_empty_paper() -> None:
    ring = np.full((140, 220), 240, np.uint8)
    cv2.circle(ring, (70, 70), 40, 40, 3, cv2.LINE_AA)
    cel = np.zeros((140, 220, 4), np.uint8)
    cv2.circle(cel, (70, 70), 40, (230, 120, 60, 255), -1)
    finished = ink_over(cel, LineArt.from_image(ring))
    assert finished[70, 70].tolist() == [230, 120, 60, 255]
    assert not finished[:, 150:].any()


@pytest.mark.parametrize("value", [0, 30, 128, 200, 240, 255])
def test_a_picture_of_one_tone_is_blank(value: int) -> None:
    assert not LineArt.from_image(np.full((90, 160), value, np.uint8)).ink.any()
    assert not LineArt.from_image(np.full((90, 160, 3), (value, value, value // 2), np.uint8)).ink.any()


def test_solid_blacks_are_ink_on_any_paper() -> None:
    for paper in (255, 235):
        picture = np.full((200, 300), paper, np.uint8)
        picture[40:160, 60:200] = 0
        picture[50:150, 210:214] = 0
        read = LineArt.from_image(picture)
        assert np.array_equal(read.ink, np.where(picture == 0, 255, 0))


def test_most_of_a_picture_may_be_solid_black() -> None:
    picture = np.zeros((200, 300), np.uint8)
    picture[20:180, 190:290] = 255
    picture[30:170, 230:233] = 0
    assert np.array_equal(LineArt.from_image(picture).ink, 255 - picture)


@pytest.mark.parametrize(("step", "pen"), [(3, 1), (6, 3), (8, 4), (12, 2)])
def test_cells_between_lines_are_no_white_lines(step: int, pen: int) -> None:
    """Hatching may cover more than half of the paper, in step with any measure."""
    paper = np.full((170, 170), 255, np.uint8)
    for first in range(pen):
        paper[first::step] = 0
        paper[:, first::step] = 0
    assert (LineArt.from_image(paper).ink == 255 - paper).all()
