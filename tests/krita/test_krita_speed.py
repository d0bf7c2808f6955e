# SPDX-License-Identifier: GPL-3.0-or-later
"""24 frames of 1920 x 1080: how long the interface is kept from the artist."""

from __future__ import annotations

from pathlib import Path

import pytest
from host import Host
from pictures import bgra, on_nothing, write

from shiage.demo.shot import draw_frames

FRAMES, SIZE = 24, (1920, 1080)
DRAWN = 4
"""Drawings of which the shot is made up: drawing them takes longer than all that is measured."""


READING, IMPORTING = 1.0, 4.0
"""Most seconds that reading the frames and bringing the result in may take."""

BLOCKING = 0.1
"""Most seconds the interface may stand still, apart from Krita's own import."""


@pytest.mark.timeout(600)
def test_a_shot_of_full_size(krita: Host, tmp_path: Path) -> None:
    krita.call("documents.create", width=SIZE[0], height=SIZE[1], last=FRAMES - 1)
    krita.call("documents.add_layer", name="Colours")
    krita.call("documents.add_layer", name="Lines")
    drawn = list(draw_frames(DRAWN, SIZE))
    drawings = [write(tmp_path, f"line{frame.number}", on_nothing(frame.line)) for frame in drawn]
    lines = {str(time): drawings[time % DRAWN] for time in range(FRAMES)}
    keys = {"0": write(tmp_path, "key", bgra(drawn[0].truth))}
    krita.call("documents.fill", name="Lines", frames=lines)
    krita.call("documents.fill", name="Colours", frames=keys)
    krita.call("plugin.choose", lines="Lines", colours="Colours")
    result = krita.call("plugin.color", seconds=400, timeout=450)
    assert result["done"], result["words"]
    asked = ("reading", "reading_busy", "importing", "longest", "busiest", "busy", "seconds")
    spent = {name: round(result[name], 3) for name in asked}
    print(f"{FRAMES} frames of {SIZE[0]} x {SIZE[1]}: {spent}")
    # in processor time of the interface's thread: what else a busy machine does is not counted
    assert result["reading_busy"] <= READING
    assert result["busiest"] <= BLOCKING
    assert result["importing"] <= IMPORTING
