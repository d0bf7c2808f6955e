# SPDX-License-Identifier: Apache-2.0
"""The Open Job Description templates, checked and run by openjd's own command line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from finished_shots import walking, write_finished

ROOT = Path(__file__).parent.parent.parent
COLOR = ROOT / "farm" / "openjd" / "color" / "template.yaml"
TUNE = ROOT / "farm" / "openjd" / "finetune" / "template.yaml"
BIN = Path(sys.executable).parent


def openjd(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BIN / "openjd", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=240,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


@pytest.mark.parametrize("template", [COLOR, TUNE], ids=["color", "finetune"])
def test_the_templates_are_valid(template: Path) -> None:
    checked = openjd("check", template)
    assert checked.returncode == 0, checked.stdout


def test_an_episode_is_coloured_by_tasks_with_a_warm_engine(tmp_path: Path) -> None:
    for name in ("c001", "c 002", "作画"):
        write_finished(tmp_path / "ep" / name, walking(2), [1], truth=False)
    shutil.rmtree(tmp_path / "ep" / "作画" / "keys")
    listed = subprocess.run(
        [BIN / "shiage", "farm", tmp_path / "ep", "--list"], capture_output=True, text=True, check=True
    )
    (tmp_path / "shots.txt").write_text(listed.stdout, "utf-8")
    assert len(listed.stdout.splitlines()) == 3
    parameters = [f"Shots={tmp_path / 'shots.txt'}", "Last=3", "Chunk=2", "TargetSeconds=0"]
    given = [word for value in (*parameters, f"Shiage={BIN / 'shiage'}") for word in ("-p", value)]
    done = openjd("run", COLOR, *given)
    # the third has no key: its task fails, and the farm is told why
    assert done.returncode != 0
    assert "openjd_progress: 50.0" in done.stdout
    assert "openjd_progress: 100.0" in done.stdout
    assert "openjd_status: 2/2 c001: 2 frames" in done.stdout
    assert "openjd_fail: 1 of 1 shots failed" in done.stdout
    assert "the engine has stopped" in done.stdout
    for name in ("c001", "c 002"):
        assert len(list((tmp_path / "ep" / name / "colored" / "cels").iterdir())) == 2


def test_a_tune_says_why_it_fails(tmp_path: Path) -> None:
    done = openjd("run", TUNE, "-p", f"Production={tmp_path}", "-p", f"Shiage={BIN / 'shiage'}")
    assert done.returncode != 0
    assert f"openjd_fail: {tmp_path}" in done.stdout
