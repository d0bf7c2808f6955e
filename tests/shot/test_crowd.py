# SPDX-License-Identifier: Apache-2.0
"""Drawings with thousands of regions: they cost what they must, and come out right."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from drawings import face
from hatching import COAT, Picture, figure, hatched, screened, write_shot
from numpy.typing import NDArray

from shiage.cel.images import read_cel
from shiage.cel.lineart import LineArt
from shiage.cel.regions import find_regions
from shiage.shot.color import solve_shot
from shiage.shot.describe import description
from shiage.shot.describe.describe import describe
from shiage.shot.describe.description import Description
from shiage.shot.match import association_graph, candidate_features, crowded
from shiage.shot.match.candidate_features import Candidates
from shiage.shot.match.candidates import Pairs, candidates
from shiage.shot.match.feature_matcher import feature_matcher
from shiage.shot.match.matcher import RegionMatcher
from shiage.shot.match.motion import landings, motion
from shiage.shot.match.transport import Sparse, table
from shiage.shot.runtime import default_runtime
from shiage.shot.solved_shot import SolvedShot
from shiage.shot.types import Frame, Key, Shot


def described(picture: Picture) -> Description:
    line = LineArt.from_image(picture[0])
    return describe(line, find_regions(line))


def compared(regions: int) -> tuple[Description, Description, Candidates]:
    """Two hatched drawings of about so many regions each, in one density of cells, and their candidates."""
    side = round((regions * 50) ** 0.5)
    a, b = (described(hatched((side, side), 10, dx)) for dx in (0, 3))
    there, back = landings(motion(a, b), a, b)
    return a, b, Candidates.of(a, b, candidates(a, b, there, back))


def shot_of(pictures: list[Picture], keys: tuple[int, ...]) -> Shot:
    return Shot(
        frames=[Frame(n, LineArt.from_image(paper)) for n, (paper, _) in enumerate(pictures, 1)],
        keys=[Key(n, pictures[n - 1][1]) for n in keys],
    )


def right(solved: SolvedShot, pictures: list[Picture], number: int) -> float:
    """Share of the paper of a frame that has its true colour."""
    cel = solved.draw(number).painted(solved.palette)
    paper, truth = pictures[number - 1]
    return float((cel == truth).all(2)[paper > 200].mean())


@pytest.mark.parametrize("judge", [feature_matcher, lambda: default_runtime().matcher])
@pytest.mark.parametrize("drawn", ["faces", "cells"])
def test_where_all_pairs_are_candidates_it_says_what_the_full_table_says(
    judge: Callable[[], RegionMatcher], drawn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = {
        "faces": [face((70, 90))[0], face((80, 180), 320)[0]],
        "cells": [LineArt.from_image(hatched((300, 200), step)[0]) for step in (40, 50)],
    }
    a, b = (describe(line, find_regions(line, 0)) for line in lines[drawn])
    n, m = len(a.area), len(b.area)
    full = judge().transport(a, b, 3)
    monkeypatch.setattr(description, "CROWD", 1)
    monkeypatch.setattr(association_graph, "MOST_NEIGHBOURS", n + m)
    monkeypatch.setattr(crowded, "candidates", lambda *_: Pairs.of(np.arange(n * m), n, m))
    monkeypatch.setattr(candidate_features, "MUCH_LARGER", np.inf)  # the full table knows no pieces
    for whole, sparse in zip(full, judge().transport(a, b, 3), strict=True):
        assert isinstance(sparse, Sparse)
        assert table(sparse) == pytest.approx(table(whole), abs=1e-5)


def test_ordinary_drawings_have_the_full_table() -> None:
    a, b = described(hatched((600, 400), 40)), described(hatched((600, 400), 40, 5))
    assert 200 < len(a.area) <= description.CROWD
    assert not isinstance(default_runtime().matcher.transport(a, b, 1)[0], Sparse)


def test_pairs_grow_with_the_regions_and_every_region_has_some() -> None:
    sizes = []
    for regions in (1500, 6000):
        a, b, found = compared(regions)
        assert len(np.unique(found.pairs.one)) == len(a.area)
        assert len(np.unique(found.pairs.two)) == len(b.area)
        sizes.append((len(a.area), len(found.pairs.one), len(found.squares.pair)))
    growth = sizes[1][0] / sizes[0][0]
    assert growth > 3.5
    # the regions that are looked at closely are the same number in both, so that it is less
    assert sizes[1][1] / sizes[0][1] < growth * 1.1
    assert sizes[1][2] / sizes[0][2] < growth * 1.1


def test_paper_behind_thousands_of_dots_is_no_exception() -> None:
    a, b = described(screened((600, 400), 8)), described(screened((600, 400), 8, 4))
    there, back = landings(motion(a, b), a, b)
    found = Candidates.of(a, b, candidates(a, b, there, back))
    assert len(a.area) > 2000
    assert len(found.pairs.one) < 40 * len(a.area)
    assert len(found.squares.pair) < 200 * len(a.area)


def test_rows_are_probabilities() -> None:
    a, b = described(hatched((400, 300), 12)), described(figure((400, 300), 6))
    assert a.crowded
    assert not b.crowded
    for sparse in (*default_runtime().matcher.transport(a, b, 1), *feature_matcher().transport(b, a, 1)):
        rows = table(sparse)
        assert rows.min() >= 0
        assert rows.sum(1) == pytest.approx(np.ones(len(rows)), abs=1e-4)


def test_more_regions_than_opencv_takes_rows_end_in_colour() -> None:
    """Twelve rows a region are more than 32767 from 2731 regions on."""
    paper = np.zeros((170, 170), np.uint8)
    for at in range(0, 168, 3):
        for down in range(0, 168, 3):
            paper[down + 1 : down + 3, at + 1 : at + 3] = 255
    cel = np.full((170, 170, 4), COAT, np.uint8)
    pictures: list[Picture] = [(paper, cel), (paper, cel)]
    solved = solve_shot(shot_of(pictures, (1,)))
    assert len(solved.swatches[2]) == 56 * 56
    assert right(solved, pictures, 2) == 1


@pytest.mark.parametrize(
    ("first", "second", "least"),
    [
        ("hatched", "hatched", 0.995),
        ("screened", "screened", 0.995),
        ("coat", "coat", 0.995),
        ("plain", "hatched", 0.93),
        ("plain", "coat", 0.98),
        ("hatched", "plain", 0.995),
    ],
)
def test_cells_keep_the_colour_of_what_they_are_drawn_on(first: str, second: str, least: float) -> None:
    size = (640, 360)
    made = {
        "hatched": lambda dx: hatched(size, 12, dx),
        "screened": lambda dx: screened(size, 9, dx),
        "coat": lambda dx: hatched(size, 6, dx, COAT),
        "plain": lambda dx: figure(size, dx),
    }
    pictures = [made[first](0), made[second](4)]
    solved = solve_shot(shot_of(pictures, (1,)))
    assert max(len(swatches) for swatches in solved.swatches.values()) > description.CROWD
    assert right(solved, pictures, 2) > least


def test_a_step_of_crowded_drawings_is_taken_up_again() -> None:
    pictures = [hatched((400, 300), 10, dx) for dx in (0, 3)]
    kept: dict[str, dict[str, NDArray[np.generic]]] = {}

    class Steps:
        def get(self, step: str) -> dict[str, NDArray[np.generic]] | None:
            return kept.get(step)

        def put(self, step: str, arrays: dict[str, NDArray[np.generic]]) -> None:
            assert step not in kept
            kept[step] = arrays

    once = solve_shot(shot_of(pictures, (1,)), Steps())
    again = solve_shot(shot_of(pictures, (1,)), Steps())
    assert np.array_equal(once.confidence[2], again.confidence[2])
    assert sum(a.nbytes for a in kept["match-0-1"].values()) < 2**20


COLOR = """
import sys
from shiage.cli.app import app
from shiage.shot.evaluate.profile_shot import peak_memory
app(sys.argv[1:], standalone_mode=False)
print(peak_memory())
"""


def test_ten_thousand_regions_fit_two_gibibytes_and_come_out_right(tmp_path: Path) -> None:
    pictures = [hatched((1920, 1080), 20, 4 * t) for t in range(2)]
    folder = write_shot(tmp_path / "shot", pictures)
    run = [sys.executable, "-c", COLOR, "color", str(folder), "--inline", "-o", str(tmp_path / "out")]
    said = subprocess.run(run, stdout=subprocess.PIPE, text=True, check=True).stdout
    assert int(said.split()[-1]) < 2 << 30
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert all(row["regions"] > 10_000 for row in report["frames"])
    cel = read_cel(tmp_path / "out" / "cels" / "0002.png")
    paper, truth = pictures[1]
    assert (cel == truth).all(2)[paper > 200].mean() > 0.995
