# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes made by code."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

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
    scene.view_layers[0].objects.active = made
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


def on_plane(pixels: Array, width: int = WIDTH, height: int = HEIGHT) -> Array:
    """Pixels of that camera as (n, 3) points of the plane XZ."""
    unit = width / SPAN
    x, z = (pixels[:, 0] - width / 2) / unit, (height / 2 - pixels[:, 1]) / unit
    return np.stack([x, np.zeros(len(x)), z], 1).astype(np.float32)


def put_strokes(
    drawing: Any, curves: Sequence[Array], radius: Any, cyclic: Any, slots: Any, fills: Any = False
) -> None:
    """Add strokes to an empty drawing.

    Args:
        drawing: to add to.
        curves: (n, 3) points each.
        radius: one number, or one for each point.
        cyclic: one flag, or one for each curve.
        slots: one material slot, or one for each curve.
        fills: one flag, or one for each curve: it is a fill, for a Blender that asks the curves about it.
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
        filled = np.broadcast_to(fills, count).astype(np.bool_)
        values["fill_id", "INT", "CURVE"] = np.arange(1, count + 1, dtype=np.int32) * filled
        values["hide_stroke", "BOOLEAN", "CURVE"] = filled
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


def polygons(truth: Array) -> dict[tuple[int, int, int], list[Array]]:
    """Rows of equal colour in a flat picture as thin rectangles, exact to the pixel, by colour."""
    found: dict[tuple[int, int, int], list[Array]] = {}
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
        self.traces = self.object.data.layers.new("Traces")
        self.lines = self.object.data.layers.new("Lines")
        for layer in (self.colours, self.traces, self.lines):
            layer.use_lights = False
        ink = material(self.object, "Ink", stroke=(0.0, 0.0, 0.0, 1.0))
        traces = {code: material(self.object, f"Trace {code}", stroke=rgba) for code, rgba in TRACE.items()}
        solid = material(self.object, "Solid", fill=(0.0, 0.0, 0.0, 1.0))
        self.slots = {0: ink, **traces}
        self.paints: dict[tuple[int, int, int], int] = {}
        self.frames = {number: 1 + step * i for i, number in enumerate(self.numbers)}
        for number, frame in self.frames.items():
            self._draw(frame, shot, f"{number:04d}", solid)
        scene.frame_start, scene.frame_end = 1, 1 + step * (len(self.numbers) - 1)
        for number in (self.numbers[0], self.numbers[-1]):
            self.colour(self.frames[number], shot[f"truth {number:04d}"])
        scene.shiage.colour_layer = "Colour"

    def _draw(self, frame: int, shot: Any, name: str, solid: int) -> None:
        offsets, flags = shot[f"offsets {name}"], shot[f"flags {name}"]
        points, radius = on_plane(shot[f"points {name}"]), shot[f"radius {name}"] / UNIT
        pieces = list(pairwise(offsets.tolist()))
        for layer, traced in ((self.lines, False), (self.traces, True)):
            mine = [i for i, trace in enumerate(flags[:, 1].tolist()) if (trace > 0) == traced]
            curves = [points[slice(*pieces[i])] for i in mine]
            widths = [radius[slice(*pieces[i])] for i in mine]
            closed = [bool(flags[i, 0]) for i in mine]
            slots = [self.slots[int(flags[i, 1])] for i in mine]
            rims = [] if traced else [on_plane(shot[key]) for key in shot if key.startswith(f"solid {name}")]
            put_strokes(
                layer.frames.new(frame).drawing,
                [*curves, *rims],
                np.concatenate([*widths, np.zeros(sum(map(len, rims)))]),
                [*closed, *[True] * len(rims)],
                [*slots, *[solid] * len(rims)],
                fills=[*[False] * len(curves), *[True] * len(rims)],
            )

    def colour(self, frame: int, truth: Array) -> None:
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


RED, BLUE, GREEN = (200, 40, 50), (20, 60, 220), (40, 160, 90)


def circle(x: float, y: float, radius: float, points: int = 72) -> Array:
    """A closed curve in pixels."""
    angle = np.linspace(0, 2 * np.pi, points, endpoint=False)
    return np.stack([x + radius * np.cos(angle), y + radius * np.sin(angle)], 1)


class Rings:
    """A small shot: a red ring with a hole, a blue disc in it, and a green box, all moving to the right.

    The picture is 320 x 180 pixels; everything is drawn as lines on one layer and coloured on another.
    """

    SIZE = (320, 180)

    def __init__(self, scene: Any, frames: Sequence[int], keys: Sequence[int], lens: str = "ORTHO") -> None:
        self.camera = camera(scene, lens, *self.SIZE)
        self.object = grease_pencil("Rings", scene)
        self.colours = self.object.data.layers.new("Colour")
        self.lines = self.object.data.layers.new("Lines")
        self.ink = material(self.object, "Ink", stroke=(0.0, 0.0, 0.0, 1.0))
        self.paints = {rgb: material(self.object, "Paint {}-{}-{}".format(*rgb), fill=linear(rgb))
                       for rgb in (RED, BLUE, GREEN)}  # fmt: skip
        self.frames = list(frames)
        for frame in self.frames:
            curves = [self.put(curve) for curve, _ in self.shapes(frame)]
            put_strokes(self.lines.frames.new(frame).drawing, curves, 1.5 * SPAN / 320, True, self.ink)
        for frame in keys:
            self.colour(frame)
        scene.frame_start, scene.frame_end = self.frames[0], self.frames[-1]
        scene.shiage.colour_layer = "Colour"

    def shapes(self, frame: int) -> list[tuple[Array, tuple[int, int, int] | None]]:
        """Closed curves in pixels with what is inside them, painted one over the other."""
        x = 90 + 4 * self.frames.index(frame)
        box = np.array([(x + 90, 60), (x + 140, 60), (x + 140, 130), (x + 90, 130)], float)
        return [
            (circle(x, 95, 60), RED),
            (circle(x + 5, 80, 34), None),
            (circle(x + 5, 80, 16), BLUE),
            (box, GREEN),
        ]

    def put(self, curve: Array) -> Array:
        """Pixels of the picture as points of the drawing."""
        return on_plane(curve, *self.SIZE)

    def colour(self, frame: int) -> None:
        """Paint a key: the ring as one curve with a slit to its hole."""
        (outer, _), (hole, _), (disc, _), (box, _) = self.shapes(frame)
        ring = np.concatenate([outer, outer[:1], hole[::-1], hole[-1:]])
        curves = [self.put(curve) for curve in (ring, disc, box)]
        slots = [self.paints[rgb] for rgb in (RED, BLUE, GREEN)]
        put_strokes(self.colours.frames.new(frame).drawing, curves, 0.0, True, slots, fills=True)

    def truth(self, frame: int, fill: Any) -> Array:
        """(180, 320, 4) uint8 RGBA; `fill` is the add-on's."""
        canvas = np.zeros((self.SIZE[1], self.SIZE[0], 4), np.uint8)
        for curve, rgb in self.shapes(frame):
            fill(canvas, [curve], (*rgb, 255) if rgb else (0, 0, 0, 0))
        return canvas


def doubt(shot: Rings, frame: int, slot: int, sure: float) -> None:
    """Let Shiage be so sure of its fill of a material."""
    drawing = shot.object.data.layers["Shiage"].get_frame_at(frame).drawing
    slots = np.zeros(drawing.attributes.domain_size("CURVE"), np.int32)
    drawing.attributes["material_index"].data.foreach_get("value", slots)
    for index in np.flatnonzero(slots == slot).tolist():
        drawing.attributes["shiage_confidence"].data[index].value = sure
