# SPDX-License-Identifier: GPL-3.0-or-later
"""A key as Blender shows it: gradients, pictures, see-through fills and painted strokes, pixel by pixel."""

from __future__ import annotations

import numpy as np

from ..scene.camera import NEAREST, project
from ..scene.colours import straight, to_linear, to_srgb
from ..scene.drawing_plane import plane_of
from ..scene.fill_shapes import FillShape
from ..scene.painted_strokes import Brush, brushed
from ..scene.polygons import fill
from .gathered import Seen, flat_rings
from .key_paint import KeyPaint


def paint_soft_key(seen: Seen, coats: list[KeyPaint]) -> np.ndarray:
    """A key's paint as (H, W, 4) uint8 sRGB with straight alpha; a see-through layer is so as a whole."""
    canvas = np.zeros((seen.view.height, seen.view.width, 4), np.float32)
    for coat in coats:
        layer = _layer(seen, coat)
        layer *= coat.opacity
        canvas *= 1 - layer[..., 3:]
        canvas += layer
    return to_srgb(straight(canvas))


def _layer(seen: Seen, coat: KeyPaint) -> np.ndarray:
    """(H, W, 4) float32 scene-linear, premultiplied."""
    canvas = np.zeros((seen.view.height, seen.view.width, 4), np.float32)
    waiting = sorted(coat.brushes, key=lambda brush: -brush.after)
    for index, shape in enumerate(coat.shapes):
        while waiting and waiting[-1].after <= index:
            _brush(canvas, seen, waiting.pop())
        _fill(canvas, seen, shape)
    while waiting:
        _brush(canvas, seen, waiting.pop())
    return canvas


def _fill(canvas: np.ndarray, seen: Seen, shape: FillShape) -> None:
    if any((project(seen.rows, ring)[1] < NEAREST).any() for ring in shape.rings):
        return
    inside = np.zeros(canvas.shape[:2], bool)
    fill(inside, flat_rings(shape, seen.rows), True)
    if shape.cuts:
        canvas[inside] = 0
    elif shape.shade is None:
        _over(canvas, inside, np.array(to_linear(shape.colour)))
    else:
        rows, columns = np.nonzero(inside)
        away = np.cross(seen.rows[0, :3], seen.rows[1, :3])
        plane = plane_of(np.concatenate(shape.rings), seen.rows, away)
        _over(canvas, inside, shape.shade.at(plane.local(np.stack([columns, rows], 1) + 0.5)))


def _brush(canvas: np.ndarray, seen: Seen, brush: Brush) -> None:
    put = brushed(seen.view, seen.rows, brush)
    if put is not None:
        where, paint = put
        inside = paint[..., 3] > 0
        _over(canvas[where], inside, paint[inside])


def _over(canvas: np.ndarray, inside: np.ndarray, colour: np.ndarray) -> None:
    """Lay (n, 4) or (4,) straight scene-linear colours over the (H, W) pixels inside."""
    alpha = colour[..., 3:]
    laid = np.concatenate([colour[..., :3] * alpha, alpha], -1)
    canvas[inside] = canvas[inside] * (1 - alpha) + laid
