# SPDX-License-Identifier: Apache-2.0
"""Drawings of very many regions, with truth."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.images import write_png
from shiage.demo.hatched import crosshatching

SKY, COAT, SKIN = (120, 170, 220, 255), (200, 30, 40, 255), (250, 220, 190, 255)

Picture = tuple[NDArray[np.uint8], NDArray[np.uint8]]


def figure(size: tuple[int, int], dx: int = 0) -> Picture:
    """A head on a coat before the sky, dx pixels to the right: grey paper (H, W) and cel (H, W, 4)."""
    width, height = size
    paper, cel = np.full((height, width), 255, np.uint8), np.full((height, width, 4), SKY, np.uint8)
    x, thick = width // 2 + dx, max(2, height // 270)
    coat = np.array(
        [[x - height // 5, height - 9], [x + height // 5, height - 9], [x, height // 3]], np.int32
    )
    for picture, colours in ((paper, (255, 255)), (cel, (COAT, SKIN))):
        cv2.fillPoly(picture, [coat], colours[0])
        if picture is paper:
            cv2.polylines(picture, [coat], True, 0, thick)
        cv2.circle(picture, (x, height // 3), height // 6, colours[1], -1)
    cv2.circle(paper, (x, height // 3), height // 6, 0, thick)
    return paper, cel


def hatched(size: tuple[int, int], step: int, dx: int = 0, on: tuple[int, ...] | None = None) -> Picture:
    """The figure cross-hatched all over, or where its cel has a colour."""
    paper, cel = figure(size, dx)
    lines = crosshatching(size, step, dx)
    where = np.ones(paper.shape, bool) if on is None else (cel == np.array(on)).all(2)
    return np.where(where, np.minimum(paper, lines), paper), cel


def screened(size: tuple[int, int], step: int, dx: int = 0) -> Picture:
    """The figure before a sky of screentone dots."""
    paper, cel = figure(size, dx)
    dots = np.full_like(paper, 255)
    for y in range(step // 2, size[1], step):
        for x in range(step // 2, size[0], step):
            cv2.circle(dots, (x, y), step // 3, 0, 1)
    sky = (cel == np.array(SKY)).all(2)
    return np.where(sky, np.minimum(paper, dots), paper), cel


def write_shot(folder: Path, pictures: list[Picture], keys: tuple[int, ...] = (1,)) -> Path:
    """A shot folder with truth."""
    for number, (paper, cel) in enumerate(pictures, 1):
        parts = {"lines": paper, "truth": cel} | ({"keys": cel} if number in keys else {})
        for part, picture in parts.items():
            (folder / part).mkdir(parents=True, exist_ok=True)
            write_png(folder / part / f"{number:04d}.png", picture)
    return folder
