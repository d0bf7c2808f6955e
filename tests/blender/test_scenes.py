# SPDX-License-Identifier: GPL-3.0-or-later
"""Small shots of all kinds through a real engine: cameras, parents, held drawings, undo, save and reload."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
import pytest
from tests.blender.painted import agreement, off_borders, paint_frame
from tests.blender.scenes import BLUE, GREEN, RED, Rings, circle, grease_pencil, material, put_strokes

pytestmark = pytest.mark.usefixtures("engine_home")

Part = Callable[[str], Any]


def fills_match(addon: str, scene: Any, shot: Rings, frames: list[int] | None = None) -> None:
    """Each frame's fills are where the truth has them."""
    fill = importlib.import_module(f"{addon}.scene.polygons").fill
    for frame in frames or shot.frames:
        painted = paint_frame(addon, scene, shot.object.name, ("Shiage",), frame)
        assert agreement(painted, shot.truth(frame, fill)) == 1.0, f"frame {frame}"


def stored(layer: Any) -> list[tuple[int, bytes, bytes]]:
    """Frames of a layer with all points and materials."""
    kept = []
    for frame in layer.frames:
        drawing = frame.drawing
        count = drawing.attributes.domain_size("POINT"), drawing.attributes.domain_size("CURVE")
        points, slots = np.zeros(3 * count[0], np.float32), np.zeros(count[1], np.int32)
        if count[1]:
            drawing.attributes["position"].data.foreach_get("vector", points)
            drawing.attributes["material_index"].data.foreach_get("value", slots)
        kept.append((frame.frame_number, points.tobytes(), slots.tobytes()))
    return kept


def test_a_shot_with_holes_comes_back_on_its_own_layer(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2, 3, 4], keys=[1, 4])
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    layers = shot.object.data.layers
    assert [layer.name for layer in layers] == ["Shiage", "Colour", "Lines"]
    assert [frame.frame_number for frame in layers["Shiage"].frames] == [1, 2, 3, 4]
    assert {frame.keyframe_type for frame in layers["Shiage"].frames} == {"GENERATED"}
    assert scene.frame_current == 1
    fills_match(addon, scene, shot)
    # the keys are seen in their own frames only, and are untouched
    assert [(f.frame_number, f.keyframe_type) for f in layers["Colour"].frames] == [
        (1, "KEYFRAME"),
        (2, "GENERATED"),
        (4, "KEYFRAME"),
    ]
    # and the palette of the keys is the palette of the result
    assert len(shot.object.data.materials) == 4
    shot.object.data.materials[shot.paints[BLUE]].grease_pencil.fill_color = (0.0, 1.0, 1.0, 1.0)
    assert (paint_frame(addon, scene, "Rings", ("Shiage",), 3) == (0, 255, 255, 255)).all(2).sum() > 500


@pytest.mark.parametrize("lens", ["PERSP", "ORTHO"])
def test_the_camera_may_move_turn_shift_and_zoom(addon: str, scene: Any, lens: str) -> None:
    shot = Rings(scene, frames=[1, 3, 5, 7], keys=[1, 7], lens=lens)
    eye = shot.camera
    for frame, share in ((1, 0.0), (7, 1.0)):
        eye.location = (share * 0.8, -10 + 2 * share, share * 0.3)
        eye.rotation_euler = (np.pi / 2 + 0.04 * share, 0.1 * share, 0.06 * share)
        eye.data.shift_x, eye.data.lens = 0.05 * share, eye.data.lens * (1 - 0.2 * share)
        for holder, path in ((eye, "location"), (eye, "rotation_euler"), (eye.data, "shift_x")):
            holder.keyframe_insert(path, frame=frame)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    # fills lie on the drawing's plane, under the lines, however the camera stood
    for frame in shot.frames:
        points = points_of(shot.object.data.layers["Shiage"], frame)
        assert np.abs(points[:, 1]).max() < 1e-4
    eye.animation_data_clear()
    eye.data.animation_data_clear()
    eye.location, eye.rotation_euler = (0.0, -10.0, 0.0), (np.pi / 2, 0.0, 0.0)
    eye.data.shift_x, eye.data.lens = 0.0, eye.data.sensor_width * 10 / 12.8
    fill = importlib.import_module(f"{addon}.scene.polygons").fill
    for frame in shot.frames:
        painted = paint_frame(addon, scene, "Rings", ("Shiage",), frame)
        assert agreement(painted, shot.truth(frame, fill), reach=5) == 1.0


def points_of(layer: Any, frame: int) -> Any:
    drawing = layer.get_frame_at(frame).drawing
    points = np.zeros(3 * drawing.attributes.domain_size("POINT"), np.float32)
    drawing.attributes["position"].data.foreach_get("vector", points)
    return points.reshape(-1, 3)


def test_objects_and_layers_may_be_moved_and_parented(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2, 3], keys=[1, 3])
    empty = bpy.data.objects.new("Hand", None)
    scene.collection.objects.link(empty)
    for layer in (shot.lines, shot.colours):
        layer.parent = empty
    empty.location, empty.scale = (1.0, 0.0, 0.5), (0.8, 0.8, 0.8)
    shot.object.location = (5.0, 1.0, 0.0)
    shot.lines.translation = shot.colours.translation = (0.2, 0.0, 0.0)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    # the fills lie on the drawing and go where it goes
    empty.location, empty.rotation_euler = (-1.0, 0.0, 0.0), (0.0, 0.3, 0.0)
    scene.frame_set(2)
    evaluated = importlib.import_module(f"{addon}.scene.layers").Evaluated(
        bpy.context.evaluated_depsgraph_get()
    )
    lines, fills = (evaluated.layer(("Rings", name)).world for name in ("Lines", "Shiage"))
    assert np.allclose(lines, fills, atol=1e-5)
    for layer in shot.object.data.layers:
        layer.parent = None
        layer.translation, layer.rotation, layer.scale = (0.0,) * 3, (0.0,) * 3, (1.0,) * 3
    shot.object.location = (0.0, 0.0, 0.0)
    fills_match(addon, scene, shot)


def test_a_layer_that_moves_in_a_held_drawing_makes_new_frames(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 4], keys=[1])
    empty = bpy.data.objects.new("Hand", None)
    scene.collection.objects.link(empty)
    eyes = shot.object.data.layers.new("Eyes")
    put_strokes(eyes.frames.new(1).drawing, [shot.put(circle(60, 130, 8))], 0.06, True, shot.ink)
    eyes.parent = empty
    for frame, x in ((1, 0.0), (4, 0.6)):
        empty.location = (x, 0.0, 0.0)
        empty.keyframe_insert("location", frame=frame)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert [f.frame_number for f in shot.object.data.layers["Shiage"].frames] == [1, 2, 3, 4]


def test_held_and_blank_drawings(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[2, 5, 9], keys=[2])
    scene.frame_start, scene.frame_end = 3, 16
    shot.lines.frames.new(12)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    layer = shot.object.data.layers["Shiage"]
    # the drawing and the key held into the shot count at its start; the empty drawing ends the fills
    assert [f.frame_number for f in layer.frames] == [3, 5, 9, 12]
    assert not len(layer.get_frame_at(14).drawing.strokes)
    fills_match(addon, scene, shot, [5, 9])
    shot.lines.frames.remove(9)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert [f.frame_number for f in layer.frames] == [3, 5, 12]


def test_undo_is_one_step(scene: Any) -> None:
    Rings(scene, frames=[1, 2], keys=[1])
    bpy.ops.ed.undo_push(message="before")
    assert bpy.ops.shiage.color_shot("EXEC_DEFAULT", True) == {"FINISHED"}
    assert "Shiage" in bpy.data.objects["Rings"].data.layers
    bpy.ops.ed.undo()
    layers = bpy.data.objects["Rings"].data.layers
    assert [layer.name for layer in layers] == ["Colour", "Lines"]
    assert [frame.frame_number for frame in layers["Colour"].frames] == [1]
    bpy.ops.ed.redo()
    assert len(bpy.data.objects["Rings"].data.layers["Shiage"].frames) == 2


def test_saved_reloaded_and_run_again_it_is_the_same(addon: str, scene: Any, tmp_path: Path) -> None:
    shot = Rings(scene, frames=[1, 2, 3], keys=[1, 3])
    scene.shiage.gap = 5
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    first, job = stored(shot.object.data.layers["Shiage"]), scene.shiage.drawings[0].job
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "shot.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "shot.blend"))
    layer = bpy.data.objects["Rings"].data.layers["Shiage"]
    assert stored(layer) == first
    assert bpy.context.scene.shiage.gap == 5
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert stored(layer) == first
    assert bpy.context.scene.shiage.drawings[0].job == job, "an unchanged shot is not sent again"


def test_only_drawings_that_changed_are_sent(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2, 3, 4], keys=[1])
    runs, plan = (importlib.import_module(f"{addon}.{name}") for name in ("job.run", "gather.read_plan"))
    sent = []
    for frame in (None, 3):
        if frame:
            shot.lines.get_frame_at(frame).drawing.strokes[3].points[0].position = shot.put(
                np.array([(190, 50)])
            )[0]
        run = runs.Run(bpy.context, plan.read_plan(bpy.context))
        while run.tick(0.1):
            pass
        assert run.ended.state == "done", run.ended
        sent.append(run._session.sent)
    assert sent == [5, 1]


def test_an_unchanged_shot_is_looked_at_and_left_alone(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2, 3, 4], keys=[1])
    runs, plan = (importlib.import_module(f"{addon}.{name}") for name in ("job.run", "gather.read_plan"))
    writing: Any = importlib.import_module(f"{addon}.job.write_result")
    result = None

    def color() -> list[int]:
        written: list[int] = []
        original = writing.write_patch

        def write(layer: Any, patch: Any, *rest: Any) -> int:
            written.append(patch.number)
            count: int = original(layer, patch, *rest)
            return count

        writing.write_patch = write
        try:
            run = runs.Run(bpy.context, plan.read_plan(bpy.context))
            while run.tick(0.1):
                pass
        finally:
            writing.write_patch = original
        assert (run.ended.state, run.painted) == ("done", 4), run.ended
        return sorted(written)

    assert color() == [1, 2, 3, 4]
    result = shot.object.data.layers["Shiage"]
    first = stored(result)
    assert color() == []
    assert stored(result) == first
    # what is missing comes back, alone; what only looks otherwise follows
    result.frames.remove(3)
    shot.colours.opacity = 0.5
    assert color() == [3]
    assert stored(result) == first
    assert result.opacity == 0.5
    # one frame coloured by itself is not the shot's
    scene.frame_set(2)
    assert bpy.ops.shiage.color_frame() == {"FINISHED"}
    scene.frame_set(1)
    assert color() == [2]
    fills_match(addon, scene, shot)


def test_what_the_artist_touched_stays_and_is_told_to_the_engine(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2, 3, 4, 5], keys=[1])
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    layer = shot.object.data.layers["Shiage"]
    drawing = layer.get_frame_at(5).drawing
    slots = np.zeros(drawing.attributes.domain_size("CURVE"), np.int32)
    drawing.attributes["material_index"].data.foreach_get("value", slots)
    box = int(np.flatnonzero(slots == shot.paints[GREEN])[0])
    drawing.strokes[box].material_index = shot.paints[RED]
    touched = points_of(layer, 5).shape
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    painted = paint_frame(addon, scene, "Rings", ("Shiage",), 5)
    assert tuple(painted[95, 90 + 16 + 115]) == (*RED, 255)
    # neither lost nor painted twice: the engine says now what the artist says
    assert points_of(layer, 5).shape == touched
    assert tuple(paint_frame(addon, scene, "Rings", ("Shiage",), 1)[95, 90 + 115]) == (*GREEN, 255)


def test_one_frame_alone(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 3, 5, 7], keys=[1, 7])
    scene.frame_set(4)
    assert bpy.ops.shiage.color_frame() == {"FINISHED"}
    assert scene.frame_current == 4
    assert [f.frame_number for f in shot.object.data.layers["Shiage"].frames] == [3]
    fills_match(addon, scene, shot, [3])


def test_other_objects_hidden_layers_and_masks(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2], keys=[1])
    hidden = shot.object.data.layers.new("Rough")
    put_strokes(hidden.frames.new(1).drawing, [shot.put(circle(90, 95, 48))], 0.06, True, shot.ink)
    hidden.hide = True
    other = grease_pencil("Scratch", scene)
    scratch = other.data.layers.new("Scratch")
    across = np.array([(20.0, 20.0), (300.0, 170.0)])
    put_strokes(
        scratch.frames.new(1).drawing, [shot.put(across)], 0.06, False, material(other, "I", (0, 0, 0, 1))
    )
    scene.shiage.target = shot.object
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    fills_match(addon, scene, shot)


def test_errors_say_what_to_do(scene: Any) -> None:
    with pytest.raises(RuntimeError, match="Select the grease-pencil object"):
        bpy.ops.shiage.color_shot()
    shot = Rings(scene, frames=[1, 2], keys=[])
    with pytest.raises(
        RuntimeError, match="no key: fill the regions of at least one frame on the layer 'Colour'"
    ):
        bpy.ops.shiage.color_shot()
    shot.lines.hide = True
    with pytest.raises(RuntimeError, match="no visible line layer"):
        bpy.ops.shiage.color_shot()
    shot.lines.hide = False
    scene.camera = None
    with pytest.raises(RuntimeError, match="The scene has no camera"):
        bpy.ops.shiage.color_shot()
    assert [layer.name for layer in shot.object.data.layers] == ["Colour", "Lines"]


def test_blender_renders_what_it_should(addon: str, scene: Any, tmp_path: Path) -> None:
    shot = Rings(scene, frames=[1, 2, 3], keys=[1])
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    shot.lines.hide = shot.colours.hide = True
    scene.frame_set(2)
    scene.render.engine, scene.render.filepath = "BLENDER_WORKBENCH", str(tmp_path / "2.png")
    bpy.ops.render.render(write_still=True)
    raster, scans = (
        importlib.import_module(f"{addon}.{name}") for name in ("scene.polygons", "scene.image_files")
    )
    rendered = scans.read_picture(tmp_path / "2.png")
    off = np.abs(rendered.astype(int) - shot.truth(2, raster.fill)).max(2)
    inner = off_borders(shot.truth(2, raster.fill))
    assert off[inner].max() <= 2
