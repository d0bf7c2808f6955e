# SPDX-License-Identifier: Apache-2.0
"""Pinholes in the frames of a shot: painted like what is beside them, unless a key paints them apart."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt
from shiage.shot.color import solve_shot
from shiage.shot.types import Correction, Frame, Key, Shot

SKIN, COAT, WHITE, CLEAR = (250, 220, 190, 255), (40, 70, 160, 255), (255, 255, 255, 255), (0, 0, 0, 0)
RGBA = tuple[int, int, int, int]


def figure(shift: int, holes: list[tuple[int, int]], side: int = 3) -> tuple[LineArt, NDArray[np.uint8]]:
    """Two halves in thick lines, skin and coat, with holes at places in these lines."""
    ink = np.zeros((120, 160), np.uint8)
    cel = np.zeros((120, 160, 4), np.uint8)
    ink[20:100, 20 + shift : 120 + shift] = 255
    for left, right, colour in ((27, 66, SKIN), (74, 113, COAT)):
        ink[27:93, left + shift : right + shift] = 0
        cel[24:96, left - 4 + shift : right + 4 + shift] = colour
    for x, y in holes:
        ink[y : y + side, x + shift : x + side + shift] = 0
    return LineArt(ink), cel


def solved_with(holes: list[tuple[int, int]], painted: RGBA | None, gap: int = 0) -> list[NDArray[np.uint8]]:
    """Cels of three frames whose first one is the key; its holes are painted, or not there."""
    frames, cels = [], []
    for n in (1, 2, 3):
        line, cel = figure(3 * n, holes if n > 1 or painted is not None else [])
        if painted is not None:
            for x, y in holes:
                cel[y : y + 3, x + 3 * n : x + 3 + 3 * n] = painted
        frames.append(Frame(n, line))
        cels.append(cel)
    solved = solve_shot(Shot(frames=frames, keys=[Key(1, cels[0])]))
    for n in (2, 3):
        drawn = solved.draw(n)
        assert len(drawn.swatches) == drawn.labels.max() == len(drawn.confidence)
        if painted is None:
            assert len(drawn.swatches) == 3, "pinholes are no regions"
    return [solved.draw(n).painted(solved.palette) for n in (1, 2, 3)]


HOLES = [(69, 40), (69, 60), (23, 50)]
"""Two between skin and coat, one in the outline."""


def test_pinholes_take_the_colour_beside_them() -> None:
    for n, cel in enumerate(solved_with(HOLES, None)[1:], 2):
        for x, y in HOLES[:2]:
            assert tuple(cel[y + 1, x + 1 + 3 * n]) in (SKIN, COAT)


@pytest.mark.parametrize("painted", [WHITE, CLEAR])
def test_pinholes_that_a_key_paints_apart_or_leaves_open_stay(painted: RGBA) -> None:
    for n, cel in enumerate(solved_with(HOLES[:1], painted), 1):
        assert tuple(cel[41, 70 + 3 * n]) == painted


def test_an_artists_word_on_a_pinhole_stands() -> None:
    frames = [Frame(n, figure(3 * n, HOLES[:1])[0]) for n in (1, 2)]
    word = Correction(2, 70 + 6, 41, (9, 8, 7, 255))
    solved = solve_shot(Shot(frames=frames, keys=[Key(1, figure(3, [])[1])], corrections=[word]))
    assert tuple(solved.draw(2).painted(solved.palette)[41, 76]) == (9, 8, 7, 255)
