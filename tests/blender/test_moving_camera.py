# SPDX-License-Identifier: GPL-3.0-or-later
"""A drawing held under a moving camera is coloured as far as any frame of its hold sees it."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
import pytest
from tests.blender.painted import agreement, paint_frame
from tests.blender.scenes import GREEN, SPAN, Rings, material, put_strokes

pytestmark = pytest.mark.usefixtures("engine_home")

UNIT = 320 / SPAN


def pan(one: Any, moves: dict[int, tuple[float, float, float]]) -> None:
    home = tuple(one.location)
    for frame, move in moves.items():
        one.location = tuple(a + b for a, b in zip(home, move, strict=True))
        one.keyframe_insert("location", frame=frame)


def seen_right(
    addon: str, scene: Any, shot: Rings, frame: int, drawing: int, x: float, y: float = 0.0
) -> None:
    """A frame's fills are those of a drawing, moved by (x, y) pixels in the picture."""
    fill = importlib.import_module(f"{addon}.scene.polygons").fill
    truth = np.zeros((180, 320, 4), np.uint8)
    for curve, rgb in shot.shapes(drawing):
        fill(truth, [curve + np.array([x, y])], (*rgb, 255) if rgb else (0, 0, 0, 0))
    painted = paint_frame(addon, scene, shot.object.name, ("Shiage",), frame)
    assert truth.any() and agreement(painted, truth) == 1.0, f"frame {frame}"


@pytest.mark.parametrize("what", ["camera", "object", "layer's parent", "camera's parent", "markers"])
def test_one_drawing_and_a_pan(addon: str, scene: Any, what: str) -> None:
    shot = Rings(scene, frames=[1], keys=[1])
    scene.frame_end = 24
    # at first the box, then the ring is outside the picture
    moves = {1: (-6.0, 0.0, 1.0), 24: (2.0, 0.0, -1.0)}
    if what == "camera":
        pan(shot.camera, moves)
    elif what == "markers":
        second = bpy.data.objects.new("Second", shot.camera.data)
        scene.collection.objects.link(second)
        second.rotation_euler = shot.camera.rotation_euler
        second.location = (2.0, -10.0, -1.0)
        shot.camera.location = (-6.0, -10.0, 1.0)
        for frame, one in ((1, shot.camera), (20, second)):
            scene.timeline_markers.new("cut", frame=frame).camera = one
    elif what == "camera's parent":
        rig = bpy.data.objects.new("Rig", None)
        scene.collection.objects.link(rig)
        shot.camera.parent = rig
        pan(rig, moves)
    else:
        away = {frame: (-x, 0.0, -z) for frame, (x, _, z) in moves.items()}
        mover = shot.object
        if what == "layer's parent":
            mover = bpy.data.objects.new("Hand", None)
            scene.collection.objects.link(mover)
            for layer in (shot.lines, shot.colours):
                layer.parent = mover
        pan(mover, away)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    result = shot.object.data.layers["Shiage"]
    assert [f.frame_number for f in result.frames] == [1], "it is one drawing still"
    seen_right(addon, scene, shot, 1, 1, 6 * UNIT, UNIT)
    seen_right(addon, scene, shot, 24, 1, -2 * UNIT, -UNIT)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    seen_right(addon, scene, shot, 24, 1, -2 * UNIT, -UNIT)


def test_drawings_that_change_during_a_pan_with_masks_and_blacks(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 9, 17], keys=[1])
    scene.frame_end = 24
    layers = shot.object.data.layers
    # a mask that shows all of the drawing, and a solid black beyond the picture at first
    mask = layers.new("Mask")
    white = material(shot.object, "White", fill=(1.0, 1.0, 1.0, 1.0))
    box = np.array([(-300.0, -300.0), (700.0, -300.0), (700.0, 500.0), (-300.0, 500.0)])
    put_strokes(mask.frames.new(1).drawing, [shot.put(box)], 0.0, True, white, fills=True)
    mask.opacity = 0.01
    layers.active = shot.lines
    bpy.ops.grease_pencil.layer_mask_add(name="Mask")
    shot.lines.use_masks = True
    chosen = scene.shiage.lines.add()
    chosen.object, chosen.layer = shot.object, "Lines"
    pan(shot.camera, {1: (-6.0, 0.0, 0.0), 24: (0.0, 0.0, 0.0)})
    curve = shot.camera.animation_data.action
    assert curve is not None
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    for frame, drawing in ((1, 1), (5, 1), (8, 1), (9, 9), (16, 9), (17, 17), (24, 17)):
        scene.frame_set(frame)
        moved = -bpy.data.objects["Camera"].matrix_world.translation.x * UNIT
        seen_right(addon, scene, shot, frame, drawing, moved)


def test_a_zoom_out_and_a_key_picture(addon: str, scene: Any, tmp_path: Path) -> None:
    shot = Rings(scene, frames=[1, 2], keys=[], lens="PERSP")
    raster, scans = (
        importlib.import_module(f"{addon}.{name}") for name in ("scene.polygons", "scene.image_files")
    )
    scans.write_png(tmp_path / "key.png", shot.truth(1, raster.fill))
    scene.shiage.colour_layer = ""
    shot.object.data.layers.remove(shot.colours)
    key = scene.shiage.key_images.add()
    key.frame, key.path = 1, str(tmp_path / "key.png")
    scene.frame_end = 12
    pan(shot.camera, {1: (0.0, 0.0, 0.0), 2: (0.0, 7.0, 0.0), 12: (0.0, 0.0, 0.0)})
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    seen_right(addon, scene, shot, 12, 2, 0.0)


def test_a_long_pan_is_said_and_not_too_much(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1], keys=[1])
    far = np.array([(x, 90.0 + 20 * np.sin(x / 90)) for x in np.arange(0.0, 4000.0, 8)])
    ground = shot.object.data.layers.new("Ground").frames.new(1).drawing
    put_strokes(ground, [shot.put(far)], 0.05, False, shot.ink)
    scene.frame_end = 12
    pan(shot.camera, {1: (0.0, 0.0, 0.0), 12: (140.0, 0.0, 0.0)})
    runs, plan = (importlib.import_module(f"{addon}.{name}") for name in ("job.run", "gather.read_plan"))
    run = runs.Run(bpy.context, plan.read_plan(bpy.context))
    while run.tick(0.1):
        pass
    assert run.ended.state == "done", run.ended
    assert run.found.frames[1].view.width == 640
    assert ["held at frame 1" in words for words in run.notes] == [True]


def test_a_still_camera_changes_nothing(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 5], keys=[1])
    scene.frame_end = 9
    shot.camera.location.x = -6.0
    runs, plan = (importlib.import_module(f"{addon}.{name}") for name in ("job.run", "gather.read_plan"))
    run = runs.Run(bpy.context, plan.read_plan(bpy.context))
    assert run.total == 2, "only drawings are looked at"
    while run.tick(0.1):
        pass
    assert run.found.frames[1].view.width == 320


def test_pictures_in_the_sequencer_follow_the_camera(addon: str, scene: Any, tmp_path: Path) -> None:
    shot = Rings(scene, frames=[1], keys=[1])
    scene.frame_end = 4
    pan(shot.camera, {1: (0.0, 0.0, 0.0), 4: (2.0, 0.0, 0.0)})
    scene.shiage.output, scene.shiage.folder = "SEQUENCER", str(tmp_path)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    scans = importlib.import_module(f"{addon}.scene.image_files")
    first, last = (scans.read_picture(tmp_path / "Rings" / f"{n:04d}.png") for n in (1, 4))
    assert first.shape == (180, 320, 4)
    assert tuple(first[95, 205]) == (*GREEN, 255)
    assert tuple(last[95, 205 - 50]) == (*GREEN, 255) and not last[95, 205].any()
