# SPDX-License-Identifier: GPL-3.0-or-later
"""Colorize Masks, which most Krita users bring: never read as lines, and taken as keys."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from colorize import MASK, add_colorize_mask
from host import Host
from pictures import bgra, eye, fill, put_eyes, read_small, right, write

SHIFTS = {0: -30, 2: -10, 5: 10, 9: 30}
MADE = "Shiage Colours"


def put_mask(krita: Host, folder: Path, shift: int, keys: list[int], lines: str = "Lines") -> None:
    """A document of eyes with a Colorize Mask over the drawing of a shift, opened from its file."""
    put_eyes(krita, folder, SHIFTS, keys)
    path = folder / "masked.kra"
    krita.call("documents.save", path=str(path))
    krita.call("krita_itself.close_documents")
    add_colorize_mask(path, lines, bgra(eye(shift)[1]))
    krita.call("documents.open_saved", path=str(path))
    assert MASK in krita.call("documents.tree")


def check(krita: Host, folder: Path, layer: str) -> None:
    for time, shift in SHIFTS.items():
        assert right(read_small(krita, folder, layer, time), shift) > 0.999, time


def test_a_colorize_mask_on_the_lines_is_not_read_as_lines(krita: Host, tmp_path: Path) -> None:
    put_mask(krita, tmp_path, SHIFTS[0], [0, 9])
    result = krita.call("plugin.color")
    assert result["done"], result["words"]
    check(krita, tmp_path, MADE)
    assert krita.call("documents.visible", name=MASK) is False  # it would show over the result
    krita.call("plugin.look")
    krita.call("krita_itself.trigger", action="edit_undo")
    krita.call("plugin.look")
    assert krita.call("documents.visible", name=MASK) is True


@pytest.mark.parametrize("time", [0, 5, 9])
def test_a_colorize_mask_is_the_key_of_the_drawing_it_fits(krita: Host, tmp_path: Path, time: int) -> None:
    put_mask(krita, tmp_path, SHIFTS[time], [])
    krita.call("plugin.choose", lines="Lines", colours=MASK, gap=0)
    result = krita.call("plugin.color")
    assert result["done"], result["words"]
    check(krita, tmp_path, f"Shiage {MASK}")
    assert krita.call("documents.tree")[-3:] == [f"Shiage {MASK}", "Lines", MASK]


def test_a_mask_is_taken_where_the_colour_layer_is_empty_and_that_is_said(
    krita: Host, tmp_path: Path
) -> None:
    put_mask(krita, tmp_path, SHIFTS[2], [])
    result = krita.call("plugin.color")
    assert result["done"], result["words"]
    assert f"“{MASK}” is taken as one" in result["words"]
    check(krita, tmp_path, f"Shiage {MASK}")


def test_a_frame_is_not_painted_into_a_mask(krita: Host, tmp_path: Path) -> None:
    put_mask(krita, tmp_path, SHIFTS[0], [])
    krita.call("plugin.choose", lines="Lines", colours=MASK, gap=0)
    assert "no paint layer" in krita.call("plugin.color", single=True)["words"]


def test_a_still_colour_layer_is_the_key_of_the_drawing_it_fits(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [])
    krita.call("documents.add_layer", name="Still")
    still = bgra(eye(SHIFTS[5])[1])
    krita.call(
        "documents.put", name="Still", path=write(tmp_path, "s", still), x=0, y=0, width=200, height=140
    )
    krita.call("plugin.choose", lines="Lines", colours="Still", gap=0)
    assert krita.call("plugin.color")["done"]
    check(krita, tmp_path, "Shiage Still")


def test_an_empty_mask_document_is_refused_with_words(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [])
    fill(krita, tmp_path, "Colours", {0: np.zeros((140, 200, 4), np.uint8)})
    assert "No frame of “Colours” is painted" in krita.call("plugin.color")["words"]
