# SPDX-License-Identifier: Apache-2.0
"""TPL: styles, pages and what Shiage does not look at come back; changes change nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from drawn_level import PALETTE

from shiage.pipeline.toonz.level import LevelError
from shiage.pipeline.toonz.read_tpl import read_tpl
from shiage.pipeline.toonz.styles import AUTOPAINT, SOLID, LevelPalette, Page, Style
from shiage.pipeline.toonz.write_tpl import NO_PAINT, extended, recoloured, write_tpl

TEXT = r"""<palette name="1464902312_19169">
  <version>
    71 0 
  </version>
  <refImgPath>
    "D:\\作画\\a \"b\" <c>.tlv"
  </refImgPath>
  <styles>
    <style>
      color_0 3 255 255 255 0 
    </style>
    <style>
      _1 "|-1605676091_31115-2""@Front"Front 3 47 40 249 237 
    </style>
    <style pickedpos="686,500">
      "skin & <hair>"3 1 2 3 255 
    </style>
    <style>
      __1 3 9 8 7 255 
    </style>
    <style>
      flow 201 0.5 -1.25 1e-05 10 20 30 255 
    </style>
    </styles>
  <stylepages>
    <page>
      <name>
        "color model"
      </name>
      <indices>
        0 2 1 4 
      </indices>
      </page>
    </stylepages>
  <animation>
    <style id="2">
      <keyframe frame="3">
        skin 3 1 2 3 255 
      </keyframe>
      </style>
    </animation>
  <shortcuts>
    -1 0 1 2 3 -1 -1 -1 -1 -1 
  </shortcuts>
  </palette>
"""  # noqa: W291
"""As OpenToonz lays a palette out, with what its format can hold."""


def save(path: Path, text: str = TEXT) -> Path:
    path.write_bytes(text.encode())
    return path


def test_a_palette_is_read(tmp_path: Path) -> None:
    found = read_tpl(save(tmp_path / "a.tpl"))
    assert found.styles == (
        NO_PAINT,
        Style("Front", SOLID, (47, 40, 249, 237), AUTOPAINT),
        Style("skin & <hair>", SOLID, (1, 2, 3, 255)),
        Style("_1", SOLID, (9, 8, 7, 255)),
        Style("flow", 201, None),
    )
    assert found.pages == (Page("color model", (0, 2, 1, 4)),)
    assert found.styles[1].autopaint


def test_an_unchanged_palette_comes_back_byte_by_byte(tmp_path: Path) -> None:
    write_tpl(tmp_path / "b.tpl", read_tpl(save(tmp_path / "a.tpl")))
    assert (tmp_path / "b.tpl").read_text("utf-8") == TEXT


def test_a_colour_is_changed_and_nothing_else(tmp_path: Path) -> None:
    palette = recoloured(read_tpl(save(tmp_path / "a.tpl")), 1, (200, 100, 50, 255))
    write_tpl(tmp_path / "b.tpl", palette)
    expected = TEXT.replace("Front 3 47 40 249 237", "Front 3 200 100 50 255")
    assert (tmp_path / "b.tpl").read_text("utf-8") == expected
    assert read_tpl(tmp_path / "b.tpl").styles == palette.styles
    with pytest.raises(LevelError, match="style 4 is none of one colour"):
        recoloured(palette, 4, (0, 0, 0, 255))


def test_styles_are_added_on_the_last_page(tmp_path: Path) -> None:
    added = [Style("7 up", SOLID, (1, 1, 1, 255)), Style('a "b"', SOLID, (2, 2, 2, 128), AUTOPAINT)]
    palette = extended(read_tpl(save(tmp_path / "a.tpl")), added)
    write_tpl(tmp_path / "b.tpl", palette)
    found = read_tpl(tmp_path / "b.tpl")
    assert found.styles == palette.styles and found.styles[5:] == tuple(added)
    assert found.pages == palette.pages == (Page("color model", (0, 2, 1, 4, 5, 6)),)
    text = (tmp_path / "b.tpl").read_text("utf-8")
    assert '_1 "a \\"b\\""3 2 2 2 128' in text and "keyframe" in text
    with pytest.raises(LevelError, match="at most 4096"):
        extended(palette, added * 3000)


@pytest.mark.parametrize("name", ["肌", "1", "_", "_1", "a b", '"', "\\", "<&>", "|x", "9_1", "x\ny"])
def test_any_name_comes_back(tmp_path: Path, name: str) -> None:
    styles = (NO_PAINT, Style(name, SOLID, (1, 2, 3, 4)), Style(name, SOLID, (1, 2, 3, 4), AUTOPAINT))
    written = LevelPalette(styles, (Page(name, (0, 1)), Page("", (2,))))
    write_tpl(tmp_path / "a.tpl", written)
    found = read_tpl(tmp_path / "a.tpl")
    assert [s.colour for s in found.styles] == [s.colour for s in styles]
    if not name.startswith("|"):  # so names of a studio's palette begin
        assert found.styles == styles
    assert found.pages == written.pages


def test_a_palette_of_our_own_comes_back(tmp_path: Path) -> None:
    write_tpl(tmp_path / "a.tpl", PALETTE)
    found = read_tpl(tmp_path / "a.tpl")
    assert (found.styles, found.pages) == (PALETTE.styles, PALETTE.pages)
    write_tpl(tmp_path / "b.tpl", found)
    assert (tmp_path / "a.tpl").read_bytes() == (tmp_path / "b.tpl").read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("71 0", "72 0", "version 72.0 of palettes is unknown"),
        ("47 40 249 237", "47 40 249", "style 1 wants four numbers"),
        ("47 40 249 237", "47 40 249 999", "style 1 wants four numbers"),
        ("Front 3", "Front x", "style 1: 'x' is no whole number"),
        ("0 2 1 4", "0 2 1 14", "page color model shows style 14; there are 5"),
        ("</stylepages>", "</stylepage>", "line 34: </stylepage> closes what is not open"),
        ("<palette", "<level", "line 45: </palette> closes"),
        ("  </palette>", "", r"line \d+: torn: <palette> is not closed"),
        ("</shortcuts>", "</shortcuts>\n<styles></styles>", "wants one <styles>, and has 2"),
        ('"color model"', '"color model', r"line \d+"),
        ("<refImgPath>", "<a>" * 40, "more than 32 tags"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in TEXT
    with pytest.raises(LevelError, match=rf"a\.tpl.*{words}"):
        read_tpl(save(tmp_path / "a.tpl", TEXT.replace(old, new)))


def test_a_torn_palette_is_told_wherever_it_is_torn(tmp_path: Path) -> None:
    whole = TEXT.strip().encode()
    for length in range(0, len(whole), 3):
        (tmp_path / "torn.tpl").write_bytes(whole[:length])
        with pytest.raises(LevelError, match=r"torn\.tpl"):
            read_tpl(tmp_path / "torn.tpl")
    (tmp_path / "torn.tpl").write_bytes(b"\xff\xfe")
    with pytest.raises(LevelError, match="byte 0 is no UTF-8"):
        read_tpl(tmp_path / "torn.tpl")


def test_a_long_strange_text_takes_no_time(tmp_path: Path) -> None:
    for text in ("<a " * 200_000, '"' + "\\" * 300_001, "<" * 300_000, "<a b='" * 100_000):
        with pytest.raises(LevelError):
            read_tpl(save(tmp_path / "a.tpl", text))
