# SPDX-License-Identifier: GPL-3.0-or-later
"""A grease-pencil drawing as arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from .attributes import fills_have_ids, read_attribute, read_offsets
from .curves import RADIUS, Curves
from .polylines import CATMULL_ROM, POLY, to_polylines


def read_drawing(drawing: Any) -> Curves:
    """A drawing's strokes; Bezier, NURBS and Catmull-Rom curves as the polylines they are drawn as."""
    offsets = read_offsets(drawing)
    m, n = len(offsets) - 1, int(offsets[-1])
    by_curve = fills_have_ids()
    curves = Curves(
        points=read_attribute(drawing, "position", n, (0.0, 0.0, 0.0), np.float32),
        radius=read_attribute(drawing, "radius", n, RADIUS, np.float32),
        opacity=read_attribute(drawing, "opacity", n, 1.0, np.float32),
        colour=read_attribute(drawing, "vertex_color", n, (0.0, 0.0, 0.0, 0.0), np.float32),
        offsets=offsets,
        cyclic=read_attribute(drawing, "cyclic", m, 0, np.bool_),
        material=read_attribute(drawing, "material_index", m, 0, np.int32),
        fill_colour=read_attribute(drawing, "fill_color", m, (0.0, 0.0, 0.0, 0.0), np.float32),
        fill_opacity=read_attribute(drawing, "fill_opacity", m, 1.0, np.float32),
        fill_id=read_attribute(drawing, "fill_id", m, 0, np.int32) if by_curve else None,
        hidden=read_attribute(drawing, "hide_stroke", m, 0, np.bool_) if by_curve else None,
    )
    kinds = read_attribute(drawing, "curve_type", m, CATMULL_ROM, np.int8)
    return curves if (kinds == POLY).all() else to_polylines(drawing, curves, kinds)
