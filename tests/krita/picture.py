# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes docs/krita-before.png, -during.png and -after.png: the docker at work on the demo's character.

Run as a test that is asked for by name: `pytest tests/krita/picture.py`.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from host import Host
from test_krita_shot import FRAMES, TIMES, make

from shiage.demo.shot import draw_frames

DOCS = Path(__file__).parent.parent.parent / "docs"
SIZE = (640, 360)
"""What the window shows whole."""

SHOWN = TIMES[9]


def test_pictures(krita: Host, tmp_path: Path) -> None:
    make(krita, tmp_path, list(islice(draw_frames(size=SIZE), FRAMES)))
    krita.call("docker.show", width=1366, height=768)
    show(krita)
    krita.call("krita_itself.grab", path=str(DOCS / "krita-before.png"))
    picture, stage = str(DOCS / "krita-during.png"), "comparing drawings"
    assert krita.call("docker.press", button="Color shot", picture=picture, stage=stage)["taken"]
    show(krita)
    krita.call("krita_itself.grab", path=str(DOCS / "krita-after.png"))


def show(krita: Host) -> None:
    """The drawing in the middle of the window; once more where the first scrolling changed the layout."""
    krita.call("documents.go", time=SHOWN)
    for _ in range(2):
        krita.call("docker.look")
        krita.call("docker.centre", x=SIZE[0] // 2, y=SIZE[1] // 2)
