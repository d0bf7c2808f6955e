# SPDX-License-Identifier: Apache-2.0
"""`shiage correct`, killed before each change that it makes: nothing is lost, half written or done twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from finished_shots import walking, write_finished
from typer.testing import CliRunner

from shiage.cel.beside import UNFINISHED
from shiage.cel.images import read_cel
from shiage.cli.app import app
from shiage.production.corrected_shots import corrected_shots
from shiage.production.folder import new_production, open_production
from shiage.production.settings import ProductionSettings
from shiage.shot.review.corrections_file import KIND, read_corrections

HAT, GREEN = (72, 52), (10, 160, 60, 255)
"""A pixel of the hat in the third frame, and what it is corrected to."""

KILLED = Path(__file__).with_name("killed.py")


def changes_killed_at(every: list[str]) -> list[int]:
    """Each change of what artists said, and of the rest the first, one in the middle and the last."""
    said = [
        n
        for n, words in enumerate(every, 1)
        if "corrections" in words or (".part" in words and "/" not in words)
    ]
    rest = [n for n in range(1, len(every) + 1) if n not in said]
    return sorted({*said, rest[0], rest[len(rest) // 2], rest[-1]})


@pytest.mark.skipif(not hasattr(os, "fork"), reason="it is forked for each kill")
@pytest.mark.timeout(300)
def test_corrections_are_whole_whenever_it_is_killed(tmp_path: Path) -> None:
    base = tmp_path / "base"
    shot = write_finished(base / "c001", walking(3), keys=[1], truth=False)
    new_production(base / "film", ProductionSettings("film"), [], [])
    assert CliRunner().invoke(app, ["color", str(shot), "--inline"]).exit_code == 0
    row = {"frame": 3, "x": HAT[0], "y": HAT[1], "colour": list(GREEN)}
    (base / "said.json").write_text(json.dumps({"kind": KIND, "corrections": [row]}), "utf-8")
    words = ["correct", "c001", "said.json", "--production", "film", "--inline"]
    process = subprocess.Popen(
        [sys.executable, str(KILLED), str(tmp_path), "base", *words],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    with process:
        assert process.stdout is not None and process.stdin is not None
        every = json.loads(process.stdout.readline())
        print(len(every), "changes:", every)
        assert sum("corrections" in said for said in every) >= 3
        whole = contents(tmp_path / "whole")
        for number in changes_killed_at(every):
            process.stdin.write(f"{number} at{number}\n")
            process.stdin.flush()
            killed, again = json.loads(process.stdout.readline())
            assert (killed, again) == (-9, 0), every[number - 1]
            check_left(tmp_path / f"at{number}-left")
            assert contents(tmp_path / f"at{number}") == whole, every[number - 1]
        process.stdin.close()
    cel = read_cel(tmp_path / "whole" / "c001" / "colored" / "cels" / "0003.png")
    assert tuple(cel[HAT[1], HAT[0]].tolist()) == GREEN


def check_left(folder: Path) -> None:
    """What a killed run leaves: files of corrections that are there are whole, and so are pictures."""
    for name in ("corrections.json", "corrections.before.json"):
        if (folder / "c001" / name).exists():
            assert len(read_corrections(folder / "c001" / name)) in (0, 1)
    for one in corrected_shots(open_production(folder / "film")):
        assert len(one.corrections) == 1
    assert len(list((folder / "film" / "corrections").glob("*.json"))) in (0, 1)
    for part in ("frames", "cels"):
        for path in (folder / "c001" / "colored" / part).glob("*.png"):
            read_cel(path)


def contents(folder: Path) -> dict[str, object]:
    """All that a run that ends leaves, but for times and where the shot is."""
    found: dict[str, object] = {}
    for path in sorted((folder / "c001").rglob("*")):
        if path.is_file() and path.suffix in (".png", ".gpl") and path.parent.name != "lines":
            found[str(path.relative_to(folder))] = path.read_bytes()
    found["corrections"] = read_corrections(folder / "c001" / "corrections.json")
    found["before"] = read_corrections(folder / "c001" / "corrections.before.json")
    found["film"] = [one.corrections for one in corrected_shots(open_production(folder / "film"))]
    # beside the shot a killed run may leave one hidden file that nobody reads; its results' folder is swept
    assert not list((folder / "c001" / "colored").rglob("*.part"))
    hidden = [path.name for path in folder.rglob("*.part")]
    assert len(hidden) <= 1 and all(map(UNFINISHED.fullmatch, hidden)), hidden
    return found
