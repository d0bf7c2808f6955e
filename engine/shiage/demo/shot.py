# SPDX-License-Identifier: Apache-2.0
"""The demo shot: line art and truth of every frame, in memory or as a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shiage.cel.images import write_png
from shiage.demo.character import draw_character
from shiage.demo.ink import render
from shiage.demo.motion import FRAMES
from shiage.demo.truth import settle, truth_rgba

SIZE = (1280, 720)
"""Width and height of the demo in pixels."""

FPS = 12
"""Drawings a second."""


@dataclass(frozen=True, eq=False)
class DemoFrame:
    """One frame with its answer.

    Attributes:
        number: from 1.
        line: (H, W, 3) uint8 RGB, anti-aliased black ink and coloured trace lines on white.
        truth: (H, W, 4) uint8 straight-alpha RGBA, flat colours without ink and without anti-aliasing.
    """

    number: int
    line: NDArray[np.uint8]
    truth: NDArray[np.uint8]


def draw_frames(frames: int = FRAMES, size: tuple[int, int] = SIZE) -> Iterator[DemoFrame]:
    """Draw the performance in so many frames, one after the other; size is (width, height) in pixels."""
    factor = min(size[0] / SIZE[0], size[1] / SIZE[1])
    for number, moment in enumerate(np.linspace(1, FRAMES, frames), 1):
        drawing = draw_character(float(moment))
        if factor != 1:
            drawing = drawing.scaled(factor)
        line, paint = render(drawing, size)
        yield DemoFrame(number, line, truth_rgba(settle(line, paint)))


def draw_shot(frames: int = FRAMES, size: tuple[int, int] = SIZE) -> list[DemoFrame]:
    """All frames of the demo shot."""
    return list(draw_frames(frames, size))


def write_demo(folder: Path, frames: int = FRAMES, size: tuple[int, int] = SIZE) -> None:
    """Write lines/, truth/ and, of the first and the last frame, keys/ into a folder.

    Raises:
        OSError: the folder cannot be written.
    """
    for frame in draw_frames(frames, size):
        write_frame(folder, frame, key=frame.number in (1, frames))


def write_frame(folder: Path, frame: DemoFrame, key: bool) -> None:
    """Write a frame into lines/ and truth/, and into keys/ if it is one.

    Raises:
        OSError: a file cannot be written.
    """
    parts = {"lines": frame.line, "truth": frame.truth}
    if key:
        parts["keys"] = frame.truth
    for part, picture in parts.items():
        (folder / part).mkdir(parents=True, exist_ok=True)
        write_png(folder / part / f"{frame.number:04d}.png", picture)
