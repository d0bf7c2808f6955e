# SPDX-License-Identifier: Apache-2.0
"""What a production remembers: described once, found again, and asked only where keys leave a question."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawings import BLUE, RED, SKIN, walk
from finished_shots import walking, write_finished

from shiage.cel.images import read_cel, write_png
from shiage.cel.palette import Palette
from shiage.production.folder import Production, open_production
from shiage.production.memory.choose import MOST_REFERENCES, Asked, choose
from shiage.production.memory.index import MemoryIndex, open_memory
from shiage.production.memory.recall import solve_with_memory
from shiage.production.memory.seen import PART, WHOLE, SeenDrawing, look_at
from shiage.shot.color import solve_shot
from shiage.shot.types import Frame, ModelSheet, Scribbles, Settings, Shot, ShotError

Run = Callable[..., Any]


@pytest.fixture
def film(production: Path) -> Production:
    return open_production(production)


def stamps(film: Production) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in film.memory.iterdir()}


def right(solved: Any, number: int, drawn: Any) -> float:
    """Share of the open pixels of a frame that have the truth's colour."""
    line, truth = drawn
    cel = solved.draw(number).painted(solved.palette)
    return float((cel == truth).all(2)[line.ink < 20].mean())


def test_a_shot_without_a_key_is_coloured_from_a_cut(film: Production, tmp_path: Path, run: Run) -> None:
    shot = write_finished(tmp_path / "c010", walking(4, 7), truth=False)
    said = run("color", shot, "--production", film.folder, "--inline")
    assert said.exit_code == 0, said.output
    for number, (line, truth) in enumerate(walking(4, 7), 1):
        got = read_cel(shot / "colored" / "cels" / f"{number:04d}.png")
        assert (got == truth).all(2)[line.ink < 20].mean() > 0.99


def test_a_drawing_is_described_once(film: Production) -> None:
    assert len(open_memory(film).whole) == 4  # by `production add`
    before = stamps(film)
    again = open_memory(film)
    assert len(again.whole) == 4 and stamps(film) == before


def test_only_a_drawing_that_has_changed_is_described_again(
    film: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def look(sheet: ModelSheet, settings: Settings) -> SeenDrawing:
        looked.append(sheet.name)
        return look_at(sheet, settings)

    monkeypatch.setattr("shiage.production.memory.store.look_at", look)
    truth = film.cuts / "c001" / "truth"
    os.utime(truth / "0001.png", (5, 5))
    assert len(open_memory(film).whole) == 4 and looked == []  # the same content
    write_png(truth / "0002.png", read_cel(truth / "0002.png")[:, ::-1])
    open_memory(film)
    assert looked == ["c001 2"]


def test_a_torn_memory_is_made_anew(film: Production) -> None:
    whole = open_memory(film).whole
    for path in film.memory.iterdir():
        path.write_bytes(path.read_bytes()[:100])
    made = open_memory(film)
    assert (made.whole == whole).all() and len(made.known(0).parts) > 8
    assert (open_memory(film).whole == whole).all()


def test_a_cut_that_is_taken_out_is_forgotten(film: Production) -> None:
    (film.cuts / "c001").rename(film.folder / "aside")
    assert len(open_memory(film).whole) == 0
    shot, _ = walk(3, keys=())
    with pytest.raises(ShotError, match="colour at least one frame"):
        solve_with_memory(shot, open_memory(film))


def test_scribbles_are_enough_where_nothing_is_remembered(film: Production) -> None:
    (film.cuts / "c001").rename(film.folder / "aside")
    shot, truth = walk(3, keys=())
    strokes = np.zeros_like(truth[1])
    strokes[112:115, 60:72], strokes[88:91, 53:58], strokes[51:54, 60:72] = SKIN, BLUE, RED
    solved = solve_with_memory(replace(shot, scribbles=[Scribbles(1, strokes)]), open_memory(film))
    assert min(right(solved, f.number, (f.line, truth[f.number])) for f in shot.frames) > 0.95


def test_what_is_sure_stays_as_it_was(film: Production) -> None:
    shot, _ = walk(6)
    alone, asked = solve_shot(shot), solve_with_memory(shot, open_memory(film), sure=0.5)
    for number in alone.numbers:
        sure = alone.confidence[number] >= 0.5
        before, after = alone.palette.colours, asked.palette.colours
        same = before[alone.swatches[number]] == after[asked.swatches[number]]
        assert same.all(1)[sure].all()


def test_a_sure_shot_asks_nothing(film: Production) -> None:
    """It is the very result, so memory cost no second solving."""
    shot, _ = walk(3, keys=(1, 3))
    solved = solve_with_memory(shot, open_memory(film), sure=0.0)
    alone = solve_shot(shot)
    for number in alone.numbers:
        assert (solved.draw(number).labels == alone.draw(number).labels).all()
        assert (solved.confidence[number] == alone.confidence[number]).all()


def test_a_blank_frame_among_those_in_question(film: Production) -> None:
    shot, _ = walk(4)
    blank = type(shot.frames[0].line)(np.zeros_like(shot.frames[0].line.ink))
    frames = [*shot.frames[:2], Frame(3, blank), *shot.frames[3:]]
    solved = solve_with_memory(Shot(frames, shot.keys), open_memory(film), sure=1.1)
    assert right(solved, 4, walking(1, 4)[0]) > 0.99
    assert solved.blank == {3}


def test_a_cut_in_other_colours_than_the_palette_teaches_nothing(film: Production) -> None:
    shot, _ = walk(3)
    other = Palette(np.array([RED, BLUE, (1, 99, 2, 255)], np.uint8), ("r", "b", "g"))
    with pytest.raises(ShotError, match=r"#fadcbe, which the palette lacks.*colour at least one frame"):
        solve_with_memory(Shot(shot.frames, [], palette=other), open_memory(film))
    own = Palette(np.array([RED, BLUE, SKIN], np.uint8), ("r", "b", "s"))
    solved = solve_with_memory(Shot(shot.frames, [], palette=own), open_memory(film))
    assert set(own.names) < set(solved.palette.names)


def test_of_very_many_drawings_few_are_looked_into(film: Production) -> None:
    index, many = open_memory(film), 16_000
    known = index.known(0)
    thrown = np.random.default_rng(3)
    whole = thrown.standard_normal((many, WHOLE)).astype(np.float32) * index.whole.std() + index.whole.mean()
    whole[123] = known.whole[2]
    looked: list[int] = []

    class Counting(MemoryIndex):
        def known(self, source: int) -> Any:
            looked.append(source)
            return known

    place = np.full(many, 0)
    place[123] = 2
    large = Counting(film, index.sources, index.states, whole, np.arange(many), place)
    seen = SeenDrawing(known.parts_of(2), known.whole[2], np.arange(len(known.parts_of(2))))
    found = choose(large, [Asked(1, seen, np.ones(len(seen.parts), np.float32))], [])
    assert found[0].source == 123 and len(found) <= MOST_REFERENCES
    assert len(looked) <= 48 and seen.parts.shape[1] == PART
