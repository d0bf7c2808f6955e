# SPDX-License-Identifier: GPL-3.0-or-later
"""One key or many, of any keyframe type, painted anywhere; and a run that ends whatever happens."""

from __future__ import annotations

import importlib
from typing import Any

import bpy  # type: ignore[import-not-found]
import pytest
from tests.blender.painted import agreement, paint_frame
from tests.blender.scenes import BLUE, RED, Rings, put_strokes
from tests.blender.test_watched import Watched

pytestmark = pytest.mark.usefixtures("engine_home")

FRAMES = list(range(1, 9))


def fills_match(addon: str, scene: Any, shot: Rings, frames: list[int]) -> None:
    fill = importlib.import_module(f"{addon}.scene.polygons").fill
    for frame in frames:
        painted = paint_frame(addon, scene, shot.object.name, ("Shiage",), frame)
        assert agreement(painted, shot.truth(frame, fill)) == 1.0, f"frame {frame}"


@pytest.mark.parametrize("keys", [[1], [1, 8], [2, 4, 7], [1, 3, 5, 6, 8], FRAMES])
def test_any_number_of_keys_twice(addon: str, scene: Any, keys: list[int]) -> None:
    shot = Rings(scene, frames=FRAMES, keys=keys)
    running = importlib.import_module(f"{addon}.ui.running")
    for _ in range(2):
        assert bpy.ops.shiage.color_shot() == {"FINISHED"}
        assert running.running() is None
        blanks = {key + 1 for key in keys if key < 8} - set(keys)
        assert {f.frame_number: f.keyframe_type for f in shot.colours.frames} == {
            **dict.fromkeys(keys, "KEYFRAME"),
            **dict.fromkeys(blanks, "GENERATED"),
        }
        # each key is as the artist painted it, and nothing of it is seen behind its frame
        for number in keys:
            assert len(shot.colours.get_frame_at(number).drawing.strokes) == 3
        for number in blanks:
            assert not len(shot.colours.get_frame_at(number).drawing.strokes)
    fills_match(addon, scene, shot, [1, 4, 8])


def test_a_drawing_that_is_gone_makes_no_trouble_among_many(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=FRAMES, keys=[1, 8])
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    for number in (3, 4, 6):
        shot.lines.frames.remove(number)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert [f.frame_number for f in shot.object.data.layers["Shiage"].frames] == [1, 2, 5, 7, 8]


def test_any_error_ends_the_run_and_is_said(
    addon: str, scene: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    running = importlib.import_module(f"{addon}.ui.running")
    broken_in = {
        "write_patch": "write_result",
        "end_exposures": "write_result",
        "shot_of": "start_session",
        "times_of": "read_scene",
    }
    for where, module in broken_in.items():
        Rings(bpy.context.scene, frames=[1, 2, 3], keys=[1])

        def broken(*_: Any, what: str = where) -> None:
            raise IndexError(f"{what} is broken")

        with monkeypatch.context() as patched:
            patched.setattr(importlib.import_module(f"{addon}.job.{module}"), where, broken)
            with pytest.raises(RuntimeError, match=f"error of its own: .*{where} is broken"):
                bpy.ops.shiage.color_shot()
        assert running.running() is None
        assert bpy.context.scene.frame_current == 1
        assert f"{where} is broken" in capsys.readouterr().err, "developers find the trace"
        assert bpy.ops.shiage.color_shot() == {"FINISHED"}, "and the button works again"
        bpy.ops.wm.read_homefile(use_empty=True)


def test_an_error_in_a_watched_run_frees_the_button(
    addon: str, scene: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    Rings(scene, frames=[1, 2, 3], keys=[1])
    running, result = (
        importlib.import_module(f"{addon}.{name}") for name in ("ui.running", "job.write_result")
    )
    watched = Watched(addon)
    monkeypatch.setattr(result, "write_patch", lambda *_: 1 / 0)
    assert watched.until(lambda: False) == {"CANCELLED"}
    assert len(watched.reports) == 1 and "ZeroDivisionError" in watched.reports[0][1]
    assert running.running() is None
    assert watched.button._timer is None


def test_paint_on_an_empty_frame_of_ours_is_a_key(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=FRAMES, keys=[1])
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    # Blender draws into the keyframe that stands there; the disc is red now, to tell whose word it is
    blank = next(f for f in shot.colours.frames if f.frame_number == 2)
    _, _, (disc, _), (box, _) = shot.shapes(2)
    curves = [shot.put(curve) for curve in (disc, box)]
    put_strokes(blank.drawing, curves, 0.0, True, [shot.paints[RED], shot.paints[BLUE]], fills=True)
    keys = importlib.import_module(f"{addon}.scene.keys")
    assert keys.key_numbers(shot.colours) == [1, 2], "the panel lists it at once"
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert [(f.frame_number, f.keyframe_type) for f in shot.colours.frames] == [
        (1, "KEYFRAME"),
        (2, "KEYFRAME"),
        (3, "GENERATED"),
    ]
    x = 90 + 4 * 2
    assert tuple(paint_frame(addon, scene, "Rings", ("Shiage",), 3)[80, x + 5]) == (*RED, 255)
    assert not paint_frame(addon, scene, "Rings", ("Colour",), 4).any()


@pytest.mark.parametrize("kind", ["BREAKDOWN", "MOVING_HOLD", "EXTREME", "JITTER", "GENERATED"])
def test_a_key_may_be_of_any_keyframe_type(addon: str, scene: Any, kind: str) -> None:
    shot = Rings(scene, frames=[1, 2, 3], keys=[1])
    shot.colours.frames[0].keyframe_type = kind
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    fills_match(addon, scene, shot, [1, 2, 3])


def test_undo_in_the_middle_ends_the_run(addon: str, scene: Any) -> None:
    Rings(scene, frames=FRAMES, keys=[1, 8])
    bpy.ops.ed.undo_push(message="before")
    running = importlib.import_module(f"{addon}.ui.running")
    for redo in (False, True):
        bpy.context.scene.shiage.gap += 1  # another shot: the same again would be over at once
        watched = Watched(addon)
        watched.until(lambda: watched.button.run.painted > 2)  # noqa: B023
        bpy.ops.ed.undo_push(message="the artist draws")
        bpy.ops.ed.undo_push(message="and draws")
        bpy.ops.ed.undo()
        bpy.ops.ed.redo() if redo else bpy.ops.ed.undo()
        assert running.running() is None
        assert watched.until(lambda: False) <= {"FINISHED", "CANCELLED"}
        assert ["undone while" in said for _, said in watched.reports] == [True]
        assert bpy.context.scene.frame_current == 1
        assert bpy.ops.shiage.color_shot() == {"FINISHED"}
        result = bpy.data.objects["Rings"].data.layers["Shiage"]
        assert [f.frame_number for f in result.frames] == FRAMES
