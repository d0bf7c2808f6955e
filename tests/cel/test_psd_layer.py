# SPDX-License-Identifier: Apache-2.0
"""A layer of a PSD as the drawing's lines: groups, hidden layers, names, torn files."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from psd_tools import PSDImage
from typer.testing import CliRunner

from shiage.cel.images import ImageError, write_png
from shiage.cel.psd_layer import read_line_layer
from shiage.cli.app import app

SIZE = (80, 70)
INK, ROUGH, PAINT = (0, 0, 0, 255), (0, 0, 0, 128), (200, 30, 40, 255)


def strokes(colour: tuple[int, int, int, int], size: tuple[int, int] = (40, 3)) -> Image.Image:
    return Image.new("RGBA", size, colour)


@pytest.fixture
def psd(tmp_path: Path) -> Path:
    """Paint below; a group Line with ink and a hidden rough; a group 線画 with ink of its own, all hidden."""
    whole = PSDImage.new("RGB", SIZE)
    whole.create_pixel_layer(Image.new("RGBA", SIZE, PAINT), name="paint")
    line = whole.create_group(name="Line")
    line.append(whole.create_pixel_layer(strokes(INK), name="ink", top=10, left=5))
    rough = whole.create_pixel_layer(strokes(ROUGH), name="rough", top=20, left=5)
    line.append(rough)
    rough.visible = False
    other = whole.create_group(name="x")
    other.name = "線画"
    other.append(whole.create_pixel_layer(strokes(INK), name="ink", top=30, left=5))
    dakuten = whole.create_pixel_layer(strokes(INK), name="x", top=40, left=5)
    dakuten.name = "ガ線"
    other.append(dakuten)
    whole.create_pixel_layer(Image.new("RGBA", SIZE), name="empty")
    other.visible = False
    whole.save(tmp_path / "A0001.psd")
    return tmp_path / "A0001.psd"


def rows(ink: object) -> list[int]:
    found: list[int] = np.flatnonzero(np.asarray(ink).any(1)).tolist()
    return found


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("Line/ink", [10, 11, 12]),
        ("Line", [10, 11, 12]),
        ("rough", [20, 21, 22]),
        ("線画/ink", [30, 31, 32]),
        ("線画", [30, 31, 32, 40, 41, 42]),
        (unicodedata.normalize("NFD", "ガ線"), [40, 41, 42]),
        ("empty", []),
    ],
)
def test_a_layer_is_the_line_art(psd: Path, name: str, where: list[int]) -> None:
    line = read_line_layer(psd, name)
    assert line.size == SIZE
    assert rows(line.ink) == where
    assert set(np.unique(line.ink[:, 5:45]).tolist()) <= {0, 127, 128, 255}


def test_names_that_say_too_little_are_told_with_the_layers(psd: Path) -> None:
    with pytest.raises(
        ImageError, match=r"A0001\.psd has 2 layers ink: Line/ink, 線画/ink; give the whole path"
    ):
        read_line_layer(psd, "ink")
    with pytest.raises(
        ImageError, match=r"has no layer Ink; its layers: paint, Line, Line/ink, Line/rough, 線画,"
    ):
        read_line_layer(psd, "Ink")
    twice = PSDImage.open(psd)
    for layer in twice.descendants():
        if layer.name == "rough":
            layer.name = "ink"
    twice.save(psd)
    with pytest.raises(ImageError, match="has 2 layers Line/ink: Line/ink, Line/ink; rename one"):
        read_line_layer(psd, "Line/ink")


def test_opacity_and_white_paper_count(tmp_path: Path) -> None:
    whole = PSDImage.new("RGB", SIZE)
    page = Image.new("RGBA", SIZE, (255, 255, 255, 255))
    page.paste(strokes(INK), (5, 10))
    layer = whole.create_pixel_layer(page, name="page")
    whole.save(tmp_path / "a.psd")
    assert rows(read_line_layer(tmp_path / "a.psd", "page").ink) == [10, 11, 12]
    layer.opacity = 128
    whole.save(tmp_path / "a.psd")
    assert 120 <= read_line_layer(tmp_path / "a.psd", "page").ink.max() <= 136


@pytest.mark.parametrize(("at", "value"), [(5, 2), (23, 16), (25, 4)], ids=["PSB", "16 bits", "CMYK"])
def test_kinds_that_are_not_served_are_told(psd: Path, at: int, value: int) -> None:
    data = bytearray(psd.read_bytes())
    data[at] = value
    psd.write_bytes(data)
    with pytest.raises(ImageError, match=r"A0001\.psd: .*PSD in RGB or grey with 8 bits a channel is read"):
        read_line_layer(psd, "Line")


def test_what_is_torn_or_no_psd_is_told_by_name(psd: Path) -> None:
    data = psd.read_bytes()
    for end in range(4, len(data) - 1, max(1, len(data) // 60)):
        psd.write_bytes(data[:end])
        try:
            read_line_layer(psd, "Line/ink")  # what is not needed may be gone
        except ImageError as error:
            assert "A0001.psd" in str(error)
    rng = np.random.default_rng(4)
    for _ in range(60):
        spoilt = bytearray(data)
        for at in rng.integers(26, min(len(data), 3000), 4).tolist():
            spoilt[at] = int(rng.integers(256))
        psd.write_bytes(spoilt)
        try:
            read_line_layer(psd, "Line/ink")
        except ImageError as error:
            assert "A0001.psd" in str(error)
    psd.write_bytes(b"\x89PNG" + bytes(90))
    with pytest.raises(ImageError, match="has no layers: --line-layer is for PSD"):
        read_line_layer(psd, "Line")
    psd.unlink()
    with pytest.raises(ImageError, match=r"A0001\.psd cannot be read"):
        read_line_layer(psd, "Line")


def test_a_missing_library_is_told(psd: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psd_tools", None)
    with pytest.raises(ImageError, match=r"pip install shiage\[pipeline\]"):
        read_line_layer(psd, "Line")


def test_a_shot_is_coloured_by_its_layer(psd: Path) -> None:
    """The layer is empty, so the shot is blank; the whole picture would have paint and lines."""
    shot = psd.parent / "shot"
    for part in ("lines", "keys"):
        (shot / part).mkdir(parents=True)
    psd.rename(shot / "lines" / "A0001.psd")
    write_png(shot / "keys" / "A0001.png", np.full((70, 80, 4), (9, 99, 199, 255), np.uint8))
    words = ["color", str(shot), "--inline", "--line-layer"]
    result = CliRunner().invoke(app, [*words, "empty", "--like-input"])
    assert result.exit_code == 0 and "the drawing is blank" in result.output, result.output
    assert (shot / "colored" / "drawings" / "A0001.psd").is_file()
    result = CliRunner().invoke(app, [*words, "clean", "-o", str(shot / "again")])
    assert result.exit_code == 2 and "has no layer clean; its layers: paint, Line" in result.output
    assert not (shot / "again").exists()
    result = CliRunner().invoke(app, ["farm", str(shot), "--inline", "--line-layer", "empty"])
    assert result.exit_code == 0 and "1 were there already" in result.output
