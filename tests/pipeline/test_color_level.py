# SPDX-License-Identifier: Apache-2.0
"""`shiage color LEVEL.tlv`: painted drawings are keys, the others come back painted, in a real run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from drawn_level import (
    BOX,
    EYE,
    IDS,
    INK,
    KEYS,
    PALETTE,
    SHADE,
    SHADOW_LINE,
    SKIN,
    bare,
    drawing,
    level,
    one_drawing,
    write_level,
)
from level_picture import picture
from typer.testing import CliRunner

from shiage.cel.images import ImageError
from shiage.cel.lineart import PAPER_LIMIT, TRACE_RED
from shiage.cel.palette import Palette, read_palette
from shiage.cli.app import app
from shiage.pipeline.toonz.level import LevelError, inks, joined, paints, tones
from shiage.pipeline.toonz.level_shot import level_shot
from shiage.pipeline.toonz.paint_level import paint_level
from shiage.pipeline.toonz.read_tlv import read_tlv
from shiage.pipeline.toonz.read_tpl import read_tpl
from shiage.pipeline.toonz.stand_ins import stand_ins
from shiage.pipeline.toonz.styles import SOLID, LevelPalette, Page, Style
from shiage.pipeline.toonz.write_tlv import write_tlv
from shiage.pipeline.toonz.write_tpl import NO_PAINT, recoloured, write_tpl
from shiage.shot.types import Settings, ShotError


def color(*words: object) -> str:
    result = CliRunner().invoke(app, ["color", *map(str, words), "--inline"])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def colored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of results of the small level; two of its drawings are keys."""
    folder = tmp_path_factory.mktemp("level")
    said = color(write_level(folder / "A.tlv"), "--layers", "ora")
    assert "A_colored/A.tlv" in said
    return folder / "A_colored"


def test_drawings_keep_numbers_ink_and_tone_and_get_paint(colored: Path) -> None:
    found = read_tlv(colored / "A.tlv")
    assert [d.id for d in found.drawings] == list(IDS)
    for place, one in enumerate(found.drawings):
        pixels, before, truth = one.read(), drawing(place, place in KEYS), drawing(place)
        assert (tones(pixels) == tones(before)).all()
        own = inks(before) != SHADOW_LINE  # that is autopainted
        assert (inks(pixels) == inks(before))[own].all()
        alone = tones(before) == 0
        assert (pixels == before)[alone & own].all()
        inside = tones(before) == 255
        assert (paints(pixels) == paints(truth))[inside].all()
        if place in KEYS:
            assert (pixels == before).all()


def test_paint_lies_under_soft_edges(colored: Path) -> None:
    pixels = read_tlv(colored / "A.tlv").drawings[1].read()
    soft = (tones(pixels) > 0) & (tones(pixels) < 255)
    truth = drawing(1)
    assert soft.sum() > 300
    assert (paints(pixels) == paints(truth))[
        soft
    ].mean() > 0.7  # lines meet in their middle, not at a mask's edge
    inner = (
        soft
        & (paints(truth) > 0)
        & (np.hypot(*np.indices(soft.shape) - np.array([60, 53])[:, None, None]) < 33)
    )
    assert inner.any() and (paints(pixels)[inner] > 0).all()


def test_an_autopainted_line_takes_the_fill_beside_it(colored: Path) -> None:
    before, after = drawing(1, painted=False), read_tlv(colored / "A.tlv").drawings[1].read()
    line = (inks(before) == SHADOW_LINE) & (tones(before) < 255)
    assert line.sum() > 60
    assert set(np.unique(inks(after)[line])) <= {SKIN, SHADE, EYE}
    shown = picture(after, PALETTE)[line]
    assert not (shown == (255, 0, 0, 255)).all(1).any()


def test_names_and_pages_stay_and_two_styles_of_one_colour_stay_two(colored: Path) -> None:
    palette = read_tpl(colored / "A.tpl")
    assert (palette.styles, palette.pages) == (PALETTE.styles, PALETTE.pages)
    assert (colored / "A.tpl").read_bytes() == (colored.parent / "A.tpl").read_bytes()
    assert set(read_palette(colored / "palette.json").names) == {
        "肌",
        "skin, shade",
        "eye",
        "box",
        "transparent",
    }
    for one in read_tlv(colored / "A.tlv").drawings:
        assert {SKIN, SHADE, EYE, BOX} <= set(np.unique(paints(one.read())))


def test_a_colour_changed_in_the_palette_changes_every_drawing(colored: Path) -> None:
    """In the file alone: the level's own bytes stay, and the other style of that colour too."""
    levels, palette = read_tlv(colored / "A.tlv"), read_tpl(colored / "A.tpl")
    write_tpl(colored / "night.tpl", recoloured(palette, SKIN, (80, 70, 140, 255)))
    night = read_tpl(colored / "night.tpl")
    assert night.styles[SKIN].name == "肌"
    for one in levels.drawings:
        pixels = one.read()
        skin, box = (((paints(pixels) == style) & (tones(pixels) == 255)) for style in (SKIN, BOX))
        day, dark = picture(pixels, palette), picture(pixels, night)
        assert (day[skin] == (240, 200, 170, 255)).all() and (dark[skin] == (80, 70, 140, 255)).all()
        assert (dark[box] == (240, 200, 170, 255)).all()
        uses = (paints(pixels) == SKIN) | (inks(pixels) == SKIN)
        assert (day == dark)[~uses].all()


def test_it_can_be_run_again(colored: Path) -> None:
    before = (colored / "A.tlv").read_bytes()
    said = color(colored.parent / "A.tlv")
    assert "4 were there already" in said
    assert (colored / "A.tlv").read_bytes() == before


def test_ink_is_line_art_and_autopainted_lines_are_trace_lines(tmp_path: Path) -> None:
    read = level_shot(level(tmp_path / "A.tlv"), PALETTE, None, Settings())
    frame, pixels = read.shot.frames[1], drawing(1, painted=False)
    assert (frame.number, frame.label, frame.name) == (2, "1a", "A.0001a")
    ink = inks(pixels) == INK
    assert (frame.line.ink == np.where(ink, 255 - tones(pixels), 0)).all()
    assert frame.line.trace is not None and frame.line.colour is not None
    dark = (inks(pixels) == SHADOW_LINE) & (tones(pixels) < 255 - PAPER_LIMIT)
    assert (frame.line.trace == np.where(dark, TRACE_RED, 0)).all()
    assert frame.line.colour[ink & (tones(pixels) == 0)][0].tolist() == [20, 10, 30]
    assert [key.number for key in read.shot.keys] == [1, 8]


@pytest.mark.parametrize(("style", "traced"), [(SHADOW_LINE, True), (SHADE, True), (7, False)])
def test_bright_lines_and_those_that_took_a_fill_are_trace_lines(
    tmp_path: Path, style: int, traced: bool
) -> None:
    """Without the flag: red, a paint of the same drawing, and brown that nothing is painted with."""
    plain = replace(PALETTE.styles[SHADOW_LINE], flags=0)
    brown = Style("brown", SOLID, (90, 60, 50, 255))
    palette = LevelPalette((*PALETTE.styles[:2], plain, *PALETTE.styles[3:], brown), PALETTE.pages)
    pixels = drawing(0)
    line = inks(pixels) == SHADOW_LINE
    pixels = joined(np.where(line, style, inks(pixels)).astype(np.uint16), paints(pixels), tones(pixels))
    art = level_shot(one_drawing(tmp_path / "A.tlv", pixels), palette, None, Settings()).shot.frames[0].line
    dark = line & (tones(pixels) == 0)
    assert dark.any() and ((art.ink[dark] == 0).all() == traced) and ((art.trace is not None) == traced)


def test_lines_without_other_ink_are_ink(tmp_path: Path) -> None:
    """Of one bright colour, and of no style that the palette has."""
    for style in (SHADOW_LINE, 77):
        pixels = drawing(0)
        pixels = joined(np.where(inks(pixels) > 0, style, 0).astype(np.uint16), paints(pixels), tones(pixels))
        one = one_drawing(tmp_path / "A.tlv", pixels)
        line = level_shot(one, PALETTE, None, Settings()).shot.frames[0].line
        assert line.trace is None and (line.ink == 255 - tones(pixels)).all()


def test_which_keys_count(tmp_path: Path) -> None:
    whole = level(tmp_path / "A.tlv")
    assert [k.number for k in level_shot(whole, PALETTE, "7", Settings()).shot.keys] == [8]
    with pytest.raises(ShotError, match="no key for frame 1a; the keys there are: 1, 7"):
        level_shot(whole, PALETTE, "1a", Settings())
    with pytest.raises(LevelError, match=r"A\.tlv: no drawing is painted"):
        level_shot(one_drawing(whole.path, bare(80, 70)), PALETTE, None, Settings())
    with pytest.raises(ImageError, match=r"A\.tlv is 30x20: sides from 64 to 8192"):
        level_shot(one_drawing(whole.path, bare(30, 20)), PALETTE, None, Settings())


def test_a_colour_that_no_style_has_becomes_one(tmp_path: Path) -> None:
    """A production's palette may have it; it keeps the name that it has there."""
    whole = level(tmp_path / "A.tlv")
    read = level_shot(whole, PALETTE, None, Settings())
    cel = np.zeros((*read.shot.frames[0].line.ink.shape, 4), np.uint8)
    cel[:60], cel[60:] = (1, 2, 3, 255), (250, 250, 250, 255)
    names = Palette(np.array([[1, 2, 3, 255]], np.uint8), ("deep sea",))
    painted, palette = paint_level(whole, PALETTE, read, lambda number: cel, names)
    assert palette.styles == (*PALETTE.styles, Style("deep sea", SOLID, (1, 2, 3, 255)))
    assert palette.pages[-1].styles == (3, 4, 5, 6, 7)
    pixels = painted.drawings[2].read()
    assert set(np.unique(paints(pixels)[tones(pixels) > 0])) == {EYE, 7}


def test_styles_that_look_alike_get_colours_that_noise_does_not_reach() -> None:
    red = (250, 0, 0, 255)
    styles = (
        NO_PAINT,
        *(Style("a", SOLID, red),) * 40,
        Style("clear", SOLID, (9, 9, 9, 0)),
        Style("net", 201, None),
    )
    found = stand_ins(styles, [*range(43), 4000])
    assert found[1] == red and 0 not in found and len(set(found.values())) == 43
    colours = np.array(list(found.values()), int)
    apart = np.abs(colours[:, None] - colours).max(2) + 99 * np.eye(43, dtype=int)
    assert apart.min() >= 13 and colours[:, 3].min() == 255


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--mode", "soft"], "no shading"),
        (["--keys-dir", "."], "leave --keys-dir out"),
        (["-o", "."], "would replace it"),
    ],
)
def test_what_makes_no_sense_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    write_level(tmp_path / "A.tlv")
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    result = CliRunner().invoke(app, ["color", "A.tlv", *words])
    assert result.exit_code == 2 and said in result.output
    assert sorted(tmp_path.iterdir()) == before


def test_a_torn_level_or_no_palette_leaves_nothing(tmp_path: Path) -> None:
    path = write_level(tmp_path / "A.tlv")
    path.write_bytes(path.read_bytes()[:-700])
    result = CliRunner().invoke(app, ["color", str(path), "--inline"])
    assert result.exit_code == 2 and "A.tlv, byte" in result.output and "torn" in result.output
    path.with_suffix(".tpl").unlink()
    result = CliRunner().invoke(app, ["color", str(path), "--inline"])
    assert result.exit_code == 2 and "A.tpl: the level's palette is not there" in result.output
    assert not (tmp_path / "A_colored").exists()


def test_a_palette_of_few_styles_and_blank_drawings_do(tmp_path: Path) -> None:
    """Paint that the palette lacks, a blank drawing, one painted all over: all come back."""
    pixels = drawing(0)
    pixels = joined(
        inks(pixels), np.where(paints(pixels) == BOX, 900, paints(pixels)).astype(np.uint16), tones(pixels)
    )
    whole = one_drawing(tmp_path / "A.tlv", pixels)
    first = whole.drawings[0]
    more = [replace(first, id=replace(first.id, number=n)) for n in (2, 3)]
    more = [
        replace(more[0], read=lambda: bare(150, 120)),
        replace(more[1], read=lambda: joined(inks(pixels), np.zeros_like(paints(pixels)), tones(pixels))),
    ]
    write_tlv(whole.path, replace(whole, drawings=(first, *more)))
    write_tpl(tmp_path / "A.tpl", LevelPalette(PALETTE.styles[:3], (Page("p", (0, 1, 2)),)))
    color(whole.path)
    one, blank, three = (d.read() for d in read_tlv(tmp_path / "A_colored" / "A.tlv").drawings)
    assert (one == pixels).all() and (blank == bare(150, 120)).all()
    inside = tones(pixels) == 255
    assert (paints(three) == paints(pixels))[inside].all() and 900 in paints(three)


def test_a_farm_and_a_report_take_it_by_its_name(tmp_path: Path) -> None:
    path = write_level(tmp_path / "A.tlv")
    listed = tmp_path / "shots.txt"
    listed.write_text("A.tlv\n")

    def run(*words: object) -> str:
        result = CliRunner().invoke(app, list(map(str, words)))
        assert result.exit_code == 0, result.output
        return result.stdout

    assert "0 of 1 shots coloured, 1 need a person" in run("report", listed, "-o", tmp_path / "p.html")
    assert "1 shots coloured" in run("farm", listed, "--inline")
    alone = tmp_path / "alone"
    run("color", path, "--inline", "-o", alone)
    for name in ("A.tlv", "A.tpl"):
        assert (tmp_path / "A_colored" / name).read_bytes() == (alone / name).read_bytes()
    assert "1 of 1 shots coloured" in run("report", listed, "-o", tmp_path / "p.html")
