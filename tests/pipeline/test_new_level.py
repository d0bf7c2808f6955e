# SPDX-License-Identifier: Apache-2.0
"""Levels made of coloured frames, read again: ink is the lines, paint the swatches, drawing for drawing."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from finished_shots import walking, write_finished
from PIL import Image
from typer.testing import CliRunner

from shiage.cel.images import read_cel, read_line_art, write_png
from shiage.cel.lineart import LineArt
from shiage.cel.palette import Palette
from shiage.cli.app import app
from shiage.pipeline.toonz.level import LevelError, inks, paints, tones
from shiage.pipeline.toonz.new_level import ColouredFrame, new_level
from shiage.pipeline.toonz.read_tlv import read_tlv
from shiage.pipeline.toonz.read_tpl import read_tpl
from shiage.pipeline.toonz.styles import LevelPalette


def colours(palette: LevelPalette) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Colour of each style's paint; style 0 is nothing."""
    table = np.array([style.colour for style in palette.styles], np.uint8)
    table[0] = 0
    return table


def test_a_shot_of_pictures_comes_out_as_a_level(tmp_path: Path) -> None:
    shot = write_finished(tmp_path / "c 012.v1", walking(3), [1], truth=False, name="A{:04d}.png")
    (shot / "lines" / "A0003.png").rename(shot / "lines" / "A0002a.png")
    words = ["color", str(shot), "--inline", "--json", "--layers", "tlv"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    out = shot / "colored"
    assert json.loads(result.stdout)["files"]["layers"] == str(out / "layers")
    level, palette = read_tlv(out / "layers" / "c 012.v1.tlv"), read_tpl(out / "layers" / "c 012.v1.tpl")
    assert [str(drawing.id) for drawing in level.drawings] == ["1", "2", "2a"]
    names = json.loads((out / "palette.json").read_text())
    assert palette.styles[1].colour == (0, 0, 0, 255) and len(palette.styles) >= 5, names
    table = colours(palette)
    for drawing, name in zip(level.drawings, ("A0001", "A0002", "A0002a"), strict=True):
        pixels, line = drawing.read(), read_line_art(shot / "lines" / f"{name}.png")
        assert np.array_equal(255 - tones(pixels), line.ink)
        assert np.array_equal(inks(pixels) == 1, line.ink > 0)
        seen = tones(pixels) > 0  # where ink hides all, a level keeps no paint that shows
        assert np.array_equal(table[paints(pixels)][seen], read_cel(out / "cels" / f"{name}.png")[seen])
    # what was written is a level like any other: its painted drawings are keys
    (tmp_path / "again").mkdir()
    result = CliRunner().invoke(
        app, ["color", str(out / "layers" / "c 012.v1.tlv"), "-o", str(tmp_path / "again"), "--inline"]
    )
    assert result.exit_code == 0, result.output
    again = read_tlv(tmp_path / "again" / "c 012.v1.tlv")
    for one, other in zip(level.drawings, again.drawings, strict=True):
        assert np.array_equal(one.read(), other.read())


def test_names_ink_and_what_has_no_swatch(tmp_path: Path) -> None:
    cel = np.zeros((64, 70, 4), np.uint8)
    cel[:20] = (200, 30, 40, 255)
    cel[20:30] = (190, 35, 45, 255)  # a soft edge
    cel[40:] = (10, 90, 200, 128)
    ink = np.zeros((64, 70), np.uint8)
    ink[30] = 255
    line = LineArt(ink, colour=np.full((64, 70, 3), (60, 20, 10), np.uint8))
    swatches = np.array([[0, 0, 0, 0], [200, 30, 40, 255], [10, 90, 200, 128]], np.uint8)
    palette = Palette(swatches, ("none", "赤", "3 glass"))
    frames = [ColouredFrame(n, title, line, lambda: cel) for n, title in ((4, "B12"), (5, "B12b"), (6, "x"))]
    level, styles = new_level(tmp_path / "a.tlv", frames, palette)
    assert [str(drawing.id) for drawing in level.drawings] == ["4", "5", "6"]
    level, _ = new_level(tmp_path / "a.tlv", frames[:2], palette)
    assert [str(drawing.id) for drawing in level.drawings] == ["12", "12b"]
    assert [style.name for style in styles.styles] == ["color_0", "lines", "赤", "3 glass"]
    assert styles.styles[1].colour == (60, 20, 10, 255)
    paint = paints(level.drawings[0].read())
    assert paint[:, 0].tolist() == [2] * 30 + [0] * 10 + [3] * 24
    many = Palette(np.full((4095, 4), 255, np.uint8), tuple(map(str, range(4095))))
    with pytest.raises(LevelError, match=r"a\.tlv: 4095 swatches"):
        new_level(tmp_path / "a.tlv", frames, many)


def test_shading_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lines").mkdir()
    (tmp_path / "keys").mkdir()
    Image.new("L", (80, 70), 255).save(tmp_path / "lines" / "1.png")
    write_png(tmp_path / "keys" / "1.png", np.full((70, 80, 4), (9, 99, 199, 255), np.uint8))
    result = CliRunner().invoke(
        app, ["color", str(tmp_path), "--inline", "--mode", "soft", "--layers", "tlv"]
    )
    assert result.exit_code == 2 and "leave --mode soft out" in result.output
    assert not (tmp_path / "colored").exists()
