# SPDX-License-Identifier: Apache-2.0
"""A small level of our own: a ball with a shadow line, an eye and a box that move; lines are soft."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import cv2
import numpy as np

from shiage.pipeline.toonz.level import BARE, Drawing, FrameId, Level, Pixels, joined
from shiage.pipeline.toonz.styles import AUTOPAINT, SOLID, LevelPalette, Page, Style
from shiage.pipeline.toonz.write_tlv import write_tlv
from shiage.pipeline.toonz.write_tpl import NO_PAINT, write_tpl

WIDTH, HEIGHT = 150, 120
INK, SHADOW_LINE, SKIN, SHADE, EYE, BOX = 1, 2, 3, 4, 5, 6
IDS = (FrameId(1), FrameId(1, "a"), FrameId(3), FrameId(7))
KEYS = (0, 3)
"""Places of the painted drawings."""

PALETTE = LevelPalette(
    (
        NO_PAINT,
        Style("line", SOLID, (20, 10, 30, 255)),
        Style("shadow line", SOLID, (255, 0, 0, 255), AUTOPAINT),
        Style("肌", SOLID, (240, 200, 170, 255)),
        Style("skin, shade", SOLID, (200, 150, 130, 255)),
        Style("eye", SOLID, (250, 250, 250, 255)),
        Style("box", SOLID, (240, 200, 170, 255)),  # of the skin's colour, and a style of its own
    ),
    (Page("colors", (0, 1, 2)), Page("paints", (3, 4, 5, 6))),
)


def drawing(place: int, painted: bool = True) -> Pixels:
    """(H, W) one drawing; its paint lies under soft edges too, and not under ink alone."""
    shift, soft = 3 * place, cv2.LINE_AA
    centre, box = (50 + shift, 60), ((105, 30 + shift), (138, 70 + shift))
    paint = np.zeros((HEIGHT, WIDTH), np.uint16)
    cv2.circle(paint, centre, 36, SKIN, -1)
    paint[(paint > 0) & (np.arange(HEIGHT)[:, None] > 72)] = SHADE
    cv2.circle(paint, (centre[0] - 10, 50), 10, EYE, -1)
    cv2.rectangle(paint, *box, BOX, -1)
    cover, trace = np.zeros((HEIGHT, WIDTH), np.uint8), np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.line(trace, (centre[0] - 34, 72), (centre[0] + 34, 72), 255, 2, soft)
    cv2.circle(cover, centre, 36, 255, 3, soft)
    cv2.circle(cover, (centre[0] - 10, 50), 10, 255, 2, soft)
    cv2.rectangle(cover, *box, 255, 3, soft)
    tone = 255 - np.maximum(cover, trace)
    ink = np.where(cover > 0, INK, np.where(trace > 0, SHADOW_LINE, 0)).astype(np.uint16)
    paint[(tone == 0) | (not painted)] = 0
    return joined(ink, paint, tone)


def level(path: Path) -> Level:
    """The level: its first and last drawing are painted."""
    drawings = tuple(
        Drawing(name, (120.0, 120.0), partial(drawing, n, n in KEYS)) for n, name in enumerate(IDS)
    )
    return Level(path, (WIDTH, HEIGHT), 14, "", drawings, (80, 60))


def write_level(path: Path) -> Path:
    """Write it and its palette."""
    write_tlv(path, level(path))
    write_tpl(path.with_suffix(".tpl"), PALETTE)
    return path


def one_drawing(path: Path, pixels: Pixels) -> Level:
    """A level of one drawing."""
    size = (pixels.shape[1], pixels.shape[0])
    return Level(path, size, 14, "", (Drawing(FrameId(1), (72.0, 72.0), lambda: pixels),), (80, 60))


def bare(width: int, height: int) -> Pixels:
    """(H, W) nothing drawn."""
    return np.full((height, width), BARE, np.uint32)
