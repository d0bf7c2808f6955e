# SPDX-License-Identifier: Apache-2.0
"""Shots of a production are coloured with its palette, its model sheets and its settings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawings import BLUE, RED, SKIN, face
from finished_shots import walking, write_finished

from shiage.cel.images import read_cel, write_png
from shiage.cel.palette import Palette, write_palette

Run = Callable[..., Any]


def colours(folder: Path) -> set[tuple[int, ...]]:
    found = [np.unique(read_cel(p).reshape(-1, 4), axis=0) for p in sorted(folder.iterdir())]
    return {tuple(row) for row in np.concatenate(found).tolist()}


@pytest.fixture
def shot(tmp_path: Path) -> Path:
    """A shot whose one key is a few levels off the palette."""
    drawn = [(line, np.where(cel[..., 3:] > 0, np.maximum(cel, 2) - 2, 0)) for line, cel in walking(4, 6)]
    for _, cel in drawn:
        cel[..., 3] = np.where(cel[..., 3] > 0, 255, 0)
    return write_finished(tmp_path / "c010", drawn, keys=[1], truth=False)


def test_the_palette_has_the_last_word(production: Path, shot: Path, run: Run) -> None:
    said = run("color", shot, "--production", production, "--inline", "--json")
    assert said.exit_code == 0, said.output
    out = shot / "colored"
    assert colours(out / "cels") == {RED, BLUE, SKIN, (0, 0, 0, 0)}
    named = {swatch["name"] for swatch in json.loads((out / "palette.json").read_text("utf-8"))}
    assert named >= {"hat", "eye", "肌"}


def test_another_palette_is_refused(production: Path, shot: Path, run: Run, palette: Path) -> None:
    said = run("color", shot, "--production", production, "--palette", palette, "--inline")
    assert said.exit_code == 2 and "leave out --palette" in said.output


def test_model_sheets_of_the_production_do_instead_of_keys(tmp_path: Path, run: Run) -> None:
    line, cel = face((80, 95))
    write_png(tmp_path / "hero.png", cel)
    write_png(tmp_path / "hero.line.png", 255 - line.ink)
    write_palette(tmp_path / "p.gpl", Palette(np.array([RED, BLUE, SKIN], np.uint8), ("r", "b", "s")))
    made = run("production", "new", tmp_path / "film", "--sheet", tmp_path / "hero.png")
    assert made.exit_code == 0, made.output
    assert (tmp_path / "film" / "sheets" / "hero.line.png").is_file()
    shot = write_finished(tmp_path / "c001", walking(3), truth=False)
    said = run("color", shot, "--production", tmp_path / "film", "--inline", "--json")
    assert said.exit_code == 0, said.output
    wanted = walking(3)
    for number, (drawn, truth) in enumerate(wanted, 1):
        got = read_cel(shot / "colored" / "cels" / f"{number:04d}.png")
        assert (got == truth).all(2)[drawn.ink < 20].mean() > 0.99


def test_a_shot_without_a_key_needs_something_coloured(tmp_path: Path, run: Run) -> None:
    assert run("production", "new", tmp_path / "film").exit_code == 0
    shot = write_finished(tmp_path / "c001", walking(2), truth=False)
    said = run("color", shot, "--production", tmp_path / "film", "--inline")
    assert said.exit_code == 2 and "colour at least one frame" in said.output.replace("\n", " ")
    assert "no key" in run("color", shot, "--inline").output
