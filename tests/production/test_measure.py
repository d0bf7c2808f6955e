# SPDX-License-Identifier: Apache-2.0
"""`shiage bench production` on small shots."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drawings import BLUE
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


def test_corrections_are_counted_until_a_shot_is_right(tmp_path: Path, run: Run) -> None:
    drawn = walking(5)
    for _, cel in drawn[2:]:  # from the third frame on the eyes are of a colour that no key has
        cel[(cel == BLUE).all(2)] = (9, 99, 9, 255)
    write_finished(tmp_path / "shots" / "walk", drawn)
    said = run("bench", "corrections", tmp_path / "shots", "--keys", "1", "--json")
    assert said.exit_code == 0, said.output
    row = json.loads(said.stdout)["shots"][0]
    assert row["wrong"] == 6 and 1 <= row["needed"] <= 9
    assert (row["overwritten"], row["left"]) == (0, 0)


def test_evaluate_takes_a_production(production: Path, tmp_path: Path, run: Run) -> None:
    shot = write_finished(tmp_path / "c010", walking(5, 6))
    said = run("evaluate", shot, "--keys", "1", "--production", production, "--json", tmp_path / "f.json")
    assert said.exit_code == 0, said.output
    assert json.loads((tmp_path / "f.json").read_text())["mean"]["flat"]["acc_thres"] > 0.99
    refused = run("evaluate", shot, "--mode", "raw", "--production", production)
    assert refused.exit_code == 2 and "--production" in refused.output
