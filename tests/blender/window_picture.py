# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes docs/blender-production.png in a Blender that has a window: a production is chosen, and tuned.

The module bpy has none, so this is run by hand in Blender 5.2 or newer: the add-on in its user folder, an
engine in reach, and a production of the demo's character (as tests/krita/picture.py makes one) in a folder:
`blender --python-use-system-env --factory-startup --gpu-backend opengl --enable-event-simulate
-p 0 0 1400 900 --python tests/blender/window_picture.py -- CHARACTER.npz PRODUCTION OUT.png`, the repository
on PYTHONPATH. When OUT.ready is there, take a picture of the screen as OUT.png.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bpy  # type: ignore[import-not-found]
from tests.blender.scenes import Character, camera

CHARACTER, PRODUCTION, OUT = (Path(word) for word in sys.argv[sys.argv.index("--") + 1 :])

ADDON = "bl_ext.user_default.shiage"
SHOWN = 7
"""The frame that is shown."""

SCALE = 0.85
"""Of Blender's interface: so the panel is seen whole."""

SETTLED = 1.0
"""Seconds for Blender to draw itself."""


def view() -> tuple[Any, Any]:
    """The window and its viewport."""
    window = bpy.context.window_manager.windows[0]
    return window, next(area for area in window.screen.areas if area.type == "VIEW_3D")


def click(x: int, y: int) -> None:
    """Move there and press."""
    window, _ = view()
    for kind, value in (("MOUSEMOVE", "NOTHING"), ("LEFTMOUSE", "PRESS"), ("LEFTMOUSE", "RELEASE")):
        window.event_simulate(type=kind, value=value, x=x, y=y)


def scene() -> Any:
    """The demo's character without any key, in a viewport that shows what the camera sees."""
    made = bpy.context.scene
    for one in list(bpy.data.objects):
        bpy.data.objects.remove(one)
    camera(made)
    character = Character(made, CHARACTER)
    character.object.data.layers.remove(character.colours)
    made.shiage.colour_layer = ""
    character.traces.hide = True
    made.frame_set(SHOWN)
    _, area = view()
    space = area.spaces.active
    space.show_region_ui, space.overlay.show_overlays, space.show_gizmo = True, False, False
    space.shading.type, space.shading.background_type = "SOLID", "VIEWPORT"
    space.shading.background_color = (0.9, 0.9, 0.9)
    space.region_3d.view_perspective = "CAMERA"
    return made


def steps() -> Iterator[float]:
    """What is done, with the seconds to wait after it."""
    bpy.ops.preferences.addon_enable(module=ADDON)
    scene()
    yield SETTLED
    bpy.ops.shiage.choose_production(folder=str(PRODUCTION))
    bpy.ops.shiage.color_shot("EXEC_DEFAULT")
    window, area = view()
    inside = next(region for region in area.regions if region.type == "WINDOW")
    with bpy.context.temp_override(window=window, area=area, region=inside):
        bpy.ops.view3d.view_center_camera()
    yield SETTLED
    side = next(region for region in area.regions if region.type == "UI")
    click(side.x + side.width - 10, side.y + side.height - round(250 * SCALE))
    yield SETTLED
    bpy.ops.shiage.tune("INVOKE_DEFAULT", scope="SHOT", steps=400)
    from importlib import import_module

    tune_of = import_module(f"{ADDON}.engine.tuning").tune_of
    while True:
        tune = tune_of(str(PRODUCTION))
        if tune is not None and tune.now.stage == "learn" and tune.now.done >= 12:
            break
        yield 0.2
    yield SETTLED
    OUT.with_suffix(".ready").touch()
    while not OUT.exists():  # the screen is taken from outside: Blender's own screenshot is black on some
        yield 0.2
    tune.cancel()
    yield 3 * SETTLED


def go_on(made: Iterator[float] = steps()) -> float | None:  # noqa: B008
    """The next step; Blender ends after the last one."""
    try:
        return next(made)
    except StopIteration:
        print("well", flush=True)
    except Exception:
        traceback.print_exc()
    bpy.ops.wm.quit_blender()
    return None


bpy.context.preferences.view.show_splash = False
bpy.context.preferences.view.ui_scale = SCALE
bpy.app.timers.register(go_on, first_interval=2 * SETTLED)
