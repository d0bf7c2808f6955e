# SPDX-License-Identifier: Apache-2.0
"""`shiage report`: one page for an episode, whatever state its shots are in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from finished_shots import walking, write_finished
from typer.testing import CliRunner

from shiage.cli.app import app

EPISODE = "第1話 <朝>"


def report(*words: str | Path) -> str:
    result = CliRunner().invoke(app, ["report", *map(str, words)])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def episode(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A coloured shot with a review page, one without key, one that is not coloured, one of a torn report."""
    folder = tmp_path_factory.mktemp("report") / EPISODE
    for name in ("c001", "c002", "c003"):
        write_finished(folder / "sq 1" / name, walking(3), [1], truth=False)
    shutil.rmtree(folder / "sq 1" / "c002" / "keys")
    shot = folder / "sq 1" / "c001"
    assert CliRunner().invoke(app, ["color", str(shot), "--inline"]).exit_code == 0
    (shot / "review.html").write_text("looked at")
    shutil.copytree(shot, folder / "torn")
    (folder / "torn" / "colored" / "report.json").write_text('{"frames": [')
    return folder


def test_a_page_says_how_each_shot_is(episode: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    said = report(episode, "-o", page)
    assert "1 of 4 shots coloured, 3 need a person" in said
    text = page.read_text("utf-8")
    assert "第1話 &lt;朝&gt;" in text and "<朝>" not in text
    assert "cannot be coloured: " in text and "not coloured yet" in text and "cannot be read" in text
    assert 'review.html">review page</a>' in text
    assert "3 frames · keys 0001" in text.replace("keys 1", "keys 0001")
    assert "http://" not in text and "https://" not in text, "it loads nothing"


def test_a_script_is_told_who_waits(episode: Path, tmp_path: Path) -> None:
    told = json.loads(report(episode, "-o", tmp_path / "page.html", "--json"))
    assert (told["shots"], told["coloured"]) == (4, 1)
    assert {"sq 1/c002", "sq 1/c003", "torn"} <= set(told["need a person"])


def test_lost_frames_are_told(episode: Path, tmp_path: Path) -> None:
    moved = tmp_path / "ep"
    shutil.copytree(episode / "sq 1" / "c001", moved / "c001")
    next((moved / "c001" / "colored" / "frames").iterdir()).unlink()
    told = json.loads(report(moved, "-o", tmp_path / "page.html", "--json"))
    assert told["need a person"] == ["c001"]
    assert "are gone: colour it anew" in (tmp_path / "page.html").read_text("utf-8")
