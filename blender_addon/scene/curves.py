# SPDX-License-Identifier: GPL-3.0-or-later
"""The strokes of a drawing as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

RADIUS = 0.01
"""Blender's radius of a point that has none."""


@dataclass(eq=False)
class Curves:
    """The strokes of a drawing as polylines; n points, m strokes.

    Attributes:
        points: (n, 3) float32 in the layer's coordinates.
        radius: (n,) float32 in the same units.
        opacity: (n,) float32.
        colour: (n, 4) float32, scene-linear vertex colours; alpha is their share.
        offsets: (m + 1,) int32, where each stroke begins.
        cyclic: (m,) bool.
        material: (m,) int32 slots.
        fill_colour: (m, 4) float32, scene-linear; alpha is its share.
        fill_opacity: (m,) float32.
        fill_id: (m,) int32, or None where this Blender asks the material: 0 has no fill, strokes of one id
            are one fill.
        hidden: (m,) bool, the stroke itself is not drawn, or None where this Blender asks the material.
    """

    points: np.ndarray
    radius: np.ndarray
    opacity: np.ndarray
    colour: np.ndarray
    offsets: np.ndarray
    cyclic: np.ndarray
    material: np.ndarray
    fill_colour: np.ndarray
    fill_opacity: np.ndarray
    fill_id: np.ndarray | None = None
    hidden: np.ndarray | None = None

    @property
    def count(self) -> int:
        """Number of strokes."""
        return len(self.offsets) - 1

    def of_points(self) -> np.ndarray:
        """(n,) index of each point's stroke."""
        return np.repeat(np.arange(self.count), np.diff(self.offsets))
