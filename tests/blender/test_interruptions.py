# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever happens in mid-shot, the scene is whole and the message is clear."""

from __future__ import annotations

import importlib
import os
import signal
from pathlib import Path
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
import pytest
from tests.blender.scenes import Rings

pytestmark = pytest.mark.usefixtures("engine_home")

FRAMES = range(1, 21)


def run_until_painted(addon: str, frames: int = 1) -> Any:
    """A run, driven as the modal operator drives it, that has painted so many frames."""
    runs, plan = (importlib.import_module(f"{addon}.{name}") for name in ("job.run", "gather.read_plan"))
    run = runs.Run(bpy.context, plan.read_plan(bpy.context))
    importlib.import_module(f"{addon}.ui.running").watch_over(run)
    while run.painted < frames:
        assert run.tick(0.05), run.ended
    return run


def finish(run: Any) -> Any:
    while run.tick(0.05):
        pass
    return run.ended


def is_whole(shot: Rings) -> None:
    """Every drawing can be read, the lines and keys are as they were, time stands where it stood."""
    assert bpy.context.scene.frame_current == 1
    assert [frame.frame_number for frame in shot.lines.frames] == shot.frames
    for layer in shot.object.data.layers:
        for frame in layer.frames:
            attributes = frame.drawing.attributes
            count = attributes.domain_size("POINT")
            points = np.full(3 * count, np.nan, np.float32)
            if count:
                attributes["position"].data.foreach_get("vector", points)
            assert np.isfinite(points).all()


def kill_engine(addon: str) -> bool:
    """Kill this home's engine; whether there was one. What it had sent may still arrive afterwards."""
    connection = importlib.import_module(f"{addon}.wire.connection").read_connection()
    if connection is not None:
        os.kill(connection.pid, signal.SIGKILL)
    return connection is not None


def test_the_engine_is_killed_and_another_one_goes_on(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=FRAMES, keys=[1, 20])
    run = run_until_painted(addon)
    assert kill_engine(addon)
    ended = finish(run)
    assert ended.state == "done", ended
    assert run.painted == len(shot.frames), "each frame is painted once"
    is_whole(shot)
    assert [f.frame_number for f in shot.object.data.layers["Shiage"].frames] == shot.frames


def test_the_engine_is_killed_again_and_again(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=FRAMES, keys=[1, 20])
    run = run_until_painted(addon)
    killed = 0
    while run.ended is None:
        killed += kill_engine(addon)  # none while the next one still starts
        painted = run.painted
        while run.tick(0.05) and run.painted == painted:
            pass
    assert killed > 1
    assert run.ended.state == "failed"
    assert "Color the shot again" in str(run.ended.error)
    is_whole(shot)
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert [f.frame_number for f in shot.object.data.layers["Shiage"].frames] == shot.frames


def test_it_is_cancelled(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=FRAMES, keys=[1, 20])
    run = run_until_painted(addon)
    run.cancel()
    assert finish(run).state == "cancelled"
    is_whole(shot)
    assert 0 < len(shot.object.data.layers["Shiage"].frames) <= 20
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert [f.frame_number for f in shot.object.data.layers["Shiage"].frames] == shot.frames


def test_it_is_cancelled_before_anything_is_sent(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=FRAMES, keys=[1, 20])
    runs, plan = (importlib.import_module(f"{addon}.{name}") for name in ("job.run", "gather.read_plan"))
    run = runs.Run(bpy.context, plan.read_plan(bpy.context))
    run.cancel()
    assert not run.tick()
    is_whole(shot)
    assert "Shiage" not in shot.object.data.layers


def test_the_file_is_closed(addon: str, scene: Any) -> None:
    Rings(scene, frames=FRAMES, keys=[1, 20])
    run = run_until_painted(addon)
    bpy.ops.wm.read_homefile(use_empty=True)
    assert run.ended.state == "cancelled"
    assert not run.tick()
    run._session.join(20)
    assert not run._session.is_alive()
    assert "Rings" not in bpy.data.objects
    # and the next file's shot is coloured as ever
    shot = Rings(bpy.context.scene, frames=[1, 2], keys=[1])
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert len(shot.object.data.layers["Shiage"].frames) == 2


def test_a_frame_is_deleted(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=FRAMES, keys=[1, 20])
    run = run_until_painted(addon)
    shot.lines.frames.remove(19)
    assert finish(run).state == "done"
    assert run.lost == 1
    shot.frames.remove(19)
    is_whole(shot)
    assert [f.frame_number for f in shot.object.data.layers["Shiage"].frames] == shot.frames


@pytest.mark.parametrize("what", ["layer", "object"])
def test_the_lines_are_deleted(addon: str, scene: Any, what: str) -> None:
    shot = Rings(scene, frames=FRAMES, keys=[1, 20])
    run = run_until_painted(addon)
    if what == "layer":
        shot.object.data.layers.remove(shot.lines)
    else:
        bpy.data.objects.remove(shot.object)
    ended = finish(run)
    assert ended.state == "failed"
    words = "'Rings' has no layer 'Lines'" if what == "layer" else "no grease-pencil object 'Rings'"
    assert words in str(ended.error)


def test_no_engine_and_no_way_to_start_one(addon: str, scene: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shot = Rings(scene, frames=[1, 2], keys=[1])
    preferences = bpy.context.preferences.addons[addon].preferences
    preferences.command = ""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RuntimeError, match="press Install Engine"):
        bpy.ops.shiage.color_shot()
    preferences.command = "/nowhere/shiage-engine"
    with pytest.raises(RuntimeError, match="no program '/nowhere/shiage-engine'"):
        bpy.ops.shiage.color_shot()
    is_whole(shot)
    assert "Shiage" not in shot.object.data.layers


def test_what_was_typed_is_understood(addon: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = importlib.import_module(f"{addon}.engine.command")
    spaced = tmp_path / "Jane Doe" / "bin"
    spaced.mkdir(parents=True)
    for name in ("shiage", "python3"):
        (spaced / name).write_text("#!/bin/sh\n")
        (spaced / name).chmod(0o755)
    python, shiage = str(spaced / "python3"), str(spaced / "shiage")
    service = ["-m", "shiage.service"]
    assert command.command_of(f'"{python}" -m shiage.service') == [python, *service]
    assert command.command_of(f"{python} -m shiage.service") == [python, *service], "nobody quotes"
    assert command.command_of(f"'{python}' -m shiage.service") == [python, *service]
    # the program itself is told to be the engine, unless it is told something
    assert command.command_of(shiage) == [shiage, "engine", "run"]
    alone = [python, "-I", "-X", "utf8", *service]
    assert command.command_of(python) == command.command_of(f'"{python}"') == alone
    assert command.command_of(f"{shiage} engine run --stay") == [shiage, "engine", "run", "--stay"]
    monkeypatch.setenv("PATH", str(spaced))
    assert command.command_of("  ") == [shiage, "engine", "run"]
    assert command.command_of("shiage") == ["shiage", "engine", "run"]
    assert command.on_device([shiage, "engine", "run"], "AUTO") == [shiage, "engine", "run"]
    assert command.on_device([shiage, "engine", "run"], "CPU")[3:] == ["--device", "cpu"]
    for own in (["--device", "cuda:1"], ["--device=cuda:1"]):
        assert command.on_device([shiage, *own], "CPU") == [shiage, *own], "what was typed is meant"


def test_the_engine_is_told_its_device_and_blender_keeps_its_own(
    addon: str, scene: Any, tmp_path: Path
) -> None:
    preferences = bpy.context.preferences.addons[addon].preferences
    told, program = tmp_path / "told", tmp_path / "engine"
    program.write_text(f'#!/bin/sh\necho "$@" >"{told}"\nexec {preferences.command} "$@"\n')
    program.chmod(0o755)
    preferences.command, preferences.device = str(program), "CPU"
    before = dict(os.environ)
    try:
        Rings(scene, frames=[1, 2], keys=[1])
        assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    finally:
        preferences.device = "AUTO"
    assert told.read_text() == "--device cpu\n"
    assert dict(os.environ) == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/usr/bin/env sh -c 'echo RAW OUTPUT; exit 5'", "is no engine"),
        ("/bin/true", "is no engine"),
        ("/", "no engine in the folder '/'"),
        ("/nowhere/at/all -m shiage.service", "no program '/nowhere/at/all'"),
    ],
)
def test_what_a_wrong_program_says_is_not_shown(addon: str, scene: Any, typed: str, said: str) -> None:
    shot = Rings(scene, frames=[1, 2], keys=[1])
    bpy.context.preferences.addons[addon].preferences.command = typed
    with pytest.raises(RuntimeError) as raised:
        bpy.ops.shiage.color_shot()
    words = str(raised.value)
    assert said in words
    assert "preferences" in words or "choose" in words
    assert "RAW" not in str(raised.value).split("`")[-1], "its words stay in its file"
    is_whole(shot)


def test_the_panel_says_so_from_the_start(addon: str, scene: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = importlib.import_module(f"{addon}.engine.process")
    Rings(scene, frames=[1, 2], keys=[1])

    def drawn() -> str:
        engine._looked.clear()
        lines: list[str] = []

        class Layout:
            def label(self, text: str, **_: Any) -> None:
                lines.append(text)

            def __getattr__(self, name: str) -> Any:
                return lambda *_, **__: self

        for kind in (bpy.types.SHIAGE_PT_shot, bpy.types.SHIAGE_PT_engine):
            kind.draw(type("Drawing", (), {"layout": Layout()}), bpy.context)
        return " ".join(lines)

    assert "preferences" not in drawn()
    monkeypatch.setenv("PATH", "")
    bpy.context.preferences.addons[addon].preferences.command = ""
    assert "come over the network and fill" in drawn()
    assert "starts with the first shot" not in drawn(), "one thing is said, and it is true"
