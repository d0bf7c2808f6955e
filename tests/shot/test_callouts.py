# SPDX-License-Identifier: Apache-2.0
"""Model sheets with leader lines, text and swatch chips: only the figure is paint."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from shiage.cel.fill import ink_over
from shiage.cel.lineart import LineArt
from shiage.cel.palette import palette_of_keys
from shiage.cel.regions import find_regions
from shiage.demo.shot import draw_shot
from shiage.shot.color import solve_shot
from shiage.shot.describe.callouts import without_callouts
from shiage.shot.io.sheet_picture import dark_lines
from shiage.shot.types import Frame, Key, ModelSheet, Settings, Shot

SPOTS = ((300, 120), (262, 248), (248, 465), (360, 330))
"""Places on the figure that leader lines point at: hair, coat, boot, cuff."""

Cel = NDArray[np.uint8]


def figure(white: bool) -> Cel:
    """The demo's character with her ink, on transparency or on white."""
    frame = draw_shot(2, (960, 540))[0]
    cel = ink_over(frame.truth, LineArt.from_image(frame.line))
    if white:
        share = cel[..., 3:] / 255
        cel[..., :3] = np.round(cel[..., :3] * share + 255 * (1 - share))
        cel[..., 3] = 255
    return cel


def sheet_of(cel: Cel) -> ModelSheet:
    return ModelSheet("hero", dark_lines(cel), cel)


def annotated(cel: Cel, colour: tuple[int, int, int], chips: bool = True) -> Cel:
    out, pen = cel.copy(), (*colour, 255)
    for i, spot in enumerate(SPOTS):
        y = 60 + 100 * i
        cv2.line(out, spot, (675, y), pen, 2, cv2.LINE_AA)
        cv2.circle(out, spot, 3, pen, -1, cv2.LINE_AA)
        cv2.putText(out, f"part B-{i}", (730, y + 6), cv2.FONT_HERSHEY_SIMPLEX, 0.7, pen, 2, cv2.LINE_AA)
        if chips:
            paint = cel[spot[1], spot[0]].tolist()
            cv2.rectangle(out, (680, y - 14), (712, y + 14), paint, -1)
            cv2.rectangle(out, (680, y - 14), (712, y + 14), (0, 0, 0, 255), 2)
    return out


def swatches(sheet: ModelSheet) -> set[tuple[int, ...]]:
    palette = palette_of_keys([(sheet.cel, find_regions(sheet.line))])
    return {tuple(c) for c in palette.colours.tolist()}


@pytest.mark.parametrize("white", [False, True])
@pytest.mark.parametrize("colour", [(0, 0, 0), (200, 40, 40), (40, 80, 220), (90, 90, 90)])
def test_callouts_are_no_paint(white: bool, colour: tuple[int, int, int]) -> None:
    clean = figure(white)
    sheet, notes = without_callouts(sheet_of(annotated(clean, colour)))
    (note,) = notes
    assert note.text.startswith("model sheet hero: what is drawn beside its figures (leader lines, text")
    assert swatches(sheet) == swatches(sheet_of(clean))
    assert (sheet.cel[:, 560:] == clean[:, 560:]).all()
    assert not sheet.line.ink[:, 560:].any()
    assert (sheet.cel == clean).all(2).mean() > 0.997
    assert abs(find_regions(sheet.line).count - find_regions(sheet_of(clean).line).count) <= 4


@pytest.mark.parametrize("white", [False, True])
def test_a_clean_sheet_stays_as_it_is(white: bool) -> None:
    sheet = sheet_of(figure(white))
    same, notes = without_callouts(sheet)
    assert same is sheet
    assert not notes


def test_two_views_of_a_figure_both_stay() -> None:
    cel = figure(white=False)
    both = np.concatenate([cel[:, 80:480], cv2.flip(cel[:, 80:480], 1)], 1)
    sheet = sheet_of(both)
    assert without_callouts(sheet)[0] is sheet
    written = both.copy()
    cv2.putText(written, "front", (60, 40), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (200, 40, 40, 255), 2, cv2.LINE_AA)
    cleaned, notes = without_callouts(sheet_of(written))
    assert notes
    assert (cleaned.cel == both).all()


def test_a_chip_in_a_colour_that_no_figure_has_stays_paint() -> None:
    cel = figure(white=False)
    cv2.rectangle(cel, (700, 100), (740, 140), (10, 200, 90, 255), -1)
    sheet, _ = without_callouts(sheet_of(cel))
    assert (sheet.cel[120, 720] == (10, 200, 90, 255)).all()


def test_a_shot_coloured_from_an_annotated_sheet_has_the_figures_colours_alone() -> None:
    frame = draw_shot(2, (960, 540))[0]
    shot = Shot(
        frames=[Frame(1, LineArt.from_image(frame.line))],
        keys=[],
        sheets=[sheet_of(annotated(figure(white=False), (200, 40, 40)))],
        settings=Settings(),
    )
    solved = solve_shot(shot)
    assert {tuple(c) for c in solved.palette.colours.tolist()} == swatches(sheet_of(figure(white=False)))
    assert any("not taken for paint" in note.text for note in solved.notes)
    cel = solved.draw(1).painted(solved.palette)
    clean = solve_shot(replace(shot, sheets=[sheet_of(figure(white=False))]))
    assert not clean.notes
    assert (cel == clean.draw(1).painted(clean.palette)).all(2).mean() > 0.99
    keyed = solve_shot(replace(shot, sheets=[], keys=[Key(1, frame.truth)]))
    assert not keyed.notes
