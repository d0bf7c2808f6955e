# SPDX-License-Identifier: Apache-2.0
"""A key's regions are parted by the key's own paint."""

from __future__ import annotations

import cv2
import numpy as np

from shiage.cel.census import pack
from shiage.cel.fill import fill_under_ink, ink_over, paint
from shiage.cel.lineart import LineArt
from shiage.cel.parts import MOST_TONES, Parts, Under, part_regions
from shiage.cel.regions import find_regions

BLUE, DARK = (60, 150, 220, 255), (20, 60, 120, 255)

INK = np.zeros((120, 160), np.uint8)
cv2.circle(INK, (80, 60), 45, 255, 3, cv2.LINE_AA)
LINE = LineArt(INK)
REGIONS = find_regions(LINE, gap=0)
FILLED = fill_under_ink(REGIONS)
CEL = np.zeros((120, 160, 4), np.uint8)
cv2.circle(CEL, (80, 60), 45, BLUE, -1)
BASE = np.array([(0, 0, 0, 0), BLUE], np.uint8)[[int(FILLED[0, 0] != 1), int(FILLED[0, 0] == 1)]]


def parted(cel: np.typing.NDArray[np.uint8]) -> tuple[Parts, np.typing.NDArray[np.uint8]]:
    parts = part_regions(cel, REGIONS, FILLED, pack(BASE[:, None])[:, 0])
    colours = np.concatenate([BASE, parts.colour.view(np.uint8).reshape(-1, 4)])
    return parts, paint(parts.labels, colours)


def test_paint_under_the_lines_comes_back_wherever_it_ends() -> None:
    parts, painted = parted(CEL)
    assert len(parts.colour) == 0
    assert parts.under is Under.PAINT
    assert (painted == CEL).all()


def test_a_shade_without_a_line_is_a_part_and_its_soft_edge_belongs_to_one_side() -> None:
    key = CEL.copy()
    cv2.circle(key, (75, 55), 20, DARK, -1, cv2.LINE_AA)
    parts, painted = parted(key)
    assert parts.colour.view(np.uint8).tolist() == list(DARK)
    assert (painted[55, 75] == DARK).all()
    edge = ~np.isin(pack(key), pack(np.array([[BLUE, DARK, (0, 0, 0, 0)]], np.uint8)))
    assert edge.any()
    assert (painted == key).all(2)[~edge].all()
    assert np.isin(pack(painted[edge]), pack(np.array([[BLUE, DARK]], np.uint8))).all()


def test_ink_on_the_key_and_unpainted_lines_are_told_from_paint() -> None:
    bare = CEL.copy()
    bare[INK > 55] = 0
    for key, under in ((ink_over(CEL, LINE), Under.INK), (bare, Under.NOTHING)):
        parts, painted = parted(key)
        assert parts.under is under
        assert (painted[60, 80] == BLUE).all()
        assert len(parts.colour) == 0


def test_shading_is_not_parted() -> None:
    key = CEL.copy()
    inside = (key == BLUE).all(2)
    key[inside, 0] = (np.arange(120)[:, None] // 3 * 3).repeat(160, 1)[inside]
    parts, _ = parted(key)
    assert len(np.unique(key[inside, 0])) > MOST_TONES
    assert parts.shaded.sum() == 1
    assert len(parts.colour) == 0
