# SPDX-License-Identifier: GPL-3.0-or-later
"""A production's model from Blender's panel: the shot becomes a cut, is tuned on, a version is chosen."""

from __future__ import annotations

import importlib
import json
import time
from pathlib import Path
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
import pytest
from tests.blender.painted import agreement, paint_frame
from tests.blender.ring_production import film_of
from tests.blender.scenes import BLUE, GREEN, Rings, doubt

pytestmark = pytest.mark.usefixtures("engine_home")


@pytest.fixture
def rings(scene: Any) -> Rings:
    """Frames 1 to 5 of the rings, of which none is a key."""
    return Rings(scene, frames=[1, 2, 3, 4, 5], keys=[])


@pytest.fixture
def film(rings: Rings, tmp_path: Path) -> Path:
    """A production whose cut shows the rings' first frames."""
    return film_of(rings, tmp_path)


class Drawn:
    """What a panel draws: the words on its buttons, and what they are given."""

    def __init__(self) -> None:
        self.buttons: list[tuple[str, dict[str, Any]]] = []
        self.words: list[str] = []

    def operator(self, name: str, text: str = "", **_: Any) -> Any:
        given: dict[str, Any] = {"text": text}
        self.buttons.append((name, given))

        class Properties:
            def __setattr__(self, key: str, value: Any) -> None:
                given[key] = value

        return Properties()

    def label(self, text: str = "", **_: Any) -> None:
        self.words.append(text)

    def progress(self, text: str = "", **_: Any) -> None:
        self.words.append(text)

    def column(self, **_: Any) -> Any:
        return self

    row = column


def panel(addon: str) -> Drawn:
    drawing = type("Drawing", (), {"layout": Drawn()})
    kind = importlib.import_module(f"{addon}.ui.panel_tune").SHIAGE_PT_tune
    assert kind.poll(bpy.context)
    kind.draw(drawing, bpy.context)
    return drawing.layout  # type: ignore[attr-defined, no-any-return]


def chosen(drawn: Drawn) -> list[str]:
    return [given["version"] for name, given in drawn.buttons if name == "shiage.use_version"]


def test_choose_color_correct_tune_and_roll_back(
    addon: str, scene: Any, rings: Rings, film: Path, tmp_path: Path
) -> None:
    assert not importlib.import_module(f"{addon}.ui.panel_tune").SHIAGE_PT_tune.poll(bpy.context)
    with pytest.raises(RuntimeError, match="Choose a production first"):
        bpy.ops.shiage.tune()
    assert bpy.ops.shiage.choose_production(folder=str(film)) == {"FINISHED"}
    with pytest.raises(RuntimeError, match="Frame 1, 2, 3, 4, 5 has no fills: color the shot"):
        bpy.ops.shiage.tune(scope="CUT")
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    # one region is corrected: the box of frame 3 is blue
    for number in rings.frames:
        for slot in rings.paints.values():
            doubt(rings, number, slot, 1.0)
    doubt(rings, 3, rings.paints[GREEN], 0.4)
    assert bpy.ops.shiage.next_uncertain() == {"FINISHED"}
    blue = rings.object.data.materials[rings.paints[BLUE]].name
    assert bpy.ops.shiage.recolor(material=blue, again=False) == {"FINISHED"}
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "sc012.blend"))
    scene = bpy.context.scene
    assert bpy.ops.shiage.tune(scope="CUT") == {"FINISHED"}
    (cut,) = [path for path in (film / "cuts").iterdir() if path.name.startswith("sc012")]
    assert sorted(path.name for path in (cut / "truth").iterdir()) == [f"000{n}.png" for n in range(1, 6)]
    taken = bpy.data.images.load(str(cut / "truth" / "0003.png"))
    pixels = np.zeros(len(taken.pixels), np.float32)
    taken.pixels.foreach_get(pixels)
    width, height = rings.SIZE
    cel = np.round(pixels.reshape(height, width, 4)[::-1] * 255).astype(np.uint8)
    painted = paint_frame(addon, scene, "Rings", ("Shiage",), 3)
    assert agreement(cel, painted) > 0.995
    assert tuple(cel[95, 205 + 8]) == (*BLUE, 255)
    # tuned on, and used or not as it did
    assert bpy.ops.shiage.tune(scope="SHOT", steps=10) == {"FINISHED"}
    tune = importlib.import_module(f"{addon}.engine.tuning").tune_of(str(film)).now
    assert tune.tuned is not None and "held out: cut cut 1 and the last third of sc012" in tune.tuned.words
    assert tune.tuned.steps[1] == 10 and tune.tuned.sheet.startswith(b"\x89PNG")
    drawn = panel(addon)
    made = ["001"] if tune.tuned.version else []
    assert chosen(drawn) == [*made, "shiage"]
    assert [given["scope"] for name, given in drawn.buttons if name == "shiage.tune"] == [
        "CUT",
        "SHOT",
        "ALL",
    ]
    if made:
        assert bpy.ops.shiage.show_sample(version="001") == {"FINISHED"}
        assert any(image.filepath.endswith("sheet.png") for image in bpy.data.images)
    assert bpy.ops.shiage.use_version(version="shiage") == {"FINISHED"}
    assert json.loads((film / "models" / "chosen.json").read_text()) == {"version": "shiage"}
    with pytest.raises(RuntimeError, match="There is no version '009'"):
        bpy.ops.shiage.use_version(version="009")
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}


def test_a_tune_is_paused_resumed_and_cancelled_from_the_panel(addon: str, scene: Any, film: Path) -> None:
    tuning = importlib.import_module(f"{addon}.engine.tuning")
    assert bpy.ops.shiage.choose_production(folder=str(film)) == {"FINISHED"}
    upload = importlib.import_module(f"{addon}.wire.tune").TuneUpload
    tune = tuning.begin_tune(str(film), [lambda: upload(str(film))])
    with pytest.raises(RuntimeError, match="The production is busy"):
        bpy.ops.shiage.tune()

    def until(state: str) -> Drawn:
        deadline = time.monotonic() + 60
        while tune.now.state != state:
            assert time.monotonic() < deadline and not tune.over, tune.now
            time.sleep(0.05)
        return panel(addon)

    def orders(drawn: Drawn) -> list[str]:
        return [given["order"] for name, given in drawn.buttons if name == "shiage.tune_order"]

    assert orders(until("running")) == ["pause", "cancel"]
    assert bpy.ops.shiage.tune_order(order="pause") == {"FINISHED"}
    drawn = until("paused")
    assert orders(drawn) == ["resume", "cancel"] and "Paused" in drawn.words[0]
    assert bpy.ops.shiage.tune_order(order="resume") == {"FINISHED"}
    until("running")
    assert bpy.ops.shiage.tune_order(order="cancel") == {"FINISHED"}
    tune.join(60)
    assert tune.now.state == "cancelled" and chosen(panel(addon)) == ["shiage"]
    assert bpy.ops.shiage.tune_order(order="pause") == {"CANCELLED"}
