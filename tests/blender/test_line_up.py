# SPDX-License-Identifier: GPL-3.0-or-later
"""Several objects are coloured one after the other, at one press of a button."""

from __future__ import annotations

import importlib
from typing import Any

import bpy  # type: ignore[import-not-found]
import pytest
from tests.blender.painted import agreement, paint_frame
from tests.blender.scenes import Rings

pytestmark = pytest.mark.usefixtures("engine_home")


def two(scene: Any) -> list[Rings]:
    shots = []
    for name in ("Anna", "Bert"):
        shot = Rings(scene, frames=[1, 2, 3], keys=[1])
        shot.object.name = name
        shots.append(shot)
    for shot in shots:
        shot.object.select_set(True)
    return shots


def test_selected_objects_are_coloured_in_turn(addon: str, scene: Any) -> None:
    shots = two(scene)
    assert bpy.ops.shiage.color_selected() == {"FINISHED"}
    fill = importlib.import_module(f"{addon}.raster").fill
    for shot in shots:
        for frame in shot.frames:
            painted = paint_frame(addon, scene, shot.object.name, ("Shiage",), frame)
            assert agreement(painted, shot.truth(frame, fill)) == 1.0
        assert len(shot.object.data.materials) == 4
    assert importlib.import_module(f"{addon}.operators").running() is None


def test_all_are_looked_through_before_the_first_begins(addon: str, scene: Any) -> None:
    anna, bert = two(scene)
    bert.object.data.layers.remove(bert.colours)
    with pytest.raises(RuntimeError, match="'Bert' has no layer 'Colour'"):
        bpy.ops.shiage.color_selected()
    assert "Shiage" not in anna.object.data.layers
    for shot in (anna, bert):
        shot.object.select_set(False)
    with pytest.raises(RuntimeError, match="Select the grease-pencil objects"):
        bpy.ops.shiage.color_selected()


def test_one_that_fails_or_is_cancelled_ends_all(addon: str, scene: Any) -> None:
    anna, bert = two(scene)
    operators, plan = (importlib.import_module(f"{addon}.{name}") for name in ("operators", "plan"))
    plans = [plan.read_plan(bpy.context, one_of=shot.object) for shot in (anna, bert)]
    run = operators.LineUp(bpy.context, plans)
    operators._running.append(run)
    while run.painted < 3:  # the first may be done when it is cancelled, the second never is
        assert run.tick(0.05), run.ended
        assert run.ended is None
    assert operators.running() is run
    run.cancel()
    while run.tick(0.05):
        pass
    assert run.ended.state == "cancelled"
    assert len(anna.object.data.layers["Shiage"].frames) == 3
    assert operators.running() is None
