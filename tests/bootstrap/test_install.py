# SPDX-License-Identifier: Apache-2.0
"""Installing an engine with real environments, real pip and an index that breaks when told to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from release.wheels import pinned_wheels
from small_disk import ROOMY, SmallDisk
from small_index import LIBRARIES, Index, engine

from shiage.bootstrap import advice as advices
from shiage.bootstrap.carried import carried
from shiage.bootstrap.command import engine_command
from shiage.bootstrap.folder import MARK, VARIABLE, held
from shiage.bootstrap.install import Installation
from shiage.bootstrap.installed import installed
from shiage.bootstrap.plan import Plan
from shiage.bootstrap.removal import removal
from shiage.bootstrap.task import Task

ROOT = Path(__file__).parents[2]
TORCH = "torch-1.0-py3-none-any.whl"


@pytest.fixture(scope="module")
def pip() -> Path:
    (found,) = pinned_wheels(ROOT / "release" / "pip.txt", ["3.10"], [("any",)])
    return found


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    made = Index(tmp_path / "index")
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    for name, value in {"INDEX_URL": made.url, "CONFIG_FILE": os.devnull, "RETRIES": "0"}.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    yield made
    made.close()


def carries(folder: Path, pip: Path, version: str) -> Path:
    """What an add-on of a version carries."""
    folder.mkdir()
    shutil.copy(pip, folder)
    engine(folder, version)
    (folder / "constraints.txt").write_text("".join(f"{name}==1.0\n" for name in LIBRARIES))
    return folder


@pytest.fixture
def work(tmp_path: Path, pip: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """An installation into a folder with spaces and letters of another script."""
    folder = tmp_path / "ユーザー Jane" / "shiage engine"
    monkeypatch.setenv(VARIABLE, str(folder))
    monkeypatch.setenv("PATH", "/usr/bin")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    plan = Plan(folder, "cpu", 1, 10)
    return Installation(plan, [sys.executable], carries=carries(tmp_path / "carried", pip, "0.1.0"))


def nobody() -> None:
    """No engine runs."""


def done(task: Task) -> Task:
    task.start()
    task.join(400)
    assert task.ended, task.step
    return task


def words(task: Task) -> str:
    assert task.ended == "failed"
    return str(task.problem)


@pytest.mark.timeout(900)
def test_from_a_network_that_breaks_to_a_removed_engine(
    work: Installation, index: Index, pip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = work.plan.folder
    monkeypatch.setattr(advices, "carried", lambda: carried(work.carries))
    assert advices.advice(False)[0] == advices.INSTALL
    index.cut = "torch"
    assert "network broke off" in words(done(work.task()))
    assert installed(folder).state == "unfinished"
    assert engine_command("") is None, "half an engine is none"
    assert advices.advice(False)[0] == advices.GO_ON

    index.mend()
    assert done(work.task()).ended == "done", work
    assert TORCH in index.asked and not [name for name in index.asked if name.startswith("scipy")], (
        "not fetched twice"
    )
    there = installed(folder)
    assert (there.state, there.version, there.device, there.runs_on) == ("ready", "0.1.0", "cpu", "cpu")
    command = engine_command("")
    assert command is not None
    said = subprocess.run([*command, "--stay"], capture_output=True, text=True, check=True).stdout
    assert said == "engine --stay\n"
    assert advices.advice(True)[0] == advices.NOTHING
    assert list((tmp_path / "home").iterdir()) == [], "nothing outside its folder"
    assert {one.name for one in folder.iterdir()} == {
        "env",
        "engine.json",
        "install.log",
        "install.lock",
        MARK,
    }

    # a newer add-on: an update that cannot be fetched leaves the old engine, one that can waits for its job
    newer = replace(work, carries=carries(tmp_path / "newer", pip, "0.2.0"))
    (newer.carries / "constraints.txt").write_text(
        (newer.carries / "constraints.txt").read_text().replace("numpy==1.0", "numpy==2.0")
    )
    assert words(done(newer.task()))
    assert (installed(folder).state, installed(folder).version) == ("ready", "0.1.0")
    assert subprocess.run([*command], capture_output=True, check=True)
    (newer.carries / "constraints.txt").write_text((work.carries / "constraints.txt").read_text())
    waited: list[str] = []
    index.mend()
    updated = replace(newer, retire=lambda: waited.append(installed(folder).version))
    assert done(updated.task()).ended == "done"
    assert waited == ["0.1.0"] and installed(folder).version == "0.2.0"
    assert index.asked == [], "its libraries are there"
    assert advices.advice(True)[0] == advices.OLD_ADDON, "the add-on that is here is the older one now"

    # the Python it was made with goes, as Blender's does with Blender
    settings = folder / "env" / "pyvenv.cfg"
    settings.write_text(settings.read_text().replace("home = ", "home = /gone"))
    for link in (folder / "env" / "bin").glob("python*"):
        link.unlink()
        link.symlink_to("/gone/python")
    assert installed(folder).state == "broken" and engine_command("") is None
    assert done(newer.task()).ended == "done"
    assert installed(folder).state == "ready" and index.asked == [], "mended, not fetched again"

    beside = folder.parent / "film.blend"
    beside.write_text("the artist's")
    assert done(removal(work.plan, nobody)).ended == "done"
    assert not folder.exists() and beside.read_text() == "the artist's"


@pytest.mark.timeout(900)
def test_from_a_folder_of_wheels_and_cancelled_and_full(
    work: Installation, index: Index, tmp_path: Path
) -> None:
    index.close()
    missing = index.folder / "pyzmq-1.0-py3-none-any.whl"
    missing.rename(tmp_path / missing.name)
    offline = replace(work, plan=replace(work.plan, wheels=index.folder))
    assert "no wheel of pyzmq" in words(done(offline.task()))
    (tmp_path / missing.name).rename(missing)
    task = offline.task()
    threading.Timer(1.0, task.cancel).start()
    assert done(task).ended == "cancelled"
    assert installed(work.plan.folder).state == "unfinished"
    assert done(offline.task()).ended == "done"
    assert installed(work.plan.folder).state == "ready"
    with held(work.plan.folder):
        assert "by another program" in words(done(offline.task()))
    stranger = work.plan.folder / "notes.txt"
    stranger.write_text("mine")
    assert done(removal(work.plan, nobody)).ended == "done"
    assert [one.name for one in work.plan.folder.iterdir()] == ["notes.txt"], "what is not ours stays"


def test_what_cannot_be_begun_is_said_and_nothing_is_touched(work: Installation, tmp_path: Path) -> None:
    huge = replace(work, plan=replace(work.plan, installed=1 << 40))
    assert "MB free and the engine needs" in words(done(huge.task()))
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "shot.png").write_text("")
    other = replace(work, plan=replace(work.plan, folder=mine))
    assert "in use for something else" in words(done(other.task()))
    assert [one.name for one in mine.iterdir()] == ["shot.png"]
    assert "There is no engine in" in words(done(removal(other.plan, nobody)))
    bare = replace(work, carries=tmp_path / "nothing")
    assert "install it from its zip" in words(done(bare.task()))


@pytest.mark.timeout(600)
def test_a_disk_that_is_full_costs_nothing_that_was_there(
    work: Installation, index: Index, pip: Path, tmp_path: Path
) -> None:
    folder = work.plan.folder
    disk = SmallDisk(folder.parent, 8)
    try:
        assert f"MB free and the engine needs {work.plan.needed}" in words(done(work.task()))
        assert not folder.exists(), "nothing was begun"
        full = "The disk is full: free some space and go on; what is there stays"
        disk.resize(ROOMY)
        index.sending = lambda name: disk.fill(100_000) if name.startswith("torch") else None
        assert words(done(work.task())) == full
        assert installed(folder).state == "unfinished"
        disk.resize(ROOMY)
        index.asked.clear()
        index.sending = lambda _: None
        assert done(work.task()).ended == "done"
        assert not [name for name in index.asked if name.startswith(("opencv", "scipy"))], "not fetched twice"

        # an update that the disk has no room for: the engine that is there serves on
        newer = replace(work, carries=carries(tmp_path / "newer", pip, "0.2.0"))
        for room in (0, 30_000):
            filled = replace(newer, retire=partial(disk.fill, room))
            disk.resize(ROOMY)
            said = words(done(filled.task()))
            there = installed(folder)
            assert (said, there.state, there.version) == (full, "ready", "0.1.0")
        assert "MB free and the engine needs 300" in words(done(newer.task()))
        disk.fill(0)
        assert done(removal(work.plan, nobody)).ended == "done", "which is how space is made"
        assert not folder.exists()
    finally:
        disk.close()
