# SPDX-License-Identifier: GPL-3.0-or-later
"""How an artist works with it: single frames, corrections, swatches, saving, and what goes wrong."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from time import monotonic, sleep

import numpy as np
import pytest
from host import Host
from pictures import BLUE, GREEN, RED, SMALL, bgra, eye, fill, put_eyes, read_small, right

from shiage.wire.connection import read_connection

SHIFTS = {0: -30, 2: -10, 5: 10, 9: 30}
MADE = "Shiage Colours"


def color(host: Host, single: bool = False) -> str:
    result = host.call("plugin.color", single=single)
    assert result["done"], result["words"]
    return str(result["words"])


def refusal(host: Host, single: bool = False) -> str:
    tree = host.call("documents.tree")
    result = host.call("plugin.color", single=single)
    assert not result["done"]
    assert host.call("documents.tree") == tree
    return str(result["words"])


def kill_engine() -> None:
    connection = read_connection()
    if connection is not None:
        os.kill(connection.pid, signal.SIGKILL)
        deadline = monotonic() + 10
        while connection.alive():  # Krita started it: it is not ours to wait for
            assert monotonic() < deadline
            sleep(0.01)


def test_a_single_frame_goes_into_the_present_layer(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    krita.call("documents.go", time=2)
    assert color(krita, single=True) == "Frame 2 is colored."
    assert krita.call("documents.keys", name="Colours") == [0, 2, 9]
    for time in (0, 2, 9):
        assert right(read_small(krita, tmp_path, "Colours", time), SHIFTS[time]) > 0.999
    assert krita.call("documents.tree") == ["Background", "Colours", "Lines"]
    color(krita, single=True)  # what Shiage painted is no key and may be painted again
    assert right(read_small(krita, tmp_path, "Colours", 2), SHIFTS[2]) > 0.999


def test_a_single_frame_keeps_what_was_painted_by_hand(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    hand = np.zeros((SMALL[1], SMALL[0], 4), np.uint8)
    hand[:20, :20] = (9, 8, 7, 255)
    fill(krita, tmp_path, "Colours", {5: hand})
    krita.call("documents.go", time=5)
    assert "under your own paint" in color(krita, single=True)
    cel = read_small(krita, tmp_path, "Colours", 5)
    assert (cel[:20, :20] == (7, 8, 9, 255)).all()
    cel[:20, :20] = 0
    assert right(cel, SHIFTS[5]) > 0.999


def test_a_single_frame_in_sixteen_bits(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9], depth="U16", profile="sRGB-elle-V2-srgbtrc.icc")
    krita.call("documents.go", time=2)
    color(krita, single=True)
    krita.call("documents.convert", name="Colours", model="RGBA", depth="U8")
    assert right(read_small(krita, tmp_path, "Colours", 2), SHIFTS[2]) > 0.999


def test_a_frame_unmarked_is_no_key(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0])
    wrong = bgra(eye(SHIFTS[9])[1])
    wrong[(wrong[..., 3] > 0)] = (1, 2, 3, 255)
    fill(krita, tmp_path, "Colours", {9: wrong})
    krita.call("plugin.mark", time=9, key=False)
    color(krita)
    assert right(read_small(krita, tmp_path, MADE, 9), SHIFTS[9]) > 0.999


def correct_middle(krita: Host, tmp_path: Path, shifts: dict[int, int]) -> tuple[int, int]:
    """Scribble green over the eye of drawing 5, and color; where the scribble is, y and x."""
    krita.call("documents.add_layer", name="Fixes")
    stroke = np.zeros((SMALL[1], SMALL[0], 4), np.uint8)
    middle = (SMALL[1] // 2, SMALL[0] // 2 + shifts[5])
    stroke[middle[0] - 4 : middle[0] + 4, middle[1] - 8 : middle[1] + 8] = (GREEN[2], GREEN[1], GREEN[0], 255)
    fill(krita, tmp_path, "Fixes", {5: stroke})
    krita.call("plugin.choose", lines="Lines", colours="Colours", scribbles="Fixes", gap=0)
    color(krita)
    return middle


def test_scribbles_correct_regions(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    middle = correct_middle(krita, tmp_path, SHIFTS)
    cel = read_small(krita, tmp_path, MADE, 5)
    assert tuple(cel[middle]) == GREEN
    assert tuple(cel[middle[0], middle[1] + 30]) == RED


def test_a_correction_sends_no_drawing_again(krita: Host, tmp_path: Path) -> None:
    shifts = {time: shift + 1 for time, shift in SHIFTS.items()}  # drawings that no other test sends
    put_eyes(krita, tmp_path, shifts, [0, 9])
    color(krita)
    assert krita.call("plugin.sent_drawings")
    middle = correct_middle(krita, tmp_path, shifts)
    assert tuple(read_small(krita, tmp_path, MADE, 5)[middle]) == GREEN
    assert not krita.call("plugin.sent_drawings")


def test_replacing_a_swatch_recolours_the_shot(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    color(krita)
    assert sorted(tuple(c) for c, _ in krita.call("plugin.palette")) == sorted([(0, 0, 0, 0), BLUE, RED])
    assert "4 drawings" in krita.call("plugin.recolour", old=RED, new=GREEN)
    assert krita.call("documents.tree") == ["Background", "Colours", MADE, "Lines"]
    for time, shift in SHIFTS.items():
        cel = read_small(krita, tmp_path, MADE, time)
        cel[(cel == GREEN).all(2)] = RED
        assert right(cel, shift) > 0.999
    assert "another swatch" in krita.call("plugin.recolour", old=GREEN, new=BLUE)
    krita.call("documents.remove", name=MADE)
    color(krita)  # the keys are red still, and stand for green
    middle = (SMALL[1] // 2, SMALL[0] // 2 + SHIFTS[2] + 30)
    assert tuple(read_small(krita, tmp_path, MADE, 2)[middle]) == GREEN


def test_save_open_and_color_again(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    color(krita)
    path = str(tmp_path / "shot.kra")
    krita.call("documents.save", path=path)
    krita.call("krita_itself.close_documents")
    krita.call("documents.open_saved", path=path)
    assert krita.call("documents.keys", name=MADE) == list(SHIFTS)
    assert [c for c, _ in krita.call("plugin.palette")]
    assert right(read_small(krita, tmp_path, MADE, 2), SHIFTS[2]) > 0.999
    assert "Nothing has changed" in color(krita)
    assert krita.call("documents.tree") == ["Background", "Colours", MADE, "Lines"]


def test_undo_shows_the_keys_again(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    color(krita)
    assert krita.call("documents.visible", name="Colours") is False
    krita.call("plugin.look")
    krita.call("krita_itself.trigger", action="edit_undo")
    krita.call("plugin.look")
    assert krita.call("documents.visible", name="Colours") is True
    krita.call("krita_itself.trigger", action="edit_redo")
    krita.call("plugin.look")
    assert krita.call("documents.visible", name="Colours") is False


def test_refusals_say_what_to_do(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0])
    krita.call("documents.go", time=2)
    krita.call("documents.change", name="Colours", locked=True)
    assert "locked" in refusal(krita, single=True)
    krita.call("documents.change", name="Colours", locked=False)
    krita.call("plugin.choose", lines="Lines", colours="Lines")
    assert "one layer" in refusal(krita)
    krita.call("plugin.choose", lines="Lines", colours="Colours", first=9, last=3)
    assert "ends at 3" in refusal(krita)
    krita.call("plugin.choose", lines="Lines", colours="Colours", first=0, last=100)
    fill(krita, tmp_path, "Colours", {0: np.zeros((SMALL[1], SMALL[0], 4), np.uint8)})
    assert "No frame of “Colours” is painted" in refusal(krita)


def test_a_locked_layer_does_not_hinder_a_shot(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    krita.call("documents.change", name="Colours", locked=True)
    color(krita)
    assert right(read_small(krita, tmp_path, MADE, 2), SHIFTS[2]) > 0.999


@pytest.mark.parametrize("at", ["looking at the keys", "sending", "deciding", "taking in"])
def test_cancel_leaves_the_document_whole(krita: Host, tmp_path: Path, at: str) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    result = krita.call("plugin.interrupted", at=at, what="cancel")
    assert "Cancelled" in result["words"]
    assert krita.call("documents.tree") == ["Background", "Colours", "Lines"]
    color(krita)


@pytest.mark.parametrize("at", ["looking at the keys", "sending", "taking in"])
def test_a_document_closed_in_mid_job(krita: Host, tmp_path: Path, at: str) -> None:
    shifts = {time: time - 20 for time in range(40)}  # fewer would be taken in before the click comes
    put_eyes(krita, tmp_path, shifts, [0, 39])
    result = krita.call("plugin.interrupted", at=at, what="close")
    assert "closed" in result["words"]


def test_a_layer_removed_in_mid_job(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    result = krita.call("plugin.interrupted", at="sending", what="remove")
    assert result["done"], result["words"]
    assert krita.call("documents.tree") == ["Background", MADE, "Lines"]


def test_a_canvas_resized_in_mid_job(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    result = krita.call("plugin.interrupted", at="sending", what="resize")
    assert not result["done"] and "another size" in result["words"]
    assert krita.call("documents.tree") == ["Background", "Colours", "Lines"]
    color(krita)


def test_keys_outside_the_range_are_told_from_none(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    krita.call("plugin.choose", lines="Lines", colours="Colours", gap=0, first=2, last=6)
    assert "Frame 0 of “Colours” is painted, but lies outside the range" in refusal(krita)


def test_paint_held_into_the_range_is_a_key_of_its_drawing(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [2])
    krita.call("plugin.choose", lines="Lines", colours="Colours", gap=0, first=3, last=9)
    color(krita)
    for time, shift in {3: -10, 5: 10, 9: 30}.items():
        assert right(read_small(krita, tmp_path, MADE, time), shift) > 0.999


def test_an_engine_killed_in_mid_job(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    color(krita)
    connection = read_connection()
    assert connection is not None
    fill(krita, tmp_path, "Lines", {2: eye(SHIFTS[2] + 4)[0]})  # there is something to do
    result = krita.call("plugin.interrupted", at="deciding", what="kill", pid=connection.pid)
    assert result["done"], result["words"]
    assert right(read_small(krita, tmp_path, MADE, 2), SHIFTS[2] + 4) > 0.999


def test_an_engine_killed_between_jobs(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    color(krita)
    kill_engine()
    fill(krita, tmp_path, "Lines", {2: eye(SHIFTS[2] + 4)[0]})
    color(krita)


def test_a_missing_engine_is_said(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    krita.call("plugin.engine", path="/nowhere/shiage")
    kill_engine()
    assert "No engine was found" in refusal(krita)
    krita.call("plugin.engine", path="")
    color(krita)


def test_two_documents_keep_apart(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    put_eyes(krita, tmp_path, {0: 30, 4: 0}, [0])
    result = krita.call("plugin.interrupted", at="sending", what="switch")
    assert result["done"], result["words"]
    assert krita.call("documents.tree") == ["Background", "Colours", "Lines"]
    krita.call("plugin.other_document")
    assert krita.call("documents.tree") == ["Background", "Colours", MADE, "Lines"]
