# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's words belong to an object and a drawing, and what was deleted stays deleted."""

from __future__ import annotations

import importlib
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
import pytest
from tests.blender.painted import paint_frame
from tests.blender.scenes import BLUE, GREEN, RED, Rings, camera, doubt

pytestmark = pytest.mark.usefixtures("engine_home")

BOX = 205
"""Across, in the first drawing; every drawing is 4 pixels further to the right."""


def box_of(addon: str, scene: Any, shot: Rings, frame: int, drawing: int | None = None) -> tuple[int, ...]:
    """The colour the box has in a frame."""
    index = shot.frames.index(frame) if drawing is None else drawing
    painted = paint_frame(addon, scene, shot.object.name, ("Shiage",), frame)
    return tuple(painted[95, BOX + 4 * index].tolist())


def recolour_box(shot: Rings, frame: int, rgb: tuple[int, int, int], again: bool = True) -> None:
    for number in shot.frames:
        for slot in shot.paints.values():
            doubt(shot, number, slot, 1.0)
    doubt(shot, frame, shot.paints[GREEN], 0.4)
    assert bpy.ops.shiage.next_uncertain() == {"FINISHED"}
    name = shot.object.data.materials[shot.paints[rgb]].name
    assert bpy.ops.shiage.recolor(material=name, again=again) == {"FINISHED"}


def spoken_of(addon: str, scene: Any) -> list[int]:
    """Frames that the engine is told a word of."""
    corrections, gather, plans, times = (
        importlib.import_module(f"{addon}.{name}")
        for name in (
            "gather.correction_points",
            "gather.gatherer",
            "gather.read_plan",
            "gather.drawing_times",
        )
    )
    plan = plans.read_plan(bpy.context)
    gatherer = gather.Gatherer(plan, scene, bpy.context.evaluated_depsgraph_get)
    for number in times.times_of(plan, scene):
        scene.frame_set(number)
        gatherer.visit(number)
    return [word.number for word in corrections.correction_points(plan, gatherer.found)]


def test_marks_belong_to_their_object(addon: str, scene: Any) -> None:
    anna = Rings(scene, frames=[1, 2, 3], keys=[1])
    anna.object.name = "Anna"
    bpy.data.objects.remove(anna.camera)
    bert = Rings(scene, frames=[1, 2, 3], keys=[1])
    bert.object.name = "Bert"

    def color(shot: Rings) -> None:
        bpy.context.view_layer.objects.active = shot.object
        assert bpy.ops.shiage.color_shot() == {"FINISHED"}

    color(anna)
    color(bert)
    bpy.context.view_layer.objects.active = anna.object
    recolour_box(anna, 2, BLUE)
    assert box_of(addon, scene, anna, 2) == (*BLUE, 255)
    color(bert)
    assert box_of(addon, scene, bert, 2) == (*GREEN, 255)
    assert len(bert.object.data.materials) == 4
    # a new name changes nothing; who is gone says nothing any more
    anna.object.name = "Anna Karenina"
    color(anna)
    assert box_of(addon, scene, anna, 2) == (*BLUE, 255)
    bpy.context.view_layer.objects.active = bert.object
    assert bpy.ops.shiage.forget_marks() == {"FINISHED"}
    assert len(scene.shiage.marks) == 1, "the other's stay"
    bpy.data.objects.remove(anna.object)
    color(bert)
    assert box_of(addon, scene, bert, 2) == (*GREEN, 255)


def test_marks_go_with_their_drawing(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2, 3, 4], keys=[1])
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    recolour_box(shot, 4, BLUE)
    # the drawing of frame 4 is moved to frame 9, a copy of that of frame 2 comes to stand at 4
    shot.lines.frames.move(4, 9)
    shot.lines.frames.copy(2, 4)
    scene.frame_end = 9
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert box_of(addon, scene, shot, 9, drawing=3) == (*BLUE, 255)
    assert spoken_of(addon, scene) == [9], "the word was not on the drawing that stands at 4 now"
    # a drawing that is mended is still the one that was spoken of
    shot.lines.get_frame_at(9).drawing.strokes[0].points[0].position[0] += 0.01
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert box_of(addon, scene, shot, 9, drawing=3) == (*BLUE, 255)
    # once it is gone, nobody is spoken of
    shot.lines.frames.remove(9)
    assert spoken_of(addon, scene) == []


def test_a_deleted_fill_stays_deleted(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2, 3], keys=[1])
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    drawing = shot.object.data.layers["Shiage"].get_frame_at(3).drawing

    def delete(rgb: tuple[int, int, int]) -> None:
        slots = np.zeros(drawing.attributes.domain_size("CURVE"), np.int32)
        drawing.attributes["material_index"].data.foreach_get("value", slots)
        drawing.remove_strokes(indices=np.flatnonzero(slots == shot.paints[rgb]).tolist())

    delete(GREEN)
    for _ in range(3):
        assert bpy.ops.shiage.color_shot() == {"FINISHED"}
        assert box_of(addon, scene, shot, 3) == (0, 0, 0, 0)
        assert box_of(addon, scene, shot, 2) in ((*GREEN, 255), (0, 0, 0, 0))
        assert len(scene.shiage.marks) == 1
    # all of a frame
    delete(RED)
    delete(BLUE)
    assert not len(drawing.strokes)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert not paint_frame(addon, scene, "Rings", ("Shiage",), 3).any()
    # until it is taken back
    assert bpy.ops.shiage.forget_marks() == {"FINISHED"}
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert box_of(addon, scene, shot, 3) == (*GREEN, 255)


def test_what_is_moved_or_gone_as_a_whole_is_not_deleted(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2, 3], keys=[1])
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    result = shot.object.data.layers["Shiage"]
    # the artist retimes the shot, all layers together
    for layer in (shot.lines, result):
        layer.frames.move(3, 5)
        layer.frames.move(2, 3)
    shot.frames = [1, 3, 5]
    scene.frame_end = 5
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert not scene.shiage.marks
    for frame in (1, 3, 5):
        assert box_of(addon, scene, shot, frame) == (*GREEN, 255)
    # a keyframe, or the layer, that is gone comes back
    result.frames.remove(3)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert box_of(addon, scene, shot, 3) == (*GREEN, 255)
    shot.object.data.layers.remove(result)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert box_of(addon, scene, shot, 5) == (*GREEN, 255)
    assert not scene.shiage.marks


def test_a_second_camera_changes_no_word(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2, 3], keys=[1])
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    recolour_box(shot, 3, BLUE)
    scene.render.resolution_percentage = 150
    bpy.data.objects.remove(shot.camera)
    camera(scene, "ORTHO", 480, 270)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    painted = paint_frame(addon, scene, "Rings", ("Shiage",), 3)
    assert tuple(painted[int(95 * 1.5), int((BOX + 8) * 1.5)].tolist()) == (*BLUE, 255)
