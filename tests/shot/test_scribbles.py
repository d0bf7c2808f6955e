# SPDX-License-Identifier: Apache-2.0
"""Scribbles: which regions they speak of, what follows in the drawing and the shot, and what is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from drawings import BLUE, RED, SKIN, face, walk
from numpy.typing import NDArray

from shiage.cel.images import write_png
from shiage.cel.regions import find_regions
from shiage.shot.color import solve_shot
from shiage.shot.evaluate.draw_scribbles import draw_scribbles, scribbled_labels
from shiage.shot.io.read_shot import read_shot
from shiage.shot.solve.scribbled_regions import scribbled_regions
from shiage.shot.types import Frame, Key, Scribbles, Shot, ShotError

Picture = NDArray[np.uint8]
GREEN = (30, 160, 60, 255)
SIZE = 160
HEAD, EYE, OTHER_EYE, HAT = (66, 112), (55, 89), (77, 89), (66, 52)


def strokes(*drawn: tuple[tuple[int, int], tuple[int, ...]], size: int = SIZE) -> Picture:
    out = np.zeros((size, size, 4), np.uint8)
    for (x, y), colour in drawn:
        cv2.line(out, (x - 3, y), (x + 3, y), colour, 3)
    return out


def painted(shot: Shot, number: int) -> Picture:
    solved = solve_shot(shot)
    return solved.draw(number).painted(solved.palette)


def at(cel: Picture, place: tuple[int, int]) -> tuple[int, ...]:
    return tuple(int(v) for v in cel[place[1], place[0]])


def scribbled(*drawn: tuple[tuple[int, int], tuple[int, ...]]) -> Shot:
    line, _ = face((66, 93))
    return Shot([Frame(1, line)], [], scribbles=[Scribbles(1, strokes(*drawn))])


def test_regions_with_a_scribble_carry_its_colour_exactly_and_the_paper_stays_bare() -> None:
    cel = painted(scribbled((HEAD, SKIN), (EYE, BLUE), (OTHER_EYE, BLUE), (HAT, RED)), 1)
    assert [at(cel, p) for p in (HEAD, EYE, OTHER_EYE, HAT)] == [SKIN, BLUE, BLUE, RED]
    assert at(cel, (5, 5)) == (0, 0, 0, 0)


def test_one_eye_is_enough_for_both() -> None:
    cel = painted(scribbled((HEAD, SKIN), (EYE, BLUE), (HAT, RED)), 1)
    assert at(cel, OTHER_EYE) == BLUE


def test_a_shot_is_coloured_from_scribbles_on_one_frame_alone() -> None:
    shot, truth = walk(4, keys=())
    shot = replace(shot, scribbles=[Scribbles(1, strokes((HEAD, SKIN), (EYE, BLUE), (HAT, RED)))])
    solved = solve_shot(shot)
    for number in solved.numbers:
        wrong = (solved.draw(number).painted(solved.palette) != truth[number]).any(2)
        assert wrong.mean() < 0.02, number  # the truth has no paint under half a line


def test_scribbles_beside_a_key_bring_a_colour_that_it_lacks() -> None:
    line, cel = face((66, 93))
    moved, _ = face((72, 93))
    marks = strokes(((72, 52), GREEN))
    shot = Shot([Frame(1, line), Frame(2, moved)], [Key(1, cel)], scribbles=[Scribbles(2, marks)])
    solved = solve_shot(shot)
    assert at(solved.draw(2).painted(solved.palette), (72, 52)) == GREEN
    assert (solved.draw(1).painted(solved.palette) == cel).all()


def test_a_stroke_that_slips_over_a_line_says_nothing_of_the_region_beyond() -> None:
    line, _ = face((66, 93))
    regions = find_regions(line)
    slipped = np.zeros((SIZE, SIZE, 4), np.uint8)
    cv2.line(slipped, (66, 105), (66, 126), SKIN, 3)  # two pixels past the chin
    found, notes = scribbled_regions(Scribbles(1, slipped), regions)
    assert list(found.values()) == [SKIN] and not notes
    assert regions.labels[112, 66] - 1 in found


def test_soft_edges_and_opacity_of_a_brush_bring_no_colours_of_their_own() -> None:
    line, _ = face((66, 93))
    soft = strokes((HEAD, SKIN))
    soft[..., 3] = cv2.GaussianBlur(soft[..., 3], (0, 0), 1.0)
    soft[..., :3] = SKIN[:3]
    soft[soft[..., 3] == 0] = 0
    soft[..., 3] = np.minimum(soft[..., 3], 240)
    found, _ = scribbled_regions(Scribbles(1, soft), find_regions(line))
    assert list(found.values()) == [SKIN]


def test_two_colours_in_one_region_and_strokes_on_nothing_are_said() -> None:
    line, _ = face((66, 93))
    torn = strokes((HEAD, SKIN), ((66, 118), GREEN), (HAT, RED))
    cv2.line(torn, (50, 108), (80, 108), SKIN, 3)
    torn[line.barrier()] = 0
    on_line = np.zeros_like(torn)
    on_line[line.barrier()] = (9, 9, 9, 255)
    found, notes = scribbled_regions(
        Scribbles(1, np.where(on_line[..., 3:] > 0, on_line, torn)), find_regions(line)
    )
    assert sorted(found.values()) == sorted([SKIN, RED])
    words = " / ".join(note.text for note in notes)
    assert "scribbles of two colours" in words and "lie on lines alone" in words


def said_of(marks: Picture) -> tuple[dict[int, tuple[int, ...]], str]:
    line, _ = face((66, 93))
    found, notes = scribbled_regions(Scribbles(1, marks), find_regions(line))
    return dict(found), " / ".join(note.text for note in notes)


def test_a_stroke_that_runs_out_of_the_drawing_does_not_colour_the_paper_around_it() -> None:
    marks = strokes((HEAD, SKIN))
    cv2.line(marks, (66, 105), (66, 140), SKIN, 3)  # from the chin far out
    found, words = said_of(marks)
    assert list(found.values()) == [SKIN]
    assert words == "1 scribbles run over a line into the paper around the drawing: they say nothing of it"
    cv2.line(marks, (4, 150), (150, 150), RED, 5)  # meant: the backdrop
    found, words = said_of(marks)
    assert sorted(found.values()) == sorted([SKIN, RED])


def test_paper_alone_that_is_scribbled_on_is_said() -> None:
    found, words = said_of(strokes(((12, 150), RED)))
    assert list(found.values()) == [RED]
    assert words.startswith("only the paper around the drawing is scribbled on")


@pytest.mark.parametrize("alpha", [40, 120, 199])
def test_see_through_scribbles_are_said_to_be_so(alpha: int) -> None:
    marks = strokes((HEAD, SKIN), (EYE, BLUE))
    faint = marks[..., 2] == BLUE[2]
    marks[faint, 3] = alpha
    found, words = said_of(marks)
    assert list(found.values()) == [SKIN]
    assert words == "1 scribbles are see-through, and say nothing: draw them with full opacity"


def test_specks_and_textured_strokes_are_said() -> None:
    marks = strokes((HEAD, SKIN))
    marks[EYE[1], EYE[0]] = BLUE
    hat = np.s_[HAT[1] - 2 : HAT[1] + 3, HAT[0] - 5 : HAT[0] + 6]
    marks[hat][..., :3] = np.arange(5 * 11 * 3).reshape(5, 11, 3)
    marks[hat][..., 3] = 255
    found, words = said_of(marks)
    assert list(found.values()) == [SKIN]
    assert "1 scribbles are of fewer than 3 pixels" in words
    assert "1 scribbles are of many colours at once" in words


def test_no_scribbles_at_all_are_said_and_an_empty_layer_beside_a_key_does_no_harm() -> None:
    assert said_of(strokes()) == ({}, "nothing is scribbled in this frame")
    line, cel = face((66, 93))
    shot = Shot([Frame(1, line)], [Key(1, cel)], scribbles=[Scribbles(1, strokes())])
    solved = solve_shot(shot)
    assert (solved.draw(1).painted(solved.palette) == cel).all()
    assert "nothing is scribbled" in solved.notes[0].text


def test_scribbles_that_lie_in_no_region_are_refused_in_words() -> None:
    with pytest.raises(ShotError, match="no scribble lies in a region"):
        solve_shot(scribbled())


def test_a_folder_of_scribbles_colours_a_shot_without_keys(tmp_path: Path) -> None:
    line, _ = face((66, 93))
    for folder in ("lines", "scribbles"):
        (tmp_path / folder).mkdir()
    write_png(tmp_path / "lines/0001.png", (255 - line.ink).astype(np.uint8))
    write_png(tmp_path / "scribbles/0001.png", strokes((HEAD, SKIN), (EYE, BLUE), (HAT, RED)))
    shot = read_shot(tmp_path)
    assert at(painted(shot, 1), EYE) == BLUE
    write_png(tmp_path / "scribbles/0007.png", strokes((HEAD, SKIN)))
    with pytest.raises(ShotError, match=r"0007\.png: there is no line art of frame 7"):
        read_shot(tmp_path)
    (tmp_path / "scribbles/0007.png").unlink()
    write_png(tmp_path / "scribbles/0001.png", np.full((SIZE, SIZE, 4), 255, np.uint8))
    with pytest.raises(ShotError, match="frame 1 are opaque all over"):
        solve_shot(read_shot(tmp_path))
    write_png(tmp_path / "scribbles/0001.png", strokes((HEAD, SKIN), size=150))
    with pytest.raises(
        ShotError, match=r"0001\.png: 150 x 150 pixels of scribbles, but its line art has 160 x 160"
    ):
        read_shot(tmp_path)


def test_automatic_scribbles_give_every_colour_once_before_any_twice() -> None:
    line, cel = face((66, 93))
    labels = find_regions(line).labels
    colours = np.array(_truth(labels, cel), np.uint32)
    chosen = scribbled_labels(labels, colours, 3)
    assert len({int(colours[label - 1]) for label in chosen}) == 3
    marks = draw_scribbles(labels, cel, chosen)
    assert {int(v) for v in np.unique(labels[marks[..., 3] > 0])} == set(chosen)


def _truth(labels: NDArray[np.int32], cel: Picture) -> list[int]:
    packed = np.ascontiguousarray(cel).view(np.uint32)[..., 0]
    return [_most(packed[labels == i]) for i in range(1, int(labels.max()) + 1)]


def _most(values: NDArray[np.uint32]) -> int:
    kinds, counts = np.unique(values, return_counts=True)
    return int(kinds[counts.argmax()])
