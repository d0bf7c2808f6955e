# SPDX-License-Identifier: GPL-3.0-or-later
"""Where lines and keys may come from: modifiers, curves, masks, scans, pictures, model sheets."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
import pytest
from tests.blender.painted import agreement, paint_frame
from tests.blender.scenes import (
    BLUE,
    GREEN,
    RED,
    SPAN,
    Rings,
    camera,
    circle,
    grease_pencil,
    linear,
    material,
    on_plane,
    put_strokes,
)

pytestmark = pytest.mark.usefixtures("engine_home")

Part = Callable[[str], Any]


def gathered(addon: str, scene: Any) -> Any:
    """All frames, looked at as a run does."""
    gather, plans, times = (
        importlib.import_module(f"{addon}.{name}")
        for name in ("gather.gatherer", "gather.read_plan", "gather.drawing_times")
    )
    plan = plans.read_plan(bpy.context)
    gatherer = gather.Gatherer(plan, scene, bpy.context.evaluated_depsgraph_get)
    for number in times.times_of(plan, scene):
        scene.frame_set(number)
        gatherer.visit(number)
    return gatherer.found


def test_line_art_of_a_3d_scene(addon: str, scene: Any) -> None:
    camera(scene, "ORTHO", 320, 180)
    boxes = {}
    for name, x, z, size in (("Left", -3.0, 0.0, 2.0), ("Right", 2.0, 0.5, 3.0)):
        mesh = bpy.data.meshes.new(name)
        corner = np.array([(i, j, k) for i in (-0.5, 0.5) for j in (-0.5, 0.5) for k in (-0.5, 0.5)]) * size
        faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
        mesh.from_pydata(corner.tolist(), [], faces)
        box = bpy.data.objects.new(name, mesh)
        scene.collection.objects.link(box)
        for frame, way in ((1, 0.0), (6, 1.0)):
            box.location = (x + way, 4.0, z)
            box.keyframe_insert("location", frame=frame)
        boxes[name] = size
    owner = grease_pencil("Line Art", scene)
    lines, colours = owner.data.layers.new("Lines"), owner.data.layers.new("Colour")
    lines.frames.new(1)
    ink = material(owner, "Ink", stroke=(0.0, 0.0, 0.0, 1.0))
    paints = [material(owner, name, fill=linear(rgb)) for name, rgb in (("Red", RED), ("Green", GREEN))]
    art = owner.modifiers.new("Line Art", "LINEART")
    art.source_type, art.target_layer, art.target_material = "SCENE", "Lines", owner.data.materials[ink]
    setattr(art, "radius" if hasattr(art, "radius") else "thickness", 0.08)
    scene.frame_start, scene.frame_end = 1, 6
    scene.frame_set(1)

    def square(name: str) -> Any:
        half, place = boxes[name] / 2, bpy.data.objects[name].matrix_world.translation
        return np.array(
            [(place.x + a * half, 0.0, place.z + b * half) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
        )

    put_strokes(
        colours.frames.new(1).drawing, [square("Left"), square("Right")], 0.0, True, paints, fills=True
    )
    scene.shiage.colour_layer = "Colour"
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert [frame.frame_number for frame in owner.data.layers["Shiage"].frames] == [1, 2, 3, 4, 5, 6]
    fill = importlib.import_module(f"{addon}.scene.polygons").fill
    for frame in range(1, 7):
        painted = paint_frame(addon, scene, "Line Art", ("Shiage",), frame)
        truth = np.zeros_like(painted)
        for name, rgb in (("Left", RED), ("Right", GREEN)):
            pixels = square(name)[:, [0, 2]] * (25, -25) + (160, 90)
            fill(truth, [pixels], (*rgb, 255))
        assert agreement(painted, truth) == 1.0, f"frame {frame}"


def test_modifiers_are_seen_as_they_are_drawn(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2], keys=[1])
    still = gathered(addon, scene).frames[2].ink.points
    mirror = shot.object.modifiers.new("Push", "GREASE_PENCIL_OFFSET")
    mirror.location = (0.0, 0.0, 1.0)
    moved = gathered(addon, scene).frames[2].ink.points
    assert np.allclose(moved, still - (0, 25), atol=1e-3)
    # what changes in every frame is looked at in every frame
    shot.object.modifiers.clear()
    noise = shot.object.modifiers.new("Noise", "GREASE_PENCIL_NOISE")
    noise.factor, noise.use_random, noise.step = 0.2, True, 1
    scene.frame_end = 4
    assert list(gathered(addon, scene).frames) == [1, 2, 3, 4]


def test_layer_masks_cut_lines(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1], keys=[1])
    shutter = shot.object.data.layers.new("Shutter")
    black = material(shot.object, "Shutter", fill=(0.0, 0.0, 0.0, 1.0))
    left = np.array([(0.0, 0.0), (100.0, 0.0), (100.0, 180.0), (0.0, 180.0)])
    put_strokes(shutter.frames.new(1).drawing, [shot.put(left)], 0.0, True, black, fills=True)
    shot.object.data.layers.active = shot.lines
    bpy.ops.grease_pencil.layer_mask_add(name="Shutter")
    shot.lines.use_masks = True
    chosen = scene.shiage.lines.add()
    chosen.object, chosen.layer = shot.object, "Lines"
    found = gathered(addon, scene)
    x = found.frames[1].ink.points[:, 0]
    assert 99 < x.max() < 101
    shot.lines.mask_layers[0].invert = True
    x = gathered(addon, scene).frames[1].ink.points[:, 0]
    assert 99 < x.min() < 101
    shutter.hide = True
    assert gathered(addon, scene).frames[1].ink.points[:, 0].min() < 31


@pytest.mark.parametrize("kind", ["CATMULL_ROM", "BEZIER", "NURBS"])
def test_curves_of_all_kinds_become_polylines(addon: str, scene: Any, kind: str) -> None:
    camera(scene, "ORTHO", 320, 180)
    owner = grease_pencil("Curves", scene)
    drawing = owner.data.layers.new("Lines").frames.new(1).drawing
    ink = material(owner, "Ink", stroke=(0.0, 0.0, 0.0, 1.0))
    put_strokes(drawing, [on_plane(circle(160, 90, 60, 16), 320, 180)], 0.05, True, ink)
    drawing.set_types(type=kind)
    if kind == "BEZIER":
        points = on_plane(circle(160, 90, 60, 16), 320, 180)
        along = (np.roll(points, -1, 0) - np.roll(points, 1, 0)) / 6
        for name, values in (("handle_left", points - along), ("handle_right", points + along)):
            attribute = drawing.attributes.new(name, "FLOAT_VECTOR", "POINT")
            attribute.data.foreach_set("vector", values.astype(np.float32).ravel())
    found = gathered(addon, scene).frames[1].ink
    reach = np.hypot(*(found.points - (160, 90)).T)
    assert len(found.points) > 60
    assert found.flags.tolist() == [[1, 0]]
    low = {"CATMULL_ROM": 59.7, "BEZIER": 59.7, "NURBS": 55.0}[kind]
    assert low < reach.min() and reach.max() < 60.5


def test_coloured_lines_are_trace_lines_and_solid_blacks_are_ink(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1], keys=[1])
    drawing = shot.lines.frames[0].drawing
    blue = material(shot.object, "Trace", stroke=linear((40, 80, 230)))
    brown = material(shot.object, "Brown", stroke=linear((110, 70, 40)))
    drawing.strokes[1].material_index, drawing.strokes[2].material_index = blue, brown
    solid = material(shot.object, "Solid", fill=(0.0, 0.0, 0.0, 1.0))
    blacks = shot.object.data.layers.new("Blacks")
    box = np.array([(200.0, 20.0), (220.0, 20.0), (220.0, 40.0), (200.0, 40.0)])
    put_strokes(blacks.frames.new(1).drawing, [shot.put(box)], 0.0, True, solid, fills=True)
    ink = gathered(addon, scene).frames[1].ink
    assert ink.flags[:4].tolist() == [[1, 0], [1, 3], [1, 0], [1, 0]]
    rows = ink.points[ink.offsets[4] :].reshape(-1, 2, 2)
    assert len(rows) == 20
    assert np.allclose(rows[:, :, 0], (200.5, 219.5), atol=1e-3)
    assert np.allclose(rows[:, 0, 1], np.arange(20.5, 40), atol=1e-3)


def test_trace_lines_on_a_layer_of_their_own(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1], keys=[1])
    blue = material(shot.object, "Trace", stroke=linear((40, 80, 230)))
    traces = shot.object.data.layers.new("Traces").frames.new(1).drawing
    put_strokes(traces, [shot.put(circle(260, 90, 10))], 0.05, True, blue)
    flags = gathered(addon, scene).frames[1].ink.flags
    assert sorted(flags[:, 1].tolist()) == [0] * (len(flags) - 1) + [3]
    # where there is nothing but coloured lines, they are the ink
    shot.lines.hide = True
    assert gathered(addon, scene).frames[1].ink.flags.tolist() == [[1, 0]]


def test_a_sequence_of_scans_with_a_key_picture_and_a_sheet(addon: str, scene: Any, tmp_path: Path) -> None:
    shot = Rings(scene, frames=[1, 2, 3], keys=[])
    raster, scans = (
        importlib.import_module(f"{addon}.{name}") for name in ("scene.polygons", "scene.image_files")
    )
    for number in shot.frames:
        scans.write_png(tmp_path / "scan" / f"cut_{number:04d}.png", drawn(shot, number, raster))
    scans.write_png(tmp_path / "key.png", shot.truth(1, raster.fill))
    scene.shiage.source, scene.shiage.images = "IMAGES", str(tmp_path / "scan")
    scene.shiage.colour_layer = ""
    key = scene.shiage.key_images.add()
    key.frame, key.path = 1, str(tmp_path / "key.png")
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    for frame in shot.frames:
        painted = paint_frame(addon, scene, "Rings", ("Shiage",), frame)
        assert agreement(painted, shot.truth(frame, raster.fill)) == 1.0
    # the same with the coloured drawing as a model sheet
    scene.shiage.key_images.clear()
    sheet = scene.shiage.sheets.add()
    sheet.name, sheet.line, sheet.colours = (
        "rings",
        str(tmp_path / "scan" / "cut_0001.png"),
        str(tmp_path / "key.png"),
    )
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    for frame in shot.frames:
        painted = paint_frame(addon, scene, "Rings", ("Shiage",), frame)
        assert agreement(painted, shot.truth(frame, raster.fill)) > 0.99


def drawn(shot: Rings, frame: int, raster: Any) -> Any:
    """A frame's lines as a picture: each curve 3 pixels wide, black on white."""
    canvas = np.full((shot.SIZE[1], shot.SIZE[0], 4), 255, np.uint8)
    rows, columns = np.mgrid[: shot.SIZE[1], : shot.SIZE[0]] + 0.5
    for curve, _ in shot.shapes(frame):
        ends = np.roll(curve, -1, 0)
        for a, b in zip(curve, ends, strict=True):
            way = (b - a) / max(1e-9, float(np.hypot(*(b - a))) ** 2)
            share = np.clip((columns - a[0]) * way[0] + (rows - a[1]) * way[1], 0, 1)
            away = np.hypot(columns - a[0] - share * (b - a)[0], rows - a[1] - share * (b - a)[1])
            canvas[away < 1.5, :3] = 0
    return canvas


@pytest.mark.parametrize("output", ["PLANE", "SEQUENCER"])
def test_the_result_as_pictures(addon: str, scene: Any, tmp_path: Path, output: str) -> None:
    shot = Rings(scene, frames=[1, 3, 4], keys=[1])
    scene.shiage.output, scene.shiage.folder = output, str(tmp_path)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    raster, scans = (
        importlib.import_module(f"{addon}.{name}") for name in ("scene.polygons", "scene.image_files")
    )
    files = sorted(path.name for path in (tmp_path / "Rings").iterdir())
    assert files == ["0001.png", "0002.png", "0003.png", "0004.png"]
    for frame, held in ((1, 1), (2, 1), (3, 3), (4, 4)):
        picture = scans.read_picture(tmp_path / "Rings" / f"{frame:04d}.png")
        assert agreement(picture, shot.truth(held, raster.fill)) == 1.0
    assert "Shiage" not in shot.object.data.layers
    if output == "SEQUENCER":
        strips = getattr(scene.sequence_editor, "strips", None) or scene.sequence_editor.sequences
        (strip,) = strips
        assert [element.filename for element in strip.elements] == files
        assert strip.frame_final_start == 1
        return
    plane = bpy.data.objects["Rings Shiage"]
    bpy.context.view_layer.update()
    corners = np.array([(plane.matrix_world @ vertex.co)[:] for vertex in plane.data.vertices])
    assert ((corners[:, 1] > 1e-4) & (corners[:, 1] < 1e-2)).all(), "just behind the lines"
    assert np.allclose(np.abs(corners[:, 0]), SPAN / 2, atol=1e-3)
    assert np.allclose(np.abs(corners[:, 2]), SPAN / 320 * 90, atol=1e-3)
    image = next(node for node in plane.data.materials[0].node_tree.nodes if node.type == "TEX_IMAGE")
    assert (image.image.source, image.image_user.frame_duration) == ("SEQUENCE", 4)


def test_vertex_colours_make_materials_of_their_own(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2], keys=[1])
    drawing = shot.colours.frames[0].drawing
    colours = np.zeros((3, 4), np.float32)
    colours[1] = linear((10, 200, 220))
    drawing.attributes.new("fill_color", "FLOAT_COLOR", "CURVE").data.foreach_set("color", colours.ravel())
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    painted = paint_frame(addon, scene, "Rings", ("Shiage",), 2)
    assert tuple(painted[80, 99]) == (10, 200, 220, 255)
    assert "Shiage 0ac8dc" in shot.object.data.materials
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert len(shot.object.data.materials) == 5, "materials are made once"
    assert BLUE not in {tuple(pixel[:3]) for pixel in painted.reshape(-1, 4)[::7].tolist()}


@pytest.mark.parametrize("kind", ["OFFSET", "NOISE", "MIRROR", "SMOOTH", "TIME", "TINT"])
def test_what_modifiers_show_is_painted_once(addon: str, scene: Any, kind: str) -> None:
    """Lines are seen through an object's modifiers: the result must not go through them again."""
    shot = Rings(scene, frames=[1, 2, 3], keys=[1])
    modifier = shot.object.modifiers.new(kind, f"GREASE_PENCIL_{kind}")
    if kind == "OFFSET":
        modifier.location = (0.2, 0.0, 0.4)
    elif kind == "NOISE":
        modifier.factor, modifier.use_random, modifier.seed = 0.3, False, 7
    elif kind == "SMOOTH":
        modifier.factor, modifier.step = 1.0, 8
    elif kind == "TIME":
        modifier.offset = 1
    elif kind == "TINT":
        modifier.color, modifier.factor = (1.0, 0.0, 0.0), 0.5
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    shot.colours = shot.object.data.layers.new("Truth")
    for frame in (1, 2, 3):
        shot.colour(frame)
    for frame in (1, 2, 3):
        seen = paint_frame(addon, scene, "Rings", ("Truth",), frame)
        made = paint_frame(addon, scene, "Rings", ("Shiage",), frame)
        assert agreement(made, seen) > 0.99, frame


def test_a_modifier_that_cannot_leave_the_result_out_is_said(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2], keys=[1])
    bystander = shot.object.data.layers.new("Notes")
    modifier = shot.object.modifiers.new("Push", "GREASE_PENCIL_OFFSET")
    modifier.location, modifier.tree_node_filter = (0.0, 0.0, 0.4), bystander.name
    modifier.invert_layer_filter = True
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    notes = importlib.import_module(f"{addon}.ui.running").latest_notes()
    assert any("once more" in words and "Push" in words for words in notes)
    assert modifier.tree_node_filter == "Notes", "what the artist chose stays"
    modifier.invert_layer_filter = False
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert not importlib.import_module(f"{addon}.ui.running").latest_notes()
