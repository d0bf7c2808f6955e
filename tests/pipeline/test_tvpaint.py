# SPDX-License-Identifier: Apache-2.0
"""Clips that TVPaint exported as JSON: layers are coloured as shots, each picture once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from shiage.cli.app import app
from shiage.demo.shot import write_demo
from shiage.pipeline.exposure_sheet import Exposure
from shiage.pipeline.read_tvpaint import read_tvpaint
from shiage.pipeline.read_xdts import read_xdts

Change = Callable[[dict[str, Any]], object]


def link(file: str, *images: int) -> dict[str, Any]:
    return {"instance-index": images[0], "instance-name": "", "file": file, "images": list(images)}


def clip_data() -> dict[str, Any]:
    lines = [
        link("001_線 A/A_0002.png", 4, 5),
        link("001_線 A/A_0001.png", 1, 2, 6),
        link("001_線 A/A_0003.png", 7),
    ]
    paper = {
        "name": "Background",
        "visible": True,
        "start": 0,
        "end": 7,
        "link": [link("002_bg/bg.png", *range(8))],
    }
    layers = [
        {"name": "線 A", "visible": True, "start": 1, "end": 7, "link": lines},
        paper,
        {"name": "empty"},
    ]
    clip = {
        "name": "c012",
        "width": 384,
        "height": 216,
        "framerate": 24.0,
        "image-count": 8,
        "layers": layers,
    }
    return {"version": {"major": 6, "minor": 0}, "project": {"clip": clip}}


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    write_demo(tmp_path / "demo", 3, (384, 216))
    folder = tmp_path / "作品" / "001_線 A"
    (folder / "keys").mkdir(parents=True)
    for n in (1, 2, 3):
        shutil.copy(tmp_path / "demo" / "lines" / f"{n:04d}.png", folder / f"A_{n:04d}.png")
    shutil.copy(tmp_path / "demo" / "truth" / "0001.png", folder / "keys" / "A_0001.png")
    (tmp_path / "作品" / "002_bg").mkdir()
    shutil.copy(tmp_path / "demo" / "lines" / "0001.png", tmp_path / "作品" / "002_bg" / "bg.png")
    path = tmp_path / "作品" / "c012.json"
    path.write_text(json.dumps(clip_data(), ensure_ascii=False), "utf-8")
    return path


def test_layers_are_columns_and_pictures_cels(clip: Path) -> None:
    said = read_tvpaint(clip)
    assert [(c.name, c.track) for c in said.sheet.columns] == [("Background", 1), ("線 A", 2)]
    assert said.sheet.columns[1].exposures == (
        Exposure(0, None),
        Exposure(1, "A_0001"),
        Exposure(3, None),
        Exposure(4, "A_0002"),
        Exposure(6, "A_0001"),
        Exposure(7, "A_0003"),
    )


def test_a_layer_with_keys_is_coloured_each_picture_once(clip: Path) -> None:
    result = CliRunner().invoke(app, ["color", str(clip), "--inline"])
    assert result.exit_code == 0, result.stderr
    out = clip.with_name("c012_colored")
    assert sorted(f.name for f in (out / "線 A" / "cels").iterdir()) == [f"A_{n:04d}.png" for n in (1, 2, 3)]
    key = clip.parent / "001_線 A" / "keys" / "A_0001.png"
    assert "layers without keys are not coloured: Background" in result.stdout
    assert not (out / "Background").exists() and key.is_file()
    (sheet,) = read_xdts(out / "c012.xdts").tables
    assert sheet.columns[1].exposures == read_tvpaint(clip).sheet.columns[1].exposures


def test_a_farm_takes_it_by_its_name(clip: Path) -> None:
    result = CliRunner().invoke(app, ["farm", str(clip), "--inline"])
    assert result.exit_code == 0, result.stderr
    assert "1 shots coloured (3 frames)" in result.stdout
    page = clip.with_name("page.html")
    assert "1 of 1 shots coloured" in CliRunner().invoke(app, ["report", str(clip), "-o", str(page)]).stdout


def _link(data: dict[str, Any]) -> Any:
    return data["project"]["clip"]["layers"][0]["link"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: _link(d)[0].update(images=[1]), "link[1]: layer 線 A shows two pictures on image 1"),
        (lambda d: _link(d)[0].update(file="../A_0002.png"), "pictures lie beside the file"),
        (lambda d: _link(d)[0].update(file="C:/film/A_0002.png"), "pictures lie beside the file"),
        (lambda d: _link(d)[0].update(file="001_線 A/A_0009.png"), "A_0009.png is not there"),
        (lambda d: _link(d)[0].update(images="all"), "link[0].images: a list belongs here"),
        (
            lambda d: _link(d)[0].update(file="other/A_0001.png"),
            "two pictures of layer 線 A are called A_0001",
        ),
        (lambda d: d["project"]["clip"].update(layers=[{"name": "x"}]), "no layer shows a picture"),
        (lambda d: _link(d).__delitem__(1), "no layer has a key"),
        (lambda d: d["project"].pop("clip"), "project.clip: an object belongs here"),
    ],
)
def test_a_bad_clip_is_told_by_its_place_and_nothing_is_written(
    clip: Path, change: Change, words: str
) -> None:
    data = clip_data()
    change(data)
    clip.write_text(json.dumps(data), "utf-8")
    result = CliRunner().invoke(app, ["color", str(clip), "--inline"])
    assert result.exit_code == 2
    assert words in result.stderr
    assert not clip.with_name("c012_colored").exists()


def test_a_clip_that_a_plugin_of_krita_wrote(tmp_path: Path) -> None:
    """Exporters that follow TVPaint's form: no instance-index, words for truth, a key drawing never shown."""
    entries = [
        {"instance-name": "線_0000", "file": "線/c01_線_0000.png", "images": [0, 1, 2]},
        {"instance-name": "線_0001", "file": "線/c01_線_0001.png", "images": []},
        {"instance-name": "線_0002", "file": "線\\c01_線_0002.png", "images": [3, 4, 5, 6]},
    ]
    layer = {"name": "線", "visible": "true", "opacity": 255.0, "start": 0, "end": 4, "link": entries}
    clip = {"name": "c01", "framerate": 24.0, "image-count": 5, "bg": {"red": 255}, "layers": [layer]}
    path = tmp_path / "import_ae.json"
    path.write_text(json.dumps({"version": {"major": 6, "minor": 0}, "project": {"clip": clip}}, indent=4))
    said = read_tvpaint(path)
    (column,) = said.sheet.columns
    assert column.exposures == (Exposure(0, "c01_線_0000"), Exposure(3, "c01_線_0002"))
    assert said.pictures["線"]["c01_線_0002"] == tmp_path / "線" / "c01_線_0002.png"
    result = CliRunner().invoke(app, ["xdts", str(path), "-o", str(tmp_path / "c.xdts")])
    assert result.exit_code == 0, result.output
    assert read_xdts(tmp_path / "c.xdts").tables == (said.sheet,)
