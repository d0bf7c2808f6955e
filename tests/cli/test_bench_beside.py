# SPDX-License-Identifier: Apache-2.0
"""A change can be shown to cost nothing: `shiage bench beside` measures two checkouts with the same shots."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import shiage
from shiage.cli import bench_beside
from shiage.cli.app import app

ENGINE = Path(shiage.__file__).parents[1]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_beside, "SHOTS", (("small", 3, 320, 180, 0),))


@pytest.mark.usefixtures("small")
def test_another_checkout_is_measured_beside_this_one(tmp_path: Path) -> None:
    """The other one is this one made slower: a second and more of sleep, and of work, before it colours."""
    other = tmp_path / "engine"
    shutil.copytree(ENGINE / "shiage", other / "shiage")
    start = other / "shiage" / "__init__.py"
    slow = "import time\ntime.sleep(1.5)\nwhile time.process_time() < 1.5:\n    pass\n"
    start.write_text(f"{start.read_text('utf-8')}\n{slow}", "utf-8")
    done = CliRunner().invoke(app, ["bench", "beside", str(other), "--rounds", "1", "--json"])
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert (said["here"], said["there"]) == (str(ENGINE.resolve()), str(other.resolve()))
    (row,) = said["shots"]
    assert row["there"]["seconds"] > 2.5 and row["ratio"] == row["here"]["seconds"] / row["there"]["seconds"]
    assert row["there"]["busy"] > 1.5 or not row["there"]["busy"]
    assert row["here"]["seconds"] > 0.1


def test_a_folder_without_shiage_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["bench", "beside", str(tmp_path)])
    assert done.exit_code == 2 and "holds no Shiage" in done.stderr


@pytest.mark.usefixtures("small")
def test_what_fails_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "shiage" / "cli").mkdir(parents=True)
    (tmp_path / "shiage" / "__init__.py").touch()
    (tmp_path / "shiage" / "cli" / "__init__.py").write_text(
        "def main():\n    raise SystemExit('no such command')\n"
    )
    done = CliRunner().invoke(app, ["bench", "beside", str(tmp_path), "--rounds", "1"])
    assert done.exit_code == 2 and "no such command" in done.stderr and str(tmp_path) in done.stderr
