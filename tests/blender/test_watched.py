# SPDX-License-Identifier: GPL-3.0-or-later
"""What an artist at a window sees: the button's timer events and ESC, and a view that goes where it is sent.

The module bpy has windows, screens and timers but nobody who sends events, so events are made here; all that
they meet is Blender's own.
"""

from __future__ import annotations

import importlib
from types import SimpleNamespace
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
import pytest
from tests.blender.scenes import GREEN, Rings, doubt

pytestmark = pytest.mark.usefixtures("engine_home")

TICK = SimpleNamespace(type="TIMER", value="NOTHING")
ESC = SimpleNamespace(type="ESC", value="PRESS")
PAINTING = SimpleNamespace(type="MOUSEMOVE", value="NOTHING")


class Watched:
    """The operator's own methods, begun as its `invoke` begins them in a window."""

    def __init__(self, addon: str) -> None:
        coloring = importlib.import_module(f"{addon}.ui.color_operator")
        self.reports: list[tuple[set[str], str]] = []
        self.button = type(
            "Button", (coloring.ColorOperator,), {"report": lambda _, *said: self.reports.append(said)}
        )()
        assert self.button.begin(bpy.context)
        self.button.watch(bpy.context)

    def until(self, stop: Any) -> set[str]:
        for _ in range(100_000):
            answer: set[str] = self.button.modal(bpy.context, TICK)
            if answer != {"PASS_THROUGH"} or stop():
                return answer
            session = self.button.run._session
            if session is not None:
                session.join(0.002)
        raise AssertionError("it does not end")


def test_frames_appear_one_by_one_and_all_else_is_the_artists(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=range(1, 9), keys=[1, 8])
    watched = Watched(addon)
    seen = set()

    def look() -> bool:
        layer = shot.object.data.layers.get("Shiage")
        seen.add(0 if layer is None else len(layer.frames))
        assert watched.button.modal(bpy.context, PAINTING) == {"PASS_THROUGH"}
        return False

    assert watched.until(look) == {"FINISHED"}
    assert len(seen) > 3, "frames come as they are ready"
    assert watched.reports == [({"INFO"}, "8 frames are colored")]


def test_esc_cancels_and_what_is_there_stays(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=range(1, 21), keys=[1, 20])
    watched = Watched(addon)
    watched.until(lambda: watched.button.run.painted > 0)
    assert watched.button.modal(bpy.context, ESC) == {"RUNNING_MODAL"}, "ESC is taken, once"
    assert watched.until(lambda: False) == {"FINISHED"}, "what was painted is one step to undo"
    painted = len(shot.object.data.layers["Shiage"].frames)
    assert watched.reports == [({"WARNING"}, f"Coloring was cancelled after {painted} frames")]
    assert watched.button.modal(bpy.context, ESC) != {"RUNNING_MODAL"}, "ESC is the artist's again"


@pytest.mark.parametrize("perspective", ["CAMERA", "PERSP", "ORTHO"])
def test_the_viewport_goes_to_the_uncertain_region(scene: Any, perspective: str) -> None:
    """Through the camera a viewport is measured with the graphics card: here it must be left alone."""
    shot = Rings(scene, frames=[1, 2, 3], keys=[1])
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    for frame in shot.frames:
        for slot in shot.paints.values():
            doubt(shot, frame, slot, 1.0)
    doubt(shot, 3, shot.paints[GREEN], 0.4)
    (area,) = (a for a in bpy.context.screen.areas if a.type == "VIEW_3D")
    view = area.spaces.active.region_3d
    view.view_perspective, view.view_location, view.view_distance = perspective, (100.0, 50.0, 20.0), 300.0
    assert bpy.ops.shiage.next_uncertain() == {"FINISHED"}
    assert scene.frame_current == 3
    if perspective == "CAMERA":
        assert tuple(view.view_location) == (100.0, 50.0, 20.0)
        return
    world = np.array(shot.object.matrix_world)
    place = world[:3, :3] @ np.array(scene.shiage.at_place) + world[:3, 3]
    assert np.allclose(view.view_location, place, atol=1e-4)
    assert 2 < view.view_distance < 20, "the region, two units wide, fills a good part of the view"
