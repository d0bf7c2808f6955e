# SPDX-License-Identifier: GPL-3.0-or-later
"""Fills of a drawing as shapes with a colour each: what keys are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .colours import RGBA
from .drawings import Curves, read_drawing
from .layers import Shown
from .looks import Paint
from .materials import fill_colours, slots_of


@dataclass(frozen=True, eq=False)
class FillShape:
    """A filled shape.

    Attributes:
        rings: closed curves, (n, 3) each; together one shape by the even-odd rule.
        colour: sRGB with straight alpha, 0..255.
        material: name of the material that alone gives the colour, or "".
        strokes: indices of the strokes it is made of.
        cuts: it is a hole in what lies below: a holdout.
    """

    rings: list[np.ndarray]
    colour: RGBA
    material: str
    strokes: tuple[int, ...]
    cuts: bool = False

    @property
    def paint(self) -> Paint:
        """What it is painted with."""
        return Paint(self.material, self.colour)


def fill_shapes(shown: Shown, matrix: np.ndarray, cuts: bool = False) -> list[FillShape]:
    """Fills that a layer shows, in painting order.

    Args:
        shown: the layer in an evaluated frame.
        matrix: (4, 4) from its coordinates to those the rings shall have.
        cuts: holdouts too, that show nothing and cut holes into what lies below.
    """
    if shown.drawing is None:
        return []
    curves, slots = read_drawing(shown.drawing), slots_of(shown.materials)
    if shown.paint is not None:
        curves.fill_colour = read_drawing(shown.paint).fill_colour
    colour, filled, plain = fill_colours(curves, slots)
    slot = slots.of(curves)
    cutting = slots.cuts_fill[slot]
    if not cuts:
        filled &= ~cutting
    if not filled.any():
        return []
    points = curves.points @ matrix[:3, :3].T + matrix[:3, 3]
    shapes = []
    for group in _groups(curves, filled):
        # as Blender does: the last stroke of a fill says how it looks
        last = group[-1]
        rings = [points[curves.offsets[i] : curves.offsets[i + 1]] for i in group]
        rings = [ring for ring in rings if len(ring) > 2]
        if rings:
            r, g, b, a = colour[last].tolist()
            name = slots.names[slot[last]] if plain[last] else ""
            shapes.append(FillShape(rings, (r, g, b, a), name, tuple(group), bool(cutting[last])))
    return shapes


def _groups(curves: Curves, filled: np.ndarray) -> list[list[int]]:
    """Strokes that make up one fill each: one alone, or all of one id where fills have ids."""
    alone = np.flatnonzero(filled).tolist()
    if curves.fill_id is None:
        return [[i] for i in alone]
    groups: dict[int, list[int]] = {}
    for i in alone:
        groups.setdefault(int(curves.fill_id[i]), []).append(i)
    return list(groups.values())
