# SPDX-License-Identifier: Apache-2.0
"""Looking for an episode's shots where a folder cannot be looked into: it is said, and the others go on."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from shiage.cel.images import write_png
from shiage.cli.app import app

LONG = "x" * 240


@pytest.fixture
def episode(tmp_path: Path) -> Iterator[Path]:
    """Two blank shots, and between them folders so deep that no path leads to the last: not even for root."""
    for name in ("a1", "c1"):
        for part, colour in (("lines", (255, 255, 255, 255)), ("keys", (9, 99, 199, 255))):
            (tmp_path / name / part).mkdir(parents=True)
            write_png(tmp_path / name / part / "1.png", np.full((70, 80, 4), colour, np.uint8))
    (tmp_path / "b").mkdir()
    at = os.open(tmp_path / "b", os.O_RDONLY)
    for _ in range(18):
        os.mkdir(LONG, dir_fd=at)
        inner = os.open(LONG, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = inner
    os.close(at)
    yield tmp_path
    shutil.rmtree(tmp_path / "b")


def test_a_farm_colours_the_others_and_says_it(episode: Path) -> None:
    result = CliRunner().invoke(app, ["farm", str(episode), "--list"])
    assert result.exit_code == 2
    assert result.stdout.splitlines() == [str(episode / "a1"), str(episode / "c1")]
    assert f"{LONG}: File name too long; shots in it are left out" in result.stderr
    result = CliRunner().invoke(app, ["farm", str(episode), "--inline", "--json"])
    assert result.exit_code == 2
    told = json.loads(result.stdout)
    assert (told["coloured"], told["failed"], len(told["unread"])) == (2, {}, 1)
    result = CliRunner().invoke(app, ["farm", str(episode), "--inline", "--only", "1"])
    assert result.exit_code == 0 and "left out" in result.stderr


def test_a_report_has_a_row_for_it(episode: Path) -> None:
    page = episode / "page.html"
    result = CliRunner().invoke(app, ["report", str(episode), "-o", str(page)])
    assert result.exit_code == 2
    assert "0 of 3 shots coloured, 3 need a person" in result.stdout
    assert "File name too long" in page.read_text("utf-8")


def test_where_nothing_is_found_it_is_told_why(episode: Path) -> None:
    result = CliRunner().invoke(app, ["farm", str(episode / "b"), "--list"])
    assert result.exit_code == 2 and "File name too long; no shot is found" in result.stderr
    Image.new("L", (9, 9)).save(episode / "b" / "a.png")
    (episode / "empty").mkdir()
    result = CliRunner().invoke(app, ["farm", str(episode / "empty"), "--list"])
    assert result.exit_code == 2 and "no shot is there" in result.stderr
