# SPDX-License-Identifier: Apache-2.0
"""TLV: what is written comes back, the bytes are the format's, what is torn is told by its place."""

from __future__ import annotations

import struct
import sys
from dataclasses import replace
from pathlib import Path

import lzokay
import numpy as np
import pytest
from drawn_level import HEIGHT, IDS, WIDTH, bare, drawing, level, one_drawing, write_level

from shiage.pipeline.toonz.level import BARE, Drawing, FrameId, Level, LevelError, inks, joined, paints, tones
from shiage.pipeline.toonz.read_tlv import read_tlv
from shiage.pipeline.toonz.write_tlv import write_tlv
from shiage.version import __version__

BARE_LZO = bytes.fromhex("15ff000000110000")
"""Four bytes as they are, ff 00 00 00, and the end: LZO1X as every packer writes it."""


def test_a_level_comes_back_pixel_by_pixel(tmp_path: Path) -> None:
    written = level(tmp_path / "a.tlv")
    write_tlv(written.path, written)
    found = read_tlv(written.path)
    assert (found.size, found.version, found.creator) == ((WIDTH, HEIGHT), 14, f"Shiage {__version__}")
    assert [d.id for d in found.drawings] == list(IDS)
    assert {d.dpi for d in found.drawings} == {(120.0, 120.0)}
    for one, other in zip(found.drawings, written.drawings, strict=True):
        assert (one.read() == other.read()).all()
    first = written.path.read_bytes()
    write_tlv(written.path, found)
    assert written.path.read_bytes() == first


def test_the_bytes_are_the_formats(tmp_path: Path) -> None:
    """A drawing of one pixel, built by hand: OpenToonz writes the same but for the creator."""
    path = tmp_path / "a.tlv"
    write_tlv(path, one_drawing(path, bare(5, 4)))
    raster = struct.pack("<3i", 1, 1, 2) + BARE_LZO
    picture = struct.pack("<5i2d", 0, 0, 0, 0, len(raster), 72, 72) + raster
    icon = struct.pack("<3i", 5, 4, len(raster)) + raster
    at = 8 + 40 + 28
    table = struct.pack("<icii", 1, b"\0", at, len(picture))
    icons = struct.pack("<icii", 1, b"\0", at + len(picture), len(icon))
    tables = at + len(picture) + len(icon)
    header = struct.pack("<6i4s", 16, 5, 4, 1, tables, tables + len(table), b"LZO ")
    creator = f"Shiage {__version__}".encode().ljust(40, b"\0")
    assert path.read_bytes() == b"TLV14B1a" + creator + header + picture + icon + table + icons


def test_rows_stand_from_below_and_what_is_not_drawn_is_left_out(tmp_path: Path) -> None:
    pixels = bare(9, 7)
    pixels[1, 2:4] = joined(
        np.array([5, 6], np.uint16), np.array([7, 4095], np.uint16), np.array([0, 128], np.uint8)
    )
    path = tmp_path / "a.tlv"
    write_tlv(path, one_drawing(path, pixels))
    x, y, width, height, length = struct.unpack_from("<5i", path.read_bytes(), 76)
    assert (x, y, width, height) == (2, 5, 2, 1)
    body = path.read_bytes()[76 + 36 + 12 : 76 + 36 + length]
    assert struct.unpack("<2I", lzokay.decompress(body, 8)) == (5 << 20 | 7 << 8, 6 << 20 | 4095 << 8 | 128)
    found = read_tlv(path).drawings[0].read()
    assert (found == pixels).all()
    assert (inks(found)[1, 3], paints(found)[1, 3], tones(found)[1, 3]) == (6, 4095, 128)


def test_letters_of_more_than_a_byte_make_version_15(tmp_path: Path) -> None:
    ids = (FrameId(1), FrameId(1, "ab"), FrameId(2, "彩"))
    path = tmp_path / "a.tlv"
    one = one_drawing(path, bare(5, 4)).drawings[0]
    write_tlv(path, Level(path, (5, 4), 14, "", tuple(replace(one, id=name) for name in ids), (80, 60)))
    found = read_tlv(path)
    assert found.version == 15
    assert [str(d.id) for d in found.drawings] == ["1", "1ab", "2彩"]


@pytest.mark.parametrize("version", [10, 11, 12, 13])
def test_older_versions_are_read(tmp_path: Path, version: int) -> None:
    """They lack the creator, then thumbnails, then lengths, then the table."""
    pixels = [drawing(0), drawing(1)]
    chunks = []
    for one in pixels:
        body = struct.pack("<3i", WIDTH, HEIGHT, 2) + lzokay.compress(one[::-1].tobytes())
        chunks.append(struct.pack("<5i2d", 0, 0, WIDTH, HEIGHT, len(body), 72, 72) + body)
    head = b"TLV%dB1a" % version + struct.pack("<4i", 16, WIDTH, HEIGHT, 2)
    start = len(head) + (12 if version > 10 else 4)
    places = (start, start + len(chunks[0]))
    end = places[1] + len(chunks[1])
    table = b""
    if version > 10:
        for number, place, chunk in zip((4, 9), places, chunks, strict=True):
            table += struct.pack("<ici", number, b"\0", place)
            table += struct.pack("<i", len(chunk)) if version >= 12 else b""
        icons = end + len(table)
        head += struct.pack("<2i", end, icons)
        if version >= 13:
            table += struct.pack("<icii", 4, b"\0", places[0], 12) * 2
    path = tmp_path / "old.tlv"
    path.write_bytes(head + b"LZO " + b"".join(chunks) + table)
    found = read_tlv(path)
    assert [d.id.number for d in found.drawings] == ([1, 2] if version == 10 else [4, 9])
    assert all((d.read() == p).all() for d, p in zip(found.drawings, pixels, strict=True))


def test_a_torn_level_is_told_wherever_it_is_torn(tmp_path: Path) -> None:
    whole = write_level(tmp_path / "a.tlv").read_bytes()
    torn = tmp_path / "torn.tlv"
    for length in [*range(0, 90), *range(90, len(whole), 97), len(whole) - 1]:
        torn.write_bytes(whole[:length])
        with pytest.raises(LevelError, match=r"torn\.tlv"):
            for one in read_tlv(torn).drawings:
                one.read()


def test_broken_bytes_are_an_error_or_another_picture(tmp_path: Path) -> None:
    """Nothing else is raised, and no memory taken beyond the header's size."""
    whole = write_level(tmp_path / "a.tlv").read_bytes()
    draw = np.random.default_rng(7)
    path = tmp_path / "broken.tlv"
    told = 0
    for _ in range(300):
        data = bytearray(whole)
        for at in draw.integers(0, len(data) if draw.random() < 0.5 else 200, draw.integers(1, 6)):
            data[at] = draw.integers(256)
        path.write_bytes(data)
        try:
            found = read_tlv(path)
            if found.size[0] * found.size[1] < 1_000_000:
                for one in found.drawings:
                    one.read()
        except LevelError as error:
            told += 1
            assert "broken.tlv" in str(error)
    assert told > 50


def _with(path: Path, at: int, form: str, *values: object) -> Path:
    data = bytearray(path.read_bytes())
    struct.pack_into(form, data, at, *values)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("at", "form", "value", "words"),
    [
        (0, "8s", b"TLV16B1a", "version 16 is unknown"),
        (0, "8s", b"RIFF1234", "no TLV level"),
        (52, "<i", 1 << 30, "pixels are no drawing's size"),
        (60, "<i", 0, "0 frames are no level"),
        (72, "4s", b"ZSTD", "compression b'ZSTD' is unknown"),
        (64, "<i", -5, "byte -5: torn: table"),
        (76, "<i", 140, "frame 1: what is drawn does not fit the level"),
        (76 + 16, "<i", 1 << 30, "frame 1: torn"),
        (76 + 36 + 8, "<i", 0, "frame 1: what is drawn does not fit"),
        (76 + 36 + 20, "<q", 0, "byte 112: frame 1: torn: its LZO"),
    ],
)
def test_what_cannot_be_is_told(tmp_path: Path, at: int, form: str, value: object, words: str) -> None:
    path = _with(write_level(tmp_path / "a.tlv"), at, form, value)
    with pytest.raises(LevelError, match=words):
        for one in read_tlv(path).drawings:
            one.read()


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """Much more than the header's size in the stream, and much less."""
    for size in (50_000_000, 8):
        body = struct.pack("<3i", 5, 4, 2) + lzokay.compress(bytes(size))
        picture = struct.pack("<5i2d", 0, 0, 5, 4, len(body), 72, 72) + body
        path = tmp_path / "bomb.tlv"
        path.write_bytes(b"TLV10B1a" + struct.pack("<4i4s", 16, 5, 4, 1, b"LZO ") + picture)
        with pytest.raises(LevelError, match=r"bomb\.tlv, byte 64: frame 1: torn"):
            read_tlv(path).drawings[0].read()


def test_a_thumbnail_is_never_empty_where_something_is_drawn(tmp_path: Path) -> None:
    """Else OpenToonz refuses its rectangle."""
    pixels = bare(801, 601)
    pixels[7, 3] = 1 << 20
    path = tmp_path / "a.tlv"
    write_tlv(path, one_drawing(path, pixels))
    data = path.read_bytes()
    length = struct.unpack_from("<i", data, 76 + 16)[0]
    across, down, size, width, height = struct.unpack_from("<5i", data, 76 + 36 + length)
    assert (across, down, width, height) == (80, 60, 1, 1)
    body = data[76 + 36 + length + 24 : 76 + 36 + length + 12 + size]
    assert struct.unpack("<I", lzokay.decompress(body, 4)) == (BARE - 1,)


def test_a_level_without_drawings_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.tlv"
    with pytest.raises(LevelError, match="without a drawing"):
        write_tlv(path, replace(one_drawing(path, bare(5, 4)), drawings=()))
    twice = Drawing(FrameId(1), (72.0, 72.0), lambda: bare(5, 4))
    write_tlv(path, Level(path, (5, 4), 14, "", (twice, twice), (80, 60)))
    with pytest.raises(LevelError, match="a frame is there twice"):
        read_tlv(path)


@pytest.mark.parametrize("name", ["lzokay", "lzallright"])
def test_a_missing_library_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    path = write_level(tmp_path / "a.tlv")
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(LevelError, match=r"pip install shiage\[pipeline\]"):
        read_tlv(path)
