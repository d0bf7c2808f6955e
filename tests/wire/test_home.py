# SPDX-License-Identifier: Apache-2.0
"""Which folders the engine takes for its own, and which it leaves as they are."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from shiage.wire import home as module
from shiage.wire.events import EngineError
from shiage.wire.home import MARK, claim, home
from shiage.wire.launch import Launch

JOB = "20260102-030405-0123abcd"
TABLE = b"SQLite format 3\0" + b"\0" * 3000 + module._TABLE + b", numbers TEXT)"


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """All that lies in a folder, with modes and contents; links as links."""
    found = {".": (stat.S_IMODE(folder.stat().st_mode), b"")}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            content = os.fsencode(path.readlink())
        else:
            content = path.read_bytes() if path.is_file() else b""
        found[str(path.relative_to(folder))] = (path.lstat().st_mode, content)
    return found


def fill(folder: Path, names: list[str]) -> None:
    """Make files, and folders where a name ends with a stroke."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("/"):
            path.mkdir(exist_ok=True)
        else:
            path.write_bytes(b"mine")


@pytest.mark.parametrize(
    "names",
    [
        ["jobs/client_A/invoice.txt", "jobs/notes.txt", "pool/a.mov"],
        ["jobs/client_A/"],
        ["pool/readme"],
        ["notes.txt"],
        [".bashrc", ".config/", "jobs/"],
        ["engine.log", "engine.cfg"],
        ["engine.sqlite", "music/", "jobs/" + JOB + "/items/0.raw"],
        ["jobs/" + JOB[:-1] + "/"],
        ["shiage-home.txt.bak"],
        ["engine.json", "src/main.c"],
    ],
)
def test_a_folder_in_use_is_refused_and_stays_as_it_was(names: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir(mode=0o755)
    fill(folder, names)
    before = tree(folder)
    with pytest.raises(EngineError, match=r"is in use for something else .* new or empty"):
        claim(folder)
    assert tree(folder) == before


def test_starting_an_engine_in_a_folder_in_use_leaves_nothing_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, ["jobs/client_A/invoice.txt"])
    before = tree(tmp_path)
    monkeypatch.setenv("SHIAGE_HOME", str(tmp_path))
    with pytest.raises(EngineError, match=r"jobs/client_A is in it"):
        Launch()
    engine = subprocess.run([sys.executable, "-m", "shiage.service"], capture_output=True, text=True)
    assert engine.returncode == 2
    assert "is in use for something else" in engine.stderr
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    "names", [[], ["engine.err"], [".DS_Store"], ["lost+found/", "engine.lock", "jobs/"]]
)
def test_an_empty_folder_is_taken_marked_and_closed(names: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "home"
    claim(folder)
    assert module.marked(folder)
    again = tmp_path / "made"
    again.mkdir(mode=0o755)
    fill(again, names)
    claim(again)
    assert "Shiage" in (again / MARK).read_text()
    if sys.platform != "win32":
        assert {stat.S_IMODE(path.stat().st_mode) for path in (folder, again)} == {0o700}
        assert stat.S_IMODE((again / MARK).stat().st_mode) == 0o600
    fill(again, ["now it is ours/whatever else"])
    claim(again)


@pytest.mark.parametrize("name", ["engine.sqlite", "engine.sqlite-wal"])
def test_a_home_of_before_there_were_marks_is_known_by_its_table(name: str, tmp_path: Path) -> None:
    fill(tmp_path, ["jobs/" + JOB + "/items/0.raw", "engine.log", "engine.log.1", "a note of mine.txt"])
    (tmp_path / name).write_bytes(TABLE)
    claim(tmp_path)
    assert module.marked(tmp_path)


def test_a_home_of_before_is_known_by_its_connection_file_or_by_holding_nothing_else(tmp_path: Path) -> None:
    told = {"server_public": "", "client_secret": "", "pid": 1}
    (tmp_path / "a").mkdir()
    fill(tmp_path / "a", ["a note of mine.txt"])
    (tmp_path / "a" / "engine.json").write_text(json.dumps(told))
    claim(tmp_path / "a")
    fill(
        tmp_path / "b",
        ["engine.sqlite", "engine.sqlite-shm", "engine.77.part", "jobs/" + JOB + "/items/0.raw"],
    )
    fill(tmp_path / "b", ["pool/" + "0a" * 32])
    claim(tmp_path / "b")


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are POSIX")
def test_a_mark_or_a_table_behind_a_link_or_a_pipe_does_not_count(tmp_path: Path) -> None:
    real = tmp_path / "real"
    claim(real)
    (real / "engine.sqlite").write_bytes(TABLE)
    for name in (MARK, "engine.sqlite", "engine.json"):
        folder = tmp_path / f"with {name}"
        fill(folder, ["mine.txt"])
        (folder / name).symlink_to(real / name)
        with pytest.raises(EngineError, match="in use"):
            claim(folder)
        (folder / name).unlink()
        os.mkfifo(folder / name)
        with pytest.raises(EngineError, match="in use"):
            claim(folder)
    fill(tmp_path / "d", ["elsewhere/"])
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "jobs").symlink_to(tmp_path / "d")
    with pytest.raises(EngineError, match="the link jobs is in it"):
        claim(tmp_path / "home")


@pytest.mark.skipif(sys.platform == "win32" or os.getuid() != 0, reason="others are refused by the system")
def test_a_folder_for_all_users_is_not_taken() -> None:
    for folder in map(Path, ("/", "/tmp", "/dev/shm")):
        mode = folder.stat().st_mode
        with pytest.raises(EngineError, match="is for all users"):
            claim(folder)
        assert folder.stat().st_mode == mode


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
@pytest.mark.parametrize("umask", [0, 0o022, 0o277])
def test_all_folders_that_are_made_are_the_users_alone(umask: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        claim(tmp_path / "state" / "deep" / "shiage")
    finally:
        os.umask(before)
    folders = [tmp_path / "state", *(path for path in tmp_path.rglob("*") if path.is_dir())]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_a_fresh_disk_that_everybody_may_write_on_is_taken_and_closed(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk").chmod(0o1777)
    claim(tmp_path / "disk")
    assert stat.S_IMODE((tmp_path / "disk").stat().st_mode) == 0o700


def test_folders_that_cannot_be_are_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "home", tmp_path / ("x" * 300)):
        with pytest.raises(EngineError, match="cannot be used"):
            claim(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="names of no UTF-8 are POSIX")
@pytest.mark.parametrize("name", [b"\xff\xfe", b"two\nlines", b'it\'s "quoted"', b"l" * 255, "工房".encode()])
def test_a_home_may_have_any_name(name: bytes, tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    claim(folder)
    claim(folder)
    fill(folder, ["other/thing"])
    (folder / MARK).unlink()
    with pytest.raises(EngineError) as error:
        claim(folder)
    str(error.value).encode()


@pytest.mark.skipif(sys.platform != "linux", reason="the rule is XDG's")
def test_a_place_that_is_unknown_is_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SHIAGE_HOME", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert home() == tmp_path / ".local" / "state" / "shiage"
    monkeypatch.setenv("SHIAGE_HOME", "relative")
    assert home().is_absolute()
    monkeypatch.delenv("SHIAGE_HOME")
    for nowhere in ("", "/", "relative"):
        monkeypatch.setenv("HOME", nowhere)
        with pytest.raises(EngineError, match="set SHIAGE_HOME"):
            home()
