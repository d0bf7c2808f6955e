# SPDX-License-Identifier: Apache-2.0
"""The other commands: help and version, the engine's life, the doctor."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

import shiage as package
from shiage.cli.app import app

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_help_and_version() -> None:
    result = CliRunner().invoke(app, [])
    for command in ("color", "evaluate", "demo", "doctor", "engine"):
        assert command in result.output
    assert CliRunner().invoke(app, ["--version"]).output.strip() == f"shiage {package.__version__}"
    assert CliRunner().invoke(app, ["color"]).exit_code == 2


def test_help_loads_nothing_heavy() -> None:
    heavy = "('cv2', 'numpy', 'zmq', 'scipy', 'torch')"
    code = f"import sys, shiage.cli.app; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr


def test_the_engines_life(shiage: Run, home: Path) -> None:
    assert shiage("engine", "status").returncode == 1
    started = json.loads(shiage("engine", "start", "--json").stdout)
    assert started["running"] and started["pid"] and started["home"] == str(home)
    assert json.loads(shiage("engine", "status", "--json").stdout)["pid"] == started["pid"]
    assert "runs" in shiage("engine", "start").stdout
    assert shiage("engine", "logs", "-n", "5").stdout.strip()
    assert json.loads(shiage("engine", "stop", "--json").stdout) == {"stopped": True}
    assert json.loads(shiage("engine", "stop", "--json").stdout) == {"stopped": False}
    assert "no engine" in shiage("engine", "status").stdout


def test_the_doctor_finds_this_machine_healthy(home: Path) -> None:
    result = CliRunner().invoke(app, ["doctor", "--json"])
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert answer["healthy"]
    found = {f["what"]: f for f in answer["findings"]}
    assert "CURVE available" in found["zeromq"]["found"]
    assert {"shiage", "python", "numpy", "opencv", "processors", "memory", "engine", "state folder"} <= set(
        found
    )
    assert "zeromq" in CliRunner().invoke(app, ["doctor"]).output


def test_the_doctor_says_what_to_do_about_a_bad_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("SHIAGE_HOME", str(tmp_path / "file" / "home"))
    result = CliRunner().invoke(app, ["doctor", "--json"])
    assert result.exit_code == 1
    wrong = [f for f in json.loads(result.stdout)["findings"] if f["state"] == "wrong"]
    assert wrong[0]["what"] == "state folder"
    assert "SHIAGE_HOME" in wrong[0]["advice"]


def test_palettes_convert_there_and_back(tmp_path: Path) -> None:
    first, middle, last = tmp_path / "a.gpl", tmp_path / "b.json", tmp_path / "c.gpl"
    first.write_text("GIMP Palette\nName: a\n#\n 66 124 178\tcourier blue\n  9   8   7\tnight\n")
    for source, target in ((first, middle), (middle, last)):
        result = CliRunner().invoke(app, ["palette", "convert", str(source), str(target)])
        assert result.exit_code == 0, result.output
    rows = [line.split() for line in last.read_text().splitlines() if line.strip()[:1].isdigit()]
    assert rows == [["66", "124", "178", "courier", "blue"], ["9", "8", "7", "night"]]
    first.write_text("no palette at all")
    result = CliRunner().invoke(app, ["palette", "convert", str(first), str(last)])
    assert result.exit_code == 2
    assert str(first) in result.stderr


def test_the_doctor_says_what_mode_soft_would_use(
    home: Path, networks: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def found() -> dict[str, str]:
        from shiage.cli.findings import _weights

        (finding,) = _weights()
        return {"found": finding.found, "state": finding.state, "advice": finding.advice}

    assert "color_transform_paper" in found()["found"] and "device cpu" in found()["found"]
    monkeypatch.setattr("shiage.models.weights.SHIPPED", tmp_path)
    monkeypatch.setenv("SHIAGE_WEIGHTS", str(tmp_path))
    assert found()["state"] == "note"
    assert "shiage weights import" in found()["advice"]
