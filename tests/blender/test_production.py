# SPDX-License-Identifier: GPL-3.0-or-later
"""A shot of a production: chosen in the panel, coloured without a key of its own, and what is said of it."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
import pytest
from tests.blender.painted import agreement, paint_frame
from tests.blender.ring_production import film_of
from tests.blender.scenes import Rings

pytestmark = pytest.mark.usefixtures("engine_home")


@pytest.fixture
def rings(scene: Any) -> Rings:
    """Frames 1 to 5 of the rings, of which none is a key."""
    return Rings(scene, frames=[1, 2, 3, 4, 5], keys=[])


@pytest.fixture
def film(rings: Rings, tmp_path: Path) -> Path:
    """A production whose cut shows the rings' first frames."""
    return film_of(rings, tmp_path)


def truth(addon: str, rings: Rings, frame: int) -> Any:
    width, height = rings.SIZE
    canvas = np.zeros((height, width, 4), np.uint8)
    fill = importlib.import_module(f"{addon}.scene.polygons").fill
    for curve, colour in rings.shapes(frame):
        fill(canvas, [curve.astype(np.float32)], (*colour, 255) if colour else (0, 0, 0, 0))
    return canvas


def notes(addon: str) -> tuple[str, ...]:
    said: tuple[str, ...] = tuple(importlib.import_module(f"{addon}.ui.running").latest_notes())
    return said


def test_a_shot_without_a_key_is_coloured_from_the_cut(
    addon: str, scene: Any, rings: Rings, film: Path, tmp_path: Path
) -> None:
    with pytest.raises(RuntimeError, match="There is no key"):
        bpy.ops.shiage.color_shot()
    assert bpy.ops.shiage.choose_production(folder=str(film)) == {"FINISHED"}
    materials = set(bpy.data.materials.keys())
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    for frame in rings.frames:
        painted = paint_frame(addon, scene, "Rings", ("Shiage",), frame)
        assert agreement(painted, truth(addon, rings, frame)) > 0.995, frame
    assert set(bpy.data.materials.keys()) == materials, "the object's own materials have these very colours"
    with_it = "coloured with the production Rings & co, the model that came with Shiage"
    assert any(with_it in words for words in notes(addon))
    # kept in the file, and what was coloured stands
    file = tmp_path / "shot.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(file))
    bpy.ops.wm.open_mainfile(filepath=str(file))
    assert Path(bpy.context.scene.shiage.production) == film
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    # another cut since: it is another shot for the engine
    upload = importlib.import_module(f"{addon}.wire.production")
    before = upload.stamp(str(film))
    (film / "cuts" / "cut 1").rename(film / "cuts" / "cut 2")
    assert upload.stamp(str(film)) != before


def test_what_is_no_production_is_not_chosen(addon: str, scene: Any, film: Path, tmp_path: Path) -> None:
    settings = scene.shiage
    bpy.ops.shiage.choose_production(folder=str(film))
    for wrong in (tmp_path, tmp_path / "gone", film / "production.toml"):
        with pytest.raises(RuntimeError, match=r"choose a folder that has a production\.toml in it"):
            bpy.ops.shiage.choose_production(folder=str(wrong))
        assert Path(settings.production) == film
    settings.production = str(tmp_path)
    with pytest.raises(RuntimeError, match="is no production"):
        bpy.ops.shiage.color_shot()
    assert bpy.ops.shiage.choose_production(folder="") == {"FINISHED"} and settings.production == ""
    productions = importlib.import_module(f"{addon}.ui.productions")
    assert productions.used_lately()[0] == str(film)
    for number in range(12):
        productions.remember(f"/{number}")
    assert len(productions.used_lately()) == 8 and productions.used_lately()[0] == "/11"


def test_a_damaged_production_is_told(scene: Any, rings: Rings, film: Path) -> None:
    (film / "production.toml").write_text("name = [")
    rings.colour(1)
    bpy.ops.shiage.choose_production(folder=str(film))
    with pytest.raises(RuntimeError, match="is no whole TOML file"):
        bpy.ops.shiage.color_shot()
