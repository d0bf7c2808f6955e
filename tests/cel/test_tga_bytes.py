# SPDX-License-Identifier: Apache-2.0
"""TGA files made byte by byte after Truevision's specification 2.0, in the kinds that programs write."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from shiage.cel.images import ImageError, read_cel, read_line_art

Pixels = NDArray[np.uint8]

MAPPED, COLOUR, GREY = 1, 2, 3
PACKED = 8
HEIGHT, WIDTH = 64, 70
TOP, RIGHT = 0x20, 0x10

FLAT: Pixels = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
FLAT[:] = (250, 240, 230, 255)
FLAT[5:20, 3:40] = (200, 30, 40, 255)
FLAT[30:, 50:] = (20, 60, 200, 255)
FLAT[40, :] = np.dstack([np.arange(WIDTH)] * 3 + [np.full(WIDTH, 255)])
"""Runs, and a row in which no pixel is as its neighbour."""

CLEAR: Pixels = FLAT.copy()
CLEAR[:4] = 0
CLEAR[4, :, 3] = 128


def tga(
    kind: int,
    body: bytes,
    bits: int,
    origin: int = 0,
    name: bytes = b"",
    colours: bytes = b"",
    first: int = 0,
    depth: int = 0,
) -> bytes:
    alpha = {32: 8, 16: 1}.get(bits, 0)
    count = len(colours) // (depth // 8) if depth else 0
    head = struct.pack(
        "<BBBHHBHHHHBB", len(name), bool(colours), kind, first, count, depth, 0, 0, WIDTH, HEIGHT, bits,
        origin | alpha,
    )  # fmt: skip
    return head + name + colours + body


def rows(pixels: Pixels, origin: int) -> Pixels:
    """Rows and columns in the order in which a file of this origin has them."""
    seen = pixels if origin & TOP else pixels[::-1]
    return seen[:, ::-1] if origin & RIGHT else seen


def packed(pixels: Pixels) -> bytes:
    """Runs of at most 128 pixels, and pixels one by one; no packet goes over a row's end."""
    found = b""
    for row in pixels:
        at = 0
        while at < len(row):
            same = 1
            while at + same < len(row) and same < 128 and (row[at + same] == row[at]).all():
                same += 1
            if same > 1:
                found += bytes([0x80 | (same - 1)]) + row[at].tobytes()
            else:
                found += b"\0" + row[at].tobytes()
            at += same
    return found


ORIGINS = [0, TOP, RIGHT, TOP | RIGHT]
WAYS = ["bottom left", "top left", "bottom right", "top right"]


@pytest.mark.parametrize("rle", [False, True], ids=["raw", "packed"])
@pytest.mark.parametrize("origin", ORIGINS, ids=WAYS)
@pytest.mark.parametrize("bits", [8, 24, 32])
def test_pixels_are_exact(tmp_path: Path, bits: int, origin: int, rle: bool) -> None:
    want: Pixels = CLEAR if bits == 32 else FLAT
    if bits == 8:
        want = FLAT[..., [0, 0, 0, 3]]
        stored = want[..., :1]
    else:
        stored = want[..., [2, 1, 0, 3][: bits // 8]]
    data = np.ascontiguousarray(rows(stored, origin))
    kind = (GREY if bits == 8 else COLOUR) | (PACKED if rle else 0)
    (tmp_path / "a.tga").write_bytes(
        tga(kind, packed(data) if rle else data.tobytes(), bits, origin, b"drawn by hand")
    )
    got = read_cel(tmp_path / "a.tga")
    assert np.array_equal(got, np.where(want[..., 3:] > 0, want, 0))


@pytest.mark.parametrize("rle", [False, True], ids=["raw", "packed"])
@pytest.mark.parametrize("first", [0, 3])
@pytest.mark.parametrize("depth", [24, 32])
def test_colour_maps_are_exact(tmp_path: Path, depth: int, first: int, rle: bool) -> None:
    palette = np.array([[250, 240, 230, 255], [200, 30, 40, 255], [20, 60, 200, 255], [0, 0, 0, 0]], np.uint8)
    index = np.zeros((HEIGHT, WIDTH), np.uint8)
    index[5:20, 3:40] = 1
    index[30:, 50:] = 2
    index[:2] = 3 if depth == 32 else 2
    want = palette[index]
    data = np.ascontiguousarray(index[::-1] + np.uint8(first))[..., None]
    colours = palette[:, [2, 1, 0, 3][: depth // 8]].tobytes()
    kind = MAPPED | (PACKED if rle else 0)
    body = packed(data) if rle else data.tobytes()
    (tmp_path / "a.tga").write_bytes(tga(kind, body, 8, 0, b"", colours, first, depth))
    assert np.array_equal(read_cel(tmp_path / "a.tga"), want)


def test_15_bits_are_read_to_the_nearest(tmp_path: Path) -> None:
    five = (FLAT[..., :3].astype(np.uint16) + 4) // 8
    five = np.minimum(five, 31)
    words = (five[..., 0] << 10) | (five[..., 1] << 5) | five[..., 2] | 0x8000
    (tmp_path / "a.tga").write_bytes(tga(COLOUR, words[::-1].astype("<u2").tobytes(), 16))
    assert np.abs(read_cel(tmp_path / "a.tga")[..., :3].astype(int) - FLAT[..., :3]).max() <= 8


def test_a_line_drawing_is_line_art_in_each_kind(tmp_path: Path) -> None:
    page = np.full((HEIGHT, WIDTH, 1), 255, np.uint8)
    page[20:22, 5:60] = 0
    colour = np.repeat(page, 3, 2)
    for n, (kind, data, bits) in enumerate(((GREY, page, 8), (COLOUR, colour, 24))):
        (tmp_path / f"{n}.tga").write_bytes(tga(kind | PACKED, packed(data[::-1]), bits))
        ink = read_line_art(tmp_path / f"{n}.tga").ink
        assert (ink[20:22, 5:60] == 255).all() and int((ink > 0).sum()) == 110


@pytest.mark.parametrize("cut", [1, 900, 5000])
@pytest.mark.parametrize("rle", [False, True], ids=["raw", "packed"])
def test_torn_files_are_told(tmp_path: Path, rle: bool, cut: int) -> None:
    data = np.ascontiguousarray(FLAT[::-1, :, 2::-1])
    whole = tga(COLOUR | (PACKED if rle else 0), packed(data) if rle else data.tobytes(), 24)
    (tmp_path / "a.tga").write_bytes(whole[:-cut] if cut < len(whole) else whole[:20])
    with pytest.raises(ImageError, match=r"a\.tga"):
        read_cel(tmp_path / "a.tga")
