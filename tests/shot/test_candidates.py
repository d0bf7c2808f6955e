# SPDX-License-Identifier: Apache-2.0
"""Candidates of one drawing: the first is the plain answer, the others are unlike it where it is in doubt."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest
from drawings import BLUE, RED, SKIN, face
from numpy.typing import NDArray
from scipy.special import softmax

from shiage.cel.lineart import LineArt
from shiage.shot.color import solve_shot
from shiage.shot.first_key.candidates import WIDEST, side_by_side, solved_candidates
from shiage.shot.solve.belief_propagation import ShotGraph, solve_labels
from shiage.shot.solve.diverse_labels import diverse_labels
from shiage.shot.solved_shot import SolvedShot
from shiage.shot.types import (
    SURE,
    Cancelled,
    Correction,
    Frame,
    Key,
    ModelSheet,
    Scribbles,
    Settings,
    Shot,
    ShotError,
    Watch,
)

Pixels = NDArray[np.uint8]
GREEN, GREY = (30, 160, 60, 255), (120, 120, 130, 255)


def bricks(rows: int, columns: int, side: int = 40) -> LineArt:
    """A wall of boxes of many sizes."""
    ink = np.zeros((rows * side + 21, columns * side + 21), np.uint8)
    rng = np.random.default_rng(3)
    for y in range(rows):
        for x in range(columns):
            wide, high = rng.integers(side // 2, side - 3, 2)
            at = (10 + x * side, 10 + y * side)
            cv2.rectangle(ink, at, (at[0] + int(wide), at[1] + int(high)), 255, 2)
    return LineArt(ink)


def marked(line: LineArt, *strokes: tuple[tuple[int, int], tuple[int, ...]]) -> Shot:
    cel = np.zeros((*line.ink.shape, 4), np.uint8)
    for (x, y), colour in strokes:
        cv2.line(cel, (x - 3, y), (x + 3, y), colour, 3)
    return Shot([Frame(1, line)], [], scribbles=[Scribbles(1, cel)])


def wall() -> Shot:
    """Four colours on twenty boxes that are much alike."""
    strokes = (((20, 20), RED), ((60, 20), BLUE), ((100, 20), GREEN), ((20, 60), GREY))
    return marked(bricks(4, 5), *strokes)


def asked(shot: Shot, count: int, watch: Watch | None = None) -> SolvedShot:
    return solve_shot(replace(shot, settings=replace(shot.settings, candidates=count)), watch=watch)


def words(solved: SolvedShot) -> str:
    return " / ".join(note.text for note in solved.notes)


def test_the_first_is_the_plain_answer_and_the_others_differ_where_it_is_in_doubt_alone() -> None:
    shot = wall()
    plain, solved = solve_shot(shot), asked(shot, 4)
    assert (solved.swatches[1] == plain.swatches[1]).all() and plain.others == ()
    assert (solved.confidence[1] == plain.confidence[1]).all()
    drawn, frames = plain.draw(1), solved.draw_candidates(1)
    assert len(frames) == 4
    assert (frames[0].painted(solved.palette) == drawn.painted(plain.palette)).all()
    rows = [frame.swatches for frame in frames]
    for i, row in enumerate(rows):
        assert all((row != other).any() for other in rows[:i]), "no two are alike"
        assert (row == rows[0])[drawn.confidence >= SURE].all()
    assert (drawn.confidence >= SURE).sum() >= 4, "what is scribbled on is sure"
    assert {tuple(c) for f in frames for c in f.painted(solved.palette).reshape(-1, 4).tolist()} <= {
        RED, BLUE, GREEN, GREY, (0, 0, 0, 0),
    }  # fmt: skip
    again = asked(shot, 4)
    assert all((one == two).all() for one, two in zip(solved.others, again.others, strict=True))
    fewer = asked(shot, 2)
    assert len(fewer.others) == 1 and (fewer.others[0] == solved.others[0]).all()


def test_one_is_the_plain_answer() -> None:
    solved = asked(wall(), 1)
    assert solved.others == () and "candidate" not in words(solved)


def test_all_scribbled_on_leaves_one_and_a_word() -> None:
    line = bricks(1, 3)
    shot = marked(line, ((20, 20), RED), ((60, 20), BLUE), ((100, 20), GREEN), ((136, 58), GREY))
    solved = asked(shot, 4)
    assert (solved.others, words(solved)) == (
        (),
        "one candidate alone: no part large enough to be seen is likely to carry another colour",
    )


def test_more_than_are_likely_is_said() -> None:
    line, _ = face((66, 93))
    shot = marked(line, ((66, 112), SKIN), ((55, 89), BLUE))
    solved = asked(shot, 9)
    assert words(solved) == f"{1 + len(solved.others)} candidates: no more are likely"
    assert 1 <= len(solved.others) < 8


def test_corrections_stand_in_all(tmp_path: object) -> None:
    shot = wall()
    before = asked(shot, 4)
    doubtful = int(before.confidence[1].argmin())
    layout = before.draw(1)
    ys, xs = np.nonzero(layout.labels == doubtful + 1)
    middle = len(xs) // 2
    said = Correction(1, int(xs[middle]), int(ys[middle]), GREEN)
    after = asked(replace(shot, corrections=[said]), 4)
    cels = [f.painted(after.palette) for f in after.draw_candidates(1)]
    assert len(cels) > 1 and all(tuple(cel[said.y, said.x]) == GREEN for cel in cels)


def test_a_model_sheet_of_another_gives_candidates_too_and_beside_scribbles() -> None:
    line, cel = face((66, 93))
    sheet = ModelSheet("hero", line, cel)
    shot = Shot([Frame(1, bricks(3, 3))], [], [sheet])
    solved = asked(shot, 3)
    both = asked(replace(shot, scribbles=marked(bricks(3, 3), ((20, 20), GREEN)).scribbles), 3)
    for each in (solved, both):
        cels = [f.painted(each.palette) for f in each.draw_candidates(1)]
        assert all((one != two).any() for one, two in pairwise(cels))
    assert all(tuple(f.painted(both.palette)[20, 20]) == GREEN for f in both.draw_candidates(1))
    one = asked(Shot([Frame(1, line)], [], [sheet]), 4)
    assert one.others == () and "one candidate alone" in words(one), "the very drawing: nothing is in doubt"


def test_a_blank_drawing_has_one() -> None:
    line, cel = face((66, 93))
    empty = LineArt(np.zeros((160, 160), np.uint8))
    solved = asked(Shot([Frame(1, empty)], [], [ModelSheet("hero", line, cel)]), 4)
    assert len(solved.draw_candidates(1)) == 1 and "blank" in words(solved)


@pytest.mark.parametrize("kind", ["frames", "key", "soft"])
def test_what_has_no_candidates_is_refused(kind: str) -> None:
    line, cel = face((66, 93))
    shot = marked(line, ((66, 112), SKIN))
    if kind == "frames":
        shot = replace(shot, frames=[*shot.frames, Frame(2, line)])
    if kind == "key":
        shot = replace(shot, keys=[Key(1, cel)])
    if kind == "soft":
        shot = replace(shot, settings=Settings(mode="soft"))
    with pytest.raises(ShotError, match=r"^candidates are for"):
        asked(shot, 2)


def test_it_stops_when_it_is_asked_to() -> None:
    stages: list[str] = []

    def stop() -> bool:
        return stages[-1:] == ["candidates"]

    with pytest.raises(Cancelled):
        asked(wall(), 4, Watch(lambda stage, done, total: stages.append(stage), stop))
    assert stages.count("candidates") == 1


def test_three_thousand_regions_in_doubt_take_bounded_time() -> None:
    """With the solver itself: a drawing of so many that are all a toss, 64 candidates."""
    rng = np.random.default_rng(1)
    votes = softmax(rng.normal(0, 0.5, (3000, 12)), axis=1).astype(np.float32)
    graph = ShotGraph([np.full(3000, -1, np.int32)], 12, 1, votes={0: votes})
    belief = solve_labels(graph)[0]
    first = belief.argmax(1)
    alike = [np.flatnonzero(first == swatch) for swatch in range(12)]
    parts = [part for of in alike for part in np.array_split(of, len(of) // 3)]
    began = time.process_time()
    found = diverse_labels(belief, parts, lambda odds: solve_labels(replace(graph, against={0: odds}))[0], 63)
    spent = time.process_time() - began
    print(f"{len(found)} more candidates of 3000 regions took {spent:.2f} s")
    assert len(found) > 40 and spent < 30
    rows = np.array([belief.argmax(1), *found])
    assert len(np.unique(rows, axis=0)) == len(rows)
    assert np.mean([len(np.unique(row[p])) == 1 for row in rows for p in parts]) > 0.999


def test_parts_change_as_one_and_the_likeliest_first() -> None:
    """Three parts of which the first two regions are one; no others may change, nothing unlikely comes."""
    belief = np.array([
        [0.70, 0.25, 0.05], [0.60, 0.39, 0.01], [0.50, 0.01, 0.49], [0.99, 0.005, 0.005], [0.97, 0.02, 0.01],
    ], np.float32)  # fmt: skip
    parts = [np.array([0, 1]), np.array([2]), np.array([3])]

    def solve(odds: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(softmax(np.log(belief) + odds, axis=1), np.float32)

    found = [labels.tolist() for labels in diverse_labels(belief, parts, solve, 9)]
    # the third region is nearly a toss, then the first two together; what is believed a hundredth never comes
    assert found[0] == [0, 0, 2, 0, 0] and found[1][:2] == [1, 1]
    assert sorted(found) == sorted([[0, 0, 2, 0, 0], [1, 1, 0, 0, 0], [1, 1, 2, 0, 0]])
    assert diverse_labels(belief, [], solve, 3) == []


def test_a_row_of_many_stays_a_picture_that_can_be_looked_at() -> None:
    solved = asked(wall(), 4)
    found = solved_candidates(solved, 1)
    line = solved.frames[1].line
    width, height = line.size
    assert side_by_side(line, found).shape == (height, 4 * width, 3)
    many = replace(found, swatches=np.repeat(found.swatches, 40, 0))
    shown = side_by_side(line, many)
    assert shown.shape[1] <= WIDEST and shown.shape[0] < height
