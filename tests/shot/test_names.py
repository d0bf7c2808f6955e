# SPDX-License-Identifier: Apache-2.0
"""File names of the trade: which frame each drawing is, which key belongs to which, and what is refused."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiage.shot.io.frame_numbers import number_files, whole_numbers
from shiage.shot.io.shot_folder import ShotFiles, choose_keys, find_shot, numbered
from shiage.shot.types import ShotError


def listed(folder: Path, lines: str, keys: str = "") -> ShotFiles:
    """Files of a shot whose names, comma-separated, end in .png unless they say otherwise."""
    for part, names in (("lines", lines), ("keys", keys)):
        (folder / part).mkdir()
        for name in (n for n in names.split(",") if n):
            whole = name if Path(name).suffix[1:2].isalpha() else f"{name}.png"
            (folder / part / whole).write_bytes(b"")
    return find_shot(folder)


ORDERS = {
    "inbetweens": ("A0002,A0001,A0001a", "A0001:1 A0001a:1a A0002:2"),
    "two inbetweens": ("A1,A1b,A1a,A2,A10", "A1:1 A1a:1a A1b:1b A2:2 A10:10"),
    "large inbetweens": ("0001,0001A,0002", "0001:1 0001A:1a 0002:2"),
    "primes": ("A1,A1',A2", "A1:1 A1':1' A2:2"),
    "a letter that says nothing": ("0001a,0002a", "0001a:1a 0002a:2a"),
    "versions": (
        "c012_0001_v2,c012_0002_v3,c012_0003_v1",
        "c012_0001_v2:1 c012_0002_v3:2 c012_0003_v1:3",
    ),
    "versions after a dot": ("s1.0001.v003.png,s1.0002.v001.png", "s1.0001.v003:1 s1.0002.v001:2"),
    "versions before": ("shot_v0002.0003,shot_v0001.0004", "shot_v0002.0003:3 shot_v0001.0004:4"),
    "takes": ("A_0001_t2,A_0002_t1", "A_0001_t2:1 A_0002_t1:2"),
    "takes before": ("take2_0001,take1_0002", "take2_0001:1 take1_0002:2"),
    "retakes": ("A0001_R2,A0002", "A0001_R2:1 A0002:2"),
    "suffixes": ("A0001_line,A0002_tp,A0003_genga", "A0001_line:1 A0002_tp:2 A0003_genga:3"),
    "all of them": (
        "s01_c012_A_0001_genga_v2_t1,s01_c012_A_0002_douga_v1_t3",
        "s01_c012_A_0001_genga_v2_t1:1 s01_c012_A_0002_douga_v1_t3:2",
    ),
    "cel V is no version": ("V0001,V0002", "V0001:1 V0002:2"),
    "cel C is no cut": ("C0001,C0002", "C0001:1 C0002:2"),
    "cel in words": ("cel A 12,cel A 2", "cel A 2:2 cel A 12:12"),
    "full-width": ("Ａ１,Ａ２,Ａ１０", "Ａ１:1 Ａ２:2 Ａ１０:10"),
    "Japanese": ("第12話_カット003_動画0002,第12話_カット003_動画0001",
                 "第12話_カット003_動画0001:1 第12話_カット003_動画0002:2"),
    "other digits": ("x٣,x٢", "x٢:2 x٣:3"),
    "mixed padding and gaps": ("1,02,0010,200", "1:1 02:2 0010:10 200:200"),
    "copies": ("frame 12 (2),frame 13", "frame 12 (2):12 frame 13:13"),
    "renamed by Windows": ("walk2 (1),walk2 (2),walk2 (10)", "walk2 (1):1 walk2 (2):2 walk2 (10):10"),
    "exported": ("0001.psd.png,0002.clip.png", "0001.psd:1 0002.clip:2"),
    "below zero": ("-2,-1,0,1", "-2:-2 -1:-1 0:0 1:1"),
    "below zero after a word": ("walk_-01,walk_00,walk_01", "walk_-01:-1 walk_00:0 walk_01:1"),
    "dashes": ("shot-0001,shot-0002", "shot-0001:1 shot-0002:2"),
    "sizes": ("0001_1920x1080,0002_1920x1080", "0001_1920x1080:1 0002_1920x1080:2"),
    "resolutions": ("scan 2 300dpi,scan 1 300dpi", "scan 1 300dpi:1 scan 2 300dpi:2"),
    "days": ("20261127_0002,20261128_0001", "20261128_0001:1 20261127_0002:2"),
    "times": ("20261127101113,20261127101112", "20261127101112:20261127101112 20261127101113:20261127101113"),
    "endings": ("1.PNG,2.Tif,3.tga,4.JPEG,5.webp,6.bmp,7.gif", "1:1 2:2 3:3 4:4 5:5 6:6 7:7"),
    "what is no drawing": (
        "0001,._0001.png,.0002.png,Thumbs.db,.DS_Store,0001.psd,notes 3.txt",
        "0001:1",
    ),
    "number signs": ("#2,#10,c012_#3", "#2:2 c012_#3:3 #10:10"),
    "two cuts that count on": ("c01_0001,c01_0002,c02_0003", "c01_0001:1 c01_0002:2 c02_0003:3"),
}  # fmt: skip


@pytest.mark.parametrize("case", ORDERS)
def test_the_number_that_counts_gives_the_order(tmp_path: Path, case: str) -> None:
    names, expected = ORDERS[case]
    files = listed(tmp_path, names)
    found = [f"{file.stem}:{files.called[number]}" for number, file in sorted(files.lines.items())]
    assert " ".join(found) == expected
    assert list(files.lines) == sorted(files.lines)
    assert files.notes == ()


def test_whole_numbers_stay_and_gaps_stay_as_wide(tmp_path: Path) -> None:
    assert list(listed(tmp_path / "a", "A0002,A0012,A0100").lines) == [2, 12, 100]
    assert list(listed(tmp_path / "b", "A1,A1a,A1b,A2,A12").lines) == [1, 2, 3, 4, 14]
    assert list(listed(tmp_path / "c", "-2,0,1").lines) == [0, 2, 3]
    assert list(listed(tmp_path / "d", f"1,{'9' * 18}").lines) == [1, 2]


@pytest.fixture(autouse=True)
def folders(tmp_path: Path) -> None:
    for name in "abcd":
        (tmp_path / name).mkdir()


REFUSED = {
    "no number": ("0001,layout", ["layout.png", "no frame number"]),
    "superscripts": ("²³,0001", ["²³.png", "no frame number"]),
    "only a version": ("walk_v1,walk_v2", ["walk_v1.png", "version"]),
    "only a small v": ("v1,v2", ["v1.png", "version"]),
    "twice": ("1,01,2", ["1.png", "01.png", "frame 1"]),
    "two endings": ("0001,0001.tif", ["0001.png", "0001.tif", "frame 1"]),
    "two suffixes": ("A0001_line,A0001_tp", ["A0001_line.png", "A0001_tp.png"]),
    "a copy beside it": ("frame 12,frame 12 (2)", ["frame 12.png", "frame 12 (2).png"]),
    "a copy in words": ("0001,0001 copy", ["0001.png", "0001 copy.png"]),
    "a Windows copy": ("0001,0001 - Kopie", ["0001.png", "0001 - Kopie.png"]),
    "half a frame": ("0001,0001.5.png,0002", ["0001.png", "0001.5.png"]),
    "the same version twice": ("A1_v2,A1_v02", ["A1_v2.png", "A1_v02.png"]),
    "versions across takes": ("A1_v1_t2,A1_v2_t1", ["A1_v1_t2.png", "A1_v2_t1.png"]),
    "umlauts in two ways": ("Ü1,U\u03081", ["frame 1"]),
    "two cels": ("A0001,B0001", ["A0001.png", "B0001.png", "cel A", "cel B"]),
    "two cels in a row": ("A_0001,A_0002,B_0003", ["A_0001.png", "B_0003.png"]),
    "cels after the number": ("0001A,0001B,0002A,0002B", ["0001A.png", "0001B.png", "two cels"]),
    "unmarked versions": ("c012_0001_2,c012_0002_3,c012_0003_1", ["c012_0001_2.png", "1 or 2"]),
    "a number more": ("c012_0001_1,c012_0001_2,c012_0002_3", ["c012_0001", "12 or 1"]),
    "ranges": ("0001-0004,0005-0008", ["0001-0004.png", "1 or 4"]),
    "two parts": ("A1-1,A1-2,A2-1", ["A1-2.png", "1 or 2"]),
    "cuts": ("c001_0005,c002_0005", ["c001_0005.png", "1 or 5"]),
    "two cuts": ("c01_0001,c02_0001,c01_0002", ["c01_0001.png"]),
    "only below zero": ("-2,-1", ["-1.png", "frame -1 or frame 1"]),
    "too many digits": ("9" * 200, ["at most 18 digits"]),
    "Photoshop's in between": ("0001,0002.psd,0003", ["0002.psd", "export it as PNG"]),
    "films in between": ("0001,0002.mov", ["0002.mov"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_can_be_read_in_several_ways_is_refused_with_them(tmp_path: Path, case: str) -> None:
    names, words = REFUSED[case]
    with pytest.raises(ShotError) as error:
        listed(tmp_path, names)
    for word in words:
        assert word in str(error.value)


KEYS = {
    "by the number": ("A0001,A0002", "A0002_color", "A0002"),
    "of an inbetween": ("A0001,A0001a,A0002", "A0001a_color", "A0001a"),
    "beside an inbetween": ("A0001,A0001a,A0002", "A0002", "A0002"),
    "in another version": ("c012_0001_v2,c012_0002_v3", "c012_0002_v9_color", "c012_0002_v3"),
    "without a version": ("c012_0001_v2,c012_0002_v3", "c012_0001", "c012_0001_v2"),
    "by the number alone": ("c012_0001_v2,c012_0002_v3", "2", "c012_0002_v3"),
    "with other words": ("shot_0012,shot_0002", "colour_12", "shot_0012"),
    "with a number more": ("A0001,A0002", "A0002_k1", "A0002"),
    "with a cut": ("0001,0002", "c002_0001", "0001"),
    "in another way to write": ("Ａ１,Ａ２", "a_02", "Ａ２"),
    "with umlauts": ("Ü1,Ü2", unicodedata.normalize("NFD", "Ü2"), "Ü2"),
    "with another ending": ("0001.tif,0002.tif", "0002.png", "0002"),
    "of a Windows series": ("walk2 (1),walk2 (2),walk2 (3)", "walk2 (3)", "walk2 (3)"),
    "copied": ("0001,0002", "0001 (2)", "0001"),
    "without the letter": ("0001a,0002a", "0002", "0002a"),
    "below zero": ("-1,0,1", "-1", "-1"),
}


@pytest.mark.parametrize("case", KEYS)
def test_keys_find_their_line_art_by_the_same_rule(tmp_path: Path, case: str) -> None:
    lines, key, expected = KEYS[case]
    files = listed(tmp_path, lines, key)
    (number,) = files.keys
    assert files.lines[number].stem == expected


LOST = {
    "of another cel": ("A0001,A0002", "B0001", ["B0001.png", "cel B", "cel A"]),
    "of two readings": ("0001,0002", "2_0001", ["2_0001.png", "2 or 1"]),
    "twice": ("0001,0002", "0001_a,0001_b", ["0001_a.png", "0001_b.png"]),
    "of Photoshop": ("0001,0002", "0001,0002.psd", ["0002.psd"]),
}


@pytest.mark.parametrize("case", LOST)
def test_keys_that_cannot_be_placed_are_refused(tmp_path: Path, case: str) -> None:
    lines, keys, words = LOST[case]
    with pytest.raises(ShotError) as error:
        listed(tmp_path, lines, keys)
    for word in words:
        assert word in str(error.value)


def test_a_key_without_line_art_is_no_other_frame(tmp_path: Path) -> None:
    files = listed(tmp_path, "A0001,A0001a,A0002", "A0002b,A0003")
    assert not set(files.keys) & set(files.lines)
    assert [files.called[number] for number in files.keys] == ["2b", "3"]


def test_of_two_versions_the_newest_counts_and_it_is_said(tmp_path: Path) -> None:
    files = listed(tmp_path, "c1_0001,c1_0001_v2,c1_0001_v10,c1_0002_v1", "c1_0001_v1,c1_0001_v3")
    assert [file.stem for file in files.lines.values()] == ["c1_0001_v10", "c1_0002_v1"]
    assert [file.stem for file in files.keys.values()] == ["c1_0001_v3"]
    assert len(files.notes) == 2
    for name in ("c1_0001_v10.png", "c1_0001.png", "c1_0001_v2.png"):
        assert name in files.notes[0]


def test_keys_are_chosen_by_what_they_are_called(tmp_path: Path) -> None:
    files = listed(tmp_path, "A0001,A0001a,A0002", "A0001,A0001a,A0002")

    def chosen(words: str) -> list[str]:
        return [
            files.keys[n].stem for n in choose_keys(words, list(files.keys), list(files.lines), files.called)
        ]

    assert chosen("2") == ["A0002"]
    assert chosen("1a, 0002") == ["A0001a", "A0002"]
    assert chosen("first,last") == ["A0001", "A0002"]
    for word in ("3", "2a", "9" * 5000, "1" * 18, "²", "1aa", "--1"):
        with pytest.raises(ShotError) as error:
            chosen(word)
        assert len(str(error.value)) < 300


def test_numbers_of_a_folder_alone(tmp_path: Path) -> None:
    listed(tmp_path, "A0001,A0001a")
    assert {n: f.stem for n, f in numbered(tmp_path / "lines").items()} == {1: "A0001", 2: "A0001a"}


PIECES = [
    "A", "a", "B", "_", "-", " ", ".", "v", "t", "c", "1", "2", "0001", "0012", "(2)", "copy", "１", "Ü", "'",
    "x", "dpi", "take", "ver", "²", "٣", "psd", "#", "カット",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6), min_size=1, max_size=4))
def test_any_names_are_read_in_order_and_keys_of_the_same_names_alike_or_refused(
    names: list[list[str]],
) -> None:
    files = sorted({Path(f"/lines/{''.join(name)}.png") for name in names})
    try:
        found = number_files(files)
    except ShotError as error:
        assert any(file.name in str(error) for file in files)
        return
    assert list(found.files) == sorted(found.files)
    assert number_files(files, found).files == found.files
    numbers = list(whole_numbers(found.files).values())
    assert numbers == sorted(set(numbers))
