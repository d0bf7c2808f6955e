# SPDX-License-Identifier: Apache-2.0
"""The procedural source: casts figures, moves them, and draws the clip."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from shiage.training.data.clip import Clip
from shiage.training.data.downsample_parts import colour_changes, inked, resolve_subpixels, trace_lines
from shiage.training.data.pen import SCALE, Pen, draw_pen
from shiage.training.data.procedural.bird import Bird
from shiage.training.data.procedural.bug import Bug
from shiage.training.data.procedural.camera import Figure, Stood, draw_camera
from shiage.training.data.procedural.fish import Fish
from shiage.training.data.procedural.machine import Machine
from shiage.training.data.procedural.motion import Track
from shiage.training.data.procedural.palette import Palette
from shiage.training.data.procedural.person import Person
from shiage.training.data.procedural.quadruped import Beast
from shiage.training.data.procedural.rasterize import Register, Sheet
from shiage.training.data.procedural.shading import PaintStyle, draw_paint_style
from shiage.training.data.procedural.smear import Smear
from shiage.training.data.procedural.worm import Worm

_TRAVELS = 0.25
"""Share of figures that move through the picture."""

_SMEARED = 0.15
"""Share of clips with smears."""

_SOLID = 0.05
"""Chance that a kind of thing is solid ink."""


class ProceduralSource:
    """Draws a new cast for every clip; all that is drawn is our own."""

    def clip(self, rng: np.random.Generator, frames: int, size: int) -> Clip:
        """Draw one clip of `frames` consecutive drawings, `size` x `size` pixels."""
        pace = float(rng.choice([0.5, 1.0, 1.0, 2.0, 3.0]))
        times: Track = np.arange(frames, dtype=np.float64) * pace
        cast, kind = _cast(rng, times)
        stage, extent = draw_camera(rng, times, cast, size)
        pen = draw_pen(rng, size).for_extent(extent)
        palette = Palette(rng)
        register = Register(_solids(rng))
        strength = float(rng.uniform(0.3, 0.9)) * float(rng.random() < _SMEARED)
        smears = [Smear(strength) for _ in cast]
        lines = np.zeros((frames, size, size), np.uint8)
        parts = np.zeros((frames, size, size), np.int32)
        traces = np.zeros((frames, size, size), np.uint8)
        for t in range(frames):
            sheet = Sheet(size, pen, register, rng)
            for i, (stood, smear) in enumerate(zip(cast, smears, strict=True)):
                drawing = stood.draw(stage[t], t)
                smear(drawing)
                sheet.draw(drawing, f"{i}/")
            ink = sheet.ink if pen.contours else _with_changes(sheet, pen, _colours(register, palette))
            lines[t], parts[t] = resolve_subpixels(np.maximum(ink, sheet.trace), sheet.parts, pen.cover)
            traces[t] = trace_lines(lines[t], ink, sheet.kind)
        colours = _colours(register, palette)
        table = np.zeros((len(colours), 4), np.uint8)
        table[1:] = np.concatenate([colours[1:], np.full((len(colours) - 1, 1), 255)], 1)
        cels = table.view(np.uint32).ravel()[parts].view(np.uint8).reshape(frames, size, size, 4)
        return Clip(f"procedural {kind}", lines, cels, parts, traces if traces.any() else None)


def _solids(rng: np.random.Generator) -> frozenset[str]:
    """Swatches that this artist fills with ink instead of leaving them to paint."""
    things = ("pupil", "nose", "shoes", "leather", "hair", "mouth")
    return frozenset(thing for thing in things if rng.random() < _SOLID)


def _with_changes(sheet: Sheet, pen: Pen, colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The sheet's ink, and lines where the colour changes."""
    return np.maximum(sheet.ink, inked(colour_changes(sheet.parts, colours), pen.weight * SCALE, pen.cover))


def _colours(register: Register, palette: Palette) -> NDArray[np.uint8]:
    """RGB of every part's swatch so far, (n, 3); the first is paper."""
    return np.array([(0, 0, 0), *(palette.colour(s) for s in register.swatches[1:])], np.uint8)


def _cast(rng: np.random.Generator, times: Track) -> tuple[list[Stood], str]:
    """Mostly one figure, sometimes two or three, the farthest first."""
    names = list(_KINDS)
    shares = np.array([share for _, share in _KINDS.values()])
    count = int(rng.choice([1, 2, 3], p=[0.8, 0.16, 0.04]))
    picked = [str(name) for name in rng.choice(names, count, p=shares / shares.sum())]
    cast = []
    for i, name in enumerate(picked):
        size = float(np.exp(rng.normal(0, 0.25))) if i else 1.0
        at = np.zeros((len(times), 3))
        at[:, 0] = i * float(rng.choice([-1, 1])) * float(rng.uniform(0.3, 0.9))
        at[:, 1] = float(rng.uniform(-0.2, 0.3)) * (i > 0)
        if rng.random() < _TRAVELS:
            at[:, :2] += np.outer(times - times.mean(), rng.normal(0, [0.06, 0.02]))
        cast.append(Stood(_KINDS[name][0](rng, times, draw_paint_style(rng)), size, at))
    return cast, " and ".join(picked)


_KINDS: dict[str, tuple[Callable[[np.random.Generator, Track, PaintStyle], Figure], float]] = {
    "person": (Person, 0.55),
    "beast": (Beast, 0.17),
    "bird": (Bird, 0.12),
    "fish": (Fish, 0.04),
    "worm": (Worm, 0.05),
    "bug": (Bug, 0.07),
    "machine": (Machine, 0.07),
}
"""Who may be cast, and how often."""
