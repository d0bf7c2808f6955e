# SPDX-License-Identifier: GPL-3.0-or-later
"""Depths, colour models, offsets, groups, opacity and file layers: each frame is read as it is seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from host import Host
from pictures import BLUE, RED, SMALL, bgra, eye, fill, put_eyes, read_small, right, write

SHIFTS = {0: -30, 2: -10, 5: 10, 9: 30}
"""Time of each drawing, and how far the eye is moved: holds of 2, 3 and 4 frames."""

MADE = "Shiage Colours"


def color(host: Host) -> None:
    result = host.call("plugin.color")
    assert result["done"], result["words"]


def test_sixteen_bits(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9], depth="U16", profile="sRGB-elle-V2-srgbtrc.icc")
    color(krita)
    assert krita.call("documents.keys", name=MADE) == list(SHIFTS)
    for time, shift in SHIFTS.items():
        assert right(read_small(krita, tmp_path, MADE, time), shift) > 0.999


def test_the_palette_of_another_profile_stays_exact(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9], profile="ClayRGB-elle-V2-g22.icc")
    color(krita)
    assert krita.call("documents.look", name=MADE)["profile"] == "ClayRGB-elle-V2-g22.icc"
    assert right(read_small(krita, tmp_path, MADE, 2), SHIFTS[2]) > 0.999


@pytest.mark.parametrize(("model", "depth"), [("GRAYA", "U8"), ("RGBA", "F32"), ("CMYKA", "U8")])
def test_lines_of_any_colour_model(krita: Host, tmp_path: Path, model: str, depth: str) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    krita.call("documents.convert", name="Lines", model=model, depth=depth)
    color(krita)
    for time, shift in SHIFTS.items():
        assert right(read_small(krita, tmp_path, MADE, time), shift) > 0.999


def test_keys_of_another_model_come_back_in_their_colours(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    krita.call("documents.convert", name="Colours", model="RGBA", depth="F16")
    color(krita)
    cel = read_small(krita, tmp_path, MADE, 5)
    inner = cel[SMALL[1] // 2, SMALL[0] // 2 + SHIFTS[5]].astype(int)
    assert abs(inner - BLUE).max() <= 1


def test_a_moved_layer_with_pixels_off_the_canvas(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    line, _ = eye(0)
    wide = np.zeros((300, 400, 4), np.uint8)
    wide[:140, :200] = line
    wide[200:, 300:] = (0, 0, 0, 255)  # all of this comes to lie off the canvas
    krita.call("documents.add_layer", name="Moved")
    krita.call(
        "documents.put", name="Moved", path=write(tmp_path, "moved", wide), x=17, y=-9, width=400, height=300
    )
    krita.call("documents.move", name="Moved", x=-17, y=9)
    krita.call("plugin.choose", lines="Moved", colours="Colours", first=0, last=1)
    krita.call("plugin.mark", time=0, key=True)
    fill(krita, tmp_path, "Colours", {0: bgra(eye(0)[1])})
    color(krita)
    assert right(read_small(krita, tmp_path, MADE, 0), 0) > 0.999


def test_a_group_is_read_as_it_is_seen(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    krita.call("documents.add_layer", name="Drawing", kind="grouplayer")
    for name, time in (("Ink", 0), ("Wrong", 2)):
        krita.call("documents.add_layer", name=name, parent="Drawing")
        line = eye(SHIFTS[time])[0]
        if name == "Wrong":
            line[..., 3] = 255  # all ink: were it seen, nothing could be coloured
        fill(krita, tmp_path, name, {time: line})
    fill(krita, tmp_path, "Ink", {time: eye(shift)[0] for time, shift in SHIFTS.items()})
    krita.call("documents.change", name="Wrong", visible=False)
    krita.call("documents.change", name="Drawing", opacity=200, passThroughMode=True)
    krita.call("plugin.choose", lines="Drawing", colours="Colours", gap=0)
    color(krita)
    assert krita.call("documents.keys", name=MADE) == list(SHIFTS)
    for time, shift in SHIFTS.items():
        assert right(read_small(krita, tmp_path, MADE, time), shift) > 0.999


def test_lines_too_faint_to_see_are_no_borders_and_that_is_said(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    krita.call("documents.change", name="Lines", opacity=20)
    result = krita.call("plugin.color")
    assert "too light" in result["words"], result
    if result["done"]:
        assert right(read_small(krita, tmp_path, MADE, 2), SHIFTS[2]) < 0.9


def test_opacity_and_blending_of_the_colours_are_taken_over(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    krita.call("documents.change", name="Colours", opacity=128, blendingMode="multiply")
    color(krita)
    assert krita.call("documents.look", name=MADE)["opacity"] == 128
    cel = read_small(krita, tmp_path, MADE, 2)
    assert tuple(cel[SMALL[1] // 2, SMALL[0] // 2 + SHIFTS[2] + 30]) == RED


def test_a_file_layer_has_one_drawing(krita: Host, tmp_path: Path) -> None:
    import cv2

    put_eyes(krita, tmp_path, SHIFTS, [0])
    path = tmp_path / "line.png"
    assert cv2.imwrite(str(path), eye(SHIFTS[0])[0])
    krita.call("documents.add_file_layer", name="Scan", path=str(path))
    krita.call("plugin.choose", lines="Scan", colours="Colours", gap=0)
    color(krita)
    assert krita.call("documents.keys", name=MADE) == [0]
    assert right(read_small(krita, tmp_path, MADE, 0), SHIFTS[0]) > 0.999


def test_a_range_leaves_the_rest_alone(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    krita.call("plugin.choose", lines="Lines", colours="Colours", gap=0, first=0, last=6)
    color(krita)
    assert krita.call("documents.keys", name=MADE) == [0, 2, 5, 7]
    assert not read_small(krita, tmp_path, MADE, 7).any()


@pytest.mark.parametrize(
    ("model", "depth"), [("CMYKA", "U8"), ("RGBA", "U16"), ("RGBA", "F32"), ("GRAYA", "U8"), ("LABA", "U16")]
)
def test_colors_stay_exact_in_the_documents_own_space(
    krita: Host, tmp_path: Path, model: str, depth: str
) -> None:
    krita.call("documents.create", width=SMALL[0], height=SMALL[1])
    krita.call("documents.convert_all", model=model, depth=depth)
    for layer in ("Colours", "Lines"):
        krita.call("documents.add_layer", name=layer)
        krita.call("documents.convert", name=layer, model="RGBA", depth="U8")
    fill(krita, tmp_path, "Lines", {time: eye(shift)[0] for time, shift in SHIFTS.items()})
    odd = bgra(eye(SHIFTS[0])[1])
    odd[(odd[..., 3] > 0) & (odd[..., 2] == RED[0])] = (135, 52, 35, 255)
    fill(krita, tmp_path, "Colours", {0: odd})
    krita.call("documents.convert", name="Colours", model=model, depth=depth)
    krita.call("documents.shift", name="Colours")
    krita.call("plugin.choose", lines="Lines", colours="Colours", gap=0)
    here = [(SMALL[0] // 2 + SHIFTS[0] + x, SMALL[1] // 2) for x in (0, 30)]
    there = [(SMALL[0] // 2 + SHIFTS[5] + x, SMALL[1] // 2) for x in (0, 30)]
    wanted = krita.call("documents.pixels", name="Colours", time=0, places=here)
    color(krita)
    assert krita.call("documents.look", name=MADE)["model"] == model
    assert krita.call("documents.pixels", name=MADE, time=5, places=there) == wanted
    krita.call("documents.remove", name=MADE)
    krita.call("documents.change", name="Colours", visible=True)
    krita.call("documents.go", time=6)
    assert krita.call("plugin.color", single=True)["done"]
    assert krita.call("documents.pixels", name="Colours", time=5, places=there) == wanted
    krita.call("krita_itself.trigger", action="edit_undo")
    assert krita.call("documents.keys", name="Colours") == [0]


def test_a_clone_of_the_lines_has_all_their_drawings(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    krita.call("documents.add_clone", name="Clone", source="Lines")
    krita.call("plugin.choose", lines="Clone", colours="Colours", gap=0)
    color(krita)
    assert set(SHIFTS) <= set(krita.call("documents.keys", name=MADE))
    for time, shift in SHIFTS.items():
        assert right(read_small(krita, tmp_path, MADE, time), shift) > 0.999


def test_a_locked_result_is_left_alone(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    color(krita)
    krita.call("documents.change", name=MADE, locked=True)
    before = read_small(krita, tmp_path, MADE, 2)
    fill(krita, tmp_path, "Colours", {0: np.roll(bgra(eye(SHIFTS[0])[1]), 1, 2)})
    result = krita.call("plugin.color")
    assert not result["done"] and f"{MADE}” is locked" in result["words"]
    assert (read_small(krita, tmp_path, MADE, 2) == before).all()
