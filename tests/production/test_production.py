# SPDX-License-Identifier: Apache-2.0
"""A production's folder: made, filled, moved, and refused with words that name the file."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawings import SKIN
from finished_shots import walking, write_finished
from PIL import Image

from shiage.cel.palette import Palette, write_palette
from shiage.production.add_cut import add_cut
from shiage.production.folder import open_production
from shiage.production.settings import (
    FILE,
    ProductionError,
    ProductionSettings,
    read_settings,
    write_settings,
)

Run = Callable[..., Any]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def refusal(result: Any) -> str:
    """The one line that says why; never a traceback."""
    assert result.exit_code == 2, result.output
    assert result.output.startswith("shiage: ") and result.output.count("\n") == 1
    return str(result.output)


def test_a_new_production_has_its_palette_and_its_folders(production: Path, run: Run) -> None:
    assert {"palettes", "sheets", "cuts", "models", "corrections", FILE} <= names(production)
    found = json.loads(run("production", "status", production, "--json").output)
    assert (found["name"], found["cuts"], found["gap"], found["swatches"]) == ("film", 1, 5, 3)
    listed = run("production", "palette", production).output
    assert [row.split()[-2:] for row in listed.splitlines()] == [
        ["#c81e28", "hat"], ["#143cc8", "eye"], ["#fadcbe", "肌"]
    ]  # fmt: skip


def test_settings_come_back_as_they_were_written(tmp_path: Path) -> None:
    said = ProductionSettings('仕上げ "2"\n', ("palettes/ü.gpl",), ("sheets/a b.png",), "shiage", 0, 25)
    write_settings(tmp_path, said)
    assert read_settings(tmp_path) == said


def test_a_production_moves_with_all_it_has(production: Path, tmp_path: Path, run: Run) -> None:
    moved = tmp_path / "別の 場所" / "film"
    moved.parent.mkdir()
    production.rename(moved)
    assert json.loads(run("production", "status", moved, "--json").output)["cuts"] == 1
    refusal(run("production", "status", production))


def test_one_name_for_two_colours_says_which_palette(tmp_path: Path, run: Run) -> None:
    hero, rival = tmp_path / "hero.gpl", tmp_path / "rival.json"
    write_palette(hero, Palette(np.array([SKIN, (9, 9, 9, 255)], np.uint8), ("skin", "line")))
    write_palette(rival, Palette(np.array([(90, 70, 60, 255), SKIN], np.uint8), ("skin", "light")))
    run("production", "new", tmp_path / "film", "--palette", hero, "--palette", rival)
    palette = open_production(tmp_path / "film").palette
    assert palette is not None
    assert palette.names == ("hero: skin", "line", "rival: skin")
    assert palette.colours.tolist() == [list(SKIN), [9, 9, 9, 255], [90, 70, 60, 255]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('name = "x', "no whole TOML file"),
        ("name = 3", "name is a text"),
        ('nmae = "x"', "nmae is not known"),
        ("[lines]\ngpa = 3", "lines.gpa is not known"),
        ("lines = 3", "lines is a table"),
        ("[lines]\ngap = 257", "lines.gap is a whole number from 0 to 256"),
        ("[lines]\ngap = true", "lines.gap is a whole number"),
        ("[lines]\nmin_area = 0", "lines.min_area is a whole number from 1"),
        ('palettes = "a.gpl"', "palettes is a list"),
        ("palettes = [3]", "palettes is a list"),
        ('palettes = ["a.gpl", "a.gpl"]', "names a.gpl twice"),
        ('palettes = ["gone.gpl"]', "gone.gpl"),
        ('sheets = ["gone.png"]', "gone.png"),
        ('base_model = "other"', '"other" is not known'),
        ("\xff", "not UTF-8"),
        ("a = " + "[" * 5000, "no whole TOML file"),
    ],
)
def test_what_is_wrong_in_the_settings_is_said_with_their_file(
    production: Path, run: Run, text: str, words: str
) -> None:
    (production / FILE).write_bytes(text.encode("latin-1"))
    said = refusal(run("production", "status", production))
    assert words in said and str(production) in said


def test_a_folder_without_settings_is_no_production(tmp_path: Path, run: Run) -> None:
    assert FILE in refusal(run("production", "status", tmp_path))
    assert "no such folder" in refusal(run("production", "add", tmp_path / "gone", tmp_path))


def test_a_folder_in_use_does_not_become_a_production(production: Path, tmp_path: Path, run: Run) -> None:
    assert "a production is there already" in refusal(run("production", "new", production))
    assert "other files are there already" in refusal(run("production", "new", tmp_path / "c001"))


@pytest.mark.parametrize("name", ["カット 12", "c-é", "C002_v3"])
def test_a_cut_is_called_like_its_folder(production: Path, tmp_path: Path, run: Run, name: str) -> None:
    shot = write_finished(tmp_path / name, walking(3, 1))
    assert run("production", "add", production, shot).exit_code == 0
    assert open_production(production).cut_names() == sorted(["c001", name])
    for part in ("lines", "truth"):
        kept = production / "cuts" / name / part
        assert {p.name: p.read_bytes() for p in kept.iterdir()} == {
            p.name: p.read_bytes() for p in (shot / part).iterdir()
        }


def test_a_shot_is_added_but_once(production: Path, tmp_path: Path, run: Run) -> None:
    assert "there already" in refusal(run("production", "add", production, tmp_path / "c001"))
    (tmp_path / "c001").rename(tmp_path / "C001")
    assert "there already" in refusal(run("production", "add", production, tmp_path / "C001"))
    (tmp_path / "C001").rename(tmp_path / "c002")
    assert "as cut c001" in refusal(run("production", "add", production, tmp_path / "c002"))
    assert names(production / "cuts") == {"c001"}


def test_what_was_added_before_a_shot_that_cannot_be_stays(
    production: Path, tmp_path: Path, run: Run
) -> None:
    good = write_finished(tmp_path / "c002", walking(2, 5))
    bad = write_finished(tmp_path / "c003", walking(2, 7), truth=False)
    assert "c003: no folder truth/" in refusal_after(run("production", "add", production, good, bad))
    assert open_production(production).cut_names() == ["c001", "c002"]


def refusal_after(result: Any) -> str:
    assert result.exit_code == 2
    return str(result.output.splitlines()[-1])


def test_a_cut_that_lacks_something_is_refused_whole(production: Path, tmp_path: Path, run: Run) -> None:
    shot = write_finished(tmp_path / "c002", walking(3, 5))
    (shot / "truth" / "0002.png").unlink()
    assert "no truth of frame 2" in refusal(run("production", "add", production, shot))
    (shot / "truth" / "0002.png").write_bytes(b"torn")
    assert "0002.png" in refusal(run("production", "add", production, shot))
    Image.new("RGBA", (100, 90)).save(shot / "truth" / "0002.png")
    assert "100 x 90 pixels" in refusal(run("production", "add", production, shot))
    (shot / "truth" / "0002.png").unlink()
    (shot / "truth" / "0002.png").symlink_to(tmp_path / "nowhere.png")
    assert "leads nowhere" in refusal(run("production", "add", production, shot))
    assert "no such folder" in refusal(run("production", "add", production, tmp_path / "gone"))
    assert names(production / "cuts") == {"c001"}


def test_links_are_copied_as_what_they_lead_to(production: Path, tmp_path: Path, run: Run) -> None:
    real = write_finished(tmp_path / "elsewhere", walking(2, 8))
    (tmp_path / "c009").symlink_to(real)
    assert run("production", "add", production, tmp_path / "c009").exit_code == 0
    shutil.rmtree(real)
    assert (production / "cuts" / "c009" / "lines" / "0001.png").is_file()


def test_a_link_among_the_cuts_that_leads_nowhere_is_named(
    production: Path, tmp_path: Path, run: Run
) -> None:
    (production / "cuts" / "c005").symlink_to(tmp_path / "nowhere")
    assert "c005 is a link that leads nowhere" in refusal(run("production", "status", production))


def test_colours_that_the_palette_lacks_are_said(production: Path, tmp_path: Path, run: Run) -> None:
    drawn = walking(2, 9)
    for _, cel in drawn:
        cel[(cel == SKIN).all(2)] = (10, 200, 90, 255)
    said = run("production", "add", production, write_finished(tmp_path / "c002", drawn))
    assert said.exit_code == 0 and "#0ac85a" in said.output


def test_a_folder_that_cannot_be_written_is_named(production: Path, tmp_path: Path, run: Run) -> None:
    shot = write_finished(tmp_path / "c002", walking(2, 5))
    shutil.rmtree(production / "cuts")
    (production / "cuts").write_text("in the way")
    assert str(production / "cuts") in refusal(run("production", "add", production, shot))
    assert str(tmp_path / "c001") in refusal(
        run("production", "new", tmp_path / "c001" / "lines" / "0001.png")
    )


def test_what_a_killed_add_left_is_no_cut(production: Path) -> None:
    half = production / "cuts" / ".adding-1-00"
    half.mkdir()
    assert open_production(production).cut_names() == ["c001"]
    add_other(str(production), str(write_finished(production.parent / "c2", walking(2, 5))))
    assert half.is_dir()  # it may be at work
    os.utime(half, (1, 1))
    add_other(str(production), str(write_finished(production.parent / "c3", walking(2, 7))))
    assert not half.exists()


def add_other(production: str, shot: str) -> str:
    """Add a cut; what was said against it."""
    try:
        add_cut(open_production(Path(production)), Path(shot))
    except ProductionError as error:
        return str(error)
    return ""


def test_two_processes_may_add_at_the_same_time(production: Path, tmp_path: Path) -> None:
    one = write_finished(tmp_path / "a" / "c002", walking(3, 5))
    two = write_finished(tmp_path / "b" / "c002", walking(3, 9))
    more = write_finished(tmp_path / "c003", walking(3, 13))
    jobs = [(str(production), str(shot)) for shot in (one, two, more)]
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        said = pool.starmap(add_other, jobs)
    assert said[2] == "" and sum(not words for words in said[:2]) == 1
    assert "c002" in "".join(said)
    assert open_production(production).cut_names() == ["c001", "c002", "c003"]
    assert len(names(production / "cuts")) == 3
    assert len(list((production / "cuts" / "c002" / "lines").iterdir())) == 3
