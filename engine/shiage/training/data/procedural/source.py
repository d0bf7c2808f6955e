# SPDX-License-Identifier: Apache-2.0
"""The procedural source: casts figures, moves them, and draws the clip."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from shiage.training.data.clip import Clip
from shiage.training.data.procedural.camera import draw_camera
from shiage.training.data.procedural.drawing import Drawing
from shiage.training.data.procedural.ink import draw_pen
from shiage.training.data.procedural.look import Look, draw_look
from shiage.training.data.procedural.motion import Track
from shiage.training.data.procedural.palette import Palette
from shiage.training.data.procedural.person import Person
from shiage.training.data.procedural.settle import settle
from shiage.training.data.procedural.sheet import Register, Sheet
from shiage.training.data.procedural.space import Place


class Figure(Protocol):
    """Someone who can be drawn in every frame of a clip."""

    def reach(self) -> NDArray[np.float64]:
        """Spheres (T, k, 4) that hold the figure, in world units."""
        ...

    def focus(self) -> tuple[NDArray[np.float64], float]:
        """Where a close-up looks, (T, 3), and how large that is."""
        ...

    def draw(self, world: Place, t: int) -> Drawing:
        """The figure in frame t."""
        ...


class ProceduralSource:
    """Draws a new cast for every clip; all that is drawn is our own."""

    def clip(self, rng: np.random.Generator, frames: int, size: int) -> Clip:
        """Draw one clip of `frames` consecutive drawings, `size` x `size` pixels."""
        pace = float(rng.choice([0.5, 1.0, 1.0, 2.0, 3.0]))
        times: Track = np.arange(frames, dtype=np.float64) * pace
        figures, kind = _cast(rng, times)
        places = _stage(rng, times, figures, size)
        pen = draw_pen(rng, size)
        palette = Palette(rng)
        register = Register()
        lines = np.zeros((frames, size, size), np.uint8)
        parts = np.zeros((frames, size, size), np.int32)
        for t in range(frames):
            sheet = Sheet(size, pen, register, rng)
            for i, figure in enumerate(figures):
                sheet.draw(figure.draw(places[i][t], t), f"{i}/")
            colours = _colours(register, palette)
            lines[t], parts[t] = settle(sheet, pen, colours)
        colours = _colours(register, palette)
        table = np.zeros((len(colours), 4), np.uint8)
        table[1:] = np.concatenate([colours[1:], np.full((len(colours) - 1, 1), 255)], 1)
        cels = table.view(np.uint32).ravel()[parts].view(np.uint8).reshape(frames, size, size, 4)
        return Clip(f"procedural {kind}", lines, cels, parts)


def _colours(register: Register, palette: Palette) -> NDArray[np.uint8]:
    """RGB of every part's swatch so far, (n, 3); the first is paper."""
    return np.array([(0, 0, 0), *(palette.colour(s) for s in register.swatches[1:])], np.uint8)


def _cast(rng: np.random.Generator, times: Track) -> tuple[list[Figure], str]:
    look: Look = draw_look(rng)
    return [Person(rng, times, look)], "person"


def _stage(rng: np.random.Generator, times: Track, figures: list[Figure], size: int) -> list[list[Place]]:
    """The places of each figure in each frame, [figure][t]."""
    return [draw_camera(rng, times, figure.reach(), figure.focus(), size) for figure in figures]
