# SPDX-License-Identifier: Apache-2.0
"""Every kind of picture that artists save: exact colours stay exact, drawings stand upright."""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray
from PIL import Image, ImageCms

from shiage.cel.images import ImageError, doubts, read_cel, read_image, read_line_art

PAINT = np.zeros((64, 96, 4), np.uint8)
PAINT[8:40, 10:50] = (230, 120, 60, 255)
PAINT[20:60, 50:90] = (66, 124, 178, 255)
PAINT[40:60, 10:50] = (65, 124, 178, 255)
WHITE = np.where(PAINT[..., 3:] > 0, PAINT, 255).astype(np.uint8)
LINES = np.full((64, 96), 255, np.uint8)
LINES[10:50, 10:14] = 0
LINES[46:50, 10:80] = 0


def rgba() -> Image.Image:
    return Image.fromarray(PAINT)


def rgb() -> Image.Image:
    return Image.fromarray(WHITE).convert("RGB")


def indexed() -> Image.Image:
    return rgb().quantize(8)


def lines() -> Image.Image:
    return Image.fromarray(LINES)


def xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(v * 65536)) for v in values)


def profile(gamma: float, grey: bool = False) -> bytes:
    """A display's profile with Adobe RGB's primaries, or a grey one, called Wide."""
    words = b"Wide"
    described = b"desc\0\0\0\0" + struct.pack(">I", len(words) + 1) + words + bytes(1 + 78)
    described += bytes(-len(described) % 4)
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    tags = {b"desc": described, b"wtpt": xyz((0.9642, 1, 0.8249))}
    if grey:
        tags[b"kTRC"] = curve
    else:
        primaries = ((0.6097, 0.3111, 0.0195), (0.2053, 0.6257, 0.0609), (0.1492, 0.0632, 0.7446))
        for letter, primary in zip(b"rgb", primaries, strict=True):
            tags[bytes([letter]) + b"XYZ"], tags[bytes([letter]) + b"TRC"] = xyz(primary), curve
    at, table, body = 132 + 12 * len(tags), b"", b""
    for tag, data in tags.items():
        table += tag + struct.pack(">II", at + len(body), len(data))
        body += data
    head = struct.pack(
        ">I4sI4s4s4s", at + len(body), b"", 0x02100000, b"mntr", b"GRAY" if grey else b"RGB ", b"XYZ "
    )
    head += bytes(12) + b"acsp" + bytes(28) + struct.pack(">iii", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def tga_without_alpha(path: Path) -> None:
    """32 bits a pixel with an alpha that nobody wrote."""
    pixels = np.dstack([WHITE[..., 2::-1], np.zeros((64, 96), np.uint8)])
    head = bytes([0, 0, 2, *[0] * 9]) + struct.pack("<HH", 96, 64) + bytes([32, 0x20])
    path.write_bytes(head + pixels.tobytes())


def deep(array: NDArray[np.uint8], path: Path, step: int = 257) -> None:
    cv2.imwrite(str(path), array[..., [2, 1, 0, 3][: array.shape[2]]].astype(np.uint16) * step)


EXACT: dict[str, Callable[[Path], object]] = {
    "indexed.png": lambda p: indexed().save(p),
    "indexed with a clear colour.png": lambda p: indexed().save(p, transparency=indexed().getpixel((0, 0))),
    "two bits.png": lambda p: rgb().quantize(4).save(p, bits=2),
    "still.gif": lambda p: indexed().save(p),
    "clear still.gif": lambda p: indexed().save(p, transparency=indexed().getpixel((0, 0))),
    "indexed.bmp": lambda p: indexed().save(p),
    "plain.bmp": lambda p: rgb().save(p),
    "alpha.bmp": lambda p: rgba().save(p),
    "plain.tga": lambda p: rgb().save(p),
    "alpha.TGA": lambda p: rgba().save(p),
    "packed.tga": lambda p: rgba().save(p, compression="tga_rle"),
    "indexed.tga": lambda p: indexed().save(p),
    "no alpha.tga": tga_without_alpha,
    "lossless.webp": lambda p: rgba().save(p, lossless=True),
    "indexed.tif": lambda p: indexed().save(p),
    "packed.tif": lambda p: rgba().save(p, compression="tiff_lzw"),
    "deep.png": lambda p: deep(PAINT, p),
    "deep.tif": lambda p: deep(PAINT, p),
    "srgb.png": lambda p: rgba().save(p, icc_profile=srgb()),
    "wide.png": lambda p: rgba().save(p, icc_profile=profile(2.2)),
    "wide.tif": lambda p: rgba().save(p, icc_profile=profile(2.2)),
    "wide.gif.png": lambda p: indexed().save(p, icc_profile=profile(1.8)),
    "broken profile.png": lambda p: rgba().save(p, icc_profile=b"nothing" * 30),
}


@pytest.mark.parametrize("name", EXACT)
def test_colours_of_a_key_come_exactly_as_they_were_painted(tmp_path: Path, name: str) -> None:
    EXACT[name](tmp_path / name)
    cel = read_cel(tmp_path / name)
    on_white = np.where(cel[..., 3:] > 0, cel, 255)
    assert np.array_equal(on_white, WHITE)
    said = doubts(tmp_path / name)
    assert ["Wide" in words for words in said] == [True] * name.startswith("wide")


DEEP_AS_PHOTOSHOP = (np.arange(256) * 32768 / 255 + 0.5).astype(np.int64) * 65535 // 32768


def test_16_bits_that_say_no_more_than_8_are_taken(tmp_path: Path) -> None:
    levels = DEEP_AS_PHOTOSHOP[PAINT].astype(np.uint16)
    cv2.imwrite(str(tmp_path / "a.png"), levels[..., [2, 1, 0, 3]])
    assert np.array_equal(read_cel(tmp_path / "a.png"), PAINT)
    deep(PAINT, tmp_path / "b.png", 256)
    with pytest.raises(ImageError, match="8 bits a channel"):
        read_cel(tmp_path / "b.png")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.jpg", {"quality": 95}),
        ("a.webp", {"quality": 80}),
        ("b.webp", {"quality": 80, "exif": b"Exif\0\0"}),
    ],
)
def test_lossy_colours_are_doubted(tmp_path: Path, name: str, options: dict[str, Any]) -> None:
    rgb().save(tmp_path / name, **options)
    assert "exact" in doubts(tmp_path / name)[0]
    assert np.abs(read_cel(tmp_path / name)[..., :3].astype(int) - WHITE[..., :3]).mean() < 4


def test_a_jpeg_inside_a_tiff_is_lossy_too(tmp_path: Path) -> None:
    rgb().save(tmp_path / "a.tif", compression="jpeg")
    assert "exact" in doubts(tmp_path / "a.tif")[0]


STANDING = {
    1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
}  # fmt: skip


@pytest.mark.parametrize("orientation", STANDING)
@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif", "a.webp", "deep.png", "deep.tif", "grey16.png"])
def test_pictures_stand_as_their_exif_data_say(tmp_path: Path, name: str, orientation: int) -> None:
    turn = STANDING[orientation]
    picture = lines() if turn is None else lines().transpose(turn)
    exif = Image.Exif()
    exif[274] = orientation
    path = tmp_path / name
    if name == "deep.tif":
        stored = np.repeat(np.asarray(picture)[..., None], 3, 2).astype(np.uint16) * 257
        tifffile.imwrite(path, stored, photometric="rgb", extratags=[(274, "H", 1, orientation, True)])
    elif name == "grey16.png":
        Image.fromarray(np.asarray(picture).astype(np.uint16) * 257).save(path, exif=exif)
    elif name == "deep.png":
        _png_with_exif(path, np.asarray(picture), orientation)
    else:
        picture.convert("RGB").save(path, exif=exif, quality=95, lossless=True)
    line = read_line_art(path)
    assert line.size == (96, 64)
    assert np.array_equal(line.ink > 127, LINES < 128)


def _png_with_exif(path: Path, grey: NDArray[np.uint8], orientation: int) -> None:
    """A PNG of 16-bit RGB with an eXIf chunk behind its head."""
    import zlib

    whole = cv2.imencode(".png", np.repeat(grey[..., None], 3, 2).astype(np.uint16) * 257)[1].tobytes()
    exif = b"II*\0\x08\0\0\0\1\0" + struct.pack("<HHIHH", 274, 3, 1, orientation, 0) + bytes(4)
    chunk = struct.pack(">I", len(exif)) + b"eXIf" + exif + struct.pack(">I", zlib.crc32(b"eXIf" + exif))
    path.write_bytes(whole[:33] + chunk + whole[33:])


SCANS: dict[str, Callable[[Path], object]] = {
    "two levels.tif": lambda p: lines().convert("1").save(p, compression="group4"),
    "two levels.bmp": lambda p: lines().convert("1").save(p),
    "two levels.png": lambda p: lines().convert("1").save(p),
    "indexed.png": lambda p: lines().convert("P").save(p),
    "indexed.gif": lambda p: lines().convert("P").save(p),
    "grey.tga": lambda p: lines().save(p),
    "photo.jpg": lambda p: lines().save(p, quality=90),
    "from white.tif": lambda p: tifffile.imwrite(p, 255 - LINES, photometric="miniswhite"),
    "deep from white.tif": lambda p: tifffile.imwrite(
        p, 65535 - LINES.astype(np.uint16) * 257, photometric="miniswhite"
    ),
    "wide.png": lambda p: lines().convert("RGB").save(p, icc_profile=profile(2.2)),
    "grey profile.png": lambda p: lines().save(p, icc_profile=profile(1.0, grey=True)),
    "wrong profile.png": lambda p: lines().convert("RGB").save(p, icc_profile=profile(1.0, grey=True)),
    "clear.png": lambda p: lines().convert("P").save(p, transparency=255),
    "with a small one.tif": lambda p: _with_thumbnail(p),
}


def _with_thumbnail(path: Path) -> None:
    with tifffile.TiffWriter(path) as writer:
        writer.write(LINES)
        writer.write(LINES[::4, ::4].copy(), subfiletype=1)


@pytest.mark.parametrize("name", SCANS)
def test_scans_of_every_kind_give_the_same_lines(tmp_path: Path, name: str) -> None:
    SCANS[name](tmp_path / name)
    line = read_line_art(tmp_path / name)
    assert line.trace is None
    assert np.array_equal(line.ink > 127, LINES < 128)


def test_the_colours_of_line_art_are_brought_to_srgb(tmp_path: Path) -> None:
    """Half-way grey of a linear profile is light; its numbers alone would make it a strong line."""
    picture = np.where(LINES == 0, 128, 255).astype(np.uint8)
    Image.fromarray(picture).save(tmp_path / "a.png", icc_profile=profile(1.0, grey=True))
    assert read_line_art(tmp_path / "a.png").ink.max() == 255 - 188
    rgb16 = np.repeat(picture[..., None], 3, 2).astype(np.uint16) * 257
    tifffile.imwrite(tmp_path / "a.tif", rgb16, photometric="rgb", iccprofile=profile(1.0))
    assert 60 <= read_line_art(tmp_path / "a.tif").ink.max() <= 70


@pytest.mark.skipif(sys.platform == "win32", reason="devices and pipes as files")
@pytest.mark.parametrize("name", ["zero.png", "pipe.png", "folder.png"])
def test_only_regular_files_are_read(tmp_path: Path, name: str) -> None:
    import os

    path = tmp_path / name
    if name == "zero.png":
        path.symlink_to("/dev/zero")
    elif name == "pipe.png":
        os.mkfifo(path)
    else:
        path.mkdir()
    with pytest.raises(ImageError, match="cannot be read"):
        read_image(path)


def test_a_file_far_larger_than_its_pixels_is_not_decoded(tmp_path: Path) -> None:
    lines().save(tmp_path / "a.png")
    with (tmp_path / "a.png").open("r+b") as file:
        file.truncate(3 << 30)
    with pytest.raises(ImageError, match="3072 MiB for 96x64 pixels"):
        read_image(tmp_path / "a.png")


def test_endless_pages_are_not_counted(tmp_path: Path) -> None:
    """A TIFF whose pages come round again."""
    entries = [(256, 3, 1, 64), (257, 3, 1, 64), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
               (273, 4, 1, 0), (277, 3, 1, 1), (278, 3, 1, 64), (279, 4, 1, 4096)]  # fmt: skip
    page = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    size = len(page) + 4
    count = 20_000
    places = [8 + size * (i + 1) for i in range(count - 1)] + [8]
    body = b"".join(page + struct.pack("<I", place) for place in places)
    (tmp_path / "a.tif").write_bytes(b"II*\0\x08\0\0\0" + body + bytes(4096))
    with pytest.raises(ImageError, match="several pictures"):
        read_image(tmp_path / "a.tif")
