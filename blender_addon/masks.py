# SPDX-License-Identifier: GPL-3.0-or-later
"""What layer masks leave of a layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .camera import NEAREST, View, local_rows, project
from .fillshapes import fill_shapes
from .layers import Address, Evaluated, Shown
from .raster import fill


@dataclass(frozen=True, eq=False)
class Mask:
    """Where a layer is seen: (H, W) bool."""

    open: np.ndarray

    def at(self, points: np.ndarray) -> np.ndarray:
        """(n,) bool for (n, 2) pixels; what lies outside the picture counts as its edge."""
        height, width = self.open.shape
        x, y = np.clip(np.nan_to_num(points), 0, (width - 1, height - 1)).astype(np.int64).T
        return self.open[y, x]


def mask_of(address: Address, evaluated: Evaluated, view: View) -> Mask | None:
    """The mask of a layer in an evaluated frame: the union of its mask layers' fills, some inverted.

    None when the layer has no mask in use; a hidden layer masks nothing.
    """
    shown = evaluated.layer(address)
    if shown is None or not shown.layer.use_masks:
        return None
    entries = [entry for entry in shown.layer.mask_layers if not entry.hide]
    others = [(evaluated.layer((address[0], entry.name)), entry.invert) for entry in entries]
    covers = [(_cover(other, view), invert) for other, invert in others if other is not None]
    if not covers:
        return None
    return Mask(np.any([~cover if invert else cover for cover, invert in covers], axis=0))


def _cover(shown: Shown, view: View) -> np.ndarray:
    """(H, W) bool, the pixels that a layer's fills cover."""
    covered = np.zeros((view.height, view.width), bool)
    rows = local_rows(view, shown.world)
    for shape in fill_shapes(shown, np.eye(4)):
        flat = [project(rows, ring) for ring in shape.rings]
        if not any((depth < NEAREST).any() for _, depth in flat):
            fill(covered, [points for points, _ in flat], True)
    return covered
