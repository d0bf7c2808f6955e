# SPDX-License-Identifier: Apache-2.0
"""Small drawings with truth for the tests of shot colouring."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt
from shiage.shot.types import Frame, Key, Shot

RED, BLUE, SKIN = (200, 30, 40, 255), (20, 60, 200, 255), (250, 220, 190, 255)
CLEAR = (0, 0, 0, 0)


def face(at: tuple[float, float], size: int = 160) -> tuple[LineArt, NDArray[np.uint8]]:
    """A head with two eyes and a hat, drawn at a place; its line art and its cel."""
    x, y = round(at[0] * 16), round(at[1] * 16)
    paint = np.zeros((size, size, 4), np.uint8)
    paper = np.full((size, size), 255, np.uint8)
    hat = np.array([[x - 480, y - 400], [x + 480, y - 400], [x + 200, y - 800], [x - 200, y - 800]], np.int32)
    for colour, centre, radius in (
        (SKIN, (x, y), 480),
        (BLUE, (x - 180, y - 60), 90),
        (BLUE, (x + 180, y - 60), 90),
    ):
        cv2.circle(paint, centre, radius, colour, -1, cv2.LINE_8, 4)
        cv2.circle(paper, centre, radius, 255, -1, cv2.LINE_AA, 4)
        cv2.circle(paper, centre, radius, 0, 2, cv2.LINE_AA, 4)
    cv2.fillPoly(paint, [hat], RED, cv2.LINE_8, 4)
    cv2.fillPoly(paper, [hat], 255, cv2.LINE_AA, 4)
    cv2.polylines(paper, [hat], True, 0, 2, cv2.LINE_AA, 4)
    return LineArt((255 - paper).astype(np.uint8)), paint


def walk(frames: int = 6, keys: tuple[int, ...] = (1,)) -> tuple[Shot, dict[int, NDArray[np.uint8]]]:
    """A face that moves across; the shot with some of its frames as keys, and its truth."""
    drawn = {n: face((60 + 6 * n, 90 + 3 * (n % 2))) for n in range(1, frames + 1)}
    shot = Shot(
        frames=[Frame(n, line) for n, (line, _) in drawn.items()],
        keys=[Key(n, drawn[n][1]) for n in keys],
    )
    return shot, {n: cel for n, (_, cel) in drawn.items()}
