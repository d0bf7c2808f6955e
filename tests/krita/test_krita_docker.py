# SPDX-License-Identifier: GPL-3.0-or-later
"""The docker: what it shows before, during and after, and what a click does."""

from __future__ import annotations

from pathlib import Path

import cv2
from host import Host
from pictures import put_eyes, read_small, right

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
    assert "4 coloured drawings" in done["words"], done
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
