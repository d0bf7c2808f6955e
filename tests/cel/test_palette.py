# SPDX-License-Identifier: Apache-2.0
"""Swatches found in keys, regions snapped to them, and palette files."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from shiage.cel.fill import fill_under_ink, ink_over, paint
from shiage.cel.lineart import LineArt
from shiage.cel.palette import (
    Palette,
    PaletteError,
    palette_of_keys,
    read_palette,
    snap_regions,
    write_palette,
)
from shiage.cel.regions import RegionMap, find_regions

Pixels = NDArray[np.uint8]
CLEAR = (0, 0, 0, 0)
SKIN, HAIR, SHADE = (250, 214, 190, 255), (70, 40, 120, 255), (240, 207, 190, 255)
GLASS = (120, 200, 255, 90)


def drawing() -> tuple[LineArt, RegionMap]:
    """Three rings and a disc inside each other, by anti-aliased lines: four regions and the ground."""
    ink = np.zeros((160, 160), np.uint8)
    for radius in (15, 32, 50, 68):
        cv2.circle(ink, (80, 80), radius, 255, 3, cv2.LINE_AA)
    line = LineArt(ink)
    regions = find_regions(line, gap=0)
    assert regions.count == 5
    return line, regions


LINE, REGIONS = drawing()
FILLS = [CLEAR, SKIN, HAIR, SHADE, GLASS]
CEL = paint(fill_under_ink(REGIONS), np.array(FILLS, np.uint8))


def colours(palette: Palette) -> set[tuple[int, ...]]:
    return set(map(tuple, palette.colours.tolist()))


def test_a_flat_key_gives_its_exact_colours_most_frequent_first() -> None:
    palette = palette_of_keys([(CEL, REGIONS)])
    area = np.bincount(REGIONS.labels.ravel())[1:]
    assert palette.colours.tolist() == [list(FILLS[i]) for i in np.argsort(-area)]
    names = [n for n in palette.names if n != "transparent"]
    assert names == [f"swatch {i + 1}" for i in range(4)]
    assert palette.names[palette.colours.tolist().index(list(CLEAR))] == "transparent"


def test_ink_and_soft_edges_on_a_key_never_become_swatches() -> None:
    inked = ink_over(CEL, LINE)
    soft = np.asarray(cv2.GaussianBlur(inked, (3, 3), 0.6), np.uint8)
    for key in (inked, soft):
        assert colours(palette_of_keys([(key, REGIONS)])) == set(FILLS)
        swatch, purity = snap_regions(key, REGIONS, Palette(np.array(FILLS, np.uint8), tuple("abcde")))
        assert swatch.tolist() == [0, 1, 2, 3, 4]
        assert (purity > 0.9).all()


@pytest.mark.parametrize("spread", [1, 2, 3])
def test_noise_is_taken_off(spread: int) -> None:
    noise = np.random.default_rng(spread).integers(-spread, spread + 1, CEL.shape)
    noise[..., 3] = 0
    key = np.clip(CEL.astype(int) + noise, 0, 255).astype(np.uint8)
    palette = palette_of_keys([(key, REGIONS)])
    assert colours(palette) == set(FILLS)
    swatch, purity = snap_regions(key, REGIONS, palette)
    assert [tuple(palette.colours[i]) for i in swatch] == FILLS
    assert (purity == 1).all()


def test_colours_under_full_transparency_are_one_swatch() -> None:
    key = CEL.copy()
    clear = key[..., 3] == 0
    key[clear, :3] = np.random.default_rng(0).integers(0, 256, (int(clear.sum()), 3))
    assert colours(palette_of_keys([(key, REGIONS)])) == set(FILLS)


@pytest.mark.parametrize("apart", [1, 2, 6, 7])
def test_near_colours_of_a_clean_key_are_two(apart: int) -> None:
    fills = np.array([(100, 100, 100, 255)] * 4 + [(100, 100 + apart, 100, 255)], np.uint8)
    key = paint(fill_under_ink(REGIONS), fills)
    palette = palette_of_keys([(key, REGIONS)])
    assert colours(palette) == {(100, 100, 100, 255), (100, 100 + apart, 100, 255)}
    assert [tuple(palette.colours[i]) for i in snap_regions(key, REGIONS, palette)[0]] == [
        tuple(c) for c in fills.tolist()
    ]


def test_a_second_flat_colour_within_a_region_is_a_swatch_and_a_few_pixels_are_not() -> None:
    key = CEL.copy()
    key[34:46, 75:85] = (1, 2, 3, 255)  # a cheek without a line of its own
    key[100:104, 36:40] = (200, 2, 3, 255)  # a slip of the brush
    found = colours(palette_of_keys([(key, REGIONS)]))
    assert (1, 2, 3, 255) in found
    assert (200, 2, 3, 255) not in found


def test_thin_regions_give_their_colour_but_not_their_edges() -> None:
    ink = np.full((64, 64), 255, np.uint8)
    ink[4:40, 4:40], ink[50:52, 4:60] = 0, 0
    regions = find_regions(LineArt(ink), gap=0)
    fills = np.array([SKIN, HAIR], np.uint8)
    key = paint(fill_under_ink(regions), fills)
    assert colours(palette_of_keys([(key, regions)])) == {SKIN, HAIR}
    key[50:52, 4:60, 0] = np.arange(56) * 4  # nothing but edges
    assert colours(palette_of_keys([(key, regions)])) == {SKIN}


def test_two_keys_share_one_palette() -> None:
    other = paint(fill_under_ink(REGIONS), np.array([CLEAR, HAIR, HAIR, SKIN, (9, 9, 9, 255)], np.uint8))
    palette = palette_of_keys([(CEL, REGIONS), (other, REGIONS)])
    assert colours(palette) == {*FILLS, (9, 9, 9, 255)}
    assert len(set(palette.names)) == len(palette.names) == 6


def test_a_region_of_two_colours_snaps_to_the_larger_and_says_how_pure_it_is() -> None:
    regions = RegionMap(np.ones((64, 100), np.int32), 1)
    key = np.empty((64, 100, 4), np.uint8)
    key[:, :70], key[:, 70:] = SKIN, HAIR
    palette = palette_of_keys([(key, regions)])
    swatch, purity = snap_regions(key, regions, palette)
    assert tuple(palette.colours[swatch[0]]) == SKIN
    assert purity[0] == pytest.approx(0.7)
    assert swatch.dtype == np.int32
    assert purity.dtype == np.float32


def test_keys_without_regions() -> None:
    nothing = RegionMap(np.zeros((64, 64), np.int32), 0)
    key = np.zeros((64, 64, 4), np.uint8)
    palette = palette_of_keys([(key, nothing)])
    assert palette.colours.shape == (0, 4)
    assert palette_of_keys([]).names == ()
    assert snap_regions(key, nothing, Palette(np.zeros((1, 4), np.uint8), ("transparent",)))[0].shape == (0,)
    with pytest.raises(PaletteError, match="no swatch"):
        snap_regions(CEL, REGIONS, palette)


CHANNEL = st.integers(0, 255)
COLOUR = st.tuples(CHANNEL, CHANNEL, CHANNEL, CHANNEL)
GPL_NAME = st.text(st.characters(exclude_categories=["Cc", "Cs"])).map(str.strip)


def palette_from(rows: list[tuple[str, tuple[int, int, int, int]]]) -> Palette:
    return Palette(np.array([c for _, c in rows], np.uint8), tuple(n for n, _ in rows))


def same(one: Palette, other: Palette) -> bool:
    return one.names == other.names and np.array_equal(one.colours, other.colours)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(st.text(), COLOUR), min_size=1))
def test_json_brings_every_palette_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, tuple[int, int, int, int]]]
) -> None:
    path = tmp_path_factory.mktemp("json") / "p.json"
    write_palette(path, palette_from(rows))
    assert same(read_palette(path), palette_from(rows))


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(GPL_NAME | st.just("a [alpha 3]"), COLOUR), min_size=1))
def test_gimp_brings_every_palette_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, tuple[int, int, int, int]]]
) -> None:
    path = tmp_path_factory.mktemp("gpl") / "p.gpl"
    write_palette(path, palette_from(rows))
    assert same(read_palette(path), palette_from(rows))


def test_a_gimp_palette_is_written_as_gimp_reads_it(tmp_path: Path) -> None:
    rows = [("transparent", CLEAR), ("skin\n light", SKIN), ("glass", GLASS)]
    write_palette(tmp_path / "hero.gpl", palette_from(rows))
    assert (tmp_path / "hero.gpl").read_text() == (
        "GIMP Palette\nName: hero\nColumns: 0\n#\n"
        "  0   0   0\ttransparent [alpha 0]\n"
        "250 214 190\tskin  light\n"
        "120 200 255\tglass [alpha 90]\n"
    )
    assert [p.name for p in tmp_path.iterdir()] == ["hero.gpl"]


def test_palettes_of_other_programs(tmp_path: Path) -> None:
    path = tmp_path / "p.gpl"
    path.write_bytes(
        b"\xef\xbb\xbfGIMP Palette\r\nName: x\r\nColumns: 4\r\n# by hand\r\n\r\n1 2 3 a b\r\n4\t5 6\r\n"
    )
    assert same(read_palette(path), palette_from([("a b", (1, 2, 3, 255)), ("", (4, 5, 6, 255))]))
    path.write_text("GIMP Palette\nChannels: RGBA\n#\n1 2 3 4 glass\n")
    assert same(read_palette(path), palette_from([("glass", (1, 2, 3, 4))]))


BAD = {
    "p.gpl": [
        ("", r"line 1: a GIMP palette begins"),
        ("GIMP Palette\nName: x\n#\n1 2\tred\n", r'line 4: a colour is written "red green blue name"'),
        ("GIMP Palette\n\n1 2 256 red\n", r"line 3: .*from 0 to 255"),
        ("GIMP Palette\n", r"no colour"),
    ],
    "p.json": [
        ("[\n{]", r"line 2: this is not JSON"),
        ("{}", r"line 1: a palette is a list"),
        ('[{"name": "a", "rgba": [1, 2, 3, 4]}, 5]', r"swatch 2: a swatch is written"),
        ('[{"name": "a", "rgba": [1, 2, 3]}]', r"swatch 1: .*from 0 to 255"),
        ('[{"name": "a", "rgba": [1, 2, 3, true]}]', r"swatch 1: .*from 0 to 255"),
        ('[{"name": "a", "rgba": [1, 2, 3, 4.0]}]', r"swatch 1: .*from 0 to 255"),
        ("[]", r"no colour"),
        ("[" * 100_000, r"JSON|swatches"),
    ],
    "p.txt": [("x", r"\.gpl or a \.json")],
}


@pytest.mark.parametrize(
    ("name", "text", "reason"), [(n, *case) for n, cases in BAD.items() for case in cases]
)
def test_bad_palettes_are_refused_by_name_and_line(tmp_path: Path, name: str, text: str, reason: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(PaletteError, match=reason) as caught:
        read_palette(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)


def test_unreadable_and_unwritable_palettes(tmp_path: Path) -> None:
    (tmp_path / "p.gpl").write_bytes(b"GIMP Palette\n1 2 3 \xff\xfe\n")
    with pytest.raises(PaletteError, match="line 2: this is not UTF-8"):
        read_palette(tmp_path / "p.gpl")
    with pytest.raises(PaletteError, match="cannot be read"):
        read_palette(tmp_path / "none.gpl")
    palette = palette_from([("a", SKIN)])
    with pytest.raises(PaletteError, match="cannot be written"):
        write_palette(tmp_path / "none" / "p.json", palette)
    with pytest.raises(PaletteError, match=r"\.gpl or \.json"):
        write_palette(tmp_path / "p.act", palette)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.gpl", "GIMP Palette\n" + "1 2 3 n\n" * 70_000, "at most 65536"),
        ("a.json", "[" + ",".join(['{"name":"n","rgba":[1,2,3,4]}'] * 70_000) + "]", "at most 65536"),
        ("b.gpl", "GIMP Palette\n" + "# nothing\n" * 500_000, "more than 4 MiB"),
        ("b.json", '[{"name":"x","rgba":[1' + "0" * 5000 + ",1,1,1]}]", "no list of swatches|whole numbers"),
        ("c.json", "[" * 100_000, "no list of swatches"),
    ],
)
def test_palettes_without_end_are_refused(tmp_path: Path, name: str, content: str, words: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(PaletteError, match=words):
        read_palette(tmp_path / name)


@pytest.mark.skipif(sys.platform == "win32", reason="devices and pipes as files")
@pytest.mark.parametrize("kind", [".gpl", ".json"])
def test_a_palette_is_a_regular_file(tmp_path: Path, kind: str) -> None:
    (tmp_path / f"zero{kind}").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / f"pipe{kind}")
    (tmp_path / f"folder{kind}").mkdir()
    for name in ("zero", "pipe", "folder", "none"):
        with pytest.raises(PaletteError, match="cannot be read"):
            read_palette(tmp_path / f"{name}{kind}")
