# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys with gradients, pictures, vertex colours and brushed strokes: as Blender shows them, in mode soft."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
import pytest
from tests.blender.painted import off_borders, paint_frame
from tests.blender.scenes import (
    BLUE,
    GREEN,
    RED,
    Array,
    Rings,
    camera,
    circle,
    grease_pencil,
    linear,
    material,
    on_plane,
    put_strokes,
)

WHITE, YELLOW = (255, 255, 255), (250, 220, 40)
SIZE = (320, 180)


def gradient(owner: Any, name: str, *ends: Any, kind: str = "LINEAR", mix: float = 0.0, **how: Any) -> int:
    """A material that fills with a gradient; its slot."""
    slot = material(owner, name, fill=(*linear(ends[0][:3])[:3], 1.0))
    style = owner.data.materials[slot].grease_pencil
    style.fill_style, style.gradient_type, style.mix_factor = "GRADIENT", kind, mix
    style.mix_color = (*linear(ends[1][:3])[:3], ends[1][3] / 255 if len(ends[1]) > 3 else 1.0)
    for key, value in how.items():
        setattr(style, key, value)
    return slot


def attribute(drawing: Any, name: str, kind: str, domain: str, values: Any) -> None:
    made = drawing.attributes.get(name) or drawing.attributes.new(name, kind, domain)
    field = {"FLOAT2": "vector", "FLOAT_COLOR": "color"}.get(kind, "value")
    made.data.foreach_set(field, np.array(values, np.float32).ravel())


def box(x: float, y: float, width: float, height: float, turn: int = 0) -> Array:
    corners = np.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])
    return np.roll(corners, turn, 0)


class Palette:
    """One drawing full of all kinds of paint, on two colour layers."""

    def __init__(self, scene: Any, lens: str) -> None:
        camera(scene, lens, *SIZE)
        self.object = one = grease_pencil("Palette", scene)
        layers = [one.data.layers.new(name) for name in ("Brush", "Colour", "Lines")]
        for layer in layers:
            layer.use_lights = False
        self.brush, self.colours, self.lines = layers
        ink = material(one, "Ink", stroke=(0.0, 0.0, 0.0, 1.0))
        put_strokes(self.lines.frames.new(1).drawing, [self.put(box(2, 2, 316, 176))], 0.02, True, ink)
        checker = bpy.data.images.new("Checker", 16, 16)
        rows, columns = np.mgrid[:16, :16]
        values = np.stack([columns / 15, rows / 15, (columns // 8 + rows // 8) % 2, np.ones((16, 16))], 2)
        checker.pixels.foreach_set(values.astype(np.float32).ravel())
        textured = material(one, "Textured", fill=(1.0, 0.0, 0.0, 1.0))
        style = one.data.materials[textured].grease_pencil
        style.fill_style, style.fill_image, style.mix_factor = "TEXTURE", checker, 0.3
        half = material(one, "Half", fill=(0.9, 0.1, 0.2, 0.5))
        where: dict[str, Any] = {
            "texture_angle": 0.7,
            "texture_offset": (-0.3, 0.1),
            "texture_scale": (1.5, 0.7),
        }
        slots = [
            gradient(one, "Linear", RED, BLUE),
            gradient(one, "Half mixed", RED, BLUE, mix=0.5),
            gradient(one, "Flipped", RED, BLUE, flip=True),
            gradient(one, "Radial", GREEN, WHITE, kind="RADIAL", texture_scale=(2.0, 1.0)),
            gradient(one, "Placed", RED, BLUE, **where),
            gradient(one, "Clear", RED, (*BLUE, 0)),
            textured,
            material(one, "Plain", fill=(0.2, 0.5, 0.9, 1.0)),
            half,
            half,
        ]
        curves = [box(8 + 62 * (i % 5), 8 + 58 * (i // 5), 56, 50, i) for i in range(9)]
        curves.append(box(150, 80, 60, 60))
        drawing = self.colours.frames.new(1).drawing
        put_strokes(drawing, [self.put(curve) for curve in curves], 0.0, True, slots, fills=True)
        colours, opacity = np.zeros((10, 4)), np.ones(10)
        colours[1], colours[7], opacity[2], opacity[6] = (0, 1, 0, 1), (1, 1, 0, 0.7), 0.5, 0.6
        attribute(drawing, "fill_color", "FLOAT_COLOR", "CURVE", colours)
        attribute(drawing, "fill_opacity", "FLOAT", "CURVE", opacity)
        scale, turn, shift = np.ones((10, 2)), np.zeros(10), np.zeros((10, 2))
        scale[0], scale[6], turn[0], shift[0] = (2.0, 2.0), (1.5, 1.0), 0.5, (0.1, 0.2)
        attribute(drawing, "uv_scale", "FLOAT2", "CURVE", scale)
        attribute(drawing, "uv_rotation", "FLOAT", "CURVE", turn)
        attribute(drawing, "uv_translation", "FLOAT2", "CURVE", shift)
        drawing = self.brush.frames.new(1).drawing
        paint = material(one, "Brush", stroke=(1.0, 0.5, 0.0, 1.0))
        stroke = np.array([(20, 150), (60, 160), (110, 152), (160, 156), (200, 150)], float)
        put_strokes(drawing, [self.put(stroke)], 0.4, False, paint)
        attribute(
            drawing, "vertex_color", "FLOAT_COLOR", "POINT", [(0, 0, 1, 1), *[(0, 0, 0, 0)] * 3, (0, 1, 0, 1)]
        )
        attribute(drawing, "opacity", "FLOAT", "POINT", [1, 1, 0.3, 1, 1])
        scene.shiage.colour_layer, scene.shiage.mode = "Colour", "soft"
        entry = scene.shiage.colours.add()
        entry.object, entry.layer = one, "Brush"
        scene.frame_start = scene.frame_end = 1

    def put(self, curve: Array) -> Array:
        return on_plane(curve, *SIZE)


def rendered(addon: str, scene: Any, path: Path) -> Array:
    """(H, W, 4) uint8, what Blender itself renders."""
    scene.render.engine, scene.render.dither_intensity = "BLENDER_WORKBENCH", 0.0
    scene.display.shading.color_type, scene.display.shading.light = "TEXTURE", "FLAT"
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
    found: Array = importlib.import_module(f"{addon}.scene.image_files").read_picture(path)
    return found


def premultiplied(picture: Array) -> Array:
    flat: Array = np.concatenate([picture[..., :3] * (picture[..., 3:] / 255), picture[..., 3:]], 2)
    return flat


@pytest.mark.parametrize("how", ["plain", "seen through, tinted, turned", "in perspective"])
def test_keys_are_painted_as_blender_shows_them(addon: str, scene: Any, tmp_path: Path, how: str) -> None:
    made = Palette(scene, "PERSP" if "perspective" in how else "ORTHO")
    if how != "plain":
        made.object.rotation_euler, made.object.scale = (0.3, 0.1, 0.3), (0.9, 0.8, 1.0)
    if "tinted" in how:
        made.colours.opacity, made.brush.opacity = 0.7, 0.5
        made.colours.tint_color, made.colours.tint_factor = (0.0, 1.0, 0.0), 0.3
    scene.shiage.folder = str(tmp_path)
    gather, plans, softkeys = (
        importlib.import_module(f"{addon}.{name}")
        for name in ("gather.gatherer", "gather.read_plan", "gather.soft_key_picture")
    )
    gatherer = gather.Gatherer(plans.read_plan(bpy.context), scene, bpy.context.evaluated_depsgraph_get)
    scene.frame_set(1)
    gatherer.visit(1)
    mine = softkeys.paint_soft_key(gatherer.found.frames[1], gatherer.found.coats[1])
    made.lines.hide = True
    theirs = rendered(addon, scene, tmp_path / "theirs.png")
    apart = np.abs(premultiplied(mine) - premultiplied(theirs)).max(2)
    # Blender smooths the edges of fills and the checks of the picture; strokes it bends in its own way
    edges = importlib.import_module(f"{addon}.gather.key_picture").paint_looks(
        gatherer.found.frames[1], gatherer.found.keys[1]
    )[0]
    inner = off_borders(np.ascontiguousarray(edges[..., None].repeat(4, 2).astype(np.uint8)), 2) & (edges > 0)
    assert inner.mean() > 0.3
    assert (apart[inner] <= 6).mean() > 0.95, np.percentile(apart[inner], [50, 90, 95, 99])
    assert np.median(apart[inner]) <= 1
    brush = (mine[..., 3] > 0) & (edges == 0) & (theirs[..., 3] > 0)
    assert brush.sum() > 1000
    assert np.median(apart[brush]) < 12


def soft_rings(scene: Any, lens: str = "ORTHO") -> Rings:
    shot = Rings(scene, frames=[1, 3, 4], keys=[1], lens=lens)
    drawing = shot.colours.frames[0].drawing
    slots = [shot.paints[RED], gradient(shot.object, "Ball", BLUE, WHITE, kind="RADIAL"),
             gradient(shot.object, "Box", GREEN, WHITE)]  # fmt: skip
    drawing.attributes["material_index"].data.foreach_set("value", np.array(slots, np.int32))
    # the box's gradient from its left side to its right one
    attribute(drawing, "uv_scale", "FLOAT2", "CURVE", [(1, 1), (1, 1), (2, 2)])
    scene.shiage.mode = "soft"
    return shot


def corners_seen(addon: str, scene: Any, body: Any) -> tuple[Array, Array]:
    """Places of a picture's corners in it, 0 to 1 from the top left, and the pixels they are seen at."""
    camera_ = importlib.import_module(f"{addon}.scene.camera")
    depsgraph = bpy.context.evaluated_depsgraph_get()
    world = np.array(body.evaluated_get(depsgraph).matrix_world)
    points = np.array([vertex.co[:] for vertex in body.data.vertices]) @ world[:3, :3].T + world[:3, 3]
    pixels = camera_.project(camera_.view_of(scene, depsgraph).rows, points)[0]
    places = np.array([layer.vector[:] for layer in body.data.uv_layers[0].uv])
    return places * (1, -1) + (0, 1), pixels[[loop.vertex_index for loop in body.data.loops]]


def box_seen(addon: str, scene: Any, shot: Rings, frame: int, path: Path) -> None:
    """The box's gradient is rendered where its lines are, from green on the left to white on the right."""
    camera_ = importlib.import_module(f"{addon}.scene.camera")
    scene.frame_set(frame)
    depsgraph = bpy.context.evaluated_depsgraph_get()
    world = np.array(shot.object.evaluated_get(depsgraph).matrix_world @ shot.lines.matrix_local)
    drawn = max(f for f in shot.frames if f <= frame)
    x = 180 + 4 * shot.frames.index(drawn)
    across = (
        shot.put(np.stack([np.linspace(x, x + 50, 51), np.full(51, 95.0)], 1)) @ world[:3, :3].T
        + world[:3, 3]
    )
    pixels = camera_.project(camera_.view_of(scene, depsgraph).rows, across)[0]
    picture = rendered(addon, scene, path)
    inside = (pixels >= 0).all(1) & (pixels < SIZE).all(1)
    columns, rows = pixels[inside].astype(int).T
    found = picture[rows, columns].astype(int)[2:-2]
    assert (found[:, 3] > 250).all(), "the box is filled from line to line"
    red = found[:, 0]
    assert (np.diff(red) >= -6).all() and red[0] < 120 and red[-1] > 225, red
    for outside in (-5, 55):
        place = shot.put(np.array([(x + outside, 95.0)])) @ world[:3, :3].T + world[:3, 3]
        column, row = camera_.project(camera_.view_of(scene, depsgraph).rows, place)[0][0].astype(int)
        if 0 <= column < SIZE[0] and 0 <= row < SIZE[1]:
            assert picture[row, column, 3] < 5, "and no further"


@pytest.mark.usefixtures("engine_home")
@pytest.mark.parametrize("how", ["still", "in perspective, turned, under a pan"])
def test_a_soft_shot_lies_behind_its_lines(addon: str, scene: Any, tmp_path: Path, how: str) -> None:
    moves = how != "still"
    shot = soft_rings(scene, "PERSP" if moves else "ORTHO")
    if moves:
        shot.object.rotation_euler = (0.3, 0.1, 0.2)
        shot.lines.translation = shot.colours.translation = (0.4, 0.0, 0.0)
        for frame, x in ((1, -4.0), (4, 2.0)):
            shot.camera.location.x = x
            shot.camera.keyframe_insert("location", frame=frame)
    scene.shiage.folder, scene.frame_end = str(tmp_path), 5
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    (body,) = (one for one in scene.objects if one.type == "MESH")
    assert body.name == "Rings Shiage" and body.parent == shot.object
    assert sorted(p.name for p in (tmp_path / "Rings").iterdir()) == [f"000{n}.png" for n in range(1, 6)]
    scene.frame_set(1)
    places, pixels = corners_seen(addon, scene, body)
    if not moves:
        assert np.allclose(places * SIZE, pixels, atol=0.02)
    else:
        picture = importlib.import_module(f"{addon}.scene.image_files").read_picture(
            tmp_path / "Rings" / "0001.png"
        )
        size = np.array(picture.shape[1::-1])
        off = pixels - places * size
        assert np.ptp(off, axis=0).max() < 0.05, "one shift, that of the wider picture"
        assert (size > SIZE).any()
    shot.colours.hide = shot.lines.hide = True
    for frame in (1, 2, 4, 5):
        box_seen(addon, scene, shot, frame, tmp_path / "seen.png")


@pytest.mark.usefixtures("engine_home")
def test_pictures_are_replaced_and_nobody_elses(addon: str, scene: Any, tmp_path: Path) -> None:
    scans = importlib.import_module(f"{addon}.scene.image_files")
    shot = soft_rings(scene)
    scene.shiage.folder = str(tmp_path)
    foreign = tmp_path / "Rings" / "0003.png"
    scans.write_png(foreign, np.full((4, 4, 4), 77, np.uint8))
    before = foreign.read_bytes()
    counts = []
    for _ in range(2):
        assert bpy.ops.shiage.color_shot() == {"FINISHED"}
        counts.append(
            [len(kind) for kind in (scene.objects, bpy.data.meshes, bpy.data.materials, bpy.data.images)]
        )
    assert counts[0] == counts[1], "replaced, not added"
    assert foreign.read_bytes() == before and [p.name for p in (tmp_path / "Rings").iterdir()] == ["0003.png"]
    said = importlib.import_module(f"{addon}.ui.running").latest_notes()
    assert any("Pictures of something else are in the way" in words for words in said)
    folder = tmp_path / "Rings 2"
    assert scans.read_picture(folder / "0002.png").any()
    # painted anew, the key's picture is what is shown, also where Blender had it in memory
    scene.frame_set(1)
    shot.lines.hide = shot.colours.hide = True
    old = rendered(addon, scene, tmp_path / "seen.png")[120, 50]
    shot.lines.hide = shot.colours.hide = False
    shot.object.data.materials[shot.paints[RED]].grease_pencil.fill_color = linear(YELLOW)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    shot.lines.hide = shot.colours.hide = True
    new = rendered(addon, scene, tmp_path / "seen.png")[120, 50]
    assert np.abs(old[:3].astype(int) - RED).max() <= 2 and np.abs(new[:3].astype(int) - YELLOW).max() <= 2
    # one frame alone leaves the others; frames beside a shorter range stay, too
    shot.lines.hide = shot.colours.hide = False
    stand = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    scene.frame_set(4)
    assert bpy.ops.shiage.color_frame() == {"FINISHED"}
    changed = {path.name for path in folder.iterdir() if path.stat().st_mtime_ns != stand.get(path.name)}
    assert "0004.png" in changed and not {"0002.png", "0003.png"} & changed
    scene.use_preview_range, scene.frame_preview_start, scene.frame_preview_end = True, 3, 4
    shot.colour(3)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    image = next(
        n for n in scene.objects["Rings Shiage"].active_material.node_tree.nodes if n.type == "TEX_IMAGE"
    )
    assert (image.image_user.frame_start, image.image_user.frame_duration) == (1, 4)


@pytest.mark.usefixtures("engine_home")
def test_two_objects_have_pictures_of_their_own_and_frames_without_any_show_none(
    addon: str, scene: Any, tmp_path: Path
) -> None:
    anna, bert = (Rings(scene, frames=[2, 3], keys=[2]) for _ in range(2))
    anna.object.name, bert.object.name = "Anna", "Bert"
    bert.object.data = anna.object.data  # one drawing, two places
    bert.object.location.x = 1.0
    bert.colours, bert.lines = anna.colours, anna.lines
    anna.lines.frames.new(4)
    scene.shiage.output, scene.shiage.folder = "PLANE", str(tmp_path)
    scene.frame_start, scene.frame_end = 2, 5
    for one in (anna, bert):
        one.object.select_set(True)
    bpy.ops.ed.undo_push(message="before")
    assert bpy.ops.shiage.color_selected() == {"FINISHED"}
    bodies = {one.name: one for one in scene.objects if one.type == "MESH"}
    assert {name: body.parent.name for name, body in bodies.items()} == {
        "Anna Shiage": "Anna",
        "Bert Shiage": "Bert",
    }
    images = {next(n.image for n in body.active_material.node_tree.nodes if n.type == "TEX_IMAGE").filepath
              for body in bodies.values()}  # fmt: skip
    assert len(images) == 2
    scans = importlib.import_module(f"{addon}.scene.image_files")
    for name in ("Anna", "Bert"):
        shown = [scans.read_picture(tmp_path / name / f"000{n}.png")[..., 3].any() for n in (2, 3, 4, 5)]
        assert shown == [True, True, False, False], "nothing is drawn from frame 4 on"
    assert not bodies["Anna Shiage"].animation_data
    scene.frame_start, scene.frame_end = 1, 9
    scene.use_preview_range, scene.frame_preview_start, scene.frame_preview_end = True, 2, 5
    assert bpy.ops.shiage.color_selected() == {"FINISHED"}
    hidden = []
    for frame in (1, 2, 5, 6):
        scene.frame_set(frame)
        hidden.append(bodies["Anna Shiage"].hide_render)
    assert hidden == [True, False, False, True]
    bpy.ops.ed.undo_push(message="after")
    bpy.ops.ed.undo()
    assert not any(one.type == "MESH" for one in bpy.context.scene.objects), "it can be undone"


@pytest.mark.usefixtures("engine_home")
def test_mode_flat_says_what_it_made_of_a_gradient(addon: str, scene: Any) -> None:
    shot = soft_rings(scene)
    scene.shiage.mode = "flat"
    drawing = shot.colours.frames[0].drawing
    # a fill colour of its own for one stroke, and a brushed stroke without a fill
    attribute(drawing, "fill_color", "FLOAT_COLOR", "CURVE", [linear(YELLOW), (0, 0, 0, 0), (0, 0, 0, 0)])
    extra = shot.object.data.layers.new("More")
    extra.use_lights = False
    brush = material(shot.object, "Brush", stroke=linear(YELLOW))
    put_strokes(extra.frames.new(1).drawing, [shot.put(circle(50, 120, 8))], 0.1, True, brush)
    put = material(shot.object, "Spot", fill=linear((90, 10, 120)))
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    said = importlib.import_module(f"{addon}.ui.running").latest_notes()
    assert [words.partition(":")[0] for words in said if "gradient" in words] == [
        "'Ball' fills with a gradient",
        "'Box' fills with a gradient",
    ]
    middle = np.array(linear(GREEN))[:3] / 2 + 0.5
    srgb = importlib.import_module(f"{addon}.scene.colours").to_srgb(middle)
    painted = paint_frame(addon, scene, "Rings", ("Shiage",), 4)
    assert tuple(painted[95, 205 + 8][:3]) == tuple(srgb.tolist())
    assert tuple(painted[120, 50 + 8][:3]) == YELLOW
    used = {m.name for m in shot.object.data.materials}
    assert {"Shiage " + bytes(srgb.tolist()).hex(), "Shiage fadc28"} <= used
    # strokes of a colour layer that fill nothing are told of where there are fills, too
    entry = scene.shiage.colours.add()
    entry.object, entry.layer = shot.object, "More"
    rings = [shot.put(circle(99, 80, radius)) for radius in (5, 9)]
    put_strokes(extra.frames.new(3).drawing, rings, 0.1, True, [put, brush], fills=[True, False])
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    said = importlib.import_module(f"{addon}.ui.running").latest_notes()
    assert any("On the layer 'More' are strokes without a fill" in words for words in said), said
