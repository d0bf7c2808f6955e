# SPDX-License-Identifier: Apache-2.0
"""Where the engine of a home is looked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import psutil
import pytest

from shiage.wire import connection
from shiage.wire.connection import Connection
from shiage.wire.home import home
from shiage.wire.process_alive import process_alive, process_started


def test_the_home_is_the_environments_or_the_systems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIAGE_HOME", str(tmp_path))
    assert home() == tmp_path
    monkeypatch.delenv("SHIAGE_HOME")
    if sys.platform == "linux":
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        assert home() == tmp_path / "state" / "shiage"
        monkeypatch.delenv("XDG_STATE_HOME")
        monkeypatch.setenv("HOME", str(tmp_path))
        assert home() == tmp_path / ".local" / "state" / "shiage"


def test_a_process_lives_until_it_is_gone_zombies_included() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    started = process_started(child.pid)
    assert process_alive(child.pid, started)
    assert not process_alive(child.pid, started + 1)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT) if sys.platform == "linux" else child.wait()
    assert not process_alive(child.pid, started)
    child.communicate()
    assert not process_alive(0)


def _mine() -> Connection:
    """A connection file's content as this process would write it."""
    return Connection(
        work="tcp://127.0.0.1:1",
        control="tcp://127.0.0.1:2",
        server_public="k" * 40,
        client_public="l" * 40,
        client_secret="m" * 40,
        pid=os.getpid(),
        started=process_started(os.getpid()),
        protocol="1.0",
        engine="0",
    )


def test_the_start_of_a_process_is_the_one_psutil_tells() -> None:
    """On each system that the tests run on: what is compared before a process is killed must be right."""
    told = psutil.Process(os.getpid()).create_time()
    started = process_started(os.getpid())
    if sys.platform == "linux":
        assert abs(psutil.boot_time() + started / os.sysconf("SC_CLK_TCK") - told) < 2
    else:
        assert abs(started / 1e6 - told) < 0.1
    assert process_started(2**31 - 2) == 0


def test_the_file_is_written_for_its_owner_alone_and_removed_if_it_is_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHIAGE_HOME", str(tmp_path))
    mine = _mine()
    connection.write_connection(mine)
    assert connection.read_connection() == mine
    assert [path.name for path in tmp_path.iterdir()] == ["engine.json"]
    if sys.platform != "win32":
        assert connection.connection_path().stat().st_mode & 0o777 == 0o600
    connection.remove_connection()
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "engine.json").write_text("somebody's")
    connection.remove_connection()
    assert connection.connection_path().exists()


STRANGE: dict[str, object] = {
    "a list": [1],
    "nothing": {},
    "text for a number": {"pid": "x"},
    "a flag for a number": {"pid": True},
    "minus": {"pid": -1},
    "huge": {"pid": 10**30},
    "a fraction": {"pid": 1.5},
    "not a number": {"started": float("nan")},
    "a number for text": {"engine": 7},
    "an endpoint that is none": {"work": "tcp://127.0.0.1:99999"},
    "another machine": {"work": "tcp://192.0.2.1:80"},
    "no key": {"client_secret": "short"},
    "a key that is no text of ASCII": {"client_secret": "\ud800" * 40},
    "the future": {"pid": None, "server_public": None},
}


@pytest.mark.parametrize("strange", STRANGE)
def test_a_file_that_is_not_ours_names_no_engine(
    strange: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHIAGE_HOME", str(tmp_path))
    changed = STRANGE[strange]
    told = {**asdict(_mine()), **changed} if isinstance(changed, dict) and changed else changed
    connection.connection_path().write_text(json.dumps(told))
    assert connection.read_connection() is None


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff{", b'{"work": "tcp://', b"[" * 100_000, b'{"pid": ' + b"9" * 5000 + b"}", b"\0" * 100_000],
)
def test_a_torn_file_names_no_engine(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIAGE_HOME", str(tmp_path))
    connection.connection_path().write_bytes(content)
    assert connection.read_connection() is None


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and links are POSIX")
def test_neither_a_folder_nor_a_pipe_nor_a_link_names_an_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHIAGE_HOME", str(tmp_path))
    path = connection.connection_path()
    path.mkdir()
    assert connection.read_connection() is None
    path.rmdir()
    os.mkfifo(path)
    assert connection.read_connection() is None
    path.unlink()
    (tmp_path / "elsewhere").write_text(json.dumps(asdict(_mine())))
    path.symlink_to(tmp_path / "elsewhere")
    assert connection.read_connection() is None
    for target in ("/dev/zero", str(path)):
        path.unlink()
        path.symlink_to(target)
        assert connection.read_connection() is None


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere engines of before did not tell their start")
def test_a_file_that_does_not_say_since_when_names_no_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHIAGE_HOME", str(tmp_path))
    connection.write_connection(replace(_mine(), started=0))
    assert connection.read_connection() is None
