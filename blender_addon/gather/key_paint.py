# SPDX-License-Identifier: GPL-3.0-or-later
"""What an artist painted on a colour layer in one frame, as a shot of a mode takes it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..scene.fill_shapes import FillShape, fill_shapes
from ..scene.layers import Address, Evaluated, Shown, layer_of
from ..scene.materials import fill_colours, slots_of, stroke_colours
from ..scene.painted_strokes import Brush, brushes_of
from ..scene.read_drawing import read_drawing


@dataclass(frozen=True, eq=False)
class KeyPaint:
    """The paint of one colour layer in a frame.

    Attributes:
        shapes: its fills, in painting order.
        brushes: its painted strokes; none in mode flat.
        gradients: materials of its fills that are gradients.
        textures: materials of its fills that are pictures.
        has_bare_strokes: it has strokes that belong to no fill.
        opacity: of the layer as a whole, in mode soft.
    """

    shapes: list[FillShape]
    brushes: list[Brush] = field(default_factory=list)
    gradients: set[str] = field(default_factory=set)
    textures: set[str] = field(default_factory=set)
    has_bare_strokes: bool = False
    opacity: float = 1.0

    @property
    def is_key(self) -> bool:
        """Whether there is anything but holes."""
        return bool(self.brushes) or any(not shape.cuts for shape in self.shapes)


def key_paint(address: Address, evaluated: Evaluated, home: np.ndarray, soft: bool) -> KeyPaint:
    """Read a colour layer.

    Args:
        address: the layer.
        evaluated: the frame.
        home: (4, 4) from the world to the result layer's coordinates.
        soft: with what only pictures can show: gradients, strokes, the layer's own opacity and tint.
    """
    shown = evaluated.layer_or_hidden(address) if soft else evaluated.painted(address)
    if shown is None or shown.drawing is None:
        return KeyPaint([])
    matrix = home @ shown.world
    shapes = fill_shapes(shown, matrix, cuts=True, shaded=soft)
    gradients, textures, has_bare_strokes = _beside(shown)
    if not soft:
        return KeyPaint(shapes, [], gradients, textures, has_bare_strokes)
    brushes = brushes_of(shown, matrix, [shape.strokes[-1] for shape in shapes])
    return KeyPaint(shapes, brushes, gradients, textures, has_bare_strokes, layer_of(address).opacity)


def _beside(shown: Shown) -> tuple[set[str], set[str], bool]:
    """Materials of fills that are gradients and pictures, and whether strokes are drawn without a fill."""
    curves, slots = read_drawing(shown.drawing), slots_of(shown.materials)
    if not curves.count:
        return set(), set(), False
    _, filled, _ = fill_colours(curves, slots)
    _, drawn = stroke_colours(curves, slots)
    thick = np.zeros(curves.count, bool)
    thick[curves.of_points()[curves.radius > 0]] = True
    slot = slots.of(curves)
    names = [{slots.names[i] for i in slot[filled & kind[slot]]} for kind in (slots.gradient, slots.texture)]
    return names[0], names[1], bool((drawn & thick & ~filled).any())
