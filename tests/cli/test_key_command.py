# SPDX-License-Identifier: Apache-2.0
"""`shiage key`, a shot of scribbles on the command line, and their score."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
from typer.testing import CliRunner

from shiage.cel.images import read_cel, read_line_art, write_png
from shiage.cel.regions import find_regions
from shiage.cli.app import app
from shiage.shot.evaluate.draw_scribbles import draw_scribbles, scribbled_labels
from shiage.shot.evaluate.metrics import packed


def scribble(shot: Path, out: Path, count: int) -> int:
    """Scribbles on the demo's first drawing; returns how many colours they have."""
    line, truth = read_line_art(shot / "lines/0001.png"), read_cel(shot / "truth/0001.png")
    labels = find_regions(line).labels
    colours = packed(truth)
    kinds = [np.unique(colours[labels == i], return_counts=True) for i in range(1, int(labels.max()) + 1)]
    wanted = np.array([values[counts.argmax()] for values, counts in kinds], np.uint32)
    chosen = scribbled_labels(labels, wanted, count)
    write_png(out, draw_scribbles(labels, truth, chosen))
    return len({int(wanted[label - 1]) for label in chosen})


def run(*arguments: str | Path) -> dict[str, object]:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_a_key_comes_of_scribbles_in_their_colours_alone(shot: Path, tmp_path: Path) -> None:
    colours = scribble(shot, tmp_path / "marks.png", 12)
    key = tmp_path / "key.png"
    said = run("key", shot / "lines/0001.png", "--scribbles", tmp_path / "marks.png", "-o", key, "--json")
    made, marks = read_cel(key), read_cel(tmp_path / "marks.png")
    assert said["file"] == str(key) and made.shape == marks.shape
    on = marks[..., 3] > 0
    assert (made[on] == marks[on]).all(1).mean() > 0.99
    assert len(np.unique(packed(made)[packed(made) > 0])) <= colours


def test_a_key_comes_of_a_model_sheet(shot: Path, tmp_path: Path) -> None:
    key = tmp_path / "key.png"
    sheet = tmp_path / "hero.png"
    write_png(sheet, read_cel(shot / "truth/0001.png"))
    (tmp_path / "hero.line.png").write_bytes((shot / "lines/0001.png").read_bytes())
    run("key", shot / "lines/0003.png", "--sheet", sheet, "-o", key, "--json")
    truth = read_cel(shot / "truth/0003.png")
    assert (read_cel(key) == truth).all(2).mean() > 0.9


def test_a_key_needs_colours_from_somewhere(shot: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["key", str(shot / "lines/0001.png"), "-o", str(tmp_path / "key.png")])
    assert result.exit_code == 2 and "--scribbles" in result.output
    assert not (tmp_path / "key.png").exists()


def test_a_shot_without_keys_is_coloured_from_its_scribbles(
    shot: Path, tmp_path: Path, shiage: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    def color() -> list[int]:
        done = shiage("color", shot, "-o", tmp_path / "out", "--json")
        assert done.returncode == 0, done.stderr
        written: list[int] = json.loads(done.stdout)["written"]
        return written

    for key in (shot / "keys").iterdir():
        key.unlink()
    (shot / "scribbles").mkdir()
    scribble(shot, shot / "scribbles/0001.png", 16)
    assert color() == [1, 2, 3, 4, 5]
    assert color() == []
    scribble(shot, shot / "scribbles/0001.png", 3)
    assert color() == [1, 2, 3, 4, 5]


def test_scribbles_are_scored(shot: Path, tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    arguments = ["evaluate", str(shot), "--first-key", "scribbles:6", "--json", str(figures)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    (score,) = json.loads(figures.read_text())["shots"]
    assert score["right"] > score["nearest"] and score["ceiling"] <= 1
    wrong = CliRunner().invoke(app, ["evaluate", str(shot), "--first-key", "sheet:1"])
    assert wrong.exit_code == 2 and "scribbles:N" in wrong.output
