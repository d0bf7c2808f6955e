# SPDX-License-Identifier: Apache-2.0
"""The Open Job Description templates, checked and run by openjd's own command line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from finished_shots import walking, write_finished

from shiage.cel.images import read_cel
from shiage.production.add_cut import add_cut
from shiage.production.folder import new_production
from shiage.production.settings import ProductionSettings
from shiage.production.state import production_state
from shiage.production.versions import chosen_version

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


def test_a_production_is_tuned_and_then_colours_a_shot_without_keys(tmp_path: Path) -> None:
    film = new_production(tmp_path / "film 1", ProductionSettings("film", gap=5), [], [])
    for number in range(3):
        add_cut(film, write_finished(tmp_path / f"c{number}", walking(2, 2 * number)))
    program = f"Shiage={BIN / 'shiage'}"
    steps = ["-p", "Steps=2", "-p", "Minutes=2", "-p", program]
    done = openjd("run", TUNE, "-p", f"Production={film.folder}", *steps)
    assert done.returncode == 0, done.stdout
    assert "openjd_status: learn 2 of 2" in done.stdout and "openjd_progress: 100.0" in done.stdout
    assert "openjd_fail" not in done.stdout
    assert chosen_version(film) is not None, done.stdout
    state = production_state(film)
    shot = write_finished(tmp_path / "ep" / "c001", walking(2, 3), truth=False)
    (tmp_path / "shots.txt").write_text(str(shot), "utf-8")
    given = ["-p", f"Shots={tmp_path / 'shots.txt'}", "-p", "Last=1", "-p", program]
    more = ["-p", f"Production={film.folder}", "-p", "Drawings=like-input"]
    done = openjd("run", COLOR, *given, *more)
    assert done.returncode == 0, done.stdout
    assert "openjd_status: 1/1 c001: 2 frames" in done.stdout
    record = json.loads((shot / "colored" / "job.json").read_text("utf-8"))
    assert record["input"].endswith(state)
    assert len(list((shot / "colored" / "drawings").iterdir())) == 2
    # what the cuts know is what comes out: the paint of the same face
    cel, truth = read_cel(shot / "colored" / "cels" / "0001.png"), walking(2, 3)[0][1]
    assert (cel == truth).all(2).mean() > 0.97
