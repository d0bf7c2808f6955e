# SPDX-License-Identifier: GPL-3.0-or-later
"""Run by the engine's own Python: makes a production with one cut.

`make_production.py FOLDER SHAPES` reads SHAPES, JSON: width, height, of each frame closed curves in pixels,
with the colour inside them, null for none, painted one over the other.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import cv2
import numpy as np

from shiage.cel.images import write_png
from shiage.cel.palette import Palette, write_palette
from shiage.production.add_cut import add_cut
from shiage.production.folder import new_production
from shiage.production.memory.index import open_memory
from shiage.production.settings import ProductionSettings


def main() -> None:
    """Draw, and take in as a cut."""
    folder, shapes = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text("utf-8"))
    shot, size = folder.with_name("cut 1"), (shapes["height"], shapes["width"])
    for part in ("lines", "truth"):
        (shot / part).mkdir(parents=True)
    colours = set()
    for number, frame in enumerate(shapes["frames"], 1):
        lines, cel = np.full(size, 255, np.uint8), np.zeros((*size, 4), np.uint8)
        for curve, colour in frame:
            points = [np.round(np.array(curve) * 16).astype(np.int32)]
            rgba = (*colour, 255) if colour else (0, 0, 0, 0)
            cv2.fillPoly(cel, points, rgba, cv2.LINE_8, 4)
            colours |= {rgba} if colour else set()
        for curve, _ in frame:
            points = [np.round(np.array(curve) * 16).astype(np.int32)]
            cv2.polylines(lines, points, True, 0, 3, cv2.LINE_AA, 4)
        write_png(shot / "lines" / f"{number:04d}.png", lines)
        write_png(shot / "truth" / f"{number:04d}.png", cel)
    palette = folder.with_name("rings.gpl")
    rows = sorted(colours)
    write_palette(palette, Palette(np.array(rows, np.uint8), tuple(f"paint {i}" for i in range(len(rows)))))
    film = new_production(folder, ProductionSettings("Rings & co"), [palette], [])
    add_cut(film, shot)
    open_memory(film)


if __name__ == "__main__":
    main()
