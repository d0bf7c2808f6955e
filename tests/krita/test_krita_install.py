# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine from inside Krita, when it does not go well; and a newer zip imported over an older one."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from host import Host, Screen
from small_disk import ROOMY, SmallDisk
from small_index import LIBRARIES, Index, engine

CARRIED = "shiage/bootstrap/carried/"
LEFT_BY_THE_OLD = "shiage/left_by_the_old.py"


def zip_of(zipped: Path, folder: Path, version: str, more: str = "") -> Path:
    """The plug-in's zip with a small engine of some version in it."""
    wheel = engine(folder, version)
    made = folder / f"shiage-krita-{version}.zip"
    with zipfile.ZipFile(zipped) as old, zipfile.ZipFile(made, "w") as new:
        for item in old.infolist():
            name = item.filename.removeprefix(CARRIED)
            if name == "constraints.txt":
                new.writestr(item, "".join(f"{library}==1.0\n" for library in LIBRARIES))
            elif item.filename.startswith(CARRIED) and name.startswith("shiage-"):
                new.write(wheel, CARRIED + wheel.name)
            else:
                new.writestr(item, old.read(item))
        if more:
            new.writestr(more, "")
    return made


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    made = Index(tmp_path / "index")
    yield made
    made.close()


@pytest.fixture
def newcomer(screen: Screen, tmp_path: Path, index: Index) -> Iterator[Host]:
    """A Krita that never saw Shiage, and whose pip asks our index."""
    folder = tmp_path / "krita"
    folder.mkdir()
    own = {
        "SHIAGE_ENGINE_FOLDER": str(tmp_path / "絵コンテ Jane" / "engine"),
        "SHIAGE_HOME": str(tmp_path / "home"),
    }
    pip = {"PIP_INDEX_URL": index.url, "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0"}
    host = Host(folder, screen, **own, **pip, OMP_NUM_THREADS="1", PATH="/usr/bin:/bin")
    host.start()
    yield host
    host.stop()


@pytest.mark.timeout(600)
def test_from_a_folder_that_cannot_be_written_to_a_newer_zip(
    newcomer: Host, index: Index, zipped: Path, tmp_path: Path
) -> None:
    old = zip_of(zipped, tmp_path, "0.1.0", LEFT_BY_THE_OLD)
    newcomer.call("krita_itself.import_plugin", path=str(old))
    newcomer.stop()
    newcomer.start()
    newcomer.call("docker.show", width=1366, height=768)
    offered = newcomer.call("installing.shown")
    assert offered["visible"] and offered["button"] == "Install engine" and "MB" in offered["words"]

    place = tmp_path / "絵コンテ Jane"
    place.write_text("a file where the folder should be")
    failed = newcomer.call("installing.press")
    assert failed["ended"] == "failed"
    shown = newcomer.call("installing.shown")
    assert "cannot be written" in shown["words"] and str(place) in shown["words"], shown
    assert shown["button"] == "Install engine"
    place.unlink()

    index.cut = "opencv"
    assert newcomer.call("installing.press")["ended"] == "failed"
    shown = newcomer.call("installing.shown")
    assert "The network broke off: go on when it is back; what has come stays" in shown["words"], shown
    assert "stopped half-way" in shown["words"] and shown["button"] == "Go on installing"

    index.mend()
    newcomer.call("installing.cancel_soon", seconds=0.7)
    stopped = newcomer.call("installing.press")
    assert (stopped["ended"], stopped["words"]) == ("cancelled", "Installing was cancelled."), stopped
    assert newcomer.call("installing.shown")["button"] == "Go on installing"
    done = newcomer.call("installing.press")
    assert (done["ended"], done["words"]) == ("done", "The engine 0.1.0 is installed."), done
    assert not newcomer.call("installing.shown")["visible"]
    print(f"a small engine in {done['seconds']:.1f} s; Krita stood still for {done['longest']:.2f} s at most")

    # a newer zip over it: Krita's importer deletes the plug-in's folder, and nothing but that
    newcomer.call("installing.choose_device", device="cpu")
    said = newcomer.call("krita_itself.import_plugin", path=str(zip_of(zipped, tmp_path, "0.2.0")))
    assert any("<li>Shiage</li>" in words for words in said), said
    newcomer.stop()
    newcomer.start()
    newcomer.call("docker.show", width=1366, height=768)
    assert not (newcomer.folder / "data" / "krita" / "pykrita" / LEFT_BY_THE_OLD).exists()
    offered = newcomer.call("installing.shown")
    assert offered["button"] == "Update engine", offered
    assert "The engine (0.1.0) is older than this plug-in (0.2.0)." in offered["words"]
    assert newcomer.call("installing.chosen_device") == "cpu"
    index.mend()
    done = newcomer.call("installing.press")
    assert (done["ended"], done["words"]) == ("done", "The engine 0.2.0 is installed."), done
    assert index.asked == [], "what the engine stands on is there"
    assert not newcomer.call("installing.shown")["visible"]
    assert "0.2.0" in newcomer.call("installing.diagnostics")
    assert newcomer.call("installing.remove") == "The engine is removed." and not (place / "engine").exists()
    assert "Traceback" not in newcomer.log()


@pytest.mark.timeout(600)
def test_a_full_disk_is_said_and_once_there_is_room_it_goes_on(
    newcomer: Host, index: Index, zipped: Path, tmp_path: Path
) -> None:
    newcomer.call("krita_itself.import_plugin", path=str(zip_of(zipped, tmp_path, "0.1.0")))
    newcomer.stop()
    disk = SmallDisk(tmp_path / "絵コンテ Jane", 8)
    try:
        newcomer.start()
        newcomer.call("docker.show", width=1366, height=768)
        assert newcomer.call("installing.press")["ended"] == "failed"
        shown = newcomer.call("installing.shown")
        assert "8 MB free and the engine needs 7900: free some space and try again" in shown["words"], shown
        assert shown["button"] == "Install engine" and list(disk.folder.iterdir()) == []

        disk.resize(ROOMY)
        index.sending = lambda name: disk.fill(100_000) if name.startswith("torch") else None
        assert newcomer.call("installing.press")["ended"] == "failed"
        shown = newcomer.call("installing.shown")
        assert "The disk is full: free some space and go on; what is there stays" in shown["words"], shown
        assert shown["button"] == "Go on installing"
        disk.resize(ROOMY)
        index.sending = lambda _: None
        index.asked.clear()
        assert newcomer.call("installing.press")["ended"] == "done"
        assert not newcomer.call("installing.shown")["visible"]
        assert not [name for name in index.asked if name.startswith("scipy")], "not fetched twice"
        disk.fill(0)
        assert newcomer.call("installing.remove") == "The engine is removed."
        assert list(disk.folder.iterdir()) == [] and "Traceback" not in newcomer.log()
        newcomer.stop()
    finally:
        disk.close()
