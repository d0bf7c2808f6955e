# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes docs/blender.png: the demo's character, coloured through Blender and rendered by it.

And docs/blender-scribbles.png and docs/blender-sheet.png, the same from a few scribbles and from one model
sheet. Run as a test that is asked for by name: `python -m pytest tests/blender/picture.py` in a venv of bpy.
"""

from __future__ import annotations

import importlib
import tempfile
from pathlib import Path
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
import pytest
from tests.blender.engine_python import ROOT
from tests.blender.scenes import UNIT, Character, camera, linear, material, on_plane, put_strokes

SHOWN = (1, 4, 7, 10, 13, 16)
WIDE, TOP, BOTTOM = 460, 70, 700


@pytest.mark.timeout(3000)
def test_picture(scene: Any, character: Path, engine_home: Path, addon: str) -> None:
    camera(scene)
    made = Character(scene, character)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    made.traces.hide = True
    scene.render.engine = "BLENDER_WORKBENCH"
    parts = [_rendered(scene, addon, number) for number in SHOWN]
    _write(addon, "blender.png", np.concatenate([np.concatenate(parts[:3], 1), np.concatenate(parts[3:], 1)]))


def _rendered(scene: Any, addon: str, number: int) -> Any:
    """A frame as Blender renders it on white, (BOTTOM - TOP, WIDE, 3) around what is drawn."""
    scene.frame_set(number)
    with tempfile.TemporaryDirectory() as folder:
        scene.render.filepath = str(Path(folder) / "frame.png")
        bpy.ops.render.render(write_still=True)
        scans = importlib.import_module(f"{addon}.scene.image_files")
        picture = scans.read_picture(Path(scene.render.filepath)).astype(np.float64)
    share = picture[..., 3:] / 255
    seen = np.flatnonzero(share.any((0, 2)))
    left = int(np.clip((seen.min() + seen.max()) // 2 - WIDE // 2, 0, picture.shape[1] - WIDE))
    white = picture[..., :3] * share + 255 * (1 - share)
    return white[TOP:BOTTOM, left : left + WIDE]


def _write(addon: str, name: str, sheet: Any) -> None:
    opaque = np.full((*sheet.shape[:2], 1), 255.0)
    picture = np.concatenate([sheet, opaque], 2).round().astype(np.uint8)
    importlib.import_module(f"{addon}.scene.image_files").write_png(ROOT / "docs" / name, picture)


def _middle(mask: Any) -> tuple[float, float, int]:
    """A place deep inside a shape, and how deep."""
    for depth in range(10_000):
        inner = mask.copy()
        for down, right in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            inner &= np.roll(mask, (down, right), (0, 1))
        if not inner.any():
            y, x = np.argwhere(mask)[0]
            return float(x), float(y), depth
        mask = inner
    raise AssertionError


@pytest.mark.timeout(3000)
def test_scribbled_picture(scene: Any, character: Path, engine_home: Path, addon: str) -> None:
    camera(scene)
    made = Character(scene, character)
    made.object.data.layers.remove(made.colours)
    scene.shiage.colour_layer = ""
    truth = np.load(character)["truth 0001"]
    packed = np.ascontiguousarray(truth).view("<u4")[..., 0]
    curves, slots, widths = [], [], []
    for code in np.unique(packed[truth[..., 3] > 0]).tolist():
        x, y, depth = _middle(packed == code)
        reach = float(np.clip(0.6 * depth, 1, 8))
        rgb = tuple(truth[packed == code][0][:3].tolist())
        slots.append(material(made.object, f"Pen {code:08x}", stroke=linear(rgb)))
        widths += [min(3.0, 1 + reach / 4) / UNIT] * 3
        curves.append(on_plane(np.array([(x - reach, y), (x, y + reach / 4), (x + reach, y)])))
    layer = made.object.data.layers.new("Scribbles")
    layer.use_lights = False
    put_strokes(layer.frames.new(1).drawing, curves, np.array(widths), False, slots)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    made.traces.hide = True
    made.object.data.layers["Shiage"].hide = True
    scene.render.engine = "BLENDER_WORKBENCH"
    parts = [_rendered(scene, addon, 1)]
    made.object.data.layers["Shiage"].hide, layer.hide = False, True
    parts += [_rendered(scene, addon, number) for number in (1, 7)]
    _write(addon, "blender-scribbles.png", np.concatenate(parts, 1))


@pytest.mark.timeout(3000)
def test_sheet_picture(scene: Any, character: Path, engine_home: Path, addon: str, tmp_path: Path) -> None:
    camera(scene)
    made = Character(scene, character)
    made.traces.hide = True
    scene.render.engine = "BLENDER_WORKBENCH"
    sheet = _rendered(scene, addon, SHOWN[-1])  # one of her keys: with lines, on white
    opaque = np.full((*sheet.shape[:2], 1), 255.0)
    picture = np.concatenate([sheet, opaque], 2).round().astype(np.uint8)
    importlib.import_module(f"{addon}.scene.image_files").write_png(tmp_path / "hero.png", picture)
    made.traces.hide = False
    made.object.data.layers.remove(made.colours)
    scene.shiage.colour_layer = ""
    bpy.ops.shiage.list_add(name="sheets")
    scene.shiage.sheets[0].colours = str(tmp_path / "hero.png")
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    made.traces.hide = True
    parts = [sheet, *(_rendered(scene, addon, number) for number in (1, 7))]
    _write(addon, "blender-sheet.png", np.concatenate(parts, 1))
