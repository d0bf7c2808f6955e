# SPDX-License-Identifier: GPL-3.0-or-later
"""Marking keys, looking at uncertain regions, correcting them; and what the interface says."""

from __future__ import annotations

import ast
import importlib
import re
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
import pytest
from tests.blender.engine_python import ROOT
from tests.blender.painted import paint_frame
from tests.blender.scenes import BLUE, GREEN, RED, Rings, doubt


@pytest.mark.usefixtures("engine_home")
def test_uncertain_regions_are_stepped_through_and_corrected(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2, 3, 4], keys=[1])
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    layer = shot.object.data.layers["Shiage"]
    for frame in shot.frames:
        for slot in shot.paints.values():
            doubt(shot, frame, slot, 1.0)
    assert bpy.ops.shiage.next_uncertain() == {"CANCELLED"}
    doubt(shot, 3, shot.paints[GREEN], 0.4)
    doubt(shot, 2, shot.paints[RED], 0.6)
    assert bpy.ops.shiage.next_uncertain() == {"FINISHED"}
    assert (scene.frame_current, round(scene.shiage.at_sure, 2)) == (3, 0.4)
    assert tuple(scene.shiage.at_colour) == (*GREEN, 255)
    x, z = scene.shiage.at_place[0] * 25 + 160, 90 - scene.shiage.at_place[2] * 25
    assert 90 + 8 + 90 < x < 90 + 8 + 140
    assert 60 < z < 130
    assert bpy.ops.shiage.next_uncertain() == {"FINISHED"}
    assert scene.frame_current == 2
    assert bpy.ops.shiage.next_uncertain(step=-1) == {"FINISHED"}
    assert scene.frame_current == 3
    # recoloured, the shot is solved again with the artist's word
    job = scene.shiage.drawings[0].job
    name = shot.object.data.materials[shot.paints[BLUE]].name
    assert bpy.ops.shiage.recolor(material=name) == {"FINISHED"}
    # it is seen at once, and the shot is solved again when that is asked for
    painted = paint_frame(addon, scene, "Rings", ("Shiage",), 3)
    assert tuple(painted[95, 90 + 8 + 115]) == (*BLUE, 255)
    assert (scene.shiage.drawings[0].job, scene.shiage.gathered) == (job, 1)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert scene.shiage.drawings[0].job != job
    assert scene.shiage.gathered == 0
    painted = paint_frame(addon, scene, "Rings", ("Shiage",), 3)
    assert tuple(painted[95, 90 + 8 + 115]) == (*BLUE, 255)
    assert len(layer.frames) == 4
    doubt(shot, 2, shot.paints[RED], 0.6)
    assert bpy.ops.shiage.next_uncertain() == {"FINISHED"}
    assert bpy.ops.shiage.confirm() == {"FINISHED"}
    assert len(scene.shiage.marks) == 2
    job = scene.shiage.drawings[0].job
    doubt(shot, 2, shot.paints[RED], 0.6)
    assert bpy.ops.shiage.next_uncertain() == {"FINISHED"}
    assert bpy.ops.shiage.confirm(again=True) == {"FINISHED"}
    assert scene.shiage.drawings[0].job != job
    assert bpy.ops.shiage.forget_marks() == {"FINISHED"}
    assert not scene.shiage.marks


@pytest.mark.usefixtures("engine_home")
def test_any_region_can_be_picked_and_recoloured(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2, 3], keys=[1])
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    red, green = (shot.object.data.materials[shot.paints[rgb]].name for rgb in (RED, GREEN))
    scene.frame_set(3)

    def pick(x: int, y: int) -> tuple[int, ...]:
        assert bpy.ops.shiage.pick_region(place=shot.put(np.array([(x, y)], float))[0].tolist()) == {
            "FINISHED"
        }
        return tuple(scene.shiage.at_colour)

    def colour(x: int, y: int) -> tuple[int, ...]:
        return tuple(paint_frame(addon, scene, "Rings", ("Shiage",), 3)[y, x].tolist())

    box, hole = (205 + 8, 95), (70 + 8, 80)
    assert pick(*box) == (*GREEN, 255)
    assert bpy.ops.shiage.recolor(material=red) == {"FINISHED"}
    assert colour(*box) == (*RED, 255)
    # what is bare has a word as well, seen once the shot is solved again; and paint may be taken away
    assert pick(*hole) == (0, 0, 0, 0)
    assert bpy.ops.shiage.recolor(material=green) == {"FINISHED"}
    assert pick(95 + 8, 80) == (*BLUE, 255)
    assert bpy.ops.shiage.recolor(material="") == {"FINISHED"}
    assert colour(95 + 8, 80) == (0, 0, 0, 0)
    for _ in range(2):
        assert bpy.ops.shiage.color_shot() == {"FINISHED"}
        assert [colour(*box), colour(*hole), colour(95 + 8, 80)] == [
            (*RED, 255),
            (*GREEN, 255),
            (0, 0, 0, 0),
        ]
        assert len(scene.shiage.marks) == 3


@pytest.mark.usefixtures("engine_home")
def test_keys_are_marked_on_the_timeline(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2, 3, 4], keys=[1, 4])
    scene.frame_set(4)
    assert bpy.ops.shiage.mark_key(mark=False) == {"FINISHED"}
    assert {f.frame_number: f.keyframe_type for f in shot.colours.frames} == {1: "KEYFRAME", 4: "BREAKDOWN"}
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    # a frame of the result becomes a key: it stays as it is, and with another colour it says something new
    scene.frame_set(3)
    assert bpy.ops.shiage.mark_key() == {"FINISHED"}
    frame = shot.object.data.layers["Shiage"].get_frame_at(3)
    slots = np.zeros(frame.drawing.attributes.domain_size("CURVE"), np.int32)
    frame.drawing.attributes["material_index"].data.foreach_get("value", slots)
    for index in np.flatnonzero(slots == shot.paints[GREEN]).tolist():
        frame.drawing.strokes[index].material_index = shot.paints[RED]
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert frame.keyframe_type == "EXTREME"
    x = 90 + 12 + 115
    assert tuple(paint_frame(addon, scene, "Rings", ("Shiage",), 3)[95, x - 4]) == (*RED, 255)
    assert tuple(paint_frame(addon, scene, "Rings", ("Shiage",), 4)[95, x]) == (*RED, 255)
    assert tuple(paint_frame(addon, scene, "Rings", ("Shiage",), 1)[95, x - 12]) == (*GREEN, 255)


@pytest.mark.usefixtures("engine_home")
def test_the_engine_is_started_and_stopped_by_hand(addon: str) -> None:
    engine = importlib.import_module(f"{addon}.engine.process")
    assert engine.state_of() == ""
    assert bpy.ops.shiage.engine_start() == {"FINISHED"}
    assert engine.state_of() != ""
    assert bpy.ops.shiage.engine_stop() == {"FINISHED"}
    engine.release()


class Layout:
    """Takes what a panel draws and sees that everything it names is there; Blender has no panels here."""

    def __init__(self) -> None:
        self.drawn: list[str] = []

    def prop(self, data: Any, name: str, **_: Any) -> None:
        assert name in data.bl_rna.properties, name
        self.drawn.append(name)

    def prop_search(self, data: Any, name: str, source: Any, items: str, **_: Any) -> None:
        assert name in data.bl_rna.properties
        assert hasattr(source, items)

    def operator(self, name: str, **_: Any) -> Any:
        group, own = name.split(".")
        properties = getattr(getattr(bpy.ops, group), own).get_rna_type().properties
        self.drawn.append(name)

        class Given:
            def __setattr__(self, key: str, value: Any) -> None:
                assert key in properties, (name, key)

        return Given()

    def menu(self, name: str, **_: Any) -> None:
        assert hasattr(bpy.types, name)

    def __getattr__(self, name: str) -> Any:
        assert name in {"row", "column", "box", "label", "separator", "progress"}, name
        return lambda *_, **__: self


def test_every_panel_draws(addon: str, scene: Any) -> None:
    Rings(scene, frames=[1, 2], keys=[1])
    for name in ("lines", "key_images", "sheets"):
        assert bpy.ops.shiage.list_add(name=name) == {"FINISHED"}
    scene.shiage.unsure = 0
    panels = importlib.import_module(addon).PANELS
    drawn = []
    for kind in (*(one for panel in panels for one in panel.CLASSES), bpy.types.SHIAGE_MT_recolor):

        class Drawing:
            layout = Layout()

        kind.draw(Drawing, bpy.context)
        drawn += Drawing.layout.drawn
    assert {"shiage.color_shot", "shiage.confirm", "shiage.engine_start", "gap", "path"} <= set(drawn)
    for name in ("lines", "key_images", "sheets"):
        assert bpy.ops.shiage.list_remove(name=name, index=0) == {"FINISHED"}
    assert not scene.shiage.lines


def test_everything_the_interface_says_is_translated(addon: str) -> None:
    words = importlib.import_module(f"{addon}.language.translations").WORDS["ja_JP"]
    said = {text for _, text in words}
    for (_, text), japanese in words.items():
        assert sorted(re.findall(r"{.*?}", text)) == sorted(re.findall(r"{.*?}", japanese)), text
    missing = set()
    for file in (ROOT / "blender_addon").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            missing |= spoken(node) - said
    blenders_own = {
        "Object",
        "Frame",
        "Folder",
        "Layer",
        "Index",
        "List",
        "Material",
        "Step",
        "Key",
        "Automatic",
    }
    blenders_own |= {"Add", "Remove", "Shiage"}
    assert not missing - blenders_own


@pytest.mark.usefixtures("engine_home")
def test_what_the_engine_says_is_in_the_interfaces_language(
    addon: str, scene: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The module bpy has no languages, so Blender's own part in it is played here."""
    messages, running = (
        importlib.import_module(f"{addon}.{name}") for name in ("language.messages", "ui.running")
    )
    shot = Rings(scene, frames=[1, 2], keys=[1])
    for frame in shot.lines.frames:
        frame.drawing.strokes[-1].cyclic = False
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert ["no closed outline" in words for words in running.latest_notes()] == [True]
    japanese = importlib.import_module(f"{addon}.language.translations").WORDS["ja_JP"]
    monkeypatch.setattr(messages, "translated", lambda words: japanese.get(("*", words), words))
    scene.shiage.gap = 9
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    (note,) = running.latest_notes()
    assert note.startswith("フレーム 1：") and "閉じた輪郭がありません" in note
    assert not re.search("[a-z]{3}", note)
    lost = messages.ShiageError(
        "The engine was lost ({}). Color the shot again: what is finished is not done twice",
        RuntimeError("the engine gave no answer within 15 s; see `shiage engine logs`"),
    )
    assert "エンジンが 15 秒以内に応答しませんでした" in messages.said(lost)


def spoken(node: ast.AST) -> set[str]:
    """English that a piece of the add-on's code shows to the artist."""
    found: list[ast.expr] = []
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in ("ShiageError", "translated"):
            found += node.args[:1]
        if name.endswith("Property") or name in ("operator", "label"):
            found += [word.value for word in node.keywords if word.arg in ("name", "description", "text")]
    if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("bl_label", "bl_description"):
        found.append(node.value)
    texts = [one.value for one in found if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return {text for text in texts if re.search(r"[a-z]", text)}


def test_the_slider_of_gaps_goes_as_far_as_the_engine(addon: str, scene: Any) -> None:
    limits = importlib.import_module(f"{addon}.wire.limits")
    gap = scene.shiage.bl_rna.properties["gap"]
    assert (gap.default, gap.hard_min, gap.hard_max) == (limits.DEFAULT_GAP, 0, limits.MAX_GAP)
