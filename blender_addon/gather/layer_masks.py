# SPDX-License-Identifier: GPL-3.0-or-later
"""What layer masks leave of a layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..scene.camera import NEAREST, View, local_rows, project
from ..scene.fill_shapes import fill_shapes
from ..scene.layers import Address, Evaluated, Shown
from ..scene.polygons import fill


@dataclass(frozen=True, eq=False)
class Mask:
    """Where a layer is seen.

    Attributes:
        open: (H, W) bool.
        corner: (x, y) of its first pixel in the picture.
    """

    open: np.ndarray
    corner: tuple[int, int]

    def at(self, points: np.ndarray) -> np.ndarray:
        """(n,) bool for (n, 2) pixels of the picture; what lies outside the mask counts as its edge."""
        height, width = self.open.shape
        inside = np.nan_to_num(points) - self.corner
        x, y = np.clip(inside, 0, (width - 1, height - 1)).astype(np.int64).T
        return self.open[y, x]


def mask_of(address: Address, evaluated: Evaluated, view: View, wide: bool) -> Mask | None:
    """The mask of a layer in an evaluated frame: the union of its mask layers' fills, some inverted.

    Wide, it reaches a picture beyond the picture on each side.

    None when the layer has no mask in use; a hidden layer masks nothing.
    """
    shown = evaluated.layer(address)
    if shown is None or not shown.layer.use_masks:
        return None
    entries = [entry for entry in shown.layer.mask_layers if not entry.hide]
    others = [(evaluated.layer((address[0], entry.name)), entry.invert) for entry in entries]
    size, corner = (view.height, view.width), (0, 0)
    if wide:
        size, corner = (3 * view.height, 3 * view.width), (-view.width, -view.height)
    covers = [(_cover(other, view, size, corner), invert) for other, invert in others if other is not None]
    if not covers:
        return None
    return Mask(np.any([~cover if invert else cover for cover, invert in covers], axis=0), corner)


def _cover(shown: Shown, view: View, size: tuple[int, int], corner: tuple[int, int]) -> np.ndarray:
    """(H, W) bool, the pixels that a layer's fills cover."""
    covered = np.zeros(size, bool)
    rows = local_rows(view, shown.world)
    for shape in fill_shapes(shown, np.eye(4)):
        flat = [project(rows, ring) for ring in shape.rings]
        if not any((depth < NEAREST).any() for _, depth in flat):
            fill(covered, [points - corner for points, _ in flat], True)
    return covered
