# SPDX-License-Identifier: Apache-2.0
"""Pictures written as other files are: their kind, their packing, and every colour exact."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from shiage.cel.images import read_cel
from shiage.cel.picture_kind import kind_of
from shiage.cel.write_like import encoded_like

Cel = NDArray[np.uint8]

LINES = np.full((64, 96), 255, np.uint8)
LINES[10:50, 10:14] = 0
LINES[46:50, 10:80] = 0
OPAQUE = np.full((64, 96, 4), 255, np.uint8)
OPAQUE[8:40, 10:50] = (230, 120, 60, 255)
OPAQUE[20:60, 50:90] = (66, 124, 178, 255)
OPAQUE[10:50, 10:14] = (0, 0, 0, 255)
CLEAR = np.where((OPAQUE[..., :3] == 255).all(2, keepdims=True), 0, OPAQUE).astype(np.uint8)
SOFT = CLEAR.copy()
SOFT[30, 20:40] = (77, 78, 79, 90)
RICH = np.dstack([np.random.default_rng(3).integers(0, 256, (64, 96, 3), np.uint8), OPAQUE[..., 3]])


def grey() -> Image.Image:
    return Image.fromarray(LINES)


def coloured(alpha: bool) -> Image.Image:
    return grey().convert("RGBA" if alpha else "RGB")


def indexed() -> Image.Image:
    """Lines in index 3, paper in index 1, of a palette of five."""
    image = Image.fromarray(np.where(LINES == 0, 3, 1).astype(np.uint8))
    image.putpalette(bytes([9, 9, 9, 255, 255, 255, 200, 10, 10, 0, 0, 0, 1, 2, 3]))
    return image


INPUTS: dict[str, Callable[[Path], Any]] = {
    "grey.tga": lambda p: grey().save(p),
    "plain.tga": lambda p: coloured(False).save(p),
    "alpha.TGA": lambda p: coloured(True).save(p),
    "packed.tga": lambda p: coloured(True).save(p, compression="tga_rle"),
    "from the top.tga": lambda p: coloured(False).save(p, compression="tga_rle", orientation=1),
    "plain.bmp": lambda p: coloured(False).save(p, dpi=(144, 144)),
    "alpha.bmp": lambda p: coloured(True).save(p),
    "plain.tif": lambda p: coloured(False).save(p, compression="tiff_lzw", dpi=(300, 300)),
    "lossy.tif": lambda p: coloured(False).save(p, compression="jpeg"),
    "alpha.tiff": lambda p: coloured(True).save(p, compression="tiff_adobe_deflate"),
    "two levels.tif": lambda p: grey().convert("1").save(p, compression="group4"),
    "plain.webp": lambda p: coloured(False).save(p, lossless=True),
    "lossy.webp": lambda p: coloured(True).save(p, quality=90),
    "grey.png": lambda p: grey().save(p),
    "alpha.PNG": lambda p: coloured(True).save(p, dpi=(350, 350)),
}
INDEXED: dict[str, Callable[[Path], Any]] = {
    "indexed.tga": lambda p: indexed().save(p, compression="tga_rle"),
    "indexed.bmp": lambda p: indexed().save(p),
    "indexed.tif": lambda p: indexed().save(p),
    "indexed.png": lambda p: indexed().save(p),
    "clear.png": lambda p: indexed().save(p, transparency=1),
    "still.gif": lambda p: indexed().save(p),
    "clear still.gif": lambda p: indexed().save(p, transparency=1),
}


def written(tmp_path: Path, name: str, save: Callable[[Path], Any], picture: Cel) -> tuple[Path, str]:
    (tmp_path / "in").mkdir(exist_ok=True)
    save(tmp_path / "in" / name)
    made = encoded_like(kind_of(tmp_path / "in" / name), picture)
    file = tmp_path / f"{(tmp_path / name).stem}{made.ending}"
    file.write_bytes(made.data)
    return file, made.words


def dots(image: Image.Image) -> list[int]:
    return [round(float(side)) for side in image.info.get("dpi", ())]


@pytest.mark.parametrize("picture", [OPAQUE, CLEAR, SOFT, RICH], ids=["opaque", "clear", "soft", "rich"])
@pytest.mark.parametrize("name", [*INPUTS, *INDEXED])
def test_every_colour_comes_back(tmp_path: Path, name: str, picture: Cel) -> None:
    file, words = written(tmp_path, name, {**INPUTS, **INDEXED}[name], picture)
    assert np.array_equal(read_cel(file), picture)
    assert file.name == name or (name.endswith("gif") and words.endswith(": PNG"))
    with Image.open(tmp_path / "in" / name) as before, Image.open(file) as after:
        assert after.format == before.format or file.suffix == ".png"
        if name in INPUTS:
            assert not words
            kept = before.info.get("compression") not in ("jpeg", "group4")
            assert not kept or after.info.get("compression") == before.info.get("compression")
            assert after.info.get("orientation") == before.info.get("orientation")
            assert dots(after) == dots(before)


@pytest.mark.parametrize("name", INDEXED)
def test_an_indexed_drawing_stays_indexed_and_keeps_its_indices(tmp_path: Path, name: str) -> None:
    picture = CLEAR if "clear" in name else OPAQUE
    file, words = written(tmp_path, name, INDEXED[name], picture)
    with Image.open(file) as image:
        assert image.mode == "P" and not words
        places = np.asarray(image)
    if not name.endswith("gif"):  # Pillow orders a GIF's palette anew
        assert (places[10:50, 10:14] == 3).all() and (places[:8] == 1).all()


@pytest.mark.parametrize(
    ("name", "picture", "why"),
    [
        ("indexed.png", RICH, "colours, an index has 256: no longer indexed"),
        (
            "indexed.bmp",
            CLEAR,
            "which the palette of a BMP cannot hold: no longer indexed",
        ),
        ("still.gif", SOFT, "see-through pixels, which the palette of a GIF cannot hold: PNG"),
        ("indexed.png", SOFT, ""),
    ],
)
def test_what_does_not_fit_is_said(tmp_path: Path, name: str, picture: Cel, why: str) -> None:
    _, words = written(tmp_path, name, INDEXED[name], picture)
    assert words.endswith(why) and bool(words) == bool(why)


def test_a_palette_of_256_makes_room(tmp_path: Path) -> None:
    def full(path: Path) -> None:
        image = indexed()
        image.putpalette(bytes([9] * 9) + np.random.default_rng(5).integers(1, 256, 759, np.uint8).tobytes())
        image.save(path)

    file, words = written(tmp_path, "a.png", full, OPAQUE)
    with Image.open(file) as image:
        assert image.mode == "P" and not words
    assert np.array_equal(read_cel(file), OPAQUE)


def test_lossy_and_deep_drawings_are_told(tmp_path: Path) -> None:
    file, words = written(tmp_path, "a.jpg", lambda p: coloured(False).save(p), SOFT)
    assert (file.name, words) == ("a.png", "JPEG keeps no exact colours: PNG")
    assert np.array_equal(read_cel(file), SOFT)
    deep = LINES.astype(np.uint16) * 257
    file, words = written(tmp_path, "b.png", lambda p: cv2.imwrite(str(p), deep), SOFT)
    assert words == "8 bits a channel, as the palette"
    assert np.array_equal(read_cel(file), SOFT)
