# SPDX-License-Identifier: Apache-2.0
"""`shiage review` and `shiage correct` for real: the page, what it saves, and what holds from then on."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawings import BLUE, RED, SKIN
from finished_shots import walking, write_finished
from typer.testing import CliRunner

from shiage.cel.images import read_cel, write_png
from shiage.cli.app import app

GREEN = (10, 160, 60, 255)


def run(*arguments: str | Path) -> Any:
    return CliRunner().invoke(app, [*map(str, arguments), "--inline"])


def answer(*arguments: str | Path) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.fixture
def faces(tmp_path: Path) -> Path:
    """A shot of five frames, the first a key."""
    return write_finished(tmp_path / "c001", walking(5), keys=[1], truth=False)


def page_data(page: Path) -> dict[str, Any]:
    found = re.search(
        r'<script id="data" type="application/json">(.*?)</script>', page.read_text("utf-8"), re.S
    )
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def hat_of(page: Path, frame: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The frame and its region that is painted red."""
    data = page_data(page)
    swatch = next(i for i, s in enumerate(data["palette"]) if s["colour"] == list(RED))
    shown = next(f for f in data["frames"] if f["number"] == frame)
    return shown, next(r for r in shown["regions"] if r["swatch"] == swatch)


def saved(shown: dict[str, Any], region: dict[str, Any], colour: tuple[int, ...]) -> dict[str, Any]:
    """A correction as the page saves it."""
    mark = {
        "drawing": shown["drawing"],
        "middle": shown["middle"],
        "box": region["box"],
        "shape": region["shape"],
    }
    x, y = region["at"]
    return {"frame": shown["number"], "x": x, "y": y, "colour": list(colour), "mark": mark}


def write_file(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"kind": "shiage corrections 1", "corrections": rows}), "utf-8")
    return path


def at(shot: Path, frame: int, spot: list[int]) -> tuple[int, ...]:
    """The colour of a pixel of a coloured frame."""
    x, y = spot
    return tuple(read_cel(shot / "colored" / "cels" / f"{frame:04d}.png")[y, x].tolist())


def test_the_page_needs_nothing_else(faces: Path) -> None:
    made = answer("review", faces)
    page = Path(made["page"])
    text = page.read_text("utf-8")
    assert page == faces / "review.html" and made["frames"] == 5
    assert not re.search(r"""(src|href)\s*=\s*["'](?!data:)""", text)
    assert "://" not in re.sub(r"data:[^\"]*", "", text)
    data = page_data(page)
    assert [f["key"] for f in data["frames"]] == [True, False, False, False, False]
    assert all(0 <= r["sure"] <= 1 and r["area"] > 0 for f in data["frames"] for r in f["regions"])
    tracks = {r["track"] for r in [hat_of(page, n)[1] for n in range(1, 6)]}
    assert len(tracks) == 1  # the hat is one part all along


def test_a_correction_holds_from_then_on(faces: Path, tmp_path: Path) -> None:
    page = Path(answer("review", faces)["page"])
    answer("color", faces)
    shown, hat = hat_of(page, 3)
    assert at(faces, 3, hat["at"]) == RED
    done = answer("correct", faces, write_file(tmp_path / "said.json", saved(shown, hat, GREEN)))
    assert (done["taken"], done["held"]) == (1, 1)
    assert at(faces, 3, hat["at"]) == GREEN
    answer("color", faces)
    assert at(faces, 3, hat["at"]) == GREEN
    for number in (2, 4, 5):  # what was sure of other parts stays
        face, eyes = walking(5)[number - 1], {SKIN, BLUE}
        line, truth = face
        cel = read_cel(faces / "colored" / "cels" / f"{number:04d}.png")
        for colour in eyes:
            mask = (truth == colour).all(2) & (line.ink < 20)
            assert (cel[mask] == colour).all()
    assert page_data(Path(answer("review", faces)["page"]))["frames"][2]["regions"]
    again = hat_of_colour(Path(answer("review", faces)["page"]), 3, GREEN)
    assert again["corrected"] and again["sure"] > 0.99


def hat_of_colour(page: Path, frame: int, colour: tuple[int, ...]) -> dict[str, Any]:
    data = page_data(page)
    swatch = next(i for i, s in enumerate(data["palette"]) if s["colour"] == list(colour))
    found: dict[str, Any] = next(r for r in data["frames"][frame - 1]["regions"] if r["swatch"] == swatch)
    return found


@pytest.mark.parametrize("moved", [(0, 0), (0, 9), (-30, 14)])
def test_a_correction_holds_when_the_drawing_is_retouched(
    faces: Path, tmp_path: Path, moved: tuple[int, int]
) -> None:
    page = Path(answer("review", faces)["page"])
    shown, hat = hat_of(page, 3)
    answer("correct", faces, write_file(tmp_path / "said.json", saved(shown, hat, GREEN)))
    file = faces / "lines" / "0003.png"
    line = np.roll(read_cel(file)[..., 0], moved, (1, 0))
    x, y = hat["box"][0] + moved[0], hat["box"][1] + moved[1] + hat["box"][3] - 3
    line[y : y + 2, max(0, x - 3) : x] = 0  # a stroke beside it
    write_png(file, line)
    assert answer("color", faces)["notes"] == []
    assert at(faces, 3, [hat["at"][0] + moved[0], hat["at"][1] + moved[1]]) == GREEN


def test_a_region_that_is_gone_is_said(faces: Path, tmp_path: Path) -> None:
    page = Path(answer("review", faces)["page"])
    shown, hat = hat_of(page, 3)
    eye = next(r for r in shown["regions"] if r["area"] < 0.2 * hat["area"])
    answer("correct", faces, write_file(tmp_path / "said.json", saved(shown, eye, GREEN)))
    line = read_cel(faces / "lines" / "0003.png")[..., 0]
    x, y, w, h = eye["box"]
    line[y - 3 : y + h + 3, x - 3 : x + w + 3] = 255
    write_png(faces / "lines" / "0003.png", line)
    assert any("not found again" in note for note in answer("color", faces)["notes"])


def test_the_last_word_on_a_region_holds_and_can_be_taken_back(faces: Path, tmp_path: Path) -> None:
    page = Path(answer("review", faces)["page"])
    shown, hat = hat_of(page, 4)
    answer("correct", faces, write_file(tmp_path / "a.json", saved(shown, hat, GREEN)))
    done = answer("correct", faces, write_file(tmp_path / "b.json", saved(shown, hat, BLUE)))
    assert done["held"] == 1 and at(faces, 4, hat["at"]) == BLUE
    assert answer("correct", faces, "--undo")["held"] == 1
    assert at(faces, 4, hat["at"]) == GREEN
    twice = run("correct", faces, "--undo")
    assert twice.exit_code == 2 and "could be taken back" in twice.output


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "no whole file"),
        ("[]", "no file of corrections"),
        ('{"kind": "shiage corrections 1", "corrections": [{"frame": 1}]}', "correction 1 is none"),
        ('{"kind": "shiage corrections 1", "corrections": [3]}', "correction 1 is none"),
        ('{"kind": "other", "corrections": []}', "no file of corrections"),
        ("[" * 100_000, "no whole file"),
    ],
)
def test_a_file_that_is_none_is_named(faces: Path, tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "bad.json").write_text(text)
    said = run("correct", faces, tmp_path / "bad.json")
    assert said.exit_code == 2 and words in said.output and "bad.json" in said.output
    assert not (faces / "corrections.json").exists()


def test_corrections_of_another_shot_are_refused(faces: Path, tmp_path: Path) -> None:
    page = Path(answer("review", faces)["page"])
    shown, hat = hat_of(page, 3)
    row = saved(shown, hat, GREEN) | {"frame": 77}
    said = run("correct", faces, write_file(tmp_path / "said.json", row))
    assert said.exit_code == 2 and "another shot" in said.output
    assert not (faces / "corrections.json").exists()


def test_names_of_swatches_end_no_script(faces: Path, tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(
        json.dumps([{"name": "</script><b>", "rgba": list(c)} for c in (RED, BLUE, SKIN)])
    )
    made = ["production", "new", str(tmp_path / "film"), "--palette", str(tmp_path / "p.json")]
    assert CliRunner().invoke(app, made).exit_code == 0
    page = Path(answer("review", faces, "--production", tmp_path / "film")["page"])
    names = {swatch["name"] for swatch in page_data(page)["palette"]}
    assert "</script><b>" in {name.split(": ")[-1] for name in names}
