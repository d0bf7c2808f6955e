# SPDX-License-Identifier: Apache-2.0
"""`shiage color --like-input`: finished frames as the drawings' files are, under their very names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from drawings import walk
from PIL import Image
from psd_tools import PSDImage
from typer.testing import CliRunner

from shiage.cel.images import read_cel, write_png
from shiage.cli.app import app


def run(*words: str | Path) -> dict[str, Any]:
    result = CliRunner().invoke(app, [*map(str, words), "--inline", "--json", "--like-input"])
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def drawings(folder: Path) -> Path:
    """Three drawings of a shot: a packed TGA, an inbetween as BMP, and one in JPEG; the first is the key."""
    for part in ("lines", "keys"):
        (folder / part).mkdir(parents=True)
    shot, truth = walk(3)
    pages = [Image.fromarray((255 - frame.line.ink).astype(np.uint8)) for frame in shot.frames]
    pages[0].convert("RGBA").save(folder / "lines" / "A0001.TGA", compression="tga_rle")
    pages[1].convert("RGB").save(folder / "lines" / "A0001a.bmp")
    pages[2].save(folder / "lines" / "A0002.jpg", quality=95)
    write_png(folder / "keys" / "A0001.png", truth[1])
    return folder


def test_names_and_kinds_are_those_of_the_drawings(tmp_path: Path) -> None:
    shot = drawings(tmp_path / "shot")
    done = run("color", shot)
    out = shot / "colored"
    assert done["files"]["drawings"] == str(out / "drawings")
    assert sorted(f.name for f in (out / "drawings").iterdir()) == ["A0001.TGA", "A0001a.bmp", "A0002.png"]
    assert "A0002.jpg: JPEG keeps no exact colours: PNG" in done["notes"]
    for file in (out / "drawings").iterdir():
        finished = read_cel(out / "frames" / f"{file.stem}.png")
        assert np.array_equal(read_cel(file), finished) and len(np.unique(finished)) > 9
    with Image.open(out / "drawings" / "A0001.TGA") as image:
        assert image.info["compression"] == "tga_rle"
    before = {f: f.stat().st_mtime_ns for f in (out / "drawings").iterdir()}
    assert run("color", shot)["written"] == []
    assert {f: f.stat().st_mtime_ns for f in (out / "drawings").iterdir()} == before
    # another kind and another name leave nothing of the earlier ones
    with Image.open(shot / "lines" / "A0002.jpg") as image:
        image.save(shot / "lines" / "A0002.tif")
    (shot / "lines" / "A0002.jpg").unlink()
    (shot / "lines" / "A0001a.bmp").rename(shot / "lines" / "A0001b.bmp")
    run("color", shot)
    assert sorted(f.name for f in (out / "drawings").iterdir()) == ["A0001.TGA", "A0001b.bmp", "A0002.tif"]


def blank(folder: Path, name: str) -> None:
    """A column of one blank drawing, which needs no network, and its key."""
    (folder / "keys").mkdir(parents=True)
    Image.new("RGB", (80, 70), "white").save(folder / name)
    write_png(folder / "keys" / "1.png", np.full((70, 80, 4), (9, 99, 199, 255), np.uint8))


def test_columns_of_a_sheet_and_a_farm_too(tmp_path: Path) -> None:
    blank(tmp_path / "A", "A0001.tga")
    tracks = [{"trackNo": 0, "frames": [{"frame": 0, "data": [{"id": 0, "values": ["A1"]}]}]}]
    table = {
        "duration": 2,
        "name": "",
        "fields": [{"fieldId": 0, "tracks": tracks}],
        "timeTableHeaders": [{"fieldId": 0, "names": ["A"]}],
    }
    sheet = tmp_path / "cut.xdts"
    sheet.write_text(
        f"exchangeDigitalTimeSheet Save Data\n{json.dumps({'timeTables': [table], 'version': 5})}"
    )
    run("color", sheet)
    run("farm", sheet, "-o", tmp_path / "far")
    for out in ("cut_colored", "far/cut_colored"):
        made = tmp_path / out / "A" / "drawings" / "A0001.tga"
        assert (read_cel(made) == (9, 99, 199, 255)).all()


def test_a_psd_comes_back_in_layers(tmp_path: Path) -> None:
    shot = tmp_path / "shot"
    blank(shot, "unused.png")
    (shot / "lines").mkdir()
    PSDImage.frompil(Image.new("RGB", (80, 70), "white")).save(shot / "lines" / "A0001.psd")
    run("color", shot)
    made = shot / "colored" / "drawings" / "A0001.psd"
    assert (read_cel(made) == (9, 99, 199, 255)).all()
    assert len(list(PSDImage.open(made))) == 1


def test_a_film_has_no_drawings(tmp_path: Path) -> None:
    Image.new("L", (80, 70), "white").save(
        tmp_path / "a.gif", save_all=True, append_images=[Image.new("L", (80, 70), 250)]
    )
    (tmp_path / "keys").mkdir()
    write_png(tmp_path / "keys" / "1.png", np.full((70, 80, 4), (9, 99, 199, 255), np.uint8))
    done = run("color", tmp_path / "a.gif")
    assert any("no files of their own" in note for note in done["notes"])
    assert not (tmp_path / "a_colored" / "drawings").exists()
