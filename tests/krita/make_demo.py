# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes krita_plugin/shiage/demo.kra in a real Krita: `python tests/krita/make_demo.py`."""

from __future__ import annotations

import tempfile
from itertools import islice
from pathlib import Path

from host import Host, Screen
from pictures import bgra, fill, on_nothing

from shiage.demo.shot import draw_frames

DEMO = Path(__file__).parents[2] / "krita_plugin" / "shiage" / "demo.kra"
DRAWINGS, SIZE = 8, (960, 540)


def main() -> None:
    frames = list(islice(draw_frames(size=SIZE), DRAWINGS))
    screen = Screen()
    with tempfile.TemporaryDirectory() as work:
        host = Host(Path(work), screen)
        host.start()
        host.call("documents.create", width=SIZE[0], height=SIZE[1], last=2 * DRAWINGS - 1)
        for layer in ("Colours", "Lines"):
            host.call("documents.add_layer", name=layer)
        fill(host, Path(work), "Lines", {2 * n: on_nothing(f.line) for n, f in enumerate(frames)})
        keys = {2 * n: bgra(frames[n].truth) for n in (0, DRAWINGS - 1)}
        fill(host, Path(work), "Colours", keys)
        host.call("documents.save", path=str(DEMO))
        host.stop()
    screen.close()


if __name__ == "__main__":
    main()
