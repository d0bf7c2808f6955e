# SPDX-License-Identifier: GPL-3.0-or-later
"""Model sheets in Blender: a picture that shows lines and paint, or two pictures."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
import pytest
from tests.blender.painted import agreement, paint_frame
from tests.blender.scenes import Rings
from tests.blender.test_sources import drawn, gathered

pytestmark = pytest.mark.usefixtures("engine_home")


@pytest.mark.parametrize("paper", [False, True])
def test_a_shot_without_a_key_is_coloured_from_one_picture(
    addon: str, scene: Any, tmp_path: Path, paper: bool
) -> None:
    """Strokes, no colour layer, and one model sheet as artists have it: lines and paint in one picture.

    A hole that the drawing closes is as the paper on paper: nothing tells it from white paint.
    """
    tone = (244, 240, 230, 255) if paper else (0, 0, 0, 0)

    def truth(frame: int) -> Any:
        canvas = np.zeros((shot.SIZE[1], shot.SIZE[0], 4), np.uint8)
        for curve, rgb in shot.shapes(frame):
            raster.fill(canvas, [curve], (*rgb, 255) if rgb else tone)
        return canvas

    shot = Rings(scene, frames=[1, 2, 3], keys=[])
    raster, scans = (
        importlib.import_module(f"{addon}.{name}") for name in ("scene.polygons", "scene.image_files")
    )
    picture, line = truth(1), drawn(shot, 1, raster)
    picture[picture[..., 3] == 0] = tone
    picture[line[..., 0] == 0] = (0, 0, 0, 255)
    wide = np.zeros((260, 400, 4), np.uint8)
    wide[:] = tone
    wide[40:220, 20:340] = picture
    scans.write_png(tmp_path / "主人公 hero.png", wide)
    shot.object.data.layers.remove(shot.colours)
    scene.shiage.colour_layer = ""
    with pytest.raises(RuntimeError, match="There is no key"):
        bpy.ops.shiage.color_shot()
    assert bpy.ops.shiage.list_add(name="sheets") == {"FINISHED"}
    with pytest.raises(RuntimeError, match="Choose the picture of the model sheet 'Sheet 1'"):
        bpy.ops.shiage.color_shot()
    scene.shiage.sheets[0].colours = str(tmp_path / "主人公 hero.png")
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    for frame in shot.frames:
        painted = paint_frame(addon, scene, "Rings", ("Shiage",), frame)
        assert agreement(painted, truth(frame)) > 0.99, frame


def test_a_sheet_is_sent_with_the_colours_of_its_trace_lines(addon: str, scene: Any, tmp_path: Path) -> None:
    """The engine tells trace lines from ink by their colours: it is sent the picture as the file has it."""
    shot = Rings(scene, frames=[1], keys=[])
    raster, scans, plans, uploads = (
        importlib.import_module(f"{addon}.{name}")
        for name in ("scene.polygons", "scene.image_files", "gather.read_plan", "gather.shot_upload")
    )
    line = drawn(shot, 1, raster)
    for row, colour in enumerate(((235, 60, 50), (40, 170, 80), (50, 90, 235))):
        line[20 + 9 * row : 22 + 9 * row, 40:120, :3] = colour
    line[60:62, 40:120] = (50, 90, 235, 96)
    scans.write_png(tmp_path / "line.png", line)
    scans.write_png(tmp_path / "colours.png", shot.truth(1, raster.fill))
    sheet = scene.shiage.sheets.add()
    sheet.name, sheet.line, sheet.colours = (
        "rings",
        str(tmp_path / "line.png"),
        str(tmp_path / "colours.png"),
    )
    found, plan = gathered(addon, scene), plans.read_plan(bpy.context)
    sent = uploads.shot_of(plan, found, uploads.looks_of(plan, found))
    (item,) = [item for item in sent.items if item.header["role"] == "sheet-line"]
    assert (item.header["channels"], item.header["alpha"]) == ("RGBA", "straight")
    (pixels,) = item.buffers()
    assert np.array_equal(np.frombuffer(pixels, np.uint8).reshape(line.shape), line)
