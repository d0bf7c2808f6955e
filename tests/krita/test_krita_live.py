# SPDX-License-Identifier: GPL-3.0-or-later
"""A frame that is coloured while it is scribbled on: after each stroke, and soon."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from host import Host
from pictures import on_nothing, read, write

from shiage.cel.deepest import deepest
from shiage.cel.lineart import LineArt
from shiage.cel.regions import find_regions
from shiage.demo.shot import DemoFrame, draw_frames

SIZE = (1280, 720)

SOON = 1.0
"""Most seconds from a stroke to its colour, after the first: in processor time of the interface and of the
engine, one after the other, for what else a busy machine does is not counted."""

SKIN, RED, BLUE = (250, 210, 180, 255), (220, 40, 50, 255), (40, 80, 210, 255)


@pytest.fixture(scope="module")
def frame() -> DemoFrame:
    return next(iter(draw_frames(1, SIZE)))


def stroke(
    krita: Host, folder: Path, at: tuple[int, int], colour: tuple[int, ...], name: str = "Fixes"
) -> dict[str, Any]:
    """A stroke of 13 x 5 pixels."""
    pixels = np.full((5, 13, 4), [colour[i] for i in (2, 1, 0, 3)], np.uint8)
    box = [at[0] - 6, at[1] - 2, 13, 5]
    said: dict[str, Any] = krita.call("plugin.scribble_live", name=name, box=box,
                                         path=write(folder, "stroke", pixels), timeout=120)  # fmt: skip
    return said


@pytest.mark.timeout(600)
def test_each_stroke_is_coloured_soon_and_leaves_undo_to_the_artist(
    krita: Host, tmp_path: Path, frame: DemoFrame
) -> None:
    krita.call("documents.create", width=SIZE[0], height=SIZE[1], last=3)
    for name in ("Colours", "Lines", "Fixes"):
        krita.call("documents.add_layer", name=name)
    ink = write(tmp_path, "ink", on_nothing(frame.line))
    krita.call("documents.fill", name="Lines", frames={"0": ink})
    nothing = write(tmp_path, "nothing", np.zeros((SIZE[1], SIZE[0], 4), np.uint8))
    krita.call("documents.fill", name="Fixes", frames={"0": nothing})
    krita.call("plugin.choose", lines="Lines", colours="Colours", scribbles="Fixes")
    krita.call("documents.go", time=0)
    places = _places(frame)
    assert not stroke(krita, tmp_path, places[0], SKIN)["began"], "it is switched off"
    krita.call("plugin.live", on=True)
    first = stroke(krita, tmp_path, places[1], BLUE)
    assert first["began"], first
    undo = krita.call("krita_itself.undo_text")
    later = [stroke(krita, tmp_path, place, RED) for place in places[2:5]]
    assert all(each["began"] for each in later), later
    print([{name: each[name] for name in ("seconds", "busy", "look", "words")} for each in (first, *later)])
    assert min(sum(each["busy"]) for each in later) < SOON
    cel = read(krita, tmp_path, "Colours", 0, (SIZE[1], SIZE[0]))
    given = [tuple(cel[y, x].tolist()) for x, y in places[:5]]
    assert given == [SKIN, BLUE, RED, RED, RED]
    assert krita.call("krita_itself.undo_text") == undo, "no step of ours comes before the artist's"
    # nothing new, another frame, and switched off again: it waits
    assert not krita.call("plugin.scribble_live", name="Lines", box=[0, 0, 1, 1],
                          path=write(tmp_path, "dot", np.zeros((1, 1, 4), np.uint8)))["began"]  # fmt: skip
    krita.call("documents.go", time=2)
    krita.call("plugin.look")
    krita.call("documents.go", time=0)
    krita.call("plugin.look")
    krita.call("plugin.live", on=False)
    assert not stroke(krita, tmp_path, places[0], BLUE)["began"]
    assert krita.call("plugin.jobs_begun_amid_events") == 1


def _places(frame: DemoFrame) -> list[tuple[int, int]]:
    """The middles of the largest painted regions, as the engine finds them."""
    regions = find_regions(LineArt(255 - frame.line.min(2)))
    found = []
    for label in np.argsort(-np.bincount(regions.labels.ravel())[1:]) + 1:
        mask = regions.labels == label
        x, y = deepest(mask)
        if frame.truth[y, x, 3] and mask[y - 4 : y + 5, x - 8 : x + 9].all():
            found.append((x, y))
    return found
