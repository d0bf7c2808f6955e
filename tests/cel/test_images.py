# SPDX-License-Identifier: Apache-2.0
"""Pictures in files: what is read, what is refused in which words, and that writing leaves no half file."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from shiage.cel.images import ImageError, read_cel, read_image, read_line_art, write_png

RNG = np.random.default_rng(5)
GREY16 = RNG.integers(0, 65536, (64, 80), dtype=np.uint16)
RGB16 = RNG.integers(0, 65536, (64, 80, 3), dtype=np.uint16)
RGBA16 = RNG.integers(0, 65536, (64, 80, 4), dtype=np.uint16)
RGBA8 = RNG.integers(0, 256, (64, 80, 4), dtype=np.uint8)


def drawing(mode: str = "L", size: tuple[int, int] = (80, 64)) -> Image.Image:
    picture = Image.new("L", size, 255)
    picture.paste(0, (10, 10, 14, 50))
    return picture.convert(mode)


@pytest.mark.parametrize("array", [GREY16, RGB16, RGBA16, RGBA8, RGBA8[..., :3].copy(), RGBA8[..., 0].copy()])
def test_written_png_reads_back_exactly(tmp_path: Path, array: NDArray[np.uint8]) -> None:
    write_png(tmp_path / "a.png", array)
    back = read_image(tmp_path / "a.png")
    assert back.dtype == array.dtype
    assert np.array_equal(back, array)
    assert [p.name for p in tmp_path.iterdir()] == ["a.png"]


@pytest.mark.parametrize("array", [GREY16, RGB16, RGBA16])
def test_tiff_with_16_bits_keeps_them(tmp_path: Path, array: NDArray[np.uint16]) -> None:
    stored = array if array.ndim == 2 else array[..., [2, 1, 0, 3][: array.shape[2]]]
    (tmp_path / "a.tif").write_bytes(cv2.imencode(".tiff", np.ascontiguousarray(stored))[1].tobytes())
    back = read_image(tmp_path / "a.tif")
    assert back.dtype == np.uint16
    assert np.array_equal(back, array)


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.webp"])
@pytest.mark.parametrize("mode", ["1", "L", "LA", "RGB", "RGBA"])
def test_every_mode_of_line_art_gives_the_same_ink(tmp_path: Path, name: str, mode: str) -> None:
    drawing(mode).save(tmp_path / name, lossless=True)
    line = read_line_art(tmp_path / name)
    assert line.size == (80, 64)
    assert line.trace is None
    expected = np.zeros((64, 80), np.uint8)
    expected[10:50, 10:14] = 255
    assert np.array_equal(line.ink, expected)


def test_a_transparent_colour_of_a_png_is_transparent(tmp_path: Path) -> None:
    drawing("RGB").save(tmp_path / "a.png", transparency=(255, 255, 255))
    cel = read_cel(tmp_path / "a.png")
    assert cel[0, 0].tolist() == [0, 0, 0, 0]
    assert cel[20, 12].tolist() == [0, 0, 0, 255]


def test_a_cel_is_rgba_and_empty_where_it_is_clear(tmp_path: Path) -> None:
    pixels = RGBA8.copy()
    pixels[:32, :, 3] = 0
    write_png(tmp_path / "a.png", pixels)
    cel = read_cel(tmp_path / "a.png")
    assert not cel[:32].any()
    assert np.array_equal(cel[32:][pixels[32:, :, 3] > 0], pixels[32:][pixels[32:, :, 3] > 0])
    write_png(tmp_path / "grey.png", RGBA8[..., 0])
    assert np.array_equal(read_cel(tmp_path / "grey.png")[..., 1], RGBA8[..., 0])


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


TORN = encoded(Image.fromarray(RGBA8), "PNG")
TORN16 = cv2.imencode(".png", RGBA16)[1].tobytes()
TWO = {"save_all": True, "append_images": [Image.fromarray(255 - RGBA8)]}

REFUSED = {
    "empty": (b"", "empty"),
    "torn": (TORN[: len(TORN) // 2], "torn"),
    "torn in its head": (TORN[:20], "torn|not a PNG"),
    "torn 16-bit": (TORN16[: len(TORN16) // 2], "torn"),
    "torn WebP": (encoded(Image.fromarray(RGBA8), "WEBP")[:600], "torn|not a PNG"),
    "torn TIFF": (encoded(Image.fromarray(RGBA8), "TIFF")[:900], "torn"),
    "text": (b"hello, this is no picture at all", "not a PNG, TIFF, WebP"),
    "Photoshop": (b"8BPS\0\1" + bytes(500), "of Photoshop's files, PSD in RGB or grey with 8 bits"),
    "CMYK JPEG": (encoded(drawing("CMYK"), "JPEG"), "CMYK.*save it as RGB"),
    "animated GIF": (
        encoded(drawing("P"), "GIF", save_all=True, append_images=[drawing("P").rotate(9)]),
        "holds several pictures",
    ),
    "torn GIF": (encoded(drawing("P"), "GIF")[:40], "torn|not a PNG"),
    "torn BMP": (encoded(drawing("RGB"), "BMP")[:400], "torn"),
    "torn JPEG": (encoded(drawing("RGB"), "JPEG")[:500], "torn"),
    "CMYK": (encoded(drawing("CMYK"), "TIFF"), "CMYK.*save it as RGB"),
    "float": (encoded(drawing("F"), "TIFF"), "kind F"),
    "two pages": (encoded(Image.fromarray(RGBA8), "TIFF", **TWO), "holds several pictures"),
    "animated WebP": (encoded(Image.fromarray(RGBA8), "WEBP", **TWO), "holds several pictures"),
    "animated PNG": (encoded(Image.fromarray(RGBA8), "PNG", **TWO), "holds several pictures"),
    "small": (encoded(drawing("L", (63, 64)), "PNG"), "63x64.*from 64 to 8192"),
    "wide": (encoded(drawing("L", (8193, 64)), "PNG"), "8193x64.*from 64 to 8192"),
    "huge": (encoded(drawing("1", (20000, 20000)), "PNG"), "from 64 to 8192"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_files_are_refused_by_name_and_reason(tmp_path: Path, case: str) -> None:
    data, reason = REFUSED[case]
    path = tmp_path / "0007.png"
    path.write_bytes(data)
    with pytest.raises(ImageError, match=reason) as caught:
        read_image(path)
    assert str(path) in str(caught.value)


def test_every_cut_of_a_file_is_refused_or_whole(tmp_path: Path) -> None:
    whole = encoded(drawing("RGB"), "PNG")
    path = tmp_path / "a.png"
    refused = 0
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        try:
            # behind the last pixel stand only checksums and the end mark
            assert np.array_equal(read_image(path), np.asarray(drawing("RGB")))
        except ImageError:
            refused += 1
    assert refused >= len(whole) - 24


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.png", tmp_path):
        with pytest.raises(ImageError, match="cannot be read"):
            read_image(path)


def test_a_16_bit_key_is_refused_and_16_bit_line_art_is_not(tmp_path: Path) -> None:
    write_png(tmp_path / "a.png", RGBA16)
    with pytest.raises(ImageError, match="8 bits a channel"):
        read_cel(tmp_path / "a.png")
    assert read_line_art(tmp_path / "a.png").size == (80, 64)


def test_what_cannot_be_written_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"none/a\.png cannot be written"):
        write_png(tmp_path / "none" / "a.png", RGBA8)
    (tmp_path / "taken.png").mkdir()
    with pytest.raises(ImageError, match=r"taken\.png cannot be written"):
        write_png(tmp_path / "taken.png", RGBA8)
    assert [p.name for p in tmp_path.iterdir()] == ["taken.png"]


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root and Windows write there anyway")
def test_a_closed_folder_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(ImageError, match=r"a\.png cannot be written"):
            write_png(tmp_path / "a.png", RGBA8)
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")
def test_a_file_that_cannot_be_written_whole_leaves_the_old_one(tmp_path: Path) -> None:
    import resource

    write_png(tmp_path / "a.png", RGBA8)
    before = (tmp_path / "a.png").read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, limits[1]))
    try:
        with pytest.raises(ImageError, match=r"a\.png cannot be written: File too large"):
            write_png(tmp_path / "a.png", RGBA8[::-1])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (tmp_path / "a.png").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.png"]
