# SPDX-License-Identifier: Apache-2.0
"""Sheets as other programs write them, built after their sources and descriptions; nothing of them is lost.

Clip Studio: Celsys, XDTS file format 1.0; OpenToonz: toonz/xdtsio.cpp; XDTS Viewer: its empty sheet.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from shiage.cli.app import app
from shiage.pipeline.exposure_sheet import Exposure, ExposureSheet, SheetError
from shiage.pipeline.read_xdts import EMPTY, HEADER, TOEI, read_xdts
from shiage.pipeline.write_xdts import rewritten


def row(frame: int, value: str, **more: Any) -> dict[str, Any]:
    """A frame with its keys in the order that programs which sort them have."""
    return {"data": [{"id": 0, **more, "values": [value]}], "frame": frame}


def track(number: int, *rows: dict[str, Any]) -> dict[str, Any]:
    return {"frames": list(rows), "trackNo": number}


def clip_studio(path: Path) -> None:
    """One line of JSON; a timeline a table, a frame before the first, a frame rate, two columns A."""
    tables = []
    for name, cels in (("タイムライン 1", ("A1", "A2")), ("修正", ("A2", "A3"))):
        cel = track(0, row(-2, cels[0]), row(3, cels[1]), row(6, EMPTY))
        twice = track(1, row(0, EMPTY), row(2, "A4", options=["x"]), row(6, EMPTY))
        voice = {
            "fieldId": 3,
            "tracks": [track(0, {"data": [{"id": 0, "values": ["リサ", "え？"]}], "frame": 1})],
        }
        tables.append(
            {
                "duration": 6,
                "fields": [{"fieldId": 0, "tracks": [cel, twice]}, voice],
                "frameRate": 24,
                "name": name,
                "timeTableHeaders": [{"fieldId": 0, "names": ["A", "A"]}, {"fieldId": 3, "names": ["S1"]}],
            }
        )
    data = {"header": {"cut": "1", "scene": "1"}, "timeTables": tables, "version": 5}
    path.write_text(f"{HEADER}\n{json.dumps(data, ensure_ascii=False, separators=(',', ':'))}", "utf-8")


def opentoonz(path: Path) -> None:
    """Qt's JSON: keys sorted, four spaces; an empty column, marks, a column longer than the range shown."""
    body = track(2, row(0, EMPTY), row(1, "1", options=["OPTION_KEYFRAME"]), row(2, "SYMBOL_TICK_1"),
                 row(4, "2a"), row(9, "7"), row(12, EMPTY))  # fmt: skip
    table = {
        "duration": 8,
        "fields": [{"fieldId": 0, "tracks": [track(0, row(0, "1"), row(12, EMPTY)), body]}],
        "name": "cut001",
        "timeTableHeaders": [{"fieldId": 0, "names": [" bg", "", "頭"]}],
    }
    data = {"subversion": "p1", "timeTables": [table], "version": 5}
    path.write_text(f"{HEADER}\n{json.dumps(data, ensure_ascii=False, indent=4)}\n", "utf-8")


def digital_timesheet(path: Path) -> None:
    """Windows' line ends, a byte order mark; padded names, empty tracks, dialogue and camera, version 10."""
    camera = {
        "fieldId": 5,
        "tracks": [track(0, {"frame": 0, "data": [{"id": 1, "values": ["PAN", "A", "B"], "memo": "→"}]})],
    }
    cells = [track(0, row(0, "1"), row(2, "SYMBOL_HYPHEN"), row(3, "2"), row(6, EMPTY)), track(1), track(2)]
    heads = [
        {"fieldId": 0, "names": ["A", "B", "", ""]},
        {"fieldId": 3, "names": []},
        {"fieldId": 5, "names": ["1", "2"]},
    ]
    sheet = {
        "duration": 6,
        "name": "sheet1",
        "timeTableHeaders": heads,
        "fields": [{"fieldId": 0, "tracks": cells}, camera],
    }
    data = {
        "version": 10,
        "header": {"cut": "12A", "scene": "", "episode": 3.50},
        "timeTables": [sheet],
        "x-app": {"a": [None, 1e3]},
    }
    text = f"\ufeff{HEADER}\n{json.dumps(data, ensure_ascii=False, indent=chr(9))}\n"
    path.write_bytes(text.replace("\n", "\r\n").encode())


def browser_tool(path: Path) -> None:
    """Two spaces, no ids, a cel without a name for nothing."""
    rows = [{"frame": 0, "data": [{"values": ["A1"]}]}, {"frame": 2, "data": [{"values": []}]}]
    table = {
        "name": "timeline",
        "duration": 4,
        "frameRate": 24,
        "timeTableHeaders": [{"fieldId": 0, "names": ["A"]}],
        "fields": [{"fieldId": 0, "tracks": [{"trackNo": 0, "frames": rows}]}],
    }
    data = {"version": 5, "timeTables": [table]}
    path.write_text(f"{HEADER}\n{json.dumps(data, indent=2)}\n", "utf-8")


def empty(path: Path) -> None:
    """As XDTS Viewer begins one."""
    table = {"duration": 144, "name": "", "timeTableHeaders": [{"fieldId": 0, "names": []}]}
    path.write_text(f"{HEADER}\n{json.dumps({'timeTables': [table], 'version': 5}, indent=4)}\n", "utf-8")


PROGRAMS = [clip_studio, opentoonz, digital_timesheet, browser_tool, empty]
Sheet = Callable[[Path], None]


def spans(sheet: ExposureSheet) -> dict[str, list[tuple[int, str | None]]]:
    return {
        f"{column.track} {column.name}": [(one.frame, one.cel) for one in column.exposures]
        for column in sheet.columns
    }


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (clip_studio, {"0 A": [(0, "A1"), (3, "A2")], "1 A": [(0, None), (2, "A4")]}),
        (opentoonz, {"0 bg": [(0, "1")], "2 頭": [(0, None), (1, "1"), (4, "2a")]}),
        (digital_timesheet, {"0 A": [(0, "1"), (3, "2")], "1 B": [], "2 ": []}),
        (browser_tool, {"0 A": [(0, "A1"), (2, None)]}),
        (empty, {}),
    ],
)
def test_names_and_timing(tmp_path: Path, write: Sheet, said: dict[str, Any]) -> None:
    write(tmp_path / "c.xdts")
    tables = read_xdts(tmp_path / "c.xdts").tables
    assert spans(tables[0]) == said
    assert len(tables) == (2 if write is clip_studio else 1)
    if write is opentoonz:
        assert tables[0].columns[1].beyond == ("7",)


@pytest.mark.parametrize("write", PROGRAMS)
def test_what_is_not_changed_is_written_byte_for_byte(tmp_path: Path, write: Sheet) -> None:
    write(tmp_path / "c.xdts")
    before = (tmp_path / "c.xdts").read_bytes()
    for out in ("again.xdts", "c.xdts"):
        result = CliRunner().invoke(app, ["xdts", str(tmp_path / "c.xdts"), "-o", str(tmp_path / out)])
        assert result.exit_code == 0, result.output
        assert (tmp_path / out).read_bytes() == before


def differences(one: Any, other: Any, at: str = "") -> list[str]:
    """Places in which two JSON values differ; keys must also stand in one order."""
    if type(one) is not type(other):
        return [at]
    if isinstance(one, dict):
        if list(one) != list(other):
            return [at]
        return [d for key in one for d in differences(one[key], other[key], f"{at}/{key}")]
    if isinstance(one, list) and len(one) == len(other):
        return [
            d for n, pair in enumerate(zip(one, other, strict=True)) for d in differences(*pair, f"{at}/{n}")
        ]
    return [] if one == other else [at]


def body(path: Path) -> Any:
    return json.loads(path.read_text("utf-8-sig").partition("\n")[2])


@pytest.mark.parametrize("write", PROGRAMS[:4])
def test_a_renamed_column_is_all_that_changes(tmp_path: Path, write: Sheet) -> None:
    path, new = tmp_path / "c.xdts", tmp_path / "new.xdts"
    write(path)
    name = "頭" if write is opentoonz else "A"
    result = CliRunner().invoke(app, ["xdts", str(path), "-o", str(new), "--rename", f"{name}=LO 1"])
    assert result.exit_code == 0, result.output
    changed = differences(body(path), body(new))
    assert changed and all(place.split("/")[-2] == "names" for place in changed)
    assert [c.exposures for t in read_xdts(new).tables for c in t.columns] == [
        c.exposures for t in read_xdts(path).tables for c in t.columns
    ]
    back = CliRunner().invoke(app, ["xdts", str(new), "-o", str(new), "--rename", f"LO 1={name}"])
    assert back.exit_code == 0
    if write is digital_timesheet:  # how it wrote its numbers is not kept
        assert body(new) == body(path)
    else:
        assert new.read_bytes() == path.read_bytes()


def test_other_cels_leave_marks_options_and_all_else(tmp_path: Path) -> None:
    opentoonz(tmp_path / "c.xdts")
    file = read_xdts(tmp_path / "c.xdts")
    (table,) = file.tables
    head = table.columns[1]
    other = replace(head, exposures=(Exposure(0, "9"), Exposure(1, "1b"), Exposure(5, None)))
    (tmp_path / "n.xdts").write_bytes(rewritten(file, [replace(table, columns=(table.columns[0], other))]))
    assert read_xdts(tmp_path / "n.xdts").tables[0].columns[1] == other
    rows = body(tmp_path / "n.xdts")["timeTables"][0]["fields"][0]["tracks"][1]["frames"]
    assert rows == [
        row(0, "9"),
        row(1, "1b", options=["OPTION_KEYFRAME"]),
        row(2, "SYMBOL_TICK_1"),
        {"frame": 5, "data": [{"id": 0, "values": [EMPTY]}]},
        row(9, "7"),
        row(12, EMPTY),
    ]
    changed = differences(file.data, body(tmp_path / "n.xdts"))
    assert all(place.startswith("/timeTables/0/fields/0/tracks/1/frames") for place in changed)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--rename", "B=C"], "has no column B; its columns: A"),
        (["--rename", "A"], "--rename A: an old and a new name belong here"),
        (["--rename", "A=B", "--rename", "A=C"], "once each"),
    ],
)
def test_a_name_that_is_none_is_told(tmp_path: Path, words: list[str], said: str) -> None:
    browser_tool(tmp_path / "c.xdts")
    result = CliRunner().invoke(
        app, ["xdts", str(tmp_path / "c.xdts"), "-o", str(tmp_path / "n.xdts"), *words]
    )
    assert result.exit_code == 2 and said in result.output
    assert not (tmp_path / "n.xdts").exists()


def test_toeis_own_sheets_are_told(tmp_path: Path) -> None:
    (tmp_path / "c.xdts").write_text(f'{TOEI}\n{{"timeSheets": []}}')
    with pytest.raises(SheetError, match=r"c\.xdts, line 1: .*TDTS.*export it as XDTS"):
        read_xdts(tmp_path / "c.xdts")
