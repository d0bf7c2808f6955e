# SPDX-License-Identifier: GPL-3.0-or-later
"""The docker: what it shows before, during and after, and what a click does."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from host import Host
from pictures import bgra, eye, fill, put_eyes, read_small, right

SHIFTS = {0: -30, 2: -10, 5: 10, 9: 30}
MADE = "Shiage Colours"


def test_the_docker_from_keys_to_swatches(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    krita.call("docker.show", width=1500, height=900)
    before = krita.call("docker.shown")
    assert (before["keys"], before["ticks"]) == (["0", "9"], [True, True])
    assert before["unsure"] == before["palette"] == []

    picture = tmp_path / "during.png"
    done = krita.call("docker.press", button="Color shot", picture=str(picture), stage="taking in")
    assert "4 colored drawings" in done["words"], done
    assert cv2.imread(str(picture)) is not None
    after = krita.call("docker.shown")
    assert after["engine"].startswith("Engine ")
    assert len(after["palette"]) == 2  # red and blue; what is transparent is no swatch

    krita.call("docker.rename", row=0, name="coat")
    assert "coat" in [name for _, name in krita.call("plugin.palette")]
    krita.call("documents.remove", name=MADE)
    krita.call("docker.untick", row=1)
    krita.call("docker.press", button="Color shot")
    assert right(read_small(krita, tmp_path, MADE, 9), SHIFTS[9]) > 0.999
    assert "coat" in krita.call("docker.shown")["palette"]


def test_a_click_on_an_unsure_region_goes_there(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    krita.call("docker.show", width=1500, height=900)
    krita.call("plugin.pretend_unsure", number=5, x=150, y=100)
    went = krita.call("docker.click_unsure", row=0)
    assert went["time"] == 5
    x, y = went["centre"]
    assert abs(x - 150) <= 1 and abs(y - 100) <= 1


def test_the_docker_fits_a_small_screen_and_a_narrow_column(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    for width, height in ((1366, 768), (1000, 600)):
        fits = krita.call("docker.fit", width=width, height=height, column=300)
        assert fits["least"][0] <= 300 and fits["least"][1] <= 260, fits
        assert fits["window"] <= max(768, height), fits  # least height of Krita's whole window
        assert fits["outside"] == [], fits


def test_a_look_costs_the_artist_nothing(krita: Host, tmp_path: Path) -> None:
    width, height = 4096, 2160
    krita.call("documents.create", width=width, height=height, last=30)
    for layer in ("Colours", "Lines"):
        krita.call("documents.add_layer", name=layer)
    picture = np.zeros((height, width, 4), np.uint8)
    picture[500:1500, 500:3500] = (40, 30, 200, 255)
    fill(krita, tmp_path, "Colours", {0: picture, 9: picture})
    picture[510:1490, 510:3490] = 0
    fill(krita, tmp_path, "Lines", {0: picture, 9: picture})
    krita.call("plugin.choose", lines="Lines", colours="Colours")
    krita.call("docker.show", width=1366, height=768)
    took = krita.call("docker.looks", times=40)
    print(f"a look at a document of 4K: {took}")
    assert took["busiest"] < 0.010  # processor time of the interface's thread: other programs do not count
    assert krita.call("docker.shown")["keys"] == ["0", "9"]


def test_paint_is_seen_wherever_it_comes_and_goes(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0])
    krita.call("docker.show", width=1366, height=768)
    assert krita.call("docker.shown")["keys"] == ["0"]
    dot = np.zeros((140, 200, 4), np.uint8)
    dot[77, 33] = (1, 2, 3, 255)
    fill(krita, tmp_path, "Colours", {5: dot})
    krita.call("documents.go", time=5)
    krita.call("docker.look")
    assert krita.call("docker.shown")["keys"] == ["0", "5"]
    fill(krita, tmp_path, "Colours", {5: np.zeros_like(dot)})
    krita.call("documents.go", time=6)  # held
    krita.call("docker.look")
    assert krita.call("docker.shown")["keys"] == ["0"]
    krita.call("docker.erase_and_leave", name="Colours", time=0, to=5)
    krita.call("docker.look")
    assert krita.call("docker.shown")["keys"] == []


def test_what_is_said_of_a_document_goes_with_it(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    krita.call("docker.show", width=1366, height=768)
    krita.call("docker.press", button="Color shot")
    assert krita.call("docker.shown")["palette"]
    krita.call("documents.create", width=100, height=100)
    krita.call("docker.look")
    shown = krita.call("docker.shown")
    assert shown["words"] == "" and shown["palette"] == shown["unsure"] == shown["keys"] == []
    krita.call("krita_itself.close_documents")
    krita.call("docker.look")
    shown = krita.call("docker.shown")
    assert shown["words"] == "" and shown["palette"] == shown["unsure"] == shown["keys"] == []


def test_without_an_engine_the_panel_says_so_from_the_start(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    krita.call("docker.show", width=1366, height=768)
    krita.call("plugin.engine", path="/nowhere/shiage")
    krita.call("plugin.leave")
    krita.call("docker.look")
    assert krita.call("docker.shown")["engine"].startswith("No engine was found")
    bad = tmp_path / "engine"
    bad.write_text("#!/bin/sh\necho Traceback: all is lost; exit 9\n")
    bad.chmod(0o755)
    krita.call("plugin.engine", path=str(bad))
    words = krita.call("plugin.color")["words"]
    assert "ended while it started" in words and "Traceback" not in words, words
    krita.call("plugin.engine", path="")
    krita.call("docker.look")
    assert not krita.call("docker.shown")["engine"].startswith("No engine")


def test_what_the_engine_says_is_in_the_interfaces_language(krita: Host) -> None:
    words = (
        "model sheet Colour sheet: its colours lie beside those of the other keys, 3 of them and by up to 2 "
        "levels: these were taken"
    )
    english = krita.call("plugin.engine_says", words=words, japanese=False)
    assert english.startswith("model sheet Colour sheet: its colors lie"), english
    japanese = krita.call("plugin.engine_says", words=words, japanese=True)
    assert japanese == (
        "色見本 Colour sheet：3 色が他のキーの色と最大 2 段階ずれているため、他のキーの色を使いました"
    )
    unknown = krita.call("plugin.engine_says", words="no colour that is known", japanese=True)
    assert unknown == "no color that is known"


def test_opaque_lines_and_light_lines_are_said(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    white, black = np.uint8(255), np.uint8(0)
    for time, shift in SHIFTS.items():
        ink = eye(shift)[0][..., 3:] > 128
        page = np.concatenate([np.where(ink, black, white)] * 3 + [np.full(ink.shape, white)], 2)
        fill(krita, tmp_path, "Lines", {time: page})
    krita.call("docker.show", width=1366, height=768)
    krita.call("docker.press", button="Color shot")
    krita.call("docker.press_at_once", button="Set lines to Multiply")
    seen = tmp_path / "seen.raw"
    krita.call("documents.shown", path=str(seen))
    pixels = np.frombuffer(seen.read_bytes(), np.uint8).reshape(140, 200, 4)
    assert tuple(pixels[70, 100 + SHIFTS[0] + 30][:3]) == (40, 30, 200)
    assert krita.call("documents.look", name="Lines")["blending"] == "multiply"
    krita.call("krita_itself.trigger", action="edit_undo")
    assert krita.call("documents.look", name="Lines")["blending"] == "normal", "it is one step of undo"

    faint = eye(SHIFTS[2])[0]
    faint[..., 3] //= 6
    krita.call("documents.change", name="Lines", blendingMode="normal")
    fill(krita, tmp_path, "Lines", {2: faint})
    assert "The lines of frame 2 are too light" in krita.call("plugin.color")["words"]


def test_the_result_inherits_alpha_as_the_colors_do(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    krita.call("documents.change", name="Colours", inheritAlpha=True)
    assert krita.call("plugin.color")["done"]
    assert krita.call("documents.look", name=MADE)["inherits"] is True
    assert (read_small(krita, tmp_path, MADE, 0) == bgra(bgra(eye(SHIFTS[0])[1]))).all(2).mean() > 0.9


def test_swatches_take_the_names_of_a_palette(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    assert krita.call("plugin.color")["done"]
    gpl = tmp_path / "hero.gpl"
    gpl.write_text("GIMP Palette\nName: Hero\nColumns: 2\n#\n200  30  40\tcoat of arms\n  0  30 240 eye\n")
    krita.call("docker.show", width=1366, height=768)
    krita.call("docker.names_from", path=str(gpl))
    names = {tuple(colour): name for colour, name in krita.call("plugin.palette")}
    assert names[200, 30, 40, 255] == "coat of arms" and names[0, 30, 240, 255] == "eye"
    assert len(krita.call("docker.names_in", palette="Animation Color Set")) > 5
    docked, offered = krita.call("docker.docked_palette")
    assert docked and docked in offered  # the one that Krita's palette docker shows
    assert krita.call("docker.without_tips") == []


def test_no_two_swatches_have_one_name_and_paint_near_a_palette_is_of_it(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    krita.call("docker.show", width=1366, height=768)
    gpl = tmp_path / "hero.gpl"
    gpl.write_text("GIMP Palette\nName: Hero\n#\n200 30 40\tskin\n0 30 240\tskin\n9 9 9\tskin\n")
    krita.call("docker.names_from", path=str(gpl))
    grainy = bgra(eye(SHIFTS[0])[1])
    grain = np.random.default_rng(1).integers(-2, 3, grainy.shape[:2])[..., None]
    grainy[..., :3] = np.clip(grainy[..., :3] + grain, 0, 255) * (grainy[..., 3:] > 0)
    fill(krita, tmp_path, "Colours", {0: grainy})
    assert krita.call("plugin.color")["done"]
    named = {tuple(colour): name for colour, name in krita.call("plugin.palette")}
    assert sorted(named[c] for c in ((200, 30, 40, 255), (0, 30, 240, 255))) == ["skin", "skin 2"]
    assert right(read_small(krita, tmp_path, MADE, 2), SHIFTS[2]) > 0.99
    krita.call("docker.look")
    rows = krita.call("docker.shown")["palette"]
    krita.call("docker.rename", row=rows.index("skin 2"), name="skin")
    names = [name for _, name in krita.call("plugin.palette")]
    assert len(set(names)) == len(names) and {"skin", "skin 2"} <= set(names)


@pytest.mark.parametrize("paper", [False, True])
def test_a_copy_of_the_lines_shows_no_trace_lines(krita: Host, tmp_path: Path, paper: bool) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    line = eye(0)[0]
    line[:, 40:43] = (255, 0, 0, 255)  # blue
    line[20:23, :] = (0, 0, 255, 255)  # red
    if paper:
        alpha = line[..., 3:].astype(int)
        line = np.dstack([(line[..., :3] * alpha + (255 - alpha) * 255) // 255, 0 * alpha + 255]).astype(
            np.uint8
        )
    fill(krita, tmp_path, "Lines", {5: line})
    krita.call("docker.show", width=1366, height=768)
    krita.call("docker.press", button="Lines without trace lines")
    made = "Lines without trace lines"
    assert krita.call("documents.tree") == ["Background", "Colours", "Lines", made]
    assert krita.call("documents.keys", name=made) == list(SHIFTS)
    assert krita.call("documents.visible", name="Lines") is False
    plain = read_small(krita, tmp_path, made, 5)
    assert tuple(plain[100, 41]) == ((255, 255, 255, 255) if paper else (0, 0, 255, 0))
    assert tuple(plain[70, 52]) == (0, 0, 0, 255)  # black ink stays
    assert (read_small(krita, tmp_path, made, 0)[..., 3] == eye(SHIFTS[0])[0][..., 3]).all()
    krita.call("docker.press", button="Lines without trace lines")
    assert krita.call("documents.tree") == ["Background", "Colours", "Lines", made]
