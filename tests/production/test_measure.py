# SPDX-License-Identifier: Apache-2.0
"""`shiage bench production` on small shots."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from finished_shots import walking, write_finished

Run = Callable[..., Any]


def test_second_halves_are_scored_with_and_without_memory(tmp_path: Path, run: Run) -> None:
    write_finished(tmp_path / "shots" / "walk", walking(6))
    said = run("bench", "production", tmp_path / "shots", "--cuts", 40, "--json")
    assert said.exit_code == 0, said.output
    answer = json.loads(said.stdout)
    assert answer["cuts"] == 40
    row = answer["shots"][0]
    assert list(row["acc_thres"]) == ["one key", "one key, memory", "no key, memory"] == list(row["seconds"])
    assert all(value > 0.99 for value in row["acc_thres"].values())
    assert "mean" in run("bench", "production", tmp_path / "shots").stdout
