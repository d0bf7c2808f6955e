# SPDX-License-Identifier: GPL-3.0-or-later
"""Coloring again: touch-ups stay and are keys, the layer is renewed in place, only what changed is sent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from host import Host
from pictures import BLUE, RED, SMALL, Pixels, bgra, eye, fill, put_eyes, read_small, right, write

SHIFTS = {0: -30, 2: -10, 5: 10, 9: 30}
MADE = "Shiage Colours"
TREE = ["Background", "Colours", MADE, "Lines"]
NEW = (250, 200, 0, 255)


def color(host: Host, single: bool = False) -> str:
    result = host.call("plugin.color", single=single)
    assert result["done"], result["words"]
    return str(result["words"])


def touched(shift: int) -> Pixels:
    """An eye whose inner disc has a colour that no key has, as BGRA."""
    cel = eye(shift)[1]
    cel[(cel == BLUE).all(2)] = NEW
    return bgra(cel)


def inner(shift: int) -> tuple[int, int]:
    return SMALL[1] // 2, SMALL[0] // 2 + shift


def test_a_touch_up_is_kept_and_is_a_key(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0])
    color(krita)
    fill(krita, tmp_path, MADE, {5: touched(SHIFTS[5])})
    words = color(krita)
    assert "Your own paint on frame 5 was kept" in words
    assert krita.call("documents.tree") == TREE
    assert krita.call("documents.keys", name=MADE) == list(SHIFTS)
    assert (read_small(krita, tmp_path, MADE, 5) == touched(SHIFTS[5])[..., [2, 1, 0, 3]]).all()
    assert tuple(read_small(krita, tmp_path, MADE, 9)[inner(SHIFTS[9])]) == NEW  # after it
    assert tuple(read_small(krita, tmp_path, MADE, 0)[inner(SHIFTS[0])]) == BLUE
    krita.call("docker.show", width=1300, height=760)
    assert krita.call("docker.shown")["keys"] == ["0", "5"]
    color(krita)  # and again: it is still the artist's
    assert (read_small(krita, tmp_path, MADE, 5) == touched(SHIFTS[5])[..., [2, 1, 0, 3]]).all()


def test_one_step_of_undo_takes_a_second_run_back(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    color(krita)
    fill(krita, tmp_path, "Colours", {9: touched(SHIFTS[9])})
    color(krita)
    assert krita.call("documents.tree") == TREE
    assert tuple(read_small(krita, tmp_path, MADE, 9)[inner(SHIFTS[9])]) == NEW
    krita.call("krita_itself.trigger", action="edit_undo")
    for time, shift in SHIFTS.items():
        assert right(read_small(krita, tmp_path, MADE, time), shift) > 0.999
    krita.call("krita_itself.trigger", action="edit_redo")
    assert tuple(read_small(krita, tmp_path, MADE, 9)[inner(SHIFTS[9])]) == NEW
    krita.call("krita_itself.trigger", action="edit_undo")
    color(krita)  # what came back by undo is ours and old, no touch-up
    assert tuple(read_small(krita, tmp_path, MADE, 9)[inner(SHIFTS[9])]) == NEW


def test_only_changed_and_missing_drawings_are_colored_again(krita: Host, tmp_path: Path) -> None:
    shifts = {time: -40 + 3 * time for time in range(0, 28, 2)}
    put_eyes(krita, tmp_path, shifts, [0, 26])
    assert "14 colored drawings" in color(krita)
    again = krita.call("plugin.color")
    assert again["done"] and "Nothing has changed" in again["words"]
    assert again["seconds"] < 3
    fill(krita, tmp_path, "Lines", {8: eye(shifts[8] + 6)[0]})
    assert "1 drawing of" in color(krita)
    assert right(read_small(krita, tmp_path, MADE, 8), shifts[8] + 6) > 0.999
    shown = read_small(krita, tmp_path, MADE, 12)
    fill(krita, tmp_path, "Lines", {11: eye(0)[0]})
    assert "1 drawing of" in color(krita)
    assert right(read_small(krita, tmp_path, MADE, 11), 0) > 0.999
    assert (read_small(krita, tmp_path, MADE, 12) == shown).all()


def test_a_drawing_that_is_gone_leaves_no_paint(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    color(krita)
    fill(krita, tmp_path, MADE, {2: touched(SHIFTS[2])})
    krita.call("documents.remove_frame", name="Lines", time=5)
    color(krita)
    assert krita.call("documents.tree") == TREE
    assert krita.call("documents.keys", name=MADE) == [0, 2, 9]
    assert (read_small(krita, tmp_path, MADE, 2) == touched(SHIFTS[2])[..., [2, 1, 0, 3]]).all()


def test_blots_are_no_key_and_that_is_said(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [])
    blot = np.zeros((SMALL[1], SMALL[0], 4), np.uint8)
    blot[10:12, 10:12] = (40, 30, 200, 255)
    fill(krita, tmp_path, "Colours", {0: blot})
    result = krita.call("plugin.color")
    if result["done"]:  # an engine that understands blots paints something
        assert any(read_small(krita, tmp_path, MADE, time).any() for time in SHIFTS), result["words"]
    else:
        assert "not understood" in result["words"]
        assert krita.call("documents.tree") == ["Background", "Colours", "Lines"]


def scribble(krita: Host, folder: Path, *marks: tuple[int, int, tuple[int, ...]]) -> None:
    """Strokes on the first drawing, at x and y in RGBA colours, on a layer of their own that is chosen."""
    krita.call("documents.add_layer", name="Fixes")
    strokes = np.zeros((SMALL[1], SMALL[0], 4), np.uint8)
    for x, y, colour in marks:
        strokes[y - 2 : y + 3, x - 5 : x + 6] = bgra(np.array(colour, np.uint8))
    fill(krita, folder, "Fixes", {0: strokes})
    krita.call("plugin.choose", lines="Lines", colours="Colours", scribbles="Fixes", gap=0)


def test_scribbles_on_one_drawing_color_the_shot(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [])
    middle = (SMALL[0] // 2 + SHIFTS[0], SMALL[1] // 2)
    scribble(krita, tmp_path, (middle[0], middle[1] - 34, RED), (*middle, BLUE))
    krita.call("documents.change", name="Fixes", visible=False)
    result = krita.call("plugin.color")
    assert result["done"], result["words"]
    for time, shift in SHIFTS.items():
        assert right(read_small(krita, tmp_path, MADE, time), shift) > 0.99
    again = krita.call("plugin.color")
    assert "Nothing has changed" in again["words"]


def test_one_scribbled_frame_is_colored_by_itself(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [])
    middle = (SMALL[0] // 2 + SHIFTS[0], SMALL[1] // 2)
    scribble(krita, tmp_path, (middle[0], middle[1] - 34, RED), (*middle, BLUE))
    krita.call("documents.go", time=0)
    result = krita.call("plugin.color", single=True)
    assert result["done"], result["words"]
    assert right(read_small(krita, tmp_path, "Colours", 0), SHIFTS[0]) > 0.99


def test_an_empty_layer_of_scribbles_is_no_key(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [])
    scribble(krita, tmp_path)
    words = krita.call("plugin.color")["words"]
    assert "Neither “Colours” nor “Fixes” is painted" in words and "scribble colors on one" in words


@pytest.mark.parametrize("time", [2, 3, 4])
def test_a_frame_on_a_hold_is_painted_where_it_begins(krita: Host, tmp_path: Path, time: int) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    before = krita.call("krita_itself.undo_text")
    krita.call("documents.go", time=time)
    assert color(krita, single=True) == "Frame 2 is colored."
    assert krita.call("documents.keys", name="Colours") == [0, 2, 9]
    for at in (0, 2, 9):
        assert right(read_small(krita, tmp_path, "Colours", at), SHIFTS[at]) > 0.999
    krita.call("krita_itself.trigger", action="edit_undo")
    assert krita.call("documents.keys", name="Colours") == [0, 9]
    assert krita.call("krita_itself.undo_text") in (before, "Undo Switch current time")
    krita.call("krita_itself.trigger", action="edit_redo")
    assert right(read_small(krita, tmp_path, "Colours", 2), SHIFTS[2]) > 0.999


def test_undo_of_a_frame_leaves_the_artists_own_paint(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    hand = np.zeros((SMALL[1], SMALL[0], 4), np.uint8)
    hand[:20, :20] = (9, 8, 7, 255)
    fill(krita, tmp_path, "Colours", {5: hand})
    krita.call("documents.go", time=5)
    color(krita, single=True)
    krita.call("krita_itself.trigger", action="edit_undo")
    assert (read_small(krita, tmp_path, "Colours", 5)[..., [2, 1, 0, 3]] == hand).all()


def test_a_frame_is_painted_within_the_selection(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    krita.call("documents.go", time=2)
    krita.call("documents.select", x=0, y=0, width=60, height=SMALL[1])
    color(krita, single=True)
    cel = read_small(krita, tmp_path, "Colours", 2)
    assert not cel[:, 60:].any()
    assert (cel[:, :60] == RED).all(2).any()


def test_a_frame_after_a_shot_goes_into_the_result(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    color(krita)
    krita.call("documents.go", time=3)
    assert color(krita, single=True) == "Frame 2 is colored."
    assert krita.call("documents.keys", name=MADE) == list(SHIFTS)
    assert right(read_small(krita, tmp_path, MADE, 2), SHIFTS[2]) > 0.999
    fill(krita, tmp_path, MADE, {2: touched(SHIFTS[2])})
    krita.call("documents.go", time=2)
    assert "You painted on frame 2" in krita.call("plugin.color", single=True)["words"]


def test_a_still_picture_can_be_colored(krita: Host, tmp_path: Path) -> None:
    krita.call("documents.create", width=SMALL[0], height=SMALL[1])
    for layer in ("Colours", "Lines"):
        krita.call("documents.add_layer", name=layer)
    size = {"x": 0, "y": 0, "width": SMALL[0], "height": SMALL[1]}
    krita.call("documents.put", name="Lines", path=write(tmp_path, "l", eye(0)[0]), **size)
    krita.call("documents.put", name="Colours", path=write(tmp_path, "c", bgra(eye(0)[1])), **size)
    krita.call("plugin.choose", lines="Lines", colours="Colours", gap=0)
    color(krita)
    assert right(read_small(krita, tmp_path, MADE, 0), 0) > 0.999
