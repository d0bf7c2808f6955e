# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes docs/blender.png: the demo's character, coloured through Blender and rendered by it.

Run as a test that is asked for by name: `python -m pytest tests/blender/picture.py` in a venv of bpy.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
import pytest
from tests.blender.engine_python import ROOT
from tests.blender.scenes import Character, camera

SHOWN = (1, 4, 7, 10, 13, 16)
WIDE, TOP, BOTTOM = 460, 70, 700


@pytest.mark.timeout(3000)
def test_picture(scene: Any, character: Path, engine_home: Path, addon: str, tmp_path: Path) -> None:
    camera(scene)
    made = Character(scene, character)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    made.traces.hide = True
    scene.render.engine = "BLENDER_WORKBENCH"
    scans = importlib.import_module(f"{addon}.scene.image_files")
    parts = []
    for number in SHOWN:
        scene.frame_set(number)
        scene.render.filepath = str(tmp_path / f"{number}.png")
        bpy.ops.render.render(write_still=True)
        picture = scans.read_picture(tmp_path / f"{number}.png").astype(np.float64)
        share = picture[..., 3:] / 255
        seen = np.flatnonzero(share.any((0, 2)))
        left = int(np.clip((seen.min() + seen.max()) // 2 - WIDE // 2, 0, picture.shape[1] - WIDE))
        white = picture[..., :3] * share + 255 * (1 - share)
        parts.append(white[TOP:BOTTOM, left : left + WIDE])
    sheet = np.concatenate([np.concatenate(parts[:3], 1), np.concatenate(parts[3:], 1)])
    opaque = np.full((*sheet.shape[:2], 1), 255.0)
    scans.write_png(
        ROOT / "docs" / "blender.png", np.concatenate([sheet, opaque], 2).round().astype(np.uint8)
    )
