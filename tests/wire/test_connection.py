# SPDX-License-Identifier: Apache-2.0
"""Where the engine of a home is looked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from shiage.wire import connection
from shiage.wire.connection import Connection, home, process_alive, process_started


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
    if sys.platform == "linux":
        assert not process_alive(child.pid, started + 1)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT) if sys.platform == "linux" else child.wait()
    assert not process_alive(child.pid, started)
    child.communicate()
    assert not process_alive(0)


def test_the_file_is_written_for_its_owner_alone_and_removed_by_its_writer_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHIAGE_HOME", str(tmp_path))
    mine = Connection(
        "tcp://a", "tcp://b", "k", "l", "m", os.getpid(), process_started(os.getpid()), "1.0", "0"
    )
    connection.write_connection(mine)
    assert connection.read_connection() == mine
    assert [path.name for path in tmp_path.iterdir()] == ["engine.json"]
    if sys.platform != "win32":
        assert connection.connection_path().stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr("os.getpid", lambda: 1)
    connection.remove_connection()
    assert connection.connection_path().exists()
    monkeypatch.undo()
    monkeypatch.setenv("SHIAGE_HOME", str(tmp_path))
    connection.remove_connection()
    assert list(tmp_path.iterdir()) == []
