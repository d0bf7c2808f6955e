# SPDX-License-Identifier: GPL-3.0-or-later
"""Fills of a drawing as shapes with a colour each: what keys are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .colours import RGBA
from .curves import Curves
from .fill_shading import Shade, shade_of, stroke_places
from .layers import Shown
from .looks import Paint
from .materials import Slots, fill_colours, mixed, slots_of
from .read_drawing import read_drawing


@dataclass(frozen=True, eq=False)
class FillShape:
    """A filled shape.

    Attributes:
        rings: closed curves, (n, 3) each; together one shape by the even-odd rule.
        colour: sRGB with straight alpha, 0..255.
        material: name of the material that alone gives the colour, or "".
        strokes: indices of the strokes it is made of.
        cuts: it is a hole in what lies below: a holdout.
        shade: how its colour changes from place to place, or None; only where that was asked for.
    """

    rings: list[np.ndarray]
    colour: RGBA
    material: str
    strokes: tuple[int, ...]
    cuts: bool = False
    shade: Shade | None = None

    @property
    def paint(self) -> Paint:
        """What it is painted with."""
        return Paint(self.material, self.colour)


def fill_shapes(
    shown: Shown, matrix: np.ndarray, cuts: bool = False, shaded: bool = False
) -> list[FillShape]:
    """Fills that a layer shows, in painting order.

    Args:
        shown: the layer in an evaluated frame.
        matrix: (4, 4) from its coordinates to those the rings shall have.
        cuts: holdouts too, that show nothing and cut holes into what lies below.
        shaded: with their gradients and pictures.
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
    shades = _shades(shown, curves, slots, matrix) if shaded else {}
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
            shape = FillShape(rings, (r, g, b, a), name, tuple(group), bool(cutting[last]), shades.get(last))
            shapes.append(shape)
    return shapes


def _shades(shown: Shown, curves: Curves, slots: Slots, matrix: np.ndarray) -> dict[int, Shade]:
    """By stroke, the shade of its fill in the rings' coordinates, for those that have one."""
    styles = [getattr(material, "grease_pencil", None) for material in shown.materials]
    found = {index: shade_of(style) for index, style in enumerate(styles) if style is not None}
    if not any(found.values()):
        return {}
    places, back = stroke_places(shown.drawing), np.linalg.inv(matrix)
    shades = {}
    for stroke, slot in enumerate(slots.of(curves).tolist()):
        shade = found.get(slot)
        if shade is not None:
            plain = mixed(shade.plain, curves.fill_colour[stroke])
            # a gradient has its opacity in its own colours
            whole = 1.0 if shade.image is None else plain[3]
            plain[3] = whole * float(np.clip(curves.fill_opacity[stroke], 0, 1))
            shades[stroke] = shade.on(places[stroke] @ back, plain)
    return shades


def _groups(curves: Curves, filled: np.ndarray) -> list[list[int]]:
    """Strokes that make up one fill each: one alone, or all of one id where fills have ids."""
    alone = np.flatnonzero(filled).tolist()
    if curves.fill_id is None:
        return [[i] for i in alone]
    groups: dict[int, list[int]] = {}
    for i in alone:
        groups.setdefault(int(curves.fill_id[i]), []).append(i)
    return list(groups.values())
