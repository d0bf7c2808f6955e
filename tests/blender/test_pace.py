# SPDX-License-Identifier: GPL-3.0-or-later
"""How long Blender is held up by 100 drawings of 300 strokes; processor time, for other work is not ours."""

from __future__ import annotations

import importlib
import time
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
import pytest
from tests.blender.scenes import Rings, camera, grease_pencil, material, on_plane, put_strokes

DRAWINGS, STROKES, POINTS = 100, 300, 24
GATHER, APPLY, TICK, HITCH = 0.020, 0.030, 0.015, 0.060
"""Seconds a drawing, a frame, and a tick of the modal operator; what no tick takes even beside other work."""

IDLE = 0.001
"""Seconds below which a tick had nothing to do but to look whether there is something."""


def heavy(scene: Any) -> Any:
    camera(scene)
    owner = grease_pencil("Heavy", scene)
    lines, ink = owner.data.layers.new("Lines"), material(owner, "Ink", stroke=(0.0, 0.0, 0.0, 1.0))
    material(owner, "Paint", fill=(1.0, 0.0, 0.0, 1.0))
    random = np.random.default_rng(1)
    angle = np.linspace(0, 2, POINTS)
    for number in range(1, DRAWINGS + 1):
        centre = random.uniform((50, 50), (1230, 670), (STROKES, 1, 2))
        curves = centre + 30 * np.stack([np.cos(angle), np.sin(angle)], 1)
        drawing = lines.frames.new(number).drawing
        put_strokes(drawing, [on_plane(curve) for curve in curves], 0.02, False, ink)
    scene.frame_start, scene.frame_end = 1, DRAWINGS
    return owner


def test_gathering(addon: str, scene: Any) -> None:
    heavy(scene)
    gather, plan = (
        importlib.import_module(f"{addon}.{name}") for name in ("gather.gatherer", "gather.read_plan")
    )
    gatherer = gather.Gatherer(plan.read_plan(bpy.context), scene, bpy.context.evaluated_depsgraph_get)
    spent = []
    for number in range(1, DRAWINGS + 1):
        begun = time.thread_time()
        scene.frame_set(number)
        gatherer.visit(number)
        spent.append(time.thread_time() - begun)
    assert len(gatherer.found.frames) == DRAWINGS
    print(f"gathering: {1000 * np.mean(spent):.1f} ms a drawing, at most {1000 * max(spent):.1f}")
    assert np.mean(spent) <= GATHER


def test_applying(addon: str, scene: Any) -> None:
    owner = heavy(scene)
    fills, looks, made, patches, placing, plans = (
        importlib.import_module(f"{addon}.{name}")
        for name in (
            "result.write_fills",
            "scene.looks",
            "result.fill_materials",
            "result.fill_curves",
            "result.result_layer",
            "gather.read_plan",
        )
    )
    plan = plans.read_plan(bpy.context)
    colours = [(255, 0, 0, 255), (0, 90, 200, 255), (10, 200, 30, 255)]
    spent = []
    for number in range(1, DRAWINGS + 1):
        patch = patches.Patch(
            number=number,
            points=np.random.default_rng(number).random((STROKES * POINTS, 3), np.float32),
            sizes=np.full(STROKES, POINTS, np.int32),
            paints=[looks.Paint("", colours[i % 3]) for i in range(STROKES)],
            fill=np.arange(1, STROKES + 1, dtype=np.int32),
            region=np.arange(1, STROKES + 1, dtype=np.int32),
            sure=np.ones(STROKES, np.float32),
            first=np.arange(STROKES, dtype=np.int32),
            places=np.zeros((STROKES, 3)),
        )
        begun = time.thread_time()
        paints = made.Paints(plan)
        fills.write_patch(placing.result_layer(plan), patch, paints, lambda: made.slot_names(plan))
        spent.append(time.thread_time() - begun)
    assert len(owner.data.layers["Shiage"].frames) == DRAWINGS
    print(f"applying: {1000 * np.mean(spent):.1f} ms a frame, at most {1000 * max(spent):.1f}")
    assert np.mean(spent) <= APPLY


@pytest.mark.usefixtures("engine_home")
def test_no_tick_holds_the_viewport_up(addon: str, scene: Any) -> None:
    Rings(scene, frames=range(1, 25), keys=[1, 24])
    runs, plan = (importlib.import_module(f"{addon}.{name}") for name in ("job.run", "gather.read_plan"))
    run = runs.Run(bpy.context, plan.read_plan(bpy.context))
    spent, alive = [], True
    while alive:
        begun = time.thread_time()
        alive = run.tick()
        spent.append(time.thread_time() - begun)
        run._session and run._session.join(0.002)
    assert run.ended.state == "done", run.ended
    busy = [each for each in spent if each > IDLE]
    print(f"{len(busy)} busy ticks: {1000 * np.median(busy):.1f} ms, at most {1000 * max(busy):.1f}")
    assert np.median(busy) <= TICK and max(busy) <= HITCH
