# SPDX-License-Identifier: Apache-2.0
"""The folder of results, where others write too: two runs at a time, planted links, strange records."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner

from shiage.cli.app import app
from shiage.cli.record import RECORD, read_record
from shiage.wire.regular_files import printable

GOOD: dict[str, Any] = {"shiage": "0", "input": "x", "written": [1, 2], "job": None}

STRANGE: dict[str, bytes] = {
    "a list": b"[1]",
    "nothing": b"",
    "no UTF-8": b"\xff\xfe{",
    "torn": b'{"input": "x", "wri',
    "deep": b"[" * 100_000,
    "no frames": json.dumps({**GOOD, "written": None}).encode(),
    "5,000 digits": b'{"input": "x", "written": [' + b"9" * 5000 + b"]}",
    "a job that is a number": json.dumps({**GOOD, "job": 7}).encode(),
    "an input that is a list": json.dumps({**GOOD, "input": []}).encode(),
    "zeros": b"\0" * 10_000,
}


def set_aside(folder: Path) -> list[Path]:
    return list(folder.glob(f"{RECORD}.aside-*"))


def test_a_record_of_ours_is_read(tmp_path: Path) -> None:
    assert read_record(tmp_path / RECORD) is None
    (tmp_path / RECORD).write_text(json.dumps(GOOD))
    assert read_record(tmp_path / RECORD) == GOOD
    assert set_aside(tmp_path) == []


@pytest.mark.parametrize("strange", STRANGE)
def test_a_strange_record_is_set_aside_with_a_word(
    strange: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / RECORD).write_bytes(STRANGE[strange])
    assert read_record(tmp_path / RECORD) is None
    (aside,) = set_aside(tmp_path)
    assert aside.read_bytes() == STRANGE[strange]
    assert f"it is kept as {aside.name}" in capsys.readouterr().err
    assert read_record(tmp_path / RECORD) is None


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are POSIX")
def test_a_record_that_is_no_file_is_set_aside(tmp_path: Path) -> None:
    record = tmp_path / RECORD
    record.mkdir()
    assert read_record(record) is None
    os.mkfifo(record)
    assert read_record(record) is None
    for target in ("/dev/zero", "nowhere", RECORD):
        record.symlink_to(target)
        assert read_record(record) is None
    assert len(set_aside(tmp_path)) == 5


def test_a_shot_is_coloured_whatever_stood_for_its_record_and_report(shot: Path) -> None:
    out = shot / "colored"
    out.mkdir()
    (out / RECORD).write_text('{"input": [], "written": ["../a"]}')
    first = CliRunner().invoke(app, ["color", str(shot), "--inline"])
    assert first.exit_code == 0
    assert "job.json is none that Shiage wrote" in first.stderr
    report = (out / "report.json").read_bytes()
    for damage in (b"[1]", b'{"frames": [{"frame": 1}]}', b"\xff", b"[" * 100_000):
        (out / "report.json").write_bytes(damage)
        again = CliRunner().invoke(app, ["color", str(shot), "--inline"])
        assert again.exit_code == 0
        assert "0 frames coloured" in again.stdout
        assert (out / "report.json").read_bytes() == report


def color(shot: Path, out: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "shiage", "color", str(shot), "--inline", "-o", str(out)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="folders are locked on POSIX")
def test_two_runs_into_one_folder_go_one_after_the_other(shot: Path) -> None:
    out = shot / "colored"
    runs = [color(shot, out) for _ in range(2)]
    said = [run.communicate(timeout=120) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    if any("waiting for it" in stderr for _, stderr in said):
        assert any("5 were there already" in stdout for stdout, _ in said), said
    for picture in out.rglob("*.png"):
        with Image.open(picture) as opened:
            opened.load()
    assert len(list((out / "frames").iterdir())) == 5
    assert list(out.rglob(".*")) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links are POSIX")
def test_planted_links_are_not_followed_and_what_a_killed_run_left_goes(shot: Path, tmp_path: Path) -> None:
    out = shot / "colored"
    (out / "frames").mkdir(parents=True)
    victim = tmp_path / "victim"
    victim.write_text("precious")
    planted = [".job.json.part", "job.json", "contact.png", "preview.gif", f".preview.{os.getpid()}.gif"]
    for name in planted:
        (out / name).symlink_to(victim)
    for folder in (out, out / "frames"):
        (folder / ".shiage-0123456789abcdef.part").write_text("half")
    result = CliRunner().invoke(app, ["color", str(shot), "--inline"])
    assert result.exit_code == 0, result.stderr
    assert victim.read_text() == "precious"
    assert not any((out / name).is_symlink() for name in ("job.json", "contact.png", "preview.gif"))
    assert list(out.rglob(".shiage-*")) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links are POSIX")
@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root makes files of others")
def test_a_folder_that_another_user_linked_is_refused(shot: Path, tmp_path: Path) -> None:
    out, elsewhere = shot / "colored", tmp_path / "elsewhere"
    out.mkdir()
    elsewhere.mkdir()
    (out / "cels").symlink_to(elsewhere)
    os.lchown(out / "cels", 65534, 65534)
    result = CliRunner().invoke(app, ["color", str(shot), "--inline"])
    assert result.exit_code == 2
    assert "is a link that another user made" in result.stderr
    assert list(elsewhere.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="names of no UTF-8 are Linux's")
@pytest.mark.parametrize("name", [b"no utf-8 \xff\xfe", b"two\nlines", b'it\'s "q" $(x)'])
def test_results_go_into_a_folder_of_any_name(name: bytes, shot: Path, tmp_path: Path) -> None:
    out = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    run = color(shot, out)
    stdout, stderr = run.communicate(timeout=120)
    assert run.returncode == 0, stderr
    assert len(list((out / "frames").iterdir())) == 5
    printable(stdout + stderr).encode()
