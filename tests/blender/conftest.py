# SPDX-License-Identifier: GPL-3.0-or-later
"""Blender itself, as the module bpy, with the add-on installed in a user folder of its own.

These tests run in a Python that has bpy and lacks torch and OpenCV (`make test-blender`); anywhere else they
are not collected. The engine runs in the Python of the engine, as a process.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
FRAMES = 16
"""The first drawings of the demo's performance, the same as Krita's tests have."""

if importlib.util.find_spec("bpy") is None:
    collect_ignore_glob = ["test_*.py"]
else:
    # before bpy is imported: it reads where its user's folders are only once
    USER = ROOT / "build" / f"blender-user-{os.getpid()}"
    os.environ["BLENDER_USER_RESOURCES"] = str(USER)
    shutil.rmtree(USER, ignore_errors=True)
    ADDON = USER / "extensions" / "user_default" / "shiage"
    shutil.copytree(ROOT / "blender_addon", ADDON, ignore=shutil.ignore_patterns("__pycache__", "*.zip"))
    for room in ("wire", "bootstrap"):
        left_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "engine" / "shiage" / room, ADDON / room, ignore=left_out)
    os.environ["SHIAGE_ENGINE_FOLDER"] = str(USER / "engine")  # not one of this user's own


def pytest_sessionfinish() -> None:
    if importlib.util.find_spec("bpy") is not None:
        shutil.rmtree(USER, ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """End at once: now and then Blender 4.5 waits for itself for ever while its Python is taken down."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    status = getattr(reporter, "_session", None)
    if "bpy" in sys.modules and status is not None:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(status.exitstatus))


@pytest.fixture(scope="session")
def character() -> Path:
    """Strokes and true colours of the demo's character; drawn once for all Blenders."""
    from tests.blender.engine_python import TRUTH, ask_engine_python

    said = hashlib.sha256(TRUTH.read_bytes())
    for source in sorted((ROOT / "engine" / "shiage" / "demo").glob("*.py")):
        said.update(source.read_bytes())
    file = ROOT / "build" / f"character-{FRAMES}-{said.hexdigest()[:16]}.npz"
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        beside = file.with_suffix(f".{os.getpid()}.npz")
        ask_engine_python("draw", str(beside), str(FRAMES))
        beside.replace(file)
    return file


@pytest.fixture(scope="session")
def addon() -> Iterator[str]:
    """The add-on, enabled; the name of its module."""
    import bpy  # type: ignore[import-not-found]

    name = "bl_ext.user_default.shiage"
    bpy.ops.preferences.addon_enable(module=name)
    assert name in bpy.context.preferences.addons
    yield name
    bpy.ops.preferences.addon_disable(module=name)


@pytest.fixture
def part(addon: str) -> Callable[[str], Any]:
    """A module of the enabled add-on."""
    return lambda name: importlib.import_module(f"{addon}.{name}")


@pytest.fixture
def scene(addon: str) -> Any:
    """An empty scene."""
    import bpy

    bpy.ops.wm.read_homefile(use_empty=True)
    return bpy.context.scene


@pytest.fixture
def engine_home(tmp_path: Path, addon: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home for engines, and how to start one; what runs in it at the end is killed."""
    import bpy
    from tests.blender.engine_python import ENGINE_PYTHON

    home = tmp_path / "home"
    monkeypatch.setenv("SHIAGE_HOME", str(home))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    bpy.context.preferences.addons[addon].preferences.command = f"{ENGINE_PYTHON} -m shiage.service"
    bpy.context.preferences.addons[addon].preferences.keep = False
    yield home
    importlib.import_module(f"{addon}.engine.process").release()
    connection = importlib.import_module(f"{addon}.wire.connection").read_connection()
    if connection is not None:
        os.kill(connection.pid, 9)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """No engine's library may be at hand inside Blender."""
    for name in ("torch", "cv2"):
        assert "bpy" not in sys.modules or importlib.util.find_spec(name) is None, name
