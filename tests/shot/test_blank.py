# SPDX-License-Identifier: Apache-2.0
"""Blank drawings in a shot: an empty result and a note, wherever they stand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawings import BLUE, CLEAR, RED, face, walk
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt
from shiage.shot.color import solve_shot
from shiage.shot.solved_shot import SolvedShot
from shiage.shot.types import Correction, Frame, Key, ModelSheet, Shot, ShotError

SIDE = 160
WHITE = (255, 255, 255, 255)


def nothing() -> LineArt:
    return LineArt(np.zeros((SIDE, SIDE), np.uint8))


def all_over(colour: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    return np.full((SIDE, SIDE, 4), colour, np.uint8)


def with_blanks(shot: Shot, *numbers: int) -> Shot:
    frames = [replace(f, line=nothing()) if f.number in numbers else f for f in shot.frames]
    return replace(shot, frames=frames)


def cel(solved: SolvedShot, number: int) -> NDArray[np.uint8]:
    return solved.draw(number).painted(solved.palette)


def said(solved: SolvedShot, number: int | None) -> str:
    return "; ".join(note.text for note in solved.notes if note.frame == number)


@pytest.mark.parametrize("numbers", [(3,), (1,), (6,), (1, 6), (2, 3, 4)])
def test_blank_frames_are_empty_and_the_others_as_without_them(numbers: tuple[int, ...]) -> None:
    shot, _ = walk(frames=6, keys=(5,))
    blank = with_blanks(shot, *numbers)
    left = [f for f in shot.frames if f.number not in numbers]
    solved, alone = solve_shot(blank), solve_shot(replace(shot, frames=left))
    assert solved.numbers == [1, 2, 3, 4, 5, 6]
    for number in solved.numbers:
        if number in numbers:
            assert not cel(solved, number).any()
            assert "blank" in said(solved, number)
            assert (solved.confidence[number] == 1).all()
        else:
            assert np.array_equal(cel(solved, number), cel(alone, number))
            assert not said(solved, number)


def test_a_blank_frame_has_the_ground_of_keys_that_are_painted_all_over() -> None:
    shot, truth = walk(frames=3, keys=(1,))
    ground = np.where(truth[1][..., 3:] > 0, truth[1], WHITE).astype(np.uint8)
    solved = solve_shot(with_blanks(replace(shot, keys=[Key(1, ground)]), 2))
    assert (cel(solved, 2) == WHITE).all()


def test_a_key_without_a_drawing() -> None:
    shot, truth = walk(frames=4, keys=(1, 3))
    for paint in (CLEAR, BLUE):
        keys = [shot.keys[0], Key(3, all_over(paint))]
        solved = solve_shot(with_blanks(replace(shot, keys=keys), 3))
        assert (cel(solved, 3) == paint).all(), "a key comes back as it was painted"
        assert (cel(solved, 2) == truth[2]).mean() > 0.95


def test_a_key_whose_drawing_is_blank_cannot_be_the_only_one() -> None:
    shot, _ = walk(frames=3, keys=(2,))
    keys = [Key(2, all_over(CLEAR))]
    with pytest.raises(ShotError, match="key 2: no line is seen"):
        solve_shot(with_blanks(replace(shot, keys=keys), 2))


def test_a_shot_of_blank_drawings_alone() -> None:
    shot, _ = walk(frames=3, keys=(1,))
    solved = solve_shot(with_blanks(replace(shot, keys=[Key(1, all_over(CLEAR))]), 1, 2, 3))
    assert solved.numbers == [1, 2, 3]
    assert not any(cel(solved, number).any() for number in solved.numbers)
    assert all("blank" in said(solved, number) for number in solved.numbers)


def test_a_blank_model_sheet_is_left_out() -> None:
    shot, _ = walk(frames=3, keys=(1,))
    sheet = ModelSheet("back", nothing(), all_over(CLEAR))
    solved = solve_shot(replace(shot, sheets=[sheet]))
    alone = solve_shot(shot)
    assert "model sheet back" in said(solved, None)
    assert all(np.array_equal(cel(solved, n), cel(alone, n)) for n in solved.numbers)
    with pytest.raises(ShotError, match="model sheet back"):
        solve_shot(replace(shot, keys=[], sheets=[sheet]))


@pytest.mark.parametrize("cover", [8, 30, 55])
def test_a_drawing_too_light_to_see_is_told_from_a_blank_one(cover: int) -> None:
    shot, _ = walk(frames=3, keys=(1,))
    faint = LineArt((shot.frames[1].line.ink * (cover / 255)).astype(np.uint8))
    solved = solve_shot(replace(shot, frames=[shot.frames[0], Frame(2, faint), shot.frames[2]]))
    assert f"too light to be seen as lines (its darkest value is {255 - cover}" in said(solved, 2)
    assert not cel(solved, 2).any()


def test_specks_of_dust_are_no_drawing() -> None:
    shot, _ = walk(frames=3, keys=(1,))
    dust = np.zeros((SIDE, SIDE), np.uint8)
    dust[tuple(np.random.default_rng(1).integers(0, SIDE, (2, 40)))] = 40
    solved = solve_shot(replace(shot, frames=[shot.frames[0], Frame(2, LineArt(dust)), shot.frames[2]]))
    assert "blank" in said(solved, 2)


def test_an_artist_may_correct_a_blank_frame() -> None:
    shot, _ = walk(frames=3, keys=(1,))
    solved = solve_shot(replace(with_blanks(shot, 2), corrections=[Correction(2, 5, 5, RED)]))
    assert (cel(solved, 2) == RED).all()


def test_frames_of_a_scanned_film_are_read_blank() -> None:
    noise = np.random.default_rng(2).normal(0, 3, (SIDE, SIDE, 3))
    scan = np.clip(np.array([246, 238, 220]) + noise, 0, 255).astype(np.uint8)
    line, paint = face((60, 90))
    frames = [Frame(1, line), Frame(2, LineArt.from_image(scan))]
    solved = solve_shot(Shot(frames=frames, keys=[Key(1, paint)]))
    assert not cel(solved, 2).any()
    assert "the drawing is blank" in said(solved, 2)
