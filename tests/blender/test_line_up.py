# SPDX-License-Identifier: GPL-3.0-or-later
"""Several shots, of one scene or of many, are coloured one after the other; each ends for itself."""

from __future__ import annotations

import importlib
from types import SimpleNamespace
from typing import Any

import bpy  # type: ignore[import-not-found]
import pytest
from tests.blender.painted import agreement, paint_frame
from tests.blender.scenes import Rings

pytestmark = pytest.mark.usefixtures("engine_home")

TICK = SimpleNamespace(type="TIMER", value="NOTHING")


def shots_of(scene: Any, *names: str, frames: Any = (1, 2, 3)) -> list[Rings]:
    shots = []
    for name in names:
        shot = Rings(scene, frames=frames, keys=[frames[0]])
        shot.object.name = name
        shots.append(shot)
    for shot in shots:
        shot.object.select_set(True)
    return shots


def is_coloured(addon: str, scene: Any, shot: Rings) -> None:
    fill = importlib.import_module(f"{addon}.scene.polygons").fill
    for frame in shot.frames:
        painted = paint_frame(addon, scene, shot.object.name, ("Shiage",), frame)
        assert agreement(painted, shot.truth(frame, fill)) == 1.0, (shot.object.name, frame)


class Watched:
    """A line-up as its button in a window begins it, and its ticks."""

    def __init__(self, addon: str, which: str = "color_selected") -> None:
        operators = importlib.import_module(f"{addon}.ui.operators_color")
        kind = getattr(operators, f"SHIAGE_OT_{which}")
        self.reports: list[tuple[set[str], str]] = []
        taken = {"report": lambda _, *said: self.reports.append(said), "make": kind.make}
        self.button = type("Button", (operators.ColorOperator,), taken)()
        assert self.button.begin(bpy.context), self.reports
        self.button.watch(bpy.context)
        self.run = self.button.run

    def until(self, stop: Any) -> Any:
        for _ in range(100_000):
            if stop() or self.button.modal(bpy.context, TICK) != {"PASS_THROUGH"}:
                return self
            session = self.run._run._session if self.run._run is not None else None
            if session is not None:
                session.join(0.002)
        raise AssertionError("it does not end")

    def states(self) -> dict[str, str]:
        return {shot.name: shot.state for shot in self.run.shots}


def test_selected_objects_are_coloured_in_turn(addon: str, scene: Any) -> None:
    shots = shots_of(scene, "Anna", "Bert")
    assert bpy.ops.shiage.color_selected() == {"FINISHED"}
    for shot in shots:
        is_coloured(addon, scene, shot)
        assert len(shot.object.data.materials) == 4
    assert importlib.import_module(f"{addon}.ui.running").running() is None
    # each has a job of its own: the same again is not sent again
    jobs = {entry.object.name: entry.job for entry in scene.shiage.drawings}
    assert set(jobs) == {"Anna", "Bert"} and len(set(jobs.values())) == 2
    assert bpy.ops.shiage.color_selected() == {"FINISHED"}
    assert {entry.object.name: entry.job for entry in scene.shiage.drawings} == jobs


def test_who_is_left_out_is_said_and_why(addon: str, scene: Any) -> None:
    anna, bert, cleo, dora, emil = shots_of(scene, "Anna", "Bert", "Cleo", "Dora", "Emil")
    bert.object.data.layers.remove(bert.colours)
    dora.object.data = anna.object.data
    emil.colours.frames.remove(1)
    cleo.lines.hide = True
    watched = Watched(addon).until(lambda: False)
    left_out = ["Bert", "Cleo", "Dora"]
    assert watched.states() == {"Anna": "Done", **dict.fromkeys(left_out, "Left out"), "Emil": "Failed"}
    is_coloured(addon, scene, anna)
    said = " ".join(importlib.import_module(f"{addon}.ui.running").latest_notes())
    for words in (
        "Bert: Left out. 'Bert' has no layer 'Colour'",
        "Cleo: Left out. There is no visible line layer",
        "Dora: Left out. Its drawings are colored in the scene 'Scene' already, as those of 'Anna'",
        "Emil: Failed. There is no key",
    ):
        assert words in said, said
    anna.object.select_set(False)
    emil.object.select_set(False)
    with pytest.raises(RuntimeError, match=r"Nothing can be colored\..*Bert.*Cleo.*Dora"):
        dora.object.data = bert.object.data
        bpy.ops.shiage.color_selected()
    for shot in (bert, cleo, dora):
        shot.object.select_set(False)
    with pytest.raises(RuntimeError, match="Select the grease-pencil objects"):
        bpy.ops.shiage.color_selected()


def test_all_scenes_each_with_its_own_range_and_camera(addon: str, scene: Any) -> None:
    (anna,) = shots_of(scene, "Anna")
    other = bpy.data.scenes.new("Second")
    bert = Rings(other, frames=(11, 12, 13, 14), keys=[11])
    bert.object.name = "Bert"
    bert.camera.location.x, anna.camera.location.x = 30.0, -20.0
    bert.object.location.x, anna.object.location.x = 30.0, -20.0
    bare = bpy.data.scenes.new("Bare")
    bare.collection.objects.link(anna.object)
    bare.shiage.colour_layer, bare.frame_start, bare.frame_end = "Colour", 20, 24
    again = bpy.data.scenes.new("Third")
    again.camera = bert.camera
    again.collection.objects.link(bert.object)
    again.shiage.colour_layer, again.frame_start, again.frame_end = "Colour", 14, 24
    scene.frame_set(2)
    assert bpy.ops.shiage.color_scenes() == {"FINISHED"}
    assert (bpy.context.scene, scene.frame_current, other.frame_current) == (scene, 2, 1)
    said = " ".join(importlib.import_module(f"{addon}.ui.running").latest_notes())
    assert "Anna: Left out. The scene has no camera" in said
    assert (
        "Bert: Left out. Its drawings are colored in the scene 'Second' already, as those of 'Bert'" in said
    )
    is_coloured(addon, scene, anna)
    assert [f.frame_number for f in bert.object.data.layers["Shiage"].frames] == bert.frames
    bpy.context.window.scene = other
    is_coloured(addon, other, bert)


def test_one_is_cancelled_one_deleted_and_the_others_go_on(addon: str, scene: Any) -> None:
    anna, bert, cleo, dora = shots_of(scene, "Anna", "Bert", "Cleo", "Dora")
    watched = Watched(addon)
    assert list(watched.states().values()) == ["Running", "Waiting", "Waiting", "Waiting"]
    assert bpy.ops.shiage.cancel_one(index=1) == {"FINISHED"}
    bpy.data.objects.remove(cleo.object)
    watched.until(lambda: False)
    assert list(watched.states().values()) == ["Done", "Cancelled", "Failed", "Done"]
    assert "Shiage" not in bert.object.data.layers
    for shot in (anna, dora):
        is_coloured(addon, scene, shot)
    said = [words for _, words in watched.reports]
    assert "6 frames are colored" in said
    assert any("Cleo: Failed. There is no grease-pencil object 'Cleo'" in words for words in said)


def test_all_are_cancelled_and_what_is_done_stays(addon: str, scene: Any) -> None:
    anna, _ = shots_of(scene, "Anna", "Bert")
    watched = Watched(addon)
    watched.until(lambda: watched.states()["Bert"] == "Running")
    assert bpy.ops.shiage.cancel() == {"FINISHED"}
    watched.until(lambda: False)
    assert watched.states() == {"Anna": "Done", "Bert": "Cancelled"}
    assert watched.run.ended.state == "cancelled"
    is_coloured(addon, scene, anna)
    assert importlib.import_module(f"{addon}.ui.running").running() is None


def test_undo_in_mid_line_ends_one_and_says_what_is_gone(addon: str, scene: Any) -> None:
    shots_of(scene, "Anna", "Bert", "Cleo")
    bpy.ops.ed.undo_push(message="before")
    watched = Watched(addon)
    watched.until(lambda: watched.states()["Bert"] == "Running" and watched.run.painted > 3)
    assert bpy.ops.ed.undo() == {"FINISHED"}  # what was done last: Anna's coloring
    assert "Shiage" not in bpy.data.objects["Anna"].data.layers
    watched.until(lambda: False)
    assert watched.states() == {"Anna": "Undone", "Bert": "Failed", "Cleo": "Done"}
    layers = {name: bpy.data.objects[name].data.layers for name in ("Anna", "Bert", "Cleo")}
    assert ["Shiage" in layers[name] for name in layers] == [False, False, True]
    assert len(layers["Cleo"]["Shiage"].frames) == 3
    assert importlib.import_module(f"{addon}.ui.running").running() is None


def test_the_panel_shows_the_line(addon: str, scene: Any) -> None:
    shots_of(scene, "Anna", "Bert")
    watched = Watched(addon)
    panel = importlib.import_module(f"{addon}.ui.panel_shot")
    said: list[str] = []

    class Layout:
        def label(self, text: str, **_: Any) -> None:
            said.append(text)

        def operator(self, name: str, **_: Any) -> Any:
            said.append(name)
            return self

        def __getattr__(self, name: str) -> Any:
            return lambda *_, **__: self

    panel.SHIAGE_PT_shot.draw(type("Drawing", (), {"layout": Layout()}), bpy.context)
    assert said == [
        "Anna",
        "Running",
        "shiage.cancel_one",
        "Bert",
        "Waiting",
        "shiage.cancel_one",
        "shiage.cancel",
    ]
    bpy.ops.shiage.cancel()
    watched.until(lambda: False)
