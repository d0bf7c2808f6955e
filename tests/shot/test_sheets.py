# SPDX-License-Identifier: Apache-2.0
"""Model sheets in one picture: inked or not, on nothing or on paper of any tone, clean or lossy."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from shiage.shot.io.sheet_picture import on_ground, sheet_of

CLEAR, RED, BLUE = (0, 0, 0, 0), (200, 30, 40, 255), (0, 30, 240, 255)
SIZE = (280, 400)

Picture = NDArray[np.uint8]


def drawn(paper: tuple[int, ...], ink: bool = True) -> Picture:
    picture = np.full((*SIZE, 4), paper, np.uint8)
    for radius, colour in ((96, RED), (36, BLUE)):
        cv2.circle(picture, (200, 140), radius, colour, -1)
        if ink:
            cv2.circle(picture, (200, 140), radius, (10, 10, 10, 255), 5)
    return picture


def lossy(picture: Picture) -> Picture:
    file = io.BytesIO()
    Image.fromarray(picture[..., :3].copy()).save(file, "JPEG", quality=85)
    read = np.asarray(Image.open(file))
    return np.dstack([read, np.full(SIZE, 255, np.uint8)])


def divided(picture: Picture) -> list[tuple[int, ...]]:
    """The paint around, in the ring and in the middle, which lines keep apart."""
    sheet = sheet_of("s", picture, CLEAR)
    open_ = (~sheet.line.barrier()).view(np.uint8)
    _, pieces = cv2.connectedComponents(open_, connectivity=4)
    places = ((3, 3), (140, 130), (140, 200))
    assert len({int(pieces[place]) for place in places}) == 3
    return [tuple(int(v) for v in sheet.cel[place]) for place in places]


@pytest.mark.parametrize("ink", [True, False])
@pytest.mark.parametrize(
    "paper", [CLEAR, (255, 255, 255, 255), (244, 238, 225, 255), (128, 128, 128, 255)], ids=str
)
def test_paper_is_no_paint_and_colours_part_with_ink_and_without(paper: tuple[int, ...], ink: bool) -> None:
    assert divided(drawn(paper, ink)) == [CLEAR, RED, BLUE]


@pytest.mark.parametrize("paper", [(255, 255, 255, 255), (244, 238, 225, 255)], ids=str)
def test_a_lossy_picture_leaves_nothing_of_its_paper(paper: tuple[int, ...]) -> None:
    around, ring, middle = divided(lossy(drawn(paper)))
    assert around == CLEAR
    assert np.abs(np.array([ring, middle]) - [RED, BLUE]).max() <= 3
    sheet = sheet_of("s", lossy(drawn(paper)), CLEAR)
    outside = cv2.circle(np.ones(SIZE, np.uint8), (200, 140), 103, 0, -1) > 0
    assert not sheet.cel[outside].any()


@pytest.mark.parametrize("how", ["clean", "lossy"])
def test_light_and_shade_within_a_line_are_parted_by_trace_lines(how: str) -> None:
    shaded = drawn((255, 255, 255, 255))
    shaded[140:, :, :3] = np.where(
        (shaded[140:, :, :3] == RED[:3]).all(2)[..., None], (120, 20, 30), shaded[140:, :, :3]
    )
    sheet = sheet_of("s", lossy(shaded) if how == "lossy" else shaded, CLEAR)
    assert sheet.line.trace is not None
    _, pieces = cv2.connectedComponents((~sheet.line.barrier()).view(np.uint8), connectivity=4)
    light, shade, middle = (int(pieces[place]) for place in ((70, 200), (210, 200), (140, 200)))
    assert len({light, shade, middle, int(pieces[3, 3])}) == 4
    plain = sheet_of("s", lossy(drawn((255, 255, 255, 255))), CLEAR).line
    assert plain.trace is None, "nor does a JPEG make any"


def test_pale_paint_on_clean_paper_stays() -> None:
    pale = drawn((255, 255, 255, 255), ink=False)
    cv2.circle(pale, (200, 140), 36, (248, 244, 246, 255), -1)
    pale[130:150, 236:400] = (248, 244, 246, 255)  # and runs out into the paper
    lifted = on_ground(pale, CLEAR)
    assert tuple(lifted[140, 390]) == tuple(lifted[140, 200]) == (248, 244, 246, 255)


def test_a_picture_beside_nothing_is_lifted_off_its_paper_too() -> None:
    pasted = np.zeros((400, 600, 4), np.uint8)
    pasted[50:330, 90:490] = drawn((255, 255, 255, 255))
    lifted = on_ground(pasted, CLEAR)
    assert not lifted[55, 95].any() and tuple(lifted[190, 220]) == RED


def test_white_that_lines_enclose_stays_and_so_does_a_painted_background() -> None:
    eye = drawn((255, 255, 255, 255))
    cv2.circle(eye, (200, 140), 20, (255, 255, 255, 255), -1)
    assert tuple(on_ground(eye, CLEAR)[140, 200]) == (255, 255, 255, 255)
    scene = drawn(CLEAR)
    scene[:140, :, :] = np.where(scene[:140, :, 3:] > 0, scene[:140], np.array((90, 140, 200, 255), np.uint8))
    scene[140:, :, :] = np.where(scene[140:, :, 3:] > 0, scene[140:], np.array((60, 120, 50, 255), np.uint8))
    assert np.array_equal(on_ground(scene, CLEAR), scene)


def test_the_paper_becomes_what_lies_around_in_the_keys() -> None:
    white = (250, 250, 250, 255)
    assert tuple(sheet_of("s", drawn((255, 255, 255, 255)), white).cel[3, 3]) == white


def test_a_photograph_has_no_lines() -> None:
    noise = np.random.default_rng(3).integers(90, 255, (*SIZE, 4)).astype(np.uint8)
    noise[..., 3] = 255
    assert not sheet_of("s", noise, CLEAR).line.barrier().any()
