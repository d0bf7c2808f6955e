# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers as artists have them: backgrounds, tones, groups, several colour layers, lights, tints and masks."""

from __future__ import annotations

import importlib
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
import pytest
from tests.blender.painted import agreement, paint_frame
from tests.blender.scenes import BLUE, GREEN, RED, Array, Rings, linear, material, put_strokes

pytestmark = pytest.mark.usefixtures("engine_home")

SKY = np.array([(2.0, 2.0), (318.0, 2.0), (318.0, 178.0), (2.0, 178.0)])


def lowest(layers: Any, layer: Any) -> None:
    name = layer.name
    while layers[0].name != name:
        layers.move(layers[name], "DOWN")


def fills_match(addon: str, scene: Any, shot: Rings) -> None:
    fill = importlib.import_module(f"{addon}.scene.polygons").fill
    for frame in shot.frames:
        painted = paint_frame(addon, scene, shot.object.name, ("Shiage",), frame)
        assert agreement(painted, shot.truth(frame, fill)) == 1.0, f"frame {frame}"


def names(shot: Rings) -> list[str]:
    return [layer.name for layer in shot.object.data.layers]


@pytest.mark.parametrize("rgb", [(120, 160, 220), (10, 12, 40), (0, 0, 0)])
@pytest.mark.parametrize("place", ["low", "top"])
def test_a_background_is_no_line_art(addon: str, scene: Any, rgb: tuple[int, int, int], place: str) -> None:
    shot = Rings(scene, frames=[1, 2], keys=[1])
    layers = shot.object.data.layers
    back = layers.new("BG")
    sky = material(shot.object, "Sky", fill=linear(rgb))
    put_strokes(back.frames.new(1).drawing, [shot.put(SKY)], 0.0, True, sky, fills=True)
    if place == "low":
        lowest(layers, back)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    expected = ["BG", "Shiage", "Colour", "Lines"] if place == "low" else ["Shiage", "Colour", "Lines", "BG"]
    assert names(shot) == expected
    fills_match(addon, scene, shot)


def test_groups_hold_the_result_where_the_lines_are(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2], keys=[1])
    layers, groups = shot.object.data.layers, shot.object.data.layer_groups
    back = layers.new("BG")
    sky = material(shot.object, "Sky", fill=linear((120, 160, 220)))
    put_strokes(back.frames.new(1).drawing, [shot.put(SKY)], 0.0, True, sky, fills=True)
    lowest(layers, back)
    every = groups.new("Cut")
    for name in ("BG", "Colour", "Lines"):
        layers.move_to_layer_group(layers[name], every)
    assert names(shot) == ["BG", "Colour", "Lines"]
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert names(shot) == ["BG", "Shiage", "Colour", "Lines"]
    assert layers["Shiage"].parent_group.name == "Cut"
    fills_match(addon, scene, shot)


def test_groups_apart(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2], keys=[1])
    layers, groups = shot.object.data.layers, shot.object.data.layer_groups
    for name, group in (("Colour", "Paint"), ("Lines", "Ink")):
        layers.move_to_layer_group(layers[name], groups.new(group))
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert names(shot) == ["Shiage", "Colour", "Lines"]
    fills_match(addon, scene, shot)


def test_keys_on_several_colour_layers(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2, 3], keys=[])
    layers = shot.object.data.layers
    second = layers.new("Colour 2")
    (outer, _), (hole, _), (disc, _), (box, _) = shot.shapes(1)
    ring = np.concatenate([outer, outer[:1], hole[::-1], hole[-1:]])

    def paint(layer: Any, curves: list[Array], colours: list[tuple[int, int, int]]) -> None:
        slots = [shot.paints[rgb] for rgb in colours]
        put_strokes(layer.frames.new(1).drawing, [shot.put(c) for c in curves], 0.0, True, slots, fills=True)

    # the upper layer wins: under it the disc is green
    paint(shot.colours, [ring, disc], [RED, GREEN])
    paint(second, [disc, box], [BLUE, GREEN])
    layers.active = second
    assert bpy.ops.shiage.list_add(name="colours") == {"FINISHED"}
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert names(shot) == ["Shiage", "Colour", "Lines", "Colour 2"]
    fills_match(addon, scene, shot)
    # both layers' keys are seen in their own frame only
    for layer in (shot.colours, second):
        assert [(f.frame_number, f.keyframe_type) for f in layer.frames] == [
            (1, "KEYFRAME"),
            (2, "GENERATED"),
        ]


@pytest.mark.parametrize("lights", [True, False])
def test_the_result_looks_as_the_colour_layer_does(addon: str, scene: Any, lights: bool) -> None:
    shot = Rings(scene, frames=[1, 2], keys=[1])
    layers = shot.object.data.layers
    sun = bpy.data.objects.new("Sun", bpy.data.lights.new("Sun", "SUN"))
    scene.collection.objects.link(sun)
    shot.colours.use_lights = lights
    shot.colours.opacity, shot.colours.tint_color, shot.colours.tint_factor = 0.5, (1.0, 0.0, 0.0), 0.6
    shot.colours.blend_mode = "MULTIPLY"
    mask = layers.new("Mask")
    white = material(shot.object, "White", fill=(1.0, 1.0, 1.0, 1.0))
    put_strokes(mask.frames.new(1).drawing, [shot.put(SKY)], 0.0, True, white, fills=True)
    lowest(layers, mask)
    layers.active = shot.colours
    bpy.ops.grease_pencil.layer_mask_add(name="Mask")
    shot.colours.use_masks = True
    shot.colours.mask_layers[0].invert = True
    for _ in range(2):
        assert bpy.ops.shiage.color_shot() == {"FINISHED"}
        result = layers["Shiage"]
        assert layers.active == shot.colours
        assert result.use_lights == lights
        assert (result.opacity, result.blend_mode) == (0.5, "MULTIPLY")
        assert np.allclose(result.tint_color, (1, 0, 0)) and np.isclose(result.tint_factor, 0.6)
        assert result.use_masks
        assert [(entry.name, entry.invert) for entry in result.mask_layers] == [("Mask", True)]
    assert len(shot.object.data.materials) == 5, "the tint is the layer's, the paint is the artist's"
    result.tint_factor = 0.0
    fills_match(addon, scene, shot)
    # the artist's layer changes, the result follows
    shot.colours.opacity, shot.colours.use_masks, shot.colours.use_lights = 1.0, False, not lights
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert (result.opacity, result.use_masks, result.use_lights) == (1.0, False, not lights)


def test_a_key_held_into_the_shot_counts_for_its_own_drawing_only(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[2, 5, 9], keys=[2, 9])
    shot.colours.frames.remove(9)
    shot.colour(9)
    # the shot begins behind the drawing of the first key: that key says nothing of it
    scene.frame_start = 5
    gather, plans, times = (
        importlib.import_module(f"{addon}.{name}")
        for name in ("gather.gatherer", "gather.read_plan", "gather.drawing_times")
    )

    def keys(start: int) -> list[int]:
        scene.frame_start = start
        plan = plans.read_plan(bpy.context)
        gatherer = gather.Gatherer(plan, scene, bpy.context.evaluated_depsgraph_get)
        for number in times.times_of(plan, scene):
            scene.frame_set(number)
            gatherer.visit(number)
        return sorted(gatherer.found.keys)

    assert keys(2) == [2, 9]
    assert keys(4) == [4, 9], "held into the shot with its drawing"
    assert keys(5) == [9]
    assert keys(7) == [7 + 2], "the drawing of frame 5 is held, the key of frame 2 is not its"
    scene.frame_start = 5
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert not paint_frame(addon, scene, "Rings", ("Colour",), 5).any(), "and it is not seen there"
    fill = importlib.import_module(f"{addon}.scene.polygons").fill
    for frame in (5, 9):
        painted = paint_frame(addon, scene, "Rings", ("Shiage",), frame)
        assert agreement(painted, shot.truth(frame, fill)) == 1.0
    # one frame alone sees the held key as well
    scene.frame_start = 4
    shot.colours.frames.remove(9)
    scene.frame_set(5)
    assert bpy.ops.shiage.color_frame() == {"FINISHED"}


def test_the_layers_own_thickness_counts_once(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1], keys=[1])
    gather, plans = (
        importlib.import_module(f"{addon}.{name}") for name in ("gather.gatherer", "gather.read_plan")
    )
    radius = []
    for offset in (0.0, 0.02):
        shot.lines.radius_offset = offset
        gatherer = gather.Gatherer(plans.read_plan(bpy.context), scene, bpy.context.evaluated_depsgraph_get)
        scene.frame_set(1)
        gatherer.visit(1)
        radius.append(float(gatherer.found.frames[1].ink.radius[0]))
    assert np.isclose(radius[1] - radius[0], 0.02 * 320 / 12.8, atol=1e-3)
