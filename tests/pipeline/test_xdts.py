# SPDX-License-Identifier: Apache-2.0
"""Exposure sheets: what they say, what is written again, and columns coloured from them for real."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from shiage.cel.census import pack
from shiage.cel.images import read_cel, write_png
from shiage.cli.app import app
from shiage.demo.shot import write_demo
from shiage.pipeline.exposure_sheet import Exposure, SheetError
from shiage.pipeline.read_xdts import HEADER, read_xdts
from shiage.shot.review.corrections_file import SavedCorrection, write_corrections

Rows = list[tuple[int, str]]


def sheet_data(columns: dict[str, Rows], duration: int = 12) -> dict[str, Any]:
    tracks = [
        {"trackNo": n, "frames": [{"frame": f, "data": [{"id": 0, "values": [v]}]} for f, v in rows]}
        for n, rows in enumerate(columns.values())
    ]
    dialogue = {"fieldId": 3, "tracks": [{"trackNo": 0, "frames": []}]}
    table = {
        "duration": duration,
        "name": "sheet 1",
        "fields": [{"fieldId": 0, "tracks": tracks}, dialogue],
        "timeTableHeaders": [{"fieldId": 3, "names": ["who"]}, {"fieldId": 0, "names": list(columns)}],
    }
    return {"header": {"cut": "12", "scene": "3"}, "timeTables": [table], "version": 5}


def save(path: Path, data: object, head: str = HEADER, end: str = "\n") -> Path:
    path.write_bytes(f"{head}{end}{json.dumps(data, indent=1)}".encode())
    return path


HELD: Rows = [(0, "B12a"), (2, "SYMBOL_TICK_1"), (4, "SYMBOL_NULL_CELL"), (6, "B1"), (7, "SYMBOL_HYPHEN"),
              (9, "B12a"), (12, "SYMBOL_NULL_CELL")]  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_sheet_is_read_with_its_timing(tmp_path: Path, end: str) -> None:
    columns = {"A": [(3, "A1")], "背景": HELD}
    (sheet,) = read_xdts(save(tmp_path / "c.xdts", sheet_data(columns), end=end)).tables
    assert (sheet.cut, sheet.scene, sheet.duration) == ("12", "3", 12)
    assert [c.name for c in sheet.columns] == ["A", "背景"]
    b = sheet.columns[1]
    assert b.cels() == ["B12a", "B1"]
    assert b.exposures == (Exposure(0, "B12a"), Exposure(4, None), Exposure(6, "B1"), Exposure(9, "B12a"))
    again = tmp_path / "again.xdts"
    result = CliRunner().invoke(app, ["xdts", str(tmp_path / "c.xdts"), "-o", str(again)])
    assert again.read_bytes() == (tmp_path / "c.xdts").read_bytes()
    assert "scene 3 cut 12: 12 frames" in result.stdout
    spans = [line.strip() for line in result.stdout.partition("column 背景: 2 drawings")[2].splitlines()]
    assert spans[1:4] == ["1-4  B12a", "7-9  B1", "10-12  B12a"]


def _changed(**changes: Any) -> dict[str, Any]:
    return {**sheet_data({"A": [(0, "A1")]}), **changes}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (_changed(version=9), "version: 9 is unknown"),
        (_changed(timeTables=[]), "timeTables: it has no time table"),
        (sheet_data({"A": [(0, "A1"), (0, "A2")]}), r"frames\[1\]: column A says frame 0 twice"),
        (sheet_data({"": [(0, "A1")]}), "gives track 0 no name"),
        ([], "an object belongs here"),
        (sheet_data({"A": [(-2_000_000, "A1")]}), r"frames\[0\].frame: a whole number"),
    ],
)
def test_a_bad_sheet_is_told_by_file_and_place(tmp_path: Path, data: object, words: str) -> None:
    with pytest.raises(SheetError, match=rf"bad\.xdts, .*{words}"):
        read_xdts(save(tmp_path / "bad.xdts", data))


def test_a_torn_sheet_is_told_by_its_line(tmp_path: Path) -> None:
    path = save(tmp_path / "torn.xdts", sheet_data({"A": HELD}))
    whole = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(whole[:20]) + "\n", "utf-8")
    with pytest.raises(SheetError, match=r"torn\.xdts, line (20|21), column \d+: torn"):
        read_xdts(path)
    for text in ("[" * 200_000, '{"version": ' + "9" * 5000 + "}"):
        path.write_text(f"{HEADER}\n{text}", "utf-8")
        with pytest.raises(SheetError, match=r"torn\.xdts"):
            read_xdts(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(SheetError, match="no UTF-8"):
        read_xdts(path)
    with pytest.raises(SheetError, match="line 1"):
        read_xdts(save(path, {}, "{}"))


@pytest.fixture
def cut(tmp_path: Path) -> Path:
    """A sheet of three columns, three drawings of the demo each, under names of three kinds."""
    write_demo(tmp_path / "demo", 3, (384, 216))
    for column, names in {"A": "A0001 A0002 A0003", "B": "1 2 2a", "C": "C_1 C_2 C_3"}.items():
        for part, numbers in (("lines", (1, 2, 3)), ("keys", (1, 3))):
            (tmp_path / column / part).mkdir(parents=True)
            for n in numbers:
                name = names.split()[n - 1]
                shutil.copy(tmp_path / f"demo/{part}/{n:04d}.png", tmp_path / column / part / f"{name}.png")
    columns: dict[str, Rows] = {
        "A": [(0, "A1"), (2, "A2"), (5, "A3"), (7, "A1")],
        "B": [(1, "2a"), (3, "1"), (4, "SYMBOL_NULL_CELL"), (6, "B2"), (8, "2a")],
        "C": [(0, "3"), (4, "SYMBOL_HYPHEN"), (6, "1"), (9, "3")],
        "empty": [(0, "SYMBOL_NULL_CELL")],
    }
    return save(tmp_path / "cut.xdts", sheet_data(columns))


def test_the_cels_of_a_cut_are_listed(cut: Path) -> None:
    result = CliRunner().invoke(app, ["color", str(cut), "--list"])
    assert result.stdout.splitlines()[4:8] == [
        "column B", "cel 2a  2a.png  key 2a.png", "cel 1   1.png   key 1.png", "cel B2  2.png",
    ]  # fmt: skip
    assert not (cut.parent / "cut_colored").exists()


def test_each_drawing_of_a_cut_is_coloured_once_under_its_own_name(cut: Path) -> None:
    result = CliRunner().invoke(app, ["color", str(cut), "--inline", "--json"])
    assert result.exit_code == 0, result.output
    out = cut.parent / "cut_colored"
    there = {c: sorted(f.stem for f in (out / c / "cels").iterdir()) for c in "ABC"}
    assert there == {"A": ["A0001", "A0002", "A0003"], "B": ["1", "2", "2a"], "C": ["C_1", "C_3"]}
    assert (out / "cut.xdts").read_bytes() == cut.read_bytes()
    columns = json.loads(result.stdout)["columns"]
    assert {name: len(one["written"]) for name, one in columns.items()} == {"A": 3, "B": 3, "C": 2}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda home: (home / "C/lines/C_3.png").unlink(), "column C, frame 1: cel 3 has no drawing"),
        (lambda home: shutil.copy(home / "B/lines/2.png", home / "B/lines/B02.png"), "are both cel B2"),
        (lambda home: shutil.rmtree(home / "C/keys"), "no key; colour a cel of column C"),
    ],
)
def test_nothing_is_written_of_a_cut_that_lacks_something(cut: Path, change: Any, words: str) -> None:
    change(cut.parent)
    result = CliRunner().invoke(app, ["color", str(cut), "--inline"])
    assert result.exit_code != 0
    assert words in result.stderr
    assert not (cut.parent / "cut_colored").exists()


def test_several_time_tables_are_one_columns_drawings(cut: Path) -> None:
    """Of a cut that has a second timeline each drawing is there once, whichever of them shows it."""
    data = sheet_data({"A": [(0, "A3"), (2, "A1")], "C": [(0, "1")]})
    data["timeTables"].append(sheet_data({"A": [(1, "A2"), (3, "A1")]})["timeTables"][0])
    save(cut, data)
    result = CliRunner().invoke(app, ["color", str(cut), "--list"])
    rows = [line.split()[1] for line in result.stdout.splitlines() if not line.startswith("note")]
    assert rows == ["A", "A3", "A1", "A2", "C", "1"]
    shown = CliRunner().invoke(app, ["xdts", str(cut)]).stdout
    assert shown.count("column A: 2 drawings") == 2
    (cut.parent / "A/lines/A0002.png").unlink()
    data["timeTables"][1]["name"] = "second"
    result = CliRunner().invoke(app, ["color", str(save(cut, data)), "--inline"])
    assert result.exit_code == 2
    assert "cut.xdts, table second, column A, frame 2: cel A2 has no drawing" in result.stderr


ODD = (1, 2, 3, 255)


def test_what_lies_beside_a_column_counts_as_in_a_shot(cut: Path) -> None:
    """A has a correction, B scribbles and no key, C a model sheet and no key."""
    home = cut.parent
    data = sheet_data({"A": [(0, "A3"), (2, "A1"), (40, "A2")], "B": [(0, "2a"), (3, "1")], "C": [(0, "1")]})
    save(cut, data)
    truth = read_cel(home / "A/keys/A0001.png")
    values, counts = np.unique(pack(truth), return_counts=True)
    paint = int(values[counts == counts[values != 0].max()][0])
    ys, xs = np.nonzero(cv2.erode((pack(truth) == paint).astype(np.uint8), np.ones((9, 9))))
    spot = (int(xs[len(xs) // 2]), int(ys[len(ys) // 2]))
    # in A's folder A0001 is frame 1, on the sheet it is the second cel; A0002 the sheet does not show
    saved = [SavedCorrection(1, *spot, ODD), SavedCorrection(2, *spot, ODD)]
    (home / "A/keys/A0001.png").unlink()
    write_corrections(home / "A/corrections.json", saved)
    strokes = np.zeros_like(truth)
    strokes[spot[1] - 1 : spot[1] + 2, spot[0] - 3 : spot[0] + 4] = ODD
    (home / "B/scribbles").mkdir()
    write_png(home / "B/scribbles/1.png", strokes)
    (home / "C/sheets").mkdir()
    shutil.copy(home / "demo/truth/0001.png", home / "C/sheets/lisa.png")
    shutil.copy(home / "demo/lines/0001.png", home / "C/sheets/lisa.line.png")
    for column in "BC":
        shutil.rmtree(home / column / "keys")
    result = CliRunner().invoke(app, ["color", str(cut), "--inline", "--json"])
    assert result.exit_code == 0, result.output
    columns = json.loads(result.stdout)["columns"]
    out = home / "cut_colored"
    assert read_cel(out / "A/cels/A0001.png")[spot[1], spot[0]].tolist() == list(ODD)
    assert any("cels behind the sheet's end are not coloured: A2" in note for note in columns["A"]["notes"])
    assert "corrections of drawings that the sheet does not show: 1" in columns["A"]["notes"]
    assert read_cel(out / "B/cels/1.png")[spot[1], spot[0]].tolist() == list(ODD)
    same = read_cel(out / "C/cels/C_1.png")[spot[1], spot[0]].tolist() == truth[spot[1], spot[0]].tolist()
    assert same and columns["C"]["written"] == [1]
