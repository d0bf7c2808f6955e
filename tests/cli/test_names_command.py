# SPDX-License-Identifier: Apache-2.0
"""Results stand under the names of the drawings they came from, by both ways."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from drawings import walk
from PIL import Image
from typer.testing import CliRunner

from shiage.cel.images import write_png
from shiage.cli.app import app

Run = Callable[..., "subprocess.CompletedProcess[str]"]
NAMES = ("A0001_v3", "A0001a_v1", "A0002_v2")


@pytest.fixture
def named(tmp_path: Path) -> Path:
    """Three drawings of a shot, one an added inbetween, and the key of the last."""
    folder = tmp_path / "shot"
    for part in ("lines", "keys"):
        (folder / part).mkdir(parents=True)
    shot, truth = walk(3)
    for name, frame in zip(NAMES, shot.frames, strict=True):
        write_png(folder / "lines" / f"{name}.png", (255 - frame.line.ink).astype(np.uint8))
    write_png(folder / "keys" / "A0002_color.png", truth[3])
    return folder


def color(*arguments: str | Path) -> dict[str, object]:
    result = CliRunner().invoke(app, ["color", *map(str, arguments), "--inline", "--json"])
    assert result.exit_code == 0, result.output
    answer: dict[str, object] = json.loads(result.stdout)
    return answer


def contents(folder: Path) -> dict[str, bytes]:
    """Files by name, without the time that the record says a run took."""
    files = {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    return {name: re.sub(rb', "seconds": [0-9.]+', b"", data) for name, data in files.items()}


def test_results_are_called_as_the_drawings_are_by_both_ways(named: Path, shiage: Run) -> None:
    done = shiage("color", named, "--json", "-o", named / "engine")
    assert done.returncode == 0, done.stderr
    color(named, "-o", named / "inline")
    assert contents(named / "engine") == contents(named / "inline")
    for part in ("frames", "cels"):
        assert sorted(p.stem for p in (named / "engine" / part).iterdir()) == sorted(NAMES)
    rows = json.loads((named / "engine" / "report.json").read_text())["frames"]
    assert [row["name"] for row in rows] == list(NAMES)
    assert [row["called"] for row in rows] == ["1", "1a", "2"]
    assert [row["key"] for row in rows] == [False, False, True]
    with Image.open(named / "engine" / "cels" / "A0002_v2.png") as picture:
        assert (np.asarray(picture) == walk(3)[1][3]).all(2).mean() > 0.98


def test_a_renamed_drawing_is_another_result(named: Path) -> None:
    color(named)
    assert color(named)["written"] == []
    (named / "lines" / "A0001a_v1.png").rename(named / "lines" / "A0001b_v1.png")
    assert color(named)["written"] == [1, 2, 3]
    assert sorted(p.stem for p in (named / "colored" / "frames").iterdir()) == [
        "A0001_v3", "A0001b_v1", "A0002_v2",
    ]  # fmt: skip


def test_a_record_from_elsewhere_names_no_file_outside(named: Path) -> None:
    color(named)
    (named / "precious.png").write_text("an artist's work")
    record = json.loads((named / "colored" / "job.json").read_text())
    strange = ["../../precious", "..", "a/../../../precious", 7, None, ["x"], "\0", "", {"a": 1}, 10**400]
    (named / "colored" / "job.json").write_text(json.dumps({**record, "input": "x", "names": strange}))
    color(named)
    assert (named / "precious.png").read_text() == "an artist's work"


def test_what_was_decided_in_reading_is_said(named: Path) -> None:
    for name in ("A0001_v2", "A0001"):
        write_png(named / "lines" / f"{name}.png", np.full((160, 160), 255, np.uint8))
    with Image.open(named / "keys" / "A0002_color.png") as picture:
        white = Image.new("RGBA", picture.size, "white")
        white.alpha_composite(picture)
    (named / "keys" / "A0002_color.png").unlink()
    white.convert("RGB").save(named / "keys" / "A0002_color.jpg", quality=95)
    result = CliRunner().invoke(app, ["color", str(named), "--inline"])
    assert result.exit_code == 0, result.output
    notes = [line for line in result.output.splitlines() if line.startswith("note: ")]
    assert any("A0001_v3.png" in note and "A0001_v2.png" in note for note in notes)
    assert any(note.startswith("note: frame 2: A0002_color.jpg: JPEG") for note in notes)
    said = json.loads((named / "colored" / "report.json").read_text())["notes"]
    assert [note["frame"] for note in said if note["text"].startswith("A0002_color.jpg: JPEG")] == [3]


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no UTF-8")
def test_names_in_another_encoding_and_with_strange_letters(named: Path) -> None:
    strange = os.fsdecode("原画0001".encode("shift_jis"))
    (named / "lines" / "A0001_v3.png").rename(named / "lines" / f"{strange}.png")
    (named / "lines" / "A0001a_v1.png").rename(named / "lines" / "red\x1b[31m 0001a.png")
    color(named)
    assert (named / "colored" / "frames" / f"{strange}.png").is_file()
    (named / "lines" / f"{strange}.png").write_bytes(b"x")
    result = CliRunner().invoke(app, ["color", str(named), "--inline"])
    assert result.exit_code == 2
    (named / "lines" / f"{strange}.png").unlink()
    (named / "lines" / "red\x1b[31m 0001a.png").write_bytes(b"x")
    result = CliRunner().invoke(app, ["color", str(named), "--inline"])
    assert result.exit_code == 2
    assert "\x1b" not in result.stderr


def test_how_names_are_read_is_shown_before_it_runs(named: Path) -> None:
    write_png(named / "lines" / "A0001_v2.png", np.full((160, 160), 255, np.uint8))
    result = CliRunner().invoke(app, ["color", str(named), "--list"])
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "frame 1   A0001_v3.png",
        "frame 1a  A0001a_v1.png",
        "frame 2   A0002_v2.png   key A0002_color.png",
        "note: A0001_v3.png in lines is the newest version; left out: A0001_v2.png",
    ]
    assert not (named / "colored").exists()
    (named / "keys" / "A0002_color.png").write_bytes(b"x")
    said = "3 drawings: A0001_v3 is frame 1, A0001a_v1 is frame 1a, A0002_v2 is frame 2"
    result = CliRunner().invoke(app, ["color", str(named), "--inline"])
    assert result.exit_code == 2 and result.stdout.splitlines()[0] == said
    for old, new in zip(NAMES, "123", strict=True):
        (named / "lines" / f"{old}.png").rename(named / "lines" / f"{new}.png")
    (named / "lines" / "A0001_v2.png").unlink()
    assert "drawings:" not in CliRunner().invoke(app, ["color", str(named), "--inline"]).stdout
