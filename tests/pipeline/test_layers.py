# SPDX-License-Identifier: Apache-2.0
"""Frames in layers, opened again by readers that are not ours: psd-tools, zip and PNG, and Krita."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from psd_tools import PSDImage
from typer.testing import CliRunner

from shiage.cel.fill import ink_over
from shiage.cel.images import read_cel, write_png
from shiage.cel.lineart import LineArt
from shiage.cel.palette import Palette
from shiage.cli.app import app
from shiage.pipeline.layered.layers import LayeredFrame, in_layers
from shiage.pipeline.layered.write_ora import write_ora
from shiage.pipeline.layered.write_psd import LayersError, write_psd

Picture = NDArray[np.uint8]

PALETTE = Palette(
    np.array([[200, 30, 40, 255], [0, 0, 0, 0], [10, 90, 200, 128], [1, 1, 1, 255]], np.uint8),
    ("赤 <1>", "transparent", "glass & water", "not shown"),
)


def frame() -> tuple[LayeredFrame, Picture, Picture]:
    """A frame of two swatches, a soft edge and a line with soft sides; its cel and its finished picture."""
    cel = np.zeros((70, 80, 4), np.uint8)
    cel[5:20, 4:30] = PALETTE.colours[0]
    cel[18:36, 20:55] = PALETTE.colours[2]
    cel[30, 20:40] = (77, 78, 79, 200)
    ink = np.zeros((70, 80), np.uint8)
    ink[10:13, 2:50] = [[90], [255], [140]]
    line = LineArt(ink, colour=np.full((70, 80, 3), (60, 20, 10), np.uint8))
    finished = ink_over(cel, line)
    return in_layers(cel, line, PALETTE, finished), cel, finished


def over(layers: list[tuple[int, int, Picture]], size: tuple[int, int]) -> Picture:
    """Layers laid over each other by Pillow, the first lowest."""
    whole = Image.new("RGBA", size)
    for left, top, picture in layers:
        whole.alpha_composite(Image.fromarray(picture), (left, top))
    return np.asarray(whole)


def shown(picture: Picture) -> NDArray[np.float64]:
    """Colours with alpha multiplied in: what is see-through has none."""
    return np.dstack([picture[..., :3] * (picture[..., 3:] / 255.0), picture[..., 3:]])


def read_ora(path: Path) -> list[tuple[str, tuple[int, int, Picture]]]:
    """Names and pictures of layers, the lowest first."""
    with zipfile.ZipFile(path) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype") == b"image/openraster"
        stack = ElementTree.fromstring(archive.read("stack.xml"))
        found = []
        for layer in stack.iter("layer"):
            picture = np.asarray(Image.open(io.BytesIO(archive.read(layer.attrib["src"]))).convert("RGBA"))
            found.append((layer.attrib["name"], (int(layer.attrib["x"]), int(layer.attrib["y"]), picture)))
    return found[::-1]


def read_psd(path: Path) -> list[tuple[str, tuple[int, int, Picture]]]:
    return [(x.name, (x.left, x.top, _rgba(x.topil()))) for x in PSDImage.open(path)]


def _rgba(image: Image.Image | None) -> Picture:
    assert image is not None
    return np.asarray(image.convert("RGBA"))


WRITERS = [(write_ora, read_ora, "ora"), (write_psd, read_psd, "psd")]


@pytest.mark.parametrize(("write", "read", "kind"), WRITERS)
def test_a_layer_a_swatch_and_lines_on_top(
    tmp_path: Path,
    write: Callable[[Path, LayeredFrame], None],
    read: Callable[[Path], list[tuple[str, tuple[int, int, Picture]]]],
    kind: str,
) -> None:
    layered, cel, finished = frame()
    path = tmp_path / f"a.{kind}"
    write(path, layered)
    found = read(path)
    assert [name for name, _ in found] == ["赤 <1>", "glass & water", "other colours", "lines"]
    for n, colour in ((0, PALETTE.colours[0]), (1, PALETTE.colours[2])):
        picture = found[n][1][2]
        assert (picture[picture[..., 3] > 0] == colour).all()
    assert (over([layer for _, layer in found[:-1]], layered.size) == cel).all()
    whole = over([layer for _, layer in found], layered.size)
    assert np.abs(shown(whole) - shown(finished)).max() <= 1.5
    first = path.read_bytes()
    write(path, layered)
    assert path.read_bytes() == first
    assert list(tmp_path.iterdir()) == [path]


def test_readers_that_know_no_layers_see_the_frame(tmp_path: Path) -> None:
    layered, _, finished = frame()
    write_ora(tmp_path / "a.ora", layered)
    write_psd(tmp_path / "a.psd", layered)
    with zipfile.ZipFile(tmp_path / "a.ora") as archive:
        merged = np.asarray(Image.open(io.BytesIO(archive.read("mergedimage.png"))))
        small = Image.open(io.BytesIO(archive.read("Thumbnails/thumbnail.png")))
    assert (merged == finished).all() and max(small.size) <= 256
    psd = _rgba(PSDImage.open(tmp_path / "a.psd").topil())
    assert np.abs(shown(psd) - shown(finished)).max() <= 1.5


def test_a_blank_frame_and_strange_names_do(tmp_path: Path) -> None:
    nothing = np.zeros((8, 9, 4), np.uint8)
    blank = in_layers(nothing, LineArt(nothing[..., 3]), PALETTE, nothing)
    for write, read, kind in WRITERS:
        write(tmp_path / f"a.{kind}", blank)
        assert read(tmp_path / f"a.{kind}") == []
    full = np.full((8, 9, 4), 255, np.uint8)
    for name in ("a\x00b\ud800", "", "長" * 300):
        odd = in_layers(full, LineArt(nothing[..., 3]), Palette(full[0, :1], (name,)), full)
        for write, read, kind in WRITERS:
            write(tmp_path / f"a.{kind}", odd)
            assert len(read(tmp_path / f"a.{kind}")) == 1


def test_a_psd_has_a_largest_side(tmp_path: Path) -> None:
    wide = np.zeros((1, 30_001, 4), np.uint8)
    with pytest.raises(LayersError, match=r"a\.psd: 30001 x 1 pixels; a PSD has at most 30000"):
        write_psd(tmp_path / "a.psd", in_layers(wide, LineArt(wide[..., 3]), PALETTE, wide))
    assert not any(tmp_path.iterdir())


def test_a_missing_library_is_told_and_only_of_psd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psd_tools", None)
    result = CliRunner().invoke(app, ["color", str(tmp_path), "--inline", "--layers", "psd"])
    assert result.exit_code == 2 and "pip install shiage[pipeline]" in result.output
    write_ora(tmp_path / "a.ora", frame()[0])


def test_a_shot_is_written_in_layers(tmp_path: Path) -> None:
    """A blank shot needs no network; asked again for the other kind, what is there is kept."""
    for folder in ("lines", "keys"):
        (tmp_path / folder).mkdir()
    write_png(tmp_path / "lines" / "0001.png", np.full((70, 80, 4), 255, np.uint8))
    write_png(tmp_path / "keys" / "0001.png", np.full((70, 80, 4), (9, 99, 199, 255), np.uint8))
    for kind, (_, read, _) in (("psd", WRITERS[1]), ("ora", WRITERS[0])):
        result = CliRunner().invoke(app, ["color", str(tmp_path), "--inline", "--layers", kind])
        assert result.exit_code == 0, result.output
        (name, layer), *more = read(tmp_path / "colored" / "layers" / f"0001.{kind}")
        assert not more and name.startswith("swatch")
        assert (over([layer], (80, 70)) == read_cel(tmp_path / "colored" / "cels" / "0001.png")).all()


@pytest.mark.skipif(shutil.which("krita") is None or shutil.which("xvfb-run") is None, reason="no Krita here")
@pytest.mark.parametrize(("write", "kind"), [(write_ora, "ora"), (write_psd, "psd")])
def test_krita_shows_the_finished_frame(
    tmp_path: Path, write: Callable[[Path, LayeredFrame], None], kind: str
) -> None:
    layered, _, finished = frame()
    path, picture = tmp_path / f"a.{kind}", tmp_path / "a.png"
    write(path, layered)
    words = ["krita", str(path), "--export", "--export-filename", str(picture)]
    subprocess.run(["xvfb-run", "-a", *words], check=True, capture_output=True, timeout=120)
    assert np.abs(shown(read_cel(picture)) - shown(finished)).max() <= 1.5
