# SPDX-License-Identifier: Apache-2.0
"""Tables of what tuning is worth: films are drawn, models tuned, shots scored once, a section written."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from boxes import write_boxes

from shiage.training.config import TrainingError
from shiage.tuning.bench import film, rows, tuned
from shiage.tuning.bench.film import Film, draw_cuts, draw_scored
from shiage.tuning.bench.rows import rows_of
from shiage.tuning.bench.tables import BEGIN, END, Plan, measure, section
from shiage.tuning.bench.tuned import Budget


@pytest.fixture
def boxes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Film:
    """Small shots of a film."""
    torch.set_num_threads(1)
    for name, value in (("SIDE", 128), ("CUT", 4), ("WHOLE", 5)):
        monkeypatch.setattr(film, name, value)
    for room in (rows, tuned):
        monkeypatch.setattr(room, "CUT", 4)
    monkeypatch.setattr(rows, "SIDE", 64)
    (tmp_path / "characters").mkdir()
    write_boxes(tmp_path / "characters" / "boxes.json")
    return Film.named(f"lottie:{tmp_path / 'characters'}")


def test_cuts_and_scored_shots_are_drawn_once_and_differ(boxes: Film, tmp_path: Path) -> None:
    first = draw_cuts(boxes, tmp_path / "film", 2)
    made = {file: file.read_bytes() for cut in first for file in cut.rglob("*.png")}
    assert len(made) == 2 * 2 * 4
    more = draw_cuts(boxes, tmp_path / "film", 3)
    assert more[:2] == first
    assert all(file.read_bytes() == content for file, content in made.items())
    (scored,) = draw_scored(boxes, tmp_path / "film", 1)
    assert len(list((scored / "lines").iterdir())) == 5
    assert (scored / "truth" / "0001.png").read_bytes() not in made.values()


def test_the_first_film_is_turned_and_the_second_begins_with_its_model() -> None:
    found = list(rows_of(["a", "b", "c"], (0, 8), (0, 90)))
    assert {(r.film, r.hue) for r in found if r.hue} == {("a", 90)}
    assert {(r.film, r.begin) for r in found if r.begin != "shiage"} == {("b", "a")}
    assert len(found) == len(set(found)) == 2 * (2 * 3 + 1 + 1)


def test_from_a_film_to_its_tables(boxes: Film, tmp_path: Path) -> None:
    plan = Plan((boxes,), (0, 2), (0, 90), 1, Budget(0.3, 5, 64), tmp_path / "out")
    said: list[str] = []
    found = measure(plan, said.append)
    after = [row for row in found if row.sequences]
    assert len(found) == 6 and len(after) == 3
    begun = found[next(row for row in found if not row.sequences)].networks
    for row in after:
        networks = found[row].networks
        assert networks.color.digest != begun.color.digest
        assert networks.adopted == (networks.matcher.digest != begun.matcher.digest)
        assert all(minutes > 0 for minutes in networks.minutes)
    assert all(0 <= got.figures.acc_thres <= 1 and got.figures.psnr > 5 for got in found.values())
    scored = {file: file.stat().st_mtime_ns for file in (tmp_path / "out").rglob("*.json")}
    assert measure(plan, said.append) == found
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "out").rglob("*.json")} == scored
    text = section(plan, found, "shiage bench tunes")
    assert text.startswith(BEGIN) and text.endswith(END)
    assert text.count("| 90° |") == 2 and "Table 7" not in text


def test_what_is_no_film_is_refused(tmp_path: Path) -> None:
    for text in ("lottie", f"lottie:{tmp_path / 'none'}"):
        with pytest.raises(TrainingError, match="KIND:FOLDER"):
            Film.named(text)
    with pytest.raises(TrainingError, match="no Lottie file"):
        draw_cuts(Film("lottie", tmp_path), tmp_path / "film", 1)
