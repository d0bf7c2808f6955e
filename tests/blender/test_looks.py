# SPDX-License-Identifier: GPL-3.0-or-later
"""Fills are told by their material: one colour in two materials, see-through paint, holes by Holdout."""

from __future__ import annotations

import importlib
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
import pytest
from tests.blender.painted import agreement, paint_frame
from tests.blender.scenes import BLUE, GREEN, RED, Array, Rings, linear, material, put_strokes

RGBA = tuple[int, int, int, int]


class Painted(Rings):
    """The small shot with one key, of curves and slots that a test chooses."""

    def __init__(self, scene: Any, frames: int = 4) -> None:
        super().__init__(scene, frames=range(1, frames + 1), keys=[])

    def key(self, curves: list[Array], slots: list[int], frame: int = 1) -> None:
        places = [self.put(curve) for curve in curves]
        put_strokes(self.colours.frames.new(frame).drawing, places, 0.0, True, slots, fills=True)

    def ring(self, frame: int = 1) -> Array:
        (outer, _), (hole, _), _, _ = self.shapes(frame)
        return np.concatenate([outer, outer[:1], hole[::-1], hole[-1:]])

    def at(self, x: int, y: int, frame: int) -> list[str]:
        """Materials of the result's fills over a pixel of the first drawing, the lowest first."""
        raster = importlib.import_module("bl_ext.user_default.shiage.scene.polygons")
        shapes = importlib.import_module("bl_ext.user_default.shiage.scene.fill_shapes")
        layers = importlib.import_module("bl_ext.user_default.shiage.scene.layers")
        layer = self.object.data.layers["Shiage"]
        materials = [slot.material for slot in self.object.material_slots]
        shown = layers.Shown(layer, layer.get_frame_at(frame).drawing, materials, np.eye(4))
        point = self.put(np.array([(x + 4.0 * (frame - 1), y)]))[0][[0, 2]]
        found = []
        for shape in shapes.fill_shapes(shown, np.eye(4)):
            if raster.inside([ring[:, [0, 2]] for ring in shape.rings], point):
                found.append(shape.material)
        return found


RING, HOLE, DISC, BOX = (50, 120), (70, 80), (95, 80), (205, 95)


@pytest.mark.usefixtures("engine_home")
def test_two_materials_of_one_colour_stay_two(scene: Any) -> None:
    shot = Painted(scene)
    _, _, (disc, _), (box, _) = shot.shapes(1)
    other = material(shot.object, "Also red", fill=linear(RED))
    near = material(shot.object, "Nearly red", fill=linear((RED[0] - 2, RED[1], RED[2] + 1)))
    shot.key([shot.ring(), disc, box], [shot.paints[RED], other, near])
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    names = [m.name for m in shot.object.data.materials]
    for frame in shot.frames:
        assert shot.at(*RING, frame) == [names[shot.paints[RED]]]
        assert shot.at(*DISC, frame) == ["Also red"]
        assert shot.at(*BOX, frame) == ["Nearly red"]
    assert [m.name for m in shot.object.data.materials] == names, "no material was made"


@pytest.mark.usefixtures("engine_home")
def test_see_through_paint_lies_over_what_it_shades(scene: Any) -> None:
    shot = Painted(scene)
    _, _, (disc, _), (box, _) = shot.shapes(1)
    shade = material(shot.object, "Shade", fill=(*linear((40, 20, 80))[:3], 0.4))
    light = material(shot.object, "Light", fill=(1.0, 1.0, 1.0, 0.25))
    red, blue, green = (shot.paints[rgb] for rgb in (RED, BLUE, GREEN))
    curves = [shot.ring(), disc, box, box, disc, disc, disc]
    shot.key(curves, [red, blue, green, shade, shade, light, shade])
    names = [m.name for m in shot.object.data.materials]
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    for frame in shot.frames:
        assert shot.at(*RING, frame) == [names[red]]
        assert shot.at(*BOX, frame) == [names[green], "Shade"]
        assert shot.at(*DISC, frame) == [names[blue], "Shade", "Light", "Shade"]
        assert shot.at(*HOLE, frame) == []
    assert len(shot.object.data.materials) == len(names)
    # the same again, and nothing is told twice or lost
    before = [len(f.drawing.strokes) for f in shot.object.data.layers["Shiage"].frames]
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert [len(f.drawing.strokes) for f in shot.object.data.layers["Shiage"].frames] == before
    assert not scene.shiage.marks


@pytest.mark.usefixtures("engine_home")
def test_holes_by_holdout(addon: str, scene: Any) -> None:
    shot = Painted(scene)
    (outer, _), (hole, _), (disc, _), (box, _) = shot.shapes(1)
    cut = material(shot.object, "Holdout", fill=(0.0, 0.0, 0.0, 1.0))
    shot.object.data.materials[cut].grease_pencil.use_fill_holdout = True
    red, blue, green = (shot.paints[rgb] for rgb in (RED, BLUE, GREEN))
    shot.key([outer, hole, disc, box], [red, cut, blue, green])
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    fill = importlib.import_module(f"{addon}.scene.polygons").fill
    for frame in shot.frames:
        painted = paint_frame(addon, scene, "Rings", ("Shiage",), frame)
        assert agreement(painted, shot.truth(frame, fill)) == 1.0, f"frame {frame}"


@pytest.mark.usefixtures("engine_home")
def test_slots_with_the_objects_own_materials(scene: Any) -> None:
    shot = Painted(scene)
    _, _, (disc, _), (box, _) = shot.shapes(1)
    red, blue, green = (shot.paints[rgb] for rgb in (RED, BLUE, GREEN))
    own = bpy.data.materials.new("The object's")
    bpy.data.materials.create_gpencil_data(own)
    own.grease_pencil.show_stroke, own.grease_pencil.show_fill = False, True
    own.grease_pencil.fill_color = linear((240, 200, 30))
    slot = shot.object.material_slots[blue]
    slot.link = "OBJECT"
    slot.material = own
    shot.key([shot.ring(), disc, box], [red, blue, green])
    count = len(shot.object.material_slots)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert len(shot.object.material_slots) == count
    for frame in shot.frames:
        assert shot.at(*DISC, frame) == ["The object's"]
        assert shot.at(*BOX, frame) == [shot.object.data.materials[green].name]


def test_every_look_has_a_colour_of_its_own(addon: str) -> None:
    looks = importlib.import_module(f"{addon}.scene.looks")
    made = looks.Looks({}, exact=False)
    asked = [(looks.Paint(f"m{i}", colour),) for i in range(60) for colour in ((0, 0, 0, 255), (255,) * 4)]
    shade = looks.Paint("shade", (40, 20, 80, 102))
    asked += [looks.over(look, shade) for look in asked]
    codes = [made.code(look) for look in asked]
    for code, look in zip(codes, asked, strict=True):
        assert made.look(code) == look
        assert all(type(value) is int for value in code)
    values = np.array(codes, int)
    apart = np.abs(values[:, None] - values[None]).max(2)
    assert (apart + 99 * np.eye(len(codes), dtype=int)).min() >= looks.APART
    assert codes[0] == (0, 0, 0, 255) and codes[1] == (255,) * 4, "what is alone looks as it is"
    # in pictures colours are seen, so they are what they are
    seen = looks.Looks({}, exact=True)
    assert [seen.code(look) for look in asked[:4]] == [(0, 0, 0, 255), (255,) * 4] * 2
    assert made.look((1, 2, 3, 255)) == (looks.Paint("", (1, 2, 3, 255)),)
