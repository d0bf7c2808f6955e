# SPDX-License-Identifier: GPL-3.0-or-later
"""Candidates for a frame: shown side by side, one painted when it is clicked, none by Esc."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from host import Host
from pictures import fill, read, write

from shiage.wire.client import Client
from shiage.wire.events import RegionFrame
from shiage.wire.shot import ShotUpload

WIDTH, HEIGHT = 260, 140
COLOURS = ((200, 30, 40, 255), (20, 60, 200, 255), (30, 160, 60, 255))
NOTHING = np.zeros((HEIGHT, WIDTH, 4), np.uint8)


def wall() -> tuple[Any, Any]:
    """Ten boxes as BGRA ink on nothing, and BGRA strokes on three of them."""
    ink, marks = NOTHING.copy(), NOTHING.copy()
    for place in range(10):
        x, y = 10 + 50 * (place % 5), 10 + 60 * (place // 5)
        cv2.rectangle(ink, (x, y), (x + 24 + 3 * place % 16, y + 40 - 2 * place), (0, 0, 0, 255), 2)
        if place < 3:
            red, green, blue, _ = COLOURS[place]
            cv2.line(marks, (x + 8, y + 10), (x + 16, y + 10), (blue, green, red, 255), 3)
    return ink, marks


def straight() -> list[Any]:
    """What the engine gives without any host, (H, W, 4) RGBA each."""
    ink, marks = wall()
    shot = ShotUpload(candidates=4)
    shot.line(0, WIDTH, HEIGHT, ink, "BGRA")
    shot.scribbles(0, WIDTH, HEIGHT, marks, "BGRA")
    with Client.connect(name="tests") as client:
        (frame,) = (event for event in client.color(shot) if isinstance(event, RegionFrame))
    labels = np.frombuffer(frame.labels, "<" + frame.dtype).reshape(HEIGHT, WIDTH)
    colours = np.array(frame.palette.colours, np.uint8)
    rows = [np.frombuffer(swatches, "<i4") for swatches in (frame.swatches, *frame.others)]
    return [np.concatenate([NOTHING[0, :1], colours[row]])[labels] for row in rows]


@pytest.fixture
def scribbled(krita: Host, tmp_path: Path) -> Host:
    """A document with lines, an empty color layer and scribbles, and the docker open."""
    krita.call("documents.create", width=WIDTH, height=HEIGHT, last=5)
    for name in ("Colours", "Lines", "Fixes"):
        krita.call("documents.add_layer", name=name)
    ink, marks = wall()
    for name, pixels in (("Lines", ink), ("Colours", NOTHING), ("Fixes", marks)):
        fill(krita, tmp_path, name, {0: pixels})
    krita.call("plugin.choose", lines="Lines", colours="Colours", scribbles="Fixes")
    krita.call("docker.show", width=1300, height=800)
    return krita


def painted(krita: Host, folder: Path) -> Any:
    return read(krita, folder, "Colours", 0, (HEIGHT, WIDTH))


def test_a_click_paints_one_as_one_step_and_esc_none(scribbled: Host, tmp_path: Path) -> None:
    undo = scribbled.call("krita_itself.undo_text")
    asked = scribbled.call("candidates.ask")
    assert asked["words"].startswith(f"Choose one of {len(asked['shown'])} candidates."), asked
    assert asked["shown"][0] == "the likeliest" and len(asked["shown"]) > 2
    assert all(words.endswith("regions otherwise") and words[0] != "0" for words in asked["shown"][1:])
    scribbled.call("candidates.escape")
    assert scribbled.call("candidates.shown") == []
    assert not painted(scribbled, tmp_path).any() and scribbled.call("krita_itself.undo_text") == undo

    scribbled.call("candidates.ask")
    assert scribbled.call("candidates.take", place=1) == "Frame 0 is colored."
    assert scribbled.call("candidates.shown") == []
    wanted = straight()
    assert len(wanted) == len(asked["shown"])
    assert (painted(scribbled, tmp_path) == wanted[1]).all()
    scribbled.call("krita_itself.trigger", action="edit_undo")
    assert not painted(scribbled, tmp_path).any(), "one step takes it back"
    # what Shiage painted is no key: the same again, and another one
    scribbled.call("krita_itself.trigger", action="edit_redo")
    scribbled.call("candidates.ask")
    scribbled.call("candidates.take", place=0)
    assert (painted(scribbled, tmp_path) == wanted[0]).all()


def test_what_changed_meanwhile_is_said_and_nothing_painted(scribbled: Host, tmp_path: Path) -> None:
    scribbled.call("candidates.ask")
    scribbled.call("documents.go", time=3)
    assert scribbled.call("candidates.take", place=1).startswith("You went on from frame 0")
    scribbled.call("documents.go", time=0)
    scribbled.call("candidates.ask")
    dot = write(tmp_path, "dot", np.full((6, 14, 4), (9, 200, 240, 255), np.uint8))
    scribbled.call("documents.put", name="Fixes", path=dot, x=168, y=16, width=14, height=6)
    assert "has changed meanwhile" in scribbled.call("candidates.take", place=1)
    assert not painted(scribbled, tmp_path).any()
    # the artist's own paint stays on top, as with Color frame
    scribbled.call("documents.put", name="Colours", path=dot, x=118, y=80, width=14, height=6)
    scribbled.call("candidates.ask")
    assert scribbled.call("candidates.take", place=1) == "Frame 0 is colored under your own paint."
    cel = painted(scribbled, tmp_path)
    assert (cel[80:86, 118:132] == (240, 200, 9, 255)).all() and len(
        np.unique(cel.reshape(-1, 4), axis=0)
    ) > 3
    # a key in another frame says what is here, and without one and scribbles there is nothing to go by
    ink, _ = wall()
    fill(scribbled, tmp_path, "Lines", {4: ink})
    fill(scribbled, tmp_path, "Colours", {0: NOTHING})
    scribbled.call("documents.go", time=4)
    asked = scribbled.call("candidates.ask")
    assert asked["shown"] == [] and asked["words"].startswith("Scribble on this frame"), asked
    fill(scribbled, tmp_path, "Colours", {4: np.full_like(NOTHING, 90)})
    scribbled.call("documents.go", time=0)
    asked = scribbled.call("candidates.ask")
    assert asked["shown"] == [] and "a frame without keys" in asked["words"], asked


def test_a_closed_document_takes_its_candidates_with_it(scribbled: Host) -> None:
    assert scribbled.call("candidates.ask")["shown"]
    scribbled.call("krita_itself.close_documents")
    scribbled.call("candidates.look")
    assert scribbled.call("candidates.shown") == []
