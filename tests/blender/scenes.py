# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes made by code."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np

WIDTH, HEIGHT = 1280, 720
SPAN = 12.8
"""Width of what the camera sees on the drawings' plane, in units of the world."""

UNIT = WIDTH / SPAN

TRACE = {1: (0.9, 0.05, 0.04, 1.0), 2: (0.03, 0.5, 0.1, 1.0), 3: (0.03, 0.1, 0.85, 1.0)}


def grease_pencil(name: str, scene: Any) -> Any:
    """A grease-pencil object without layers."""
    known = bpy.data.grease_pencils_v3 if hasattr(bpy.data, "grease_pencils_v3") else bpy.data.grease_pencils
    made = bpy.data.objects.new(name, known.new(name))
    scene.collection.objects.link(made)
    bpy.context.view_layer.objects.active = made
    return made


def camera(scene: Any, lens: str = "ORTHO", width: int = WIDTH, height: int = HEIGHT) -> Any:
    """A camera at -Y that sees SPAN units of the plane XZ, at the render's size."""
    made = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    scene.collection.objects.link(made)
    made.location, made.rotation_euler = (0.0, -10.0, 0.0), (np.pi / 2, 0.0, 0.0)
    made.data.type, made.data.ortho_scale = lens, SPAN
    made.data.lens = made.data.sensor_width * 10 / SPAN
    scene.camera = made
    scene.render.resolution_x, scene.render.resolution_y = width, height
    scene.render.resolution_percentage = 100
    scene.view_settings.view_transform = "Standard"
    scene.render.film_transparent = True
    bpy.context.view_layer.update()
    return made


def material(owner: Any, name: str, stroke: Any = None, fill: Any = None) -> int:
    """A material of the object, with a stroke or a fill colour (scene-linear); its slot."""
    made = bpy.data.materials.new(name)
    bpy.data.materials.create_gpencil_data(made)
    style = made.grease_pencil
    style.show_stroke, style.show_fill = stroke is not None, fill is not None
    if stroke is not None:
        style.color = stroke
    if fill is not None:
        style.fill_color = fill
    owner.data.materials.append(made)
    return len(owner.data.materials) - 1


def on_plane(pixels: np.ndarray, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    """Pixels of that camera as (n, 3) points of the plane XZ."""
    unit = width / SPAN
    x, z = (pixels[:, 0] - width / 2) / unit, (height / 2 - pixels[:, 1]) / unit
    return np.stack([x, np.zeros(len(x)), z], 1).astype(np.float32)


def put_strokes(
    drawing: Any, curves: Sequence[np.ndarray], radius: Any, cyclic: Any, slots: Any, fills: bool = False
) -> None:
    """Add strokes to an empty drawing.

    Args:
        drawing: to add to.
        curves: (n, 3) points each.
        radius: one number, or one for each point.
        cyclic: one flag, or one for each curve.
        slots: one material slot, or one for each curve.
        fills: they are fills, for a Blender that asks the curves and not the material.
    """
    drawing.add_strokes([len(curve) for curve in curves])
    points = np.concatenate(curves).astype(np.float32)
    count = len(curves)
    values = {
        ("position", "FLOAT_VECTOR", "POINT"): points.ravel(),
        ("radius", "FLOAT", "POINT"): np.broadcast_to(radius, len(points)).astype(np.float32),
        ("opacity", "FLOAT", "POINT"): np.ones(len(points), np.float32),
        ("cyclic", "BOOLEAN", "CURVE"): np.broadcast_to(cyclic, count).astype(np.bool_),
        ("material_index", "INT", "CURVE"): np.broadcast_to(slots, count).astype(np.int32),
    }
    if hasattr(drawing.strokes[0], "fill_id"):
        ids = np.arange(1, count + 1, dtype=np.int32) * fills
        values["fill_id", "INT", "CURVE"] = ids
        values["hide_stroke", "BOOLEAN", "CURVE"] = np.full(count, fills)
    for (name, kind, domain), array in values.items():
        attribute = drawing.attributes.get(name) or drawing.attributes.new(name, kind, domain)
        attribute.data.foreach_set(
            "vector" if kind == "FLOAT_VECTOR" else "value", np.ascontiguousarray(array)
        )
    drawing.tag_positions_changed()


def linear(rgb: Sequence[int]) -> tuple[float, float, float, float]:
    """8-bit sRGB as an opaque scene-linear colour."""
    r, g, b = ((c / 255 / 12.92) if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb)
    return r, g, b, 1.0


def polygons(truth: np.ndarray) -> dict[tuple[int, int, int], list[np.ndarray]]:
    """Rows of equal colour in a flat picture as thin rectangles, exact to the pixel, by colour."""
    found: dict[tuple[int, int, int], list[np.ndarray]] = {}
    flat = np.ascontiguousarray(truth).view("<u4")[..., 0]
    for y in np.flatnonzero((truth[..., 3] > 0).any(1)).tolist():
        edges = np.flatnonzero(np.diff(flat[y], prepend=~flat[y, :1], append=~flat[y, -1:]))
        for a, b in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
            if truth[y, a, 3]:
                box = np.array([(a, y), (b, y), (b, y + 1), (a, y + 1)], np.float32)
                found.setdefault(tuple(truth[y, a, :3].tolist()), []).append(box)
    return found


class Character:
    """The demo's character as an artist's grease-pencil shot: lines, and keys on a layer under them."""

    def __init__(self, scene: Any, file: Path, numbers: Sequence[int] | None = None, step: int = 1) -> None:
        shot = np.load(file)
        every = sorted(int(key.split()[1]) for key in shot if key.startswith("points"))
        self.numbers = list(numbers or every)
        self.object = grease_pencil("Courier", scene)
        self.colours = self.object.data.layers.new("Colour")
        self.lines = self.object.data.layers.new("Lines")
        for layer in (self.colours, self.lines):
            layer.use_lights = False
        ink = material(self.object, "Ink", stroke=(0.0, 0.0, 0.0, 1.0))
        traces = {code: material(self.object, f"Trace {code}", stroke=rgba) for code, rgba in TRACE.items()}
        solid = material(self.object, "Solid", fill=(0.0, 0.0, 0.0, 1.0))
        self.slots = {0: ink, **traces}
        self.paints: dict[tuple[int, int, int], int] = {}
        self.frames = {number: 1 + step * i for i, number in enumerate(self.numbers)}
        for number, frame in self.frames.items():
            drawing = self.lines.frames.new(frame).drawing
            self._draw(drawing, shot, f"{number:04d}", solid)
        scene.frame_start, scene.frame_end = 1, 1 + step * (len(self.numbers) - 1)
        for number in (self.numbers[0], self.numbers[-1]):
            self.colour(self.frames[number], shot[f"truth {number:04d}"])
        scene.shiage.colour_layer = "Colour"

    def _draw(self, drawing: Any, shot: Any, name: str, solid: int) -> None:
        offsets, flags = shot[f"offsets {name}"], shot[f"flags {name}"]
        points, radius = on_plane(shot[f"points {name}"]), shot[f"radius {name}"] / UNIT
        curves = [points[a:b] for a, b in pairwise(offsets)]
        rims = [on_plane(shot[key]) for key in shot if key.startswith(f"solid {name}")]
        put_strokes(
            drawing,
            [*curves, *rims],
            np.concatenate([radius, np.zeros(sum(map(len, rims)))]),
            [*(flags[:, 0] > 0), *[True] * len(rims)],
            [*(self.slots[int(trace)] for trace in flags[:, 1]), *[solid] * len(rims)],
        )
        if hasattr(drawing.strokes[0], "fill_id"):
            for index in range(len(curves), len(curves) + len(rims)):
                drawing.strokes[index].fill_id = index + 1

    def colour(self, frame: int, truth: np.ndarray) -> None:
        """Paint a key: fills of the true colours."""
        curves, slots = [], []
        for rgb, boxes in polygons(truth).items():
            if rgb not in self.paints:
                name = "Paint {:02x}{:02x}{:02x}".format(*rgb)
                self.paints[rgb] = material(self.object, name, fill=linear(rgb))
            curves += [on_plane(box) for box in boxes]
            slots += [self.paints[rgb]] * len(boxes)
        drawing = self.colours.frames.new(frame).drawing
        put_strokes(drawing, curves, 0.0, True, slots, fills=True)
