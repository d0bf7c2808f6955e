# SPDX-License-Identifier: Apache-2.0
"""A drawing as curves: painted shapes and pen lines, back to front, before any pixel exists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from shiage.drawing.curves import Points
from shiage.drawing.outlines import joined

THINNEST = 1.7
"""No contour is drawn thinner than this many pixels, however small the picture."""

TraceColour = Literal["red", "green", "blue"]

PAINTS: dict[str, tuple[int, int, int]] = {
    "skin": (251, 217, 189),
    "skin shade": (229, 174, 152),
    "blush": (246, 166, 146),
    "hair": (214, 98, 52),
    "hair shade": (158, 60, 46),
    "hair gloss": (245, 160, 92),
    "hair tie": (116, 200, 160),
    "eye white": (240, 246, 252),
    "iris": (46, 146, 128),
    "mouth": (128, 36, 46),
    "tongue": (232, 112, 116),
    "teeth": (255, 253, 238),
    "scarf": (228, 62, 70),
    "scarf shade": (168, 34, 62),
    "jacket": (66, 124, 178),
    "jacket shade": (42, 82, 136),
    "trim": (240, 228, 200),
    "belt": (112, 74, 46),
    "brass": (246, 200, 70),
    "trousers": (92, 88, 114),
    "trousers shade": (64, 60, 86),
    "boots": (156, 98, 60),
    "boots shade": (112, 66, 44),
    "sole": (66, 48, 44),
    "bag": (202, 154, 94),
    "bag flap": (170, 118, 64),
}
"""Swatches of the demo's production, RGB 0..255; what no shape covers is transparent."""


@dataclass(frozen=True, eq=False)
class Shape:
    """A painted shape.

    Attributes:
        name: what it shows, unique within a drawing.
        outline: (n, 2) float32 closed curve in pixels.
        paint: its swatch, a key of PAINTS, or "ink" for solid black.
        weight: width of its contour in pixels; 0 draws none.
        trace: colour of the contour when it is a trace line and not black ink.
        within: closed curve that the shape is cut to, for what lies upon another shape.
        outside: paint what of `within` lies outside the outline (a shade is the part that light misses).
        joins: closed curve of the same paint that this shape grows out of: no contour is drawn inside it.
    """

    name: str
    outline: Points
    paint: str
    weight: float = 2.8
    trace: TraceColour | None = None
    within: Points | None = None
    outside: bool = False
    joins: Points | None = None


@dataclass(frozen=True, eq=False)
class Line:
    """A pen line that borders nothing: a fold, a brow, a closed mouth.

    Attributes:
        name: what it shows.
        points: (n, 2) float32 open curve in pixels.
        weight: width in pixels at its middle; both ends taper.
        within: closed curve that the line is cut to.
    """

    name: str
    points: Points
    weight: float = 2.4
    within: Points | None = None


@dataclass(eq=False)
class Drawing:
    """One frame: shapes and lines in painting order, the farthest first."""

    items: list[Shape | Line] = field(default_factory=list)

    def shape(
        self,
        name: str,
        outline: Points,
        paint: str,
        weight: float = 2.8,
        *,
        trace: TraceColour | None = None,
        within: Points | None = None,
        joins: Points | None = None,
    ) -> Points:
        """Add a shape and hand back its outline."""
        self.items.append(Shape(name, outline, paint, weight, trace, within, joins=joins))
        return outline

    def line(self, name: str, points: Points, weight: float = 2.4, within: Points | None = None) -> None:
        """Add a pen line."""
        self.items.append(Line(name, points, weight, within))

    def shade(
        self, name: str, outline: Points, paint: str, shift: tuple[float, float], kept: Sequence[Points] = ()
    ) -> None:
        """Shade what of a shape the light misses when it comes from the side that `shift` points to.

        Curves in `kept` stay light whatever the shift says.
        """
        lit = outline + np.array(shift, np.float32)
        if kept:
            lit = joined([lit, *kept])
        self.items.append(Shape(name, lit, paint, 1.9, "blue", within=outline, outside=True))

    @property
    def names(self) -> set[str]:
        """Names of everything drawn."""
        return {item.name for item in self.items}

    def scaled(self, factor: float) -> Drawing:
        """The same drawing at another size; lines stay wide enough to part what they part."""

        def points(curve: Points | None) -> Points | None:
            return None if curve is None else (curve * np.float32(factor)).astype(np.float32)

        def weight(pixels: float) -> float:
            return max(pixels * factor, min(pixels, THINNEST))

        small: list[Shape | Line] = []
        for item in self.items:
            width = weight(item.weight)
            if isinstance(item, Line):
                curve = item.points * np.float32(factor)
                small.append(replace(item, points=curve, weight=width, within=points(item.within)))
            else:
                curve = item.outline * np.float32(factor)
                small.append(
                    replace(
                        item,
                        outline=curve,
                        weight=width,
                        within=points(item.within),
                        joins=points(item.joins),
                    )
                )
        return Drawing(small)
