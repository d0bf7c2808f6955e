# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes as strangers bring them: scaled to nothing, layers with our name, paint that is no correction."""

from __future__ import annotations

import importlib
from time import sleep
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
import pytest
from tests.blender.painted import agreement, paint_frame
from tests.blender.scenes import BLUE, GREEN, RED, Rings, circle, linear, material, put_strokes
from tests.blender.test_scenes import fills_match, stored

pytestmark = pytest.mark.usefixtures("engine_home")


def notes(addon: str) -> list[str]:
    """What the panel says after a run."""
    return list(importlib.import_module(f"{addon}.ui.running").latest_notes())


def test_a_drawing_scaled_to_nothing_is_blank(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2, 3, 4], keys=[2])
    for frame, size in ((1, 0.0), (2, 1.0)):  # it pops up
        shot.object.scale = (size,) * 3
        shot.object.keyframe_insert("scale", frame=frame)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    fills_match(addon, scene, shot, [2, 3, 4])
    assert not paint_frame(addon, scene, "Rings", ("Shiage",), 1).any()


def test_a_key_without_lines_is_said(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2, 3], keys=[1])
    shot.lines.get_frame_at(1).drawing.remove_strokes()
    with pytest.raises(RuntimeError, match="frame 1 is painted, but no line is to be seen there"):
        bpy.ops.shiage.color_shot()
    shot.colour(3)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    fills_match(addon, scene, shot, [2, 3])
    assert any("Frame 1 is painted, but no line" in words for words in notes(addon))


@pytest.mark.parametrize("flat", ["object", "layer"])
def test_a_drawing_without_depth_is_colored(addon: str, scene: Any, flat: str) -> None:
    shot = Rings(scene, frames=[1, 2, 3], keys=[1])
    for one in (shot.object,) if flat == "object" else (shot.lines, shot.colours):
        one.scale = (1.0, 0.0, 1.0)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    fills_match(addon, scene, shot)


def test_a_camera_that_sees_nothing_is_said(scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2], keys=[1])
    shot.camera.data.clip_start, shot.camera.data.clip_end = 5.0, 5.0
    with pytest.raises(RuntimeError, match="The camera sees nothing: its clipping"):
        bpy.ops.shiage.color_shot()


@pytest.mark.parametrize("which", ["Lines", "Colour", "another"])
def test_a_layer_of_the_artists_with_our_name_is_left_alone(scene: Any, which: str) -> None:
    shot = Rings(scene, frames=[1, 2, 3], keys=[1])
    layers = shot.object.data.layers
    if which == "another":
        put_strokes(
            layers.new("another").frames.new(2).drawing,
            [shot.put(circle(40, 40, 20))],
            0.0,
            True,
            shot.paints[GREEN],
            fills=True,
        )
    layers[which].name = "Shiage"
    if which == "Colour":
        scene.shiage.colour_layer = "Shiage"
    before = stored(layers["Shiage"])
    words = "Shiage itself paints" if which == "Colour" else "that Shiage did not make: rename it"
    with pytest.raises(RuntimeError, match=words):
        bpy.ops.shiage.color_shot()
    assert stored(layers["Shiage"]) == before


def test_a_detail_on_a_fill_is_no_correction(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2, 3], keys=[1])
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    blush = shot.put(circle(90 + 4 - 40, 110, 7))  # on the red ring of frame 2
    drawing = shot.object.data.layers["Shiage"].get_frame_at(2).drawing
    add_fill(drawing, blush, shot.paints[BLUE])
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    painted = paint_frame(addon, scene, "Rings", ("Shiage",), 2)
    assert tuple(painted[110, 54]) == (*BLUE, 255), "the detail stays"
    assert tuple(painted[60, 54]) == (*RED, 255), "and the ring keeps its color"
    fills_match(addon, scene, shot, [1, 3])
    assert any("Frame 2: your own paint on a part" in words for words in notes(addon))
    # all of the disc painted over is a correction, of which nothing need be said
    cover = shot.put(circle(90 + 4 + 5, 80, 16))
    add_fill(shot.object.data.layers["Shiage"].get_frame_at(3).drawing, cover, shot.paints[GREEN])
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert not any("Frame 3" in words for words in notes(addon))


def add_fill(drawing: Any, curve: Any, slot: int) -> None:
    """A fill of the artist's on top of those of a drawing."""
    count, points = (drawing.attributes.domain_size(domain) for domain in ("CURVE", "POINT"))
    drawing.add_strokes([len(curve)])
    if drawing.attributes.get("fill_opacity") is None:  # Blender would make it with 0 for all the others
        made = drawing.attributes.new("fill_opacity", "FLOAT", "CURVE")
        made.data.foreach_set("value", np.ones(count + 1, np.float32))
    for index, place in enumerate(curve.tolist()):
        drawing.attributes["position"].data[points + index].vector = place
    stroke = drawing.strokes[count]
    stroke.cyclic, stroke.material_index, stroke.fill_opacity = True, slot, 1.0
    if hasattr(stroke, "fill_id"):
        stroke.fill_id, stroke.hide_stroke = 999, True
    drawing.tag_positions_changed()


@pytest.mark.parametrize("thin", ["layer", "paint", "shadow"])
def test_keys_seen_through_are_said(addon: str, scene: Any, thin: str) -> None:
    shot = Rings(scene, frames=[1, 2, 3], keys=[1])
    if thin == "layer":
        shot.colours.opacity = 0.5
    elif thin == "paint":
        style = shot.object.data.materials[shot.paints[GREEN]].grease_pencil
        style.fill_color = (*linear(GREEN)[:3], 0.5)
    else:  # on solid paint it is seen as it is
        shade = material(shot.object, "Shade", fill=(0.0, 0.0, 0.0, 0.3))
        add_fill(shot.colours.get_frame_at(1).drawing, shot.put(circle(95, 80, 15)), shade)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert any("seen twice" in words for words in notes(addon)) == (thin != "shadow")
    if thin == "layer":
        shot.colours.hide = True
        assert bpy.ops.shiage.color_shot() == {"FINISHED"}
        assert not any("seen twice" in words for words in notes(addon))
        fill = importlib.import_module(f"{addon}.scene.polygons").fill
        assert agreement(paint_frame(addon, scene, "Rings", ("Shiage",), 1), shot.truth(1, fill)) == 1.0


def test_an_engine_that_ends_just_then_is_started_anew(
    addon: str, scene: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = importlib.import_module(f"{addon}.engine.process")
    shot = Rings(scene, frames=[1, 2], keys=[1])
    engine.start(engine.preferences().command, "CPU")
    look, gone = engine.read_connection, engine.read_connection()
    assert engine.stop()
    while look() is not None:
        sleep(0.05)
    looks = [gone]  # its file was still there when the artist pressed the button
    monkeypatch.setattr(engine, "read_connection", lambda: looks.pop() if looks else look())
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert not looks
    fills_match(addon, scene, shot)


def test_a_hidden_object_is_named(scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2], keys=[1])
    shot.object.hide_set(True)
    with pytest.raises(RuntimeError, match="'Rings' is hidden: show it"):
        bpy.ops.shiage.color_shot()


@pytest.mark.parametrize("preview", [False, True])
def test_keys_outside_the_range_are_told_from_none(scene: Any, preview: bool) -> None:
    Rings(scene, frames=[1, 2, 3, 4], keys=[1, 4])
    scene.frame_start, scene.frame_end = 2, 3
    if preview:
        scene.frame_start, scene.frame_end, scene.use_preview_range = 1, 4, True
        scene.frame_preview_start, scene.frame_preview_end = 2, 3
    with pytest.raises(RuntimeError, match="no key in the frames 2 to 3: frame 1 is painted, outside them"):
        bpy.ops.shiage.color_shot()


def test_a_hidden_result_is_said(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2], keys=[1])
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert not notes(addon)
    shot.object.data.layers["Shiage"].hide = True
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert ["is hidden: show it to see the result" in words for words in notes(addon)] == [True]
