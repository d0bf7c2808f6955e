# SPDX-License-Identifier: GPL-3.0-or-later
"""Run by the engine's own Python: draws the demo's character as strokes, and scores what came back.

`truth.py draw FILE FRAMES` writes strokes and true colours of so many frames; `truth.py solve FILE` colours
them without any host and prints the mean Acc-Thres of the frames that are no keys; `truth.py score FILE
CELS` prints that of the cels that a host painted.

True is what her shapes paint at a place. The pictures' truth will not do: under their ink it is filled in
from beside the line, and a stroke, drawn by itself, leaves paper where the picture has ink.
"""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt
from shiage.cel.strokes import Stroke, rasterise
from shiage.demo.character import draw_character
from shiage.demo.drawing import Drawing, Line, Shape
from shiage.demo.ink import SCALE, TRACE_RGB, Sheet, contour_width, line_width, paint_shape, pull_line, render
from shiage.demo.shot import SIZE
from shiage.demo.truth import truth_rgba
from shiage.shot.color import solve_shot
from shiage.shot.evaluate.metrics import score_frame
from shiage.shot.types import Frame, Key, Shot

TRACES: dict[str | None, int] = {None: 0} | {name: code for code, name in enumerate(TRACE_RGB, 1)}
SPREAD = 0.4
"""Pixels by which the pictures' anti-aliased ink reaches beyond its width on either side."""

LIFTED = 1
"""Points that a line goes on for under one that hides it."""

SHORTEST = 2 * LIFTED + 4
"""Points; nobody draws a shorter piece of line."""


def visible_pieces(
    curve: NDArray[np.float32], seen: NDArray[np.bool_], closed: bool
) -> list[NDArray[np.int64]]:
    """Indices of the pieces of a curve that are seen; a whole closed curve is one piece."""
    if closed and not seen.all():
        turn = int(np.flatnonzero(~seen)[0])
        order = np.roll(np.arange(len(curve)), -turn)
    else:
        order = np.arange(len(curve))
    # a pen is lifted only beneath the line that hides it
    reached = np.convolve(seen[order], np.ones(2 * LIFTED + 1), "same") > 0
    flags = np.concatenate([[False], reached, [False]])
    edges = np.flatnonzero(flags[1:] != flags[:-1])
    return [order[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]


def owners(drawing: Drawing) -> NDArray[np.int16]:
    """Which item's line is seen at each subpixel of the sheet, counted from 1; 0 where none is."""
    sheet = Sheet(SIZE)
    owner = np.zeros(sheet.ink.shape, np.int16)
    for number, item in enumerate(drawing.items, 1):
        before = np.maximum(sheet.ink, sheet.trace)
        if isinstance(item, Shape):
            paint_shape(sheet, item)
        else:
            pull_line(sheet, item)
        after = np.maximum(sheet.ink, sheet.trace)
        owner[after > before] = number
        owner[after == 0] = 0
    return owner


def strokes_of(drawing: Drawing) -> list[Stroke]:
    """The lines of the character as far as they are seen, with the pressure of her pen."""
    owner = owners(drawing)
    strokes = []
    for number, item in enumerate(drawing.items, 1):
        assert isinstance(item, Shape | Line)
        closed = isinstance(item, Shape)
        if item.weight <= 0:
            continue
        fine = denser(item.outline if isinstance(item, Shape) else item.points, closed)
        width = contour_width(fine, item.weight) if closed else line_width(len(fine), item.weight)
        x, y = (fine * SCALE).astype(int).T
        inside = (x >= 0) & (y >= 0) & (x < owner.shape[1]) & (y < owner.shape[0])
        seen = inside & (owner[np.where(inside, y, 0), np.where(inside, x, 0)] == number)
        trace = TRACES[item.trace] if isinstance(item, Shape) else 0
        for piece in visible_pieces(fine, seen, closed):
            if len(piece) >= SHORTEST:
                whole = closed and len(piece) == len(fine)
                radius = (width[piece] / 2 + SPREAD).astype(np.float32)
                strokes.append(Stroke(fine[piece], radius, whole, trace))
    return strokes


def solids_of(drawing: Drawing, line: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
    """Outlines of solid blacks, cut to what is seen of them."""
    black = (LineArt.from_image(line).ink > 200).astype(np.uint8)
    found = []
    for item in drawing.items:
        if isinstance(item, Shape) and item.paint == "ink":
            area = np.zeros_like(black)
            cv2.fillPoly(area, [np.round(item.outline).astype(np.int32)], 1)
            rims, _ = cv2.findContours(area & black, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
            found += [rim[:, 0].astype(np.float32) + 0.5 for rim in rims if len(rim) > 5]
    return found


def denser(curve: NDArray[np.float32], closed: bool) -> NDArray[np.float32]:
    """The same curve with points about a pixel apart."""
    after = np.roll(curve, -1, 0) if closed else curve[1:]
    parts = [
        np.linspace(a, b, max(2, int(np.hypot(*(b - a))) + 1), endpoint=False)
        for a, b in zip(curve if closed else curve[:-1], after, strict=True)
    ]
    whole: NDArray[np.float32] = np.concatenate([*parts, *([] if closed else [curve[-1:]])], dtype=np.float32)
    return whole


def draw(file: Path, frames: int) -> None:
    arrays: dict[str, NDArray[np.generic]] = {}
    for number in range(1, frames + 1):
        drawing = draw_character(float(number))
        strokes = strokes_of(drawing)
        line, paint = render(drawing, SIZE)
        name = f"{number:04d}"
        arrays[f"points {name}"] = np.concatenate([s.points for s in strokes])
        arrays[f"radius {name}"] = np.concatenate([s.radius for s in strokes])
        arrays[f"offsets {name}"] = np.cumsum([0, *(len(s.points) for s in strokes)]).astype(np.int32)
        arrays[f"flags {name}"] = np.array([(s.closed, s.trace) for s in strokes], np.uint8)
        arrays[f"truth {name}"] = truth_rgba(paint)
        for index, outline in enumerate(solids_of(drawing, line)):
            arrays[f"solid {name} {index}"] = outline
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]


def lines_of(shot: dict[str, NDArray[np.generic]]) -> dict[int, LineArt]:
    found = {}
    for name in sorted(key.split()[1] for key in shot if key.startswith("points")):
        cuts, flags = shot[f"offsets {name}"], shot[f"flags {name}"]
        points, radius = shot[f"points {name}"].astype(np.float32), shot[f"radius {name}"].astype(np.float32)
        strokes = [
            Stroke(points[a:b], radius[a:b], bool(closed), int(trace))
            for (a, b), (closed, trace) in zip(pairwise(cuts.tolist()), flags.tolist(), strict=True)
        ]
        art = rasterise(strokes, *SIZE)
        solids = [shot[key].astype(np.float64) for key in shot if key.startswith(f"solid {name}")]
        cv2.fillPoly(art.ink, [np.floor(rim).astype(np.int32) for rim in solids], (255,))
        found[int(name)] = art
    return found


def scores(shot: dict[str, NDArray[np.generic]], cels: dict[int, NDArray[np.uint8]]) -> list[float]:
    lines = lines_of(shot)
    ends = min(lines), max(lines)
    return [
        score_frame(lines[n], shot[f"truth {n:04d}"].astype(np.uint8), cels[n]).acc_thres
        for n in lines
        if n not in ends
    ]


def solve(shot: dict[str, NDArray[np.generic]]) -> dict[int, NDArray[np.uint8]]:
    lines = lines_of(shot)
    keys = [Key(n, shot[f"truth {n:04d}"].astype(np.uint8)) for n in (min(lines), max(lines))]
    solved = solve_shot(Shot([Frame(n, art) for n, art in lines.items()], keys))
    drawn = {n: solved.draw(n) for n in lines}
    return {n: frame.painted(solved.palette) for n, frame in drawn.items()}


def main() -> None:
    cv2.setNumThreads(1)
    what, file = sys.argv[1], Path(sys.argv[2])
    if what == "draw":
        draw(file, int(sys.argv[3]))
        return
    shot = dict(np.load(file))
    if what == "score":
        painted = np.load(sys.argv[3])
        cels = {int(name): painted[name] for name in painted}
    else:
        cels = solve(shot)
    print(100 * float(np.mean(scores(shot, cels))))


if __name__ == "__main__":
    main()
