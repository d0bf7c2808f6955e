# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from films import KEPT, draw_scenes, write_film

Run = Callable[..., "CompletedProcess[str]"]


def test_a_film_becomes_shots_and_a_sheet(shiage: Run, tmp_path: Path) -> None:
    film = write_film(tmp_path / "film.avi", [p for scene in draw_scenes().values() for p in scene])
    done = shiage(
        "dataset", "build", film, "-o", tmp_path / "set", "--side", "128", "--lines", "xdog", "--json"
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert len(told["shots"]) == len(KEPT)
    assert told["films"]["film"]["kept"] == sum(last - first + 1 for first, last in KEPT)
    assert (tmp_path / "set" / "contact.png").is_file()
    film.write_bytes(film.read_bytes()[:-4000])
    again = shiage("dataset", "build", film, "-o", tmp_path / "set", "--side", "128", "--lines", "xdog")
    assert again.returncode == 2
    assert "another film of this name" in again.stderr


def test_a_torn_film_is_told_in_one_line(shiage: Run, tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(4000))
    done = shiage("dataset", "build", tmp_path / "film.mp4", "-o", tmp_path / "set", "--lines", "xdog")
    assert done.returncode == 2
    said = f"{tmp_path / 'film.mp4'}: this is no film that can be read, or a torn one; save it again as MP4"
    assert done.stderr.strip().splitlines() == [f"shiage: {said}"]
