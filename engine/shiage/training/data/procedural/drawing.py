# SPDX-License-Identifier: Apache-2.0
"""A frame as curves: painted shapes with marks upon them, and how near to us each lies."""

from __future__ import annotations

from dataclasses import dataclass, field

from numpy.typing import ArrayLike

from shiage.drawing.curves import Points, points_of

INK = "ink"
"""Swatch of solid black: what carries it belongs to the line art."""


@dataclass(eq=False)
class Line:
    """A pen line that borders nothing: a fold, a brow, a closed mouth.

    Attributes:
        points: (n, 2) open curve in pixels.
        weight: of the pen's full weight, at the middle; both ends taper.
    """

    points: Points
    weight: float = 0.7


@dataclass(eq=False)
class Shape:
    """A painted part.

    Attributes:
        name: which part it is; the same in every frame.
        outline: (n, 2) closed curve in pixels.
        swatch: its paint; INK is solid black.
        weight: of the pen's full weight; 0 draws no contour.
        marks: shapes and lines upon it, cut to it, in painting order.
        outside: as a mark, paint what of the carrier lies outside the outline (a shade is what light misses).
        trace: the contour is the thin border of a shade and not a contour of the form.
        opens: closed curve within which no contour parts this shape from another of the same name.
    """

    name: str
    outline: Points
    swatch: str
    weight: float = 1.0
    marks: list[Shape | Line] = field(default_factory=list)
    outside: bool = False
    trace: bool = False
    opens: Points | None = None

    def mark(self, name: str, outline: ArrayLike | None, swatch: str, weight: float = 0.7) -> Shape | None:
        """Put a part upon this one; nothing where it has no outline because it turned away."""
        if outline is None:
            return None
        made = Shape(name, points_of(outline), swatch, weight)
        self.marks.append(made)
        return made

    def line(self, points: ArrayLike, weight: float = 0.7) -> None:
        """Pull a pen line upon this shape."""
        self.marks.append(Line(points_of(points), weight))


@dataclass(eq=False)
class Drawing:
    """Everything in a frame, each with its depth: greater is nearer to us; equal ones keep their order."""

    items: list[tuple[float, Shape | Line]] = field(default_factory=list)

    def shape(self, depth: float, name: str, outline: ArrayLike, swatch: str, weight: float = 1.0) -> Shape:
        """Add a part and hand it back, for its marks."""
        made = Shape(name, points_of(outline), swatch, weight)
        self.items.append((depth, made))
        return made

    def line(self, depth: float, points: ArrayLike, weight: float = 0.7) -> None:
        """Add a pen line that lies upon no shape."""
        self.items.append((depth, Line(points_of(points), weight)))

    def sorted(self) -> list[Shape | Line]:
        """In painting order, the farthest first."""
        return [item for _, item in sorted(self.items, key=lambda entry: entry[0])]
