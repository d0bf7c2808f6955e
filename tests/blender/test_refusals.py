# SPDX-License-Identifier: GPL-3.0-or-later
"""What cannot be written is refused before work begins, and nothing is written where it should not be."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
import pytest
from tests.blender.scenes import BLUE, GREEN, RED, Rings, camera, circle, put_strokes

pytestmark = pytest.mark.usefixtures("engine_home")


def linked(scene: Any, tmp_path: Path) -> Any:
    """The object of a shot, linked from the file it was saved in."""
    Rings(scene, frames=[1, 2, 3], keys=[1])
    file = tmp_path / "library.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(file))
    bpy.ops.wm.read_homefile(use_empty=True)
    scene = bpy.context.scene
    with bpy.data.libraries.load(str(file), link=True) as (_, wanted):
        wanted.objects = ["Rings"]
    owner = bpy.data.objects["Rings"]
    scene.collection.objects.link(owner)
    bpy.context.view_layer.objects.active = owner
    camera(scene, width=320, height=180)
    scene.frame_start, scene.frame_end = 1, 3
    scene.shiage.colour_layer = "Colour"
    return owner


@pytest.mark.parametrize("how", ["object", "data", "override"])
def test_data_of_another_file_is_refused(addon: str, scene: Any, tmp_path: Path, how: str) -> None:
    owner = linked(scene, tmp_path)
    if how == "data":
        local = bpy.data.objects.new("Local", owner.data)
        bpy.context.scene.collection.objects.link(local)
        bpy.context.view_layer.objects.active = owner = local
    if how == "override":
        owner.data.override_create(remap_local_usages=True)
        owner = owner.override_create(remap_local_usages=True)
        bpy.context.view_layer.objects.active = owner
    connection = importlib.import_module(f"{addon}.wire.connection")
    with pytest.raises(RuntimeError, match=r"linked from another file|library override"):
        bpy.ops.shiage.color_shot()
    assert connection.read_connection() is None, "no engine was started for it"
    assert [layer.name for layer in owner.data.layers] == ["Colour", "Lines"]
    # as pictures it can be had, for they go into this file
    if how == "object":
        bpy.context.scene.shiage.output, bpy.context.scene.shiage.folder = "PLANE", str(tmp_path / "out")
        assert bpy.ops.shiage.color_shot() == {"FINISHED"}
        assert len(list((tmp_path / "out" / "Rings").glob("*.png"))) == 3
        assert len(owner.data.layers) == 2


@pytest.mark.parametrize(
    "name", ["../../escape", "/absolute/way", "..", ".", "CON", "a\\b:c", "主人公/カット①\n☂", "ends. "]
)
def test_names_are_no_paths(addon: str, scene: Any, tmp_path: Path, name: str) -> None:
    shot = Rings(scene, frames=[1, 2], keys=[1])
    shot.object.name = name
    chosen = tmp_path / "deep" / "er"
    scene.shiage.output, scene.shiage.folder = "SEQUENCER", str(chosen)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    (folder,) = chosen.iterdir()
    assert sorted(path.name for path in folder.iterdir()) == ["0001.png", "0002.png"]
    assert [path for path in tmp_path.rglob("*.png") if not path.is_relative_to(folder)] == []


def test_folders_of_names_are_apart(addon: str) -> None:
    folder_name = importlib.import_module(f"{addon}.result.image_sequence").folder_name
    names = ["a/b", "a_b", "a\\b", "a:b", "..", "...", "con", "CON.x", "Plain", "Doll.001", "x" * 200]
    made = [folder_name(name) for name in names]
    assert len(set(made)) == len(made)
    assert made[-4] != "CON.x" and made[-3:-1] == ["Plain", "Doll.001"]
    for one in made:
        assert one == Path(one).name and one not in ("", ".", "..") and not one.endswith((".", " "))


def test_a_folder_that_cannot_be_written_is_refused(addon: str, scene: Any, tmp_path: Path) -> None:
    Rings(scene, frames=[1, 2], keys=[1])
    (tmp_path / "file").write_text("no folder")
    scene.shiage.output, scene.shiage.folder = "PLANE", str(tmp_path / "file")
    with pytest.raises(RuntimeError, match=r"cannot be written to .*choose another folder"):
        bpy.ops.shiage.color_shot()
    assert importlib.import_module(f"{addon}.wire.connection").read_connection() is None


def test_nothing_painted_is_an_error_that_says_why(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2], keys=[])
    dabs = [shot.put(circle(x, y, 3)) for x, y in ((50, 95), (95, 80), (200, 90))]
    drawing = shot.colours.frames.new(1).drawing
    put_strokes(drawing, dabs, 0.0, True, [shot.paints[c] for c in (RED, BLUE, GREEN)], fills=True)
    with pytest.raises(RuntimeError, match=r"No region got a color: .*Fill whole regions"):
        bpy.ops.shiage.color_shot()
    # strokes of a pen that are not to be seen say nothing, and that is said too
    drawing.remove_strokes()
    put_strokes(drawing, [shot.put(np.array([(40.0, 90.0), (60, 95)]))], 0.0, False, shot.ink)
    with pytest.raises(RuntimeError, match="what is painted in frame 1 is not to be seen"):
        bpy.ops.shiage.color_shot()


def test_lines_and_colours_on_one_layer_are_refused(scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2], keys=[1])
    shot.object.data.layers.remove(shot.colours)
    scene.shiage.colour_layer = "Lines"
    with pytest.raises(RuntimeError, match="draw the lines on a layer of their own"):
        bpy.ops.shiage.color_shot()
