# SPDX-License-Identifier: GPL-3.0-or-later
"""What a frame's fills look like: drawn by projection, without Blender's renderer."""

from __future__ import annotations

from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def paint_frame(addon: str, scene: Any, owner: str, layers: tuple[str, ...], frame: int) -> Array:
    """The fills of layers, the lowest first, through the camera: (H, W, 4) uint8 RGBA, hard edges."""
    import importlib

    camera, layers_of, shapes, raster = (
        importlib.import_module(f"{addon}.{name}")
        for name in ("scene.camera", "scene.layers", "scene.fill_shapes", "scene.polygons")
    )
    scene.frame_set(frame)
    depsgraph = bpy.context.evaluated_depsgraph_get()
    view, evaluated = camera.view_of(scene, depsgraph), layers_of.Evaluated(depsgraph)
    canvas = np.zeros((view.height, view.width, 4), np.uint8)
    for layer in layers:
        shown = evaluated.layer((owner, layer))
        if shown is None:
            continue
        for shape in shapes.fill_shapes(shown, shown.world):
            rings = [camera.project(view.rows, ring)[0] for ring in shape.rings]
            raster.fill(canvas, rings, shape.colour)
    return canvas


def off_borders(truth: Array, reach: int = 4) -> Array:
    """(H, W) bool, pixels at least `reach` away from any border of the truth."""
    packed = np.ascontiguousarray(truth).view("<u4")[..., 0]
    inner = np.ones(truth.shape[:2], bool)
    for down in range(-reach, reach + 1):
        for right in range(-reach, reach + 1):
            inner &= np.roll(packed, (down, right), (0, 1)) == packed
    return inner


def agreement(painted: Array, truth: Array, reach: int = 4) -> float:
    """Share of pixels of equal colour, at least `reach` pixels away from any border of the truth."""
    same = (painted == truth).all(2)
    return float(same[off_borders(truth, reach)].mean())
