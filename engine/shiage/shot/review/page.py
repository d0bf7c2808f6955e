# SPDX-License-Identifier: Apache-2.0
"""The review page: one HTML file with all it needs, to be looked at anywhere."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.deepest import deepest
from shiage.cel.palette import Palette
from shiage.shot.describe.crop import drawn_window
from shiage.shot.review.corrections_file import KIND
from shiage.shot.review.picture_url import picture_url
from shiage.shot.review.region_mark import mark_regions
from shiage.shot.review.region_tracks import with_tracks
from shiage.shot.types import ColoredFrame, Shot

MOST_SIDE = 960
"""Longest side in pixels of a frame on the page."""


@dataclass(frozen=True, eq=False)
class ReviewedFrame:
    """A frame on the page: its number, whether it is a key, and how sure its regions are, (n,)."""

    number: int
    key: bool
    confidence: NDArray[np.float32]


def review_page(
    shot: Shot, colored: Iterable[tuple[Palette, ColoredFrame]], title: str
) -> tuple[str, list[ReviewedFrame]]:
    """The page of a coloured shot.

    Args:
        shot: its drawings, keys and corrections.
        colored: its palette, the same each time, with each frame in time order; read as they come.
        title: what the shot is called.

    Returns:
        HTML that loads nothing from anywhere, and its frames.
    """
    size, seen = shot.frames[0].size, drawn_window(frame.line for frame in shot.frames)
    scale = min(1.0, MOST_SIDE / max(size))
    palette: list[Palette] = []

    def frames() -> Iterator[ColoredFrame]:
        for one, frame in colored:
            palette[:] = [one]
            yield frame

    rows, found = [], []
    for frame, track in with_tracks(frames()):
        rows.append(_frame(shot, frame, track, scale))
        found.append(ReviewedFrame(frame.number, bool(rows[-1]["key"]), frame.confidence))
    content = {
        "kind": KIND,
        "title": title,
        "width": max(1, round(size[0] * scale)),
        "height": max(1, round(size[1] * scale)),
        "scale": scale,
        "window": [round(v * scale) for v in (seen.x, seen.y, seen.width, seen.height)],
        "palette": [
            {"name": name, "colour": colour}
            for one in palette
            for name, colour in zip(one.names, one.colours.tolist(), strict=True)
        ],
        "frames": rows,
    }
    # "<" ends no script, whatever a shot and its swatches are called
    data = json.dumps(content, separators=(",", ":")).replace("<", "\\u003c")
    filled = {"__TITLE__": html.escape(title), "__DATA__": data}
    return re.sub("__(?:TITLE|DATA)__", lambda place: filled[place[0]], _template()), found


def _frame(shot: Shot, colored: ColoredFrame, track: NDArray[np.int64], scale: float) -> dict[str, Any]:
    frame = next(f for f in shot.frames if f.number == colored.number)
    count, labels = len(colored.swatches), colored.labels
    said = {c for c in shot.corrections if c.number == colored.number}
    corrected = {int(labels[c.y, c.x]) for c in said}
    present = np.bincount(labels.ravel(), minlength=count + 1)[1:]
    marks = mark_regions(frame.line, labels, count) if (present > 0).all() else []
    size = max(1, round(labels.shape[1] * scale)), max(1, round(labels.shape[0] * scale))
    small = cv2.resize(labels.astype(np.float32), size, interpolation=cv2.INTER_NEAREST).astype(np.int32)
    coded = np.stack([np.zeros_like(small), small >> 8, small & 255], -1).astype(np.uint8)  # BGR
    ink = cv2.resize(frame.line.ink, size, interpolation=cv2.INTER_AREA)
    regions = []
    for i, mark in enumerate(marks):
        left, top, width, height = mark.box
        x, y = deepest(labels[top : top + height, left : left + width] == i + 1)
        regions.append(
            {
                "swatch": int(colored.swatches[i]),
                "sure": round(float(colored.confidence[i]), 4),
                "at": [left + x, top + y],
                "area": int(present[i]),
                "box": list(mark.box),
                "shape": mark.shape,
                "track": int(track[i]),
                "corrected": i + 1 in corrected,
            }
        )
    return {
        "number": colored.number,
        "called": frame.title,
        "key": any(key.number == colored.number for key in shot.keys),
        "drawing": marks[0].drawing if marks else "",
        "middle": list(marks[0].middle) if marks else [0, 0],
        "labels": picture_url(coded),
        "ink": picture_url(~np.asarray(ink, np.uint8)),
        "regions": regions,
    }


@cache
def _template() -> str:
    here = files(__package__)
    page = (here / "review.html").read_text("utf-8")
    return page.replace("__SCRIPT__", (here / "review.js").read_text("utf-8"))
