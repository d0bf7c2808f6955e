# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine from inside Blender: offered, installed, updated, removed; and what a newcomer finds."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import bpy  # type: ignore[import-not-found]
import pytest

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests" / "bootstrap"))
from small_disk import ROOMY, SmallDisk  # noqa: E402
from small_index import LIBRARIES, Index, engine  # noqa: E402
from tests.blender.engine_python import ENGINE_PYTHON  # noqa: E402


@pytest.fixture
def newcomer(addon: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The add-on as its zip brings it, a small engine in it; no engine is there."""
    monkeypatch.setenv("SHIAGE_ENGINE_FOLDER", str(tmp_path / "エンジン" / "shiage engine"))
    monkeypatch.setenv("SHIAGE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    carried = importlib.import_module(f"{addon}.bootstrap.carried")
    install = importlib.import_module(f"{addon}.bootstrap.install")
    folder = tmp_path / "carried"
    folder.mkdir()
    code = "from release.wheels import pinned_wheels; from pathlib import Path; " + (
        "print(*pinned_wheels(Path('release/pip.txt'), ['3.10'], [('any',)]))"
    )
    asked = subprocess.run([ENGINE_PYTHON, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    pip = asked.stdout.strip()
    (folder / Path(pip).name).symlink_to(pip)
    engine(folder, "0.1.0")
    (folder / "constraints.txt").write_text("".join(f"{name}==1.0\n" for name in LIBRARIES))
    monkeypatch.setattr(carried.carried, "__defaults__", (folder,))
    monkeypatch.setattr(install.Installation.__init__, "__defaults__", ((), install._nobody, False, folder))
    preferences = bpy.context.preferences.addons[addon].preferences
    preferences.command = ""
    process = importlib.import_module(f"{addon}.engine.process")
    process.look_again()
    yield importlib.import_module(f"{addon}.engine.install")
    process.look_again()
    importlib.import_module(f"{addon}.engine.install")._tasks.clear()


def test_the_button_brings_an_engine_and_takes_it_away(
    newcomer: Any, part: Callable[[str], Any], tmp_path: Path
) -> None:
    assert newcomer.offer()[0] == "install"
    assert not bpy.app.online_access or bpy.context.preferences.system.use_online_access
    bpy.context.preferences.system.use_online_access = False
    with pytest.raises(RuntimeError, match="allow online access"):
        bpy.ops.shiage.install_engine()
    index = Index(tmp_path / "index")
    index.close()
    assert bpy.ops.shiage.install_engine(directory=str(index.folder)) == {"FINISHED"}
    assert newcomer.offer() == ("nothing", "0.1.0", "0.1.0")
    command = part("engine.command").command_of("")
    assert command[0].startswith(str(tmp_path / "エンジン")) and command[-2:] == ["-m", "shiage.service"]
    assert "installed: ready 0.1.0 for" in part("engine.diagnostics").diagnostics()

    engine(tmp_path / "carried", "0.2.0")
    part("engine.process").look_again()
    assert newcomer.offer() == ("update", "0.1.0", "0.2.0")
    assert bpy.ops.shiage.install_engine(directory=str(index.folder)) == {"FINISHED"}
    assert newcomer.offer() == ("nothing", "0.2.0", "0.2.0")
    assert bpy.ops.shiage.remove_engine() == {"FINISHED"}
    assert not (tmp_path / "エンジン" / "shiage engine").exists()
    assert newcomer.offer()[0] == "install"


def test_an_engine_is_picked_and_what_is_none_is_refused(newcomer: Any, addon: str, tmp_path: Path) -> None:
    preferences = bpy.context.preferences.addons[addon].preferences
    with pytest.raises(RuntimeError, match="There is no engine in the folder"):
        bpy.ops.shiage.choose_engine(filepath=str(tmp_path))
    assert preferences.command == ""
    assert bpy.ops.shiage.choose_engine(filepath=str(ENGINE_PYTHON)) == {"FINISHED"}
    assert preferences.command == str(ENGINE_PYTHON)


def test_a_newcomer_tries_it(scene: Any, engine_home: Path) -> None:
    assert bpy.types.SHIAGE_PT_shot.poll(bpy.context), "the panel says what to do first, whatever is chosen"
    assert bpy.ops.shiage.try_it() == {"FINISHED"}
    demo = bpy.data.scenes["Shiage Demo"]
    bpy.context.window.scene = demo
    drawn = bpy.context.view_layer.objects.active
    assert [layer.name for layer in drawn.data.layers] == ["Colour", "Traces", "Lines"]
    assert len(drawn.data.layers["Colour"].frames) == 2 and demo.camera is not None
    assert bpy.ops.shiage.color_frame() == {"FINISHED"}
    assert len(drawn.data.layers["Shiage"].frames) == 1


class Panel:
    """What the box draws: its words, and the names of its operators."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.buttons: list[str] = []

    def label(self, text: str = "", **_: Any) -> None:
        self.words.append(text)

    def operator(self, name: str, text: str = "", **_: Any) -> None:
        self.buttons.append(text or name)

    def progress(self, text: str = "", **_: Any) -> None:
        self.words.append(text)

    def prop(self, *_: Any, **__: Any) -> None:
        """Settings are not looked at here."""

    def box(self, **_: Any) -> Panel:
        return self

    row = column = box


def panel(part: Callable[[str], Any]) -> Panel:
    """What the panel shows now."""
    part("engine.process").look_again()
    drawn = Panel()
    part("ui.install_box").install_box(drawn, bpy.context)
    return drawn


@pytest.fixture
def index(newcomer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    """An index that pip asks, and the right to ask it."""
    made = Index(tmp_path / "index")
    for name, value in {"INDEX_URL": made.url, "CONFIG_FILE": os.devnull, "RETRIES": "0"}.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    bpy.context.preferences.system.use_online_access = True
    yield made
    bpy.context.preferences.system.use_online_access = False
    made.close()


def test_what_goes_wrong_is_said_with_what_to_do(
    newcomer: Any, part: Callable[[str], Any], tmp_path: Path, index: Index
) -> None:
    place = tmp_path / "エンジン"
    place.write_text("a file where the folder should be")
    with pytest.raises(RuntimeError, match="cannot be written"):
        bpy.ops.shiage.install_engine()
    shown = panel(part)
    assert "cannot be written" in " ".join(shown.words) and "Install Engine" in shown.buttons
    place.unlink()
    index.cut = "opencv"
    with pytest.raises(RuntimeError, match="The network broke off: go on when it is back"):
        bpy.ops.shiage.install_engine()
    shown = panel(part)
    said = " ".join(shown.words)
    assert "An installation stopped half-way" in said and "Go On Installing" in shown.buttons
    assert "The network broke off: go on when it is back; what has come stays" in said
    index.mend()
    threading.Timer(0.5, lambda: bpy.ops.shiage.install_cancel()).start()
    assert bpy.ops.shiage.install_engine() == {"CANCELLED"}
    assert "Go On Installing" in panel(part).buttons
    assert bpy.ops.shiage.install_engine() == {"FINISHED"}
    assert panel(part).buttons == [] and newcomer.offer() == ("nothing", "0.1.0", "0.1.0")


def test_a_full_disk_is_said_and_once_there_is_room_it_goes_on(
    newcomer: Any, part: Callable[[str], Any], tmp_path: Path, index: Index
) -> None:
    (tmp_path / "エンジン").mkdir()
    disk = SmallDisk(tmp_path / "エンジン", 8)
    try:
        with pytest.raises(RuntimeError, match=r"has \d MB free and the engine needs 7900: free some space"):
            bpy.ops.shiage.install_engine()
        shown = panel(part)
        assert "free some space and try again" in " ".join(shown.words) and "Install Engine" in shown.buttons
        assert list(disk.folder.iterdir()) == []

        disk.resize(ROOMY)
        index.sending = lambda name: disk.fill(100_000) if name.startswith("torch") else None
        with pytest.raises(RuntimeError, match="The disk is full"):
            bpy.ops.shiage.install_engine()
        shown = panel(part)
        said = " ".join(shown.words)
        assert "The disk is full: free some space and go on; what is there stays" in said
        assert "Go On Installing" in shown.buttons
        disk.resize(ROOMY)
        index.sending = lambda _: None
        index.asked.clear()
        assert bpy.ops.shiage.install_engine() == {"FINISHED"}
        assert panel(part).buttons == [] and not [name for name in index.asked if name.startswith("scipy")]
        disk.fill(0)
        assert bpy.ops.shiage.remove_engine() == {"FINISHED"} and list(disk.folder.iterdir()) == []
        assert {one.name for one in tmp_path.iterdir()} == {"エンジン", "carried", "index"}
    finally:
        disk.close()
