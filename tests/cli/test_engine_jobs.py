# SPDX-License-Identifier: Apache-2.0
"""What the engine does, asked and told by command."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from shiage.production.folder import new_production
from shiage.production.settings import ProductionSettings
from shiage.wire.client import Client
from shiage.wire.events import Failed
from shiage.wire.tune import TuneUpload

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_jobs_are_listed_and_told(shiage: Run, home: Path, tmp_path: Path) -> None:
    assert "no engine runs" in shiage("engine", "jobs").stderr
    shiage("engine", "start")
    assert shiage("engine", "jobs").stdout == "no job is under way\n"
    film = new_production(tmp_path / "作品", ProductionSettings("film"), [], [])
    too_little = shiage("finetune", film.folder, "--engine")
    assert too_little.returncode and "too little to learn from" in too_little.stderr
    with Client.connect(start=False) as client:
        job = client.submit(TuneUpload(str(tmp_path / "gone")))
        *_, failed = client.events(job)
        assert isinstance(failed, Failed) and "there is no such folder" in failed.message
    assert shiage("engine", "jobs").stdout == "no job is under way\n"
    first, second = shiage("engine", "jobs", "--all").stdout.splitlines()
    assert "tune   failed" in first and str(film.folder) in first and "too little to learn from" in first
    assert second.startswith(job) and "there is no such folder" in second
    listed = json.loads(shiage("engine", "jobs", "--all", "--json").stdout)["jobs"]
    assert [row["kind"] for row in listed] == ["tune", "tune"] and listed[1]["job"] == job
    for order in ("pause", "resume"):
        assert f"job {job} is failed already" in shiage("engine", order, job).stderr
    assert shiage("engine", "cancel", job).stdout.startswith(job)  # what has ended stays as it is
    assert "no job begins with 'x'" in shiage("engine", "cancel", "x").stderr
    assert "several jobs begin with '2'" in shiage("engine", "cancel", "2").stderr
