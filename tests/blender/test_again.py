# SPDX-License-Identifier: GPL-3.0-or-later
"""Colouring again: what stands in the result as it would be painted is not painted again."""

from __future__ import annotations

import importlib
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
import pytest
from numpy.typing import NDArray
from tests.blender.painted import paint_frame
from tests.blender.scenes import BLUE, GREEN, RED, Rings, circle, doubt

pytestmark = pytest.mark.usefixtures("engine_home")


class Still(Rings):
    """A shot in which the ring and the disc stand still, and the box alone moves."""

    def shapes(self, frame: int) -> list[tuple[NDArray[Any], tuple[int, int, int] | None]]:
        """See `Rings.shapes`."""
        *_, (box, rgb) = super().shapes(frame)
        ring = [(circle(90, 95, 60), RED), (circle(95, 80, 34), None), (circle(95, 80, 16), BLUE)]
        return [*ring, (box, rgb)]


class Painted:
    """Counts what is painted, and the pictures of keys that are drawn."""

    def __init__(self, addon: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.frames: list[int] = []
        self.keys = 0
        result, upload = (
            importlib.import_module(f"{addon}.{name}") for name in ("job.write_result", "gather.shot_upload")
        )
        write, paint = result.write_patch, upload.paint_key

        def write_patch(layer: Any, patch: Any, *rest: Any) -> Any:
            self.frames.append(patch.number)
            return write(layer, patch, *rest)

        def paint_key(*what: Any) -> Any:
            self.keys += 1
            return paint(*what)

        monkeypatch.setattr(result, "write_patch", write_patch)
        monkeypatch.setattr(upload, "paint_key", paint_key)

    def again(self) -> list[int]:
        """Color the shot; frames that were painted."""
        self.frames.clear()
        assert bpy.ops.shiage.color_shot() == {"FINISHED"}
        return sorted(self.frames)


def job_of(scene: Any) -> str:
    return str(scene.shiage.drawings[0].job)


def sure_of(shot: Rings, frame: int) -> list[float]:
    drawing = shot.object.data.layers["Shiage"].get_frame_at(frame).drawing
    values = np.zeros(drawing.attributes.domain_size("CURVE"), np.float32)
    drawing.attributes["shiage_confidence"].data.foreach_get("value", values)
    return [round(value, 4) for value in values.tolist()]


def test_fills_of_drawings_that_are_mostly_alike_are_not_taken_for_deleted(
    addon: str, scene: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shot = Still(scene, frames=[1, 2, 3, 4], keys=[1])
    painted = Painted(addon, monkeypatch)
    assert painted.again() == [1, 2, 3, 4]
    job, keys = job_of(scene), painted.keys
    assert keys == 1, "what was painted to be named is what is sent"
    for _ in range(2):
        assert painted.again() == []
        assert not scene.shiage.marks, "nobody deleted anything"
        assert (job_of(scene), painted.keys) == (job, keys)
    for index, frame in enumerate(shot.frames):
        picture = paint_frame(addon, scene, "Rings", ("Shiage",), frame)
        assert tuple(picture[95, 205 + 4 * index]) == (*GREEN, 255)


def test_a_correction_paints_what_changes_alone(
    addon: str, scene: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shot = Rings(scene, frames=[1, 2, 3, 4, 5], keys=[1, 5])
    painted = Painted(addon, monkeypatch)
    assert painted.again() == [1, 2, 3, 4, 5]
    keys = painted.keys
    layer = shot.object.data.layers["Shiage"]
    for frame in shot.frames:
        for slot in shot.paints.values():
            doubt(shot, frame, slot, 1.0)
    doubt(shot, 3, shot.paints[GREEN], 0.4)
    assert bpy.ops.shiage.next_uncertain() == {"FINISHED"}
    name = shot.object.data.materials[shot.paints[BLUE]].name
    assert bpy.ops.shiage.recolor(material=name) == {"FINISHED"}
    job = job_of(scene)
    again = painted.again()
    assert 3 in again
    assert not {1, 5} & set(again), "keys stand as they are"
    assert job_of(scene) != job
    assert painted.keys == keys, "keys that nobody touched are not drawn again"
    boxes = {
        f: paint_frame(addon, scene, "Rings", ("Shiage",), f)[95, 205 + 4 * (f - 1)] for f in shot.frames
    }
    assert tuple(boxes[3]) == (*BLUE, 255)
    assert tuple(boxes[1]) == tuple(boxes[5]) == (*GREEN, 255)
    # how sure the others are came all the same, though they were made to look sure of everything
    sure = {frame: sure_of(shot, frame) for frame in shot.frames}
    assert sure[1] == [1.0] * len(sure[1])
    # it is all as if it were painted anew
    strokes = {f: len(layer.get_frame_at(f).drawing.strokes) for f in shot.frames}
    shot.object.data.layers.remove(layer)
    assert painted.again() == [1, 2, 3, 4, 5]
    layer = shot.object.data.layers["Shiage"]
    assert {f: len(layer.get_frame_at(f).drawing.strokes) for f in shot.frames} == strokes
    assert {frame: sure_of(shot, frame) for frame in shot.frames} == sure


def test_fills_are_painted_again_where_they_would_lie_or_look_otherwise(
    addon: str, scene: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shot = Rings(scene, frames=[1, 2, 3], keys=[1])
    painted = Painted(addon, monkeypatch)
    painted.again()
    # the drawing is twice as large and as far away: pixel for pixel the same, its plane is another
    shot.camera.data.ortho_scale *= 2
    for layer in (shot.lines, shot.colours):
        for frame in (frame for frame in layer.frames if len(frame.drawing.strokes)):
            for stroke in frame.drawing.strokes:
                for point in stroke.points:
                    point.position, point.radius = [2 * x for x in point.position], 2 * point.radius
            frame.drawing.tag_positions_changed()
    scene.shiage.drawings[0].digest = ""
    assert painted.again() == [1, 2, 3]
    box = paint_frame(addon, scene, "Rings", ("Shiage",), 3)[95, 213]
    assert tuple(box) == (*GREEN, 255)
    # a fill that the artist moved is the artist's, and stays
    scene.shiage.drawings[0].digest = ""
    assert painted.again() == []
    drawing = shot.object.data.layers["Shiage"].get_frame_at(2).drawing
    drawing.strokes[0].points[0].position[2] += 0.05
    scene.shiage.drawings[0].digest = ""
    assert 2 in painted.again()
