# SPDX-License-Identifier: Apache-2.0
"""The demo's shot cross-hatched all over: as many regions as a drawing of pencil or screentone has."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.demo.shot import SIZE, draw_frames, write_frame


def write_hatched(folder: Path, regions: int, frames: int, size: tuple[int, int] = SIZE) -> None:
    """Write the demo's shot as `shot.write_demo` does, hatched so that a frame has about so many regions.

    Raises:
        OSError: the folder cannot be written.
    """
    step = max(4, round(sqrt(2 * size[0] * size[1] / regions)))
    for frame in draw_frames(frames, size):
        paper = crosshatching(size, step, frame.number)
        hatched = replace(frame, line=np.minimum(frame.line, paper[..., None]))
        write_frame(folder, hatched, key=frame.number in (1, frames))


def crosshatching(size: tuple[int, int], step: int, shift: int) -> NDArray[np.uint8]:
    """(H, W) uint8 paper 255 with slanting lines 0 a pixel wide both ways.

    Args:
        size: width and height.
        step: pixels from line to line along a row.
        shift: pixels by which the hatching is moved: no hand hatches two drawings alike.
    """
    width, height = size
    paper = np.full((height, width), 255, np.uint8)
    for x in range(shift % step - height // step * step - step, width + height, step):
        cv2.line(paper, (x, 0), (x + height, height), 0, 1)
        cv2.line(paper, (x, 0), (x - height, height), 0, 1)
    return paper
