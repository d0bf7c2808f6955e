# SPDX-License-Identifier: Apache-2.0
"""How an engine starts, is found, and ends."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from shiage.service import process
from shiage.service.run_engine import run
from shiage.service.worker import Worker
from shiage.version import __version__
from shiage.wire.client import Client
from shiage.wire.connection import Connection, connection_path, read_connection
from shiage.wire.events import EngineDied, EngineError
from shiage.wire.process_alive import process_alive

RunEngine = Callable[..., Connection]


def wait_gone(pid: int, seconds: float = 60.0) -> None:
    """Wait until a process is gone (or a zombie of this one)."""
    deadline = time.monotonic() + seconds
    while process_alive(pid):
        assert time.monotonic() < deadline, f"process {pid} lives on"
        time.sleep(0.02)


def test_hello_comes_soon_after_start_and_the_engine_is_small(home: Path) -> None:
    began = time.monotonic()
    with Client.connect() as client:
        seconds = time.monotonic() - began
        assert client.engine_version == __version__
        found = process.status()
        if sys.platform == "linux":
            # What colours is loaded with the first job.
            loaded = Path(f"/proc/{found.pid}/maps").read_text()
            assert not [name for name in ("numpy", "cv2", "scipy", "torch") if f"/{name}/" in loaded]
    print(f"hello after {seconds:.2f} s, {found.memory >> 20} MiB")
    assert seconds < 5  # the 1.5 s with room for a busy machine
    assert found.running
    assert 0 < found.memory < 150 << 20


def test_start_status_logs_stop(home: Path) -> None:
    assert not process.status().running
    assert process.logs() == []
    started = process.start()
    assert started.running
    assert (started.version, started.home) == (__version__, home)
    assert process.start().pid == started.pid
    assert any("says hello" in line for line in process.logs())
    assert process.stop()
    assert not process.stop()
    assert not process.status().running
    assert "has ended" in process.logs()[-1]


def test_the_connection_file_is_its_owners_alone_and_goes_with_the_engine(
    home: Path, run_engine: RunEngine
) -> None:
    connection = run_engine()
    path = connection_path()
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
    os.kill(connection.pid, signal.SIGTERM)
    wait_gone(connection.pid)
    assert not path.exists()
    assert list(home.glob("*.part")) == []


def test_a_second_engine_of_a_home_ends_with_code_3(run_engine: RunEngine) -> None:
    first = run_engine()
    second = subprocess.run(
        [sys.executable, "-m", "shiage.service"], capture_output=True, text=True, timeout=120
    )
    assert second.returncode == 3
    assert "already runs" in second.stderr
    assert read_connection() == first


def test_the_file_of_a_killed_engine_is_replaced(home: Path, run_engine: RunEngine) -> None:
    first = run_engine()
    os.kill(first.pid, signal.SIGKILL)
    wait_gone(first.pid)
    assert connection_path().exists()
    assert read_connection() is None
    with pytest.raises(EngineError, match="no engine runs"):
        Client.connect(start=False)
    with Client.connect():
        now = read_connection()
    assert now is not None
    assert now.pid != first.pid


def test_an_engine_whose_worker_died_ends(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Worker, "run", lambda worker: None)
    assert run(stay=True) == 0
    assert "the thread worker died" in (home / "engine.log").read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="a process is stopped with a POSIX signal")
def test_an_engine_that_hangs_is_told_and_can_be_stopped(run_engine: RunEngine) -> None:
    connection = run_engine()
    os.kill(connection.pid, signal.SIGSTOP)
    found = process.status()
    assert not found.running
    assert "no answer" in found.problem or "was lost" in found.problem
    assert process.stop(4)
    assert not process_alive(connection.pid)


def test_a_file_whose_number_another_process_got_is_stale(home: Path, run_engine: RunEngine) -> None:
    connection = run_engine()
    os.kill(connection.pid, signal.SIGKILL)
    wait_gone(connection.pid)
    told = json.loads(connection_path().read_text())
    connection_path().write_text(json.dumps({**told, "pid": os.getpid()}))
    assert read_connection() is None


def test_an_engine_that_cannot_start_is_told_with_its_words(home: Path) -> None:
    with pytest.raises(EngineError, match=r"code 1 .*no luck"):
        Client.connect(command=[sys.executable, "-c", "raise SystemExit('no luck')"])
    with pytest.raises(EngineError, match="could not be started with `/no/such/program`"):
        Client.connect(command=["/no/such/program"])


def test_a_home_that_cannot_be_used_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SHIAGE_HOME", str(tmp_path / "file" / "home"))
    done = subprocess.run(
        [sys.executable, "-m", "shiage.service"], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 2
    assert "cannot be used" in done.stderr


def test_the_engine_ends_with_its_last_owner(run_engine: RunEngine) -> None:
    pid = run_engine().pid
    with Client.connect(start=False), Client.connect(start=False):
        pass
    wait_gone(pid)
    assert any("nobody needs" in line for line in process.logs())


def test_the_engine_ends_when_its_owner_was_killed(run_engine: RunEngine) -> None:
    pid = run_engine().pid
    code = "import os, shiage.wire.client as c\nc.Client.connect(start=False)\nos.kill(os.getpid(), 9)"
    assert subprocess.run([sys.executable, "-c", code], timeout=120).returncode != 0
    wait_gone(pid)
    assert any("gone without goodbye" in line for line in process.logs())


def test_the_engine_stays_when_told(run_engine: RunEngine, dial: Callable[..., Any]) -> None:
    connection = run_engine()
    owner = dial(connection)
    owner.hello(stay=True)
    owner.ask("control", "bye")
    stranger = dial(connection)
    # Nobody speaks for longer than the engine's farewell: it must still be there after it.
    assert stranger.hear("control", 3.0) is None
    assert stranger.hello().type == "welcome"


@pytest.mark.skipif(sys.platform == "win32", reason="a process is stopped with a POSIX signal")
def test_an_owner_that_is_stopped_for_long_is_kept(run_engine: RunEngine) -> None:
    """Stopped is more than busy: not even its heartbeats are answered."""
    connection = run_engine()
    script = (
        "from shiage.wire.client import Client\n"
        "with Client.connect(start=False) as client:\n"
        "    input(print('connected', flush=True) or '')\n"
        "    assert client.ping() < 5\n"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"connected\n"
        os.kill(owner.pid, signal.SIGSTOP)
        # Longer than two looks around and the farewell together.
        with pytest.raises(psutil.TimeoutExpired):
            psutil.Process(connection.pid).wait(7)
        os.kill(owner.pid, signal.SIGCONT)
        owner.communicate(b"\n", timeout=120)
        assert owner.returncode == 0


def test_a_host_that_is_busy_for_half_a_minute_keeps_its_connection(
    run_engine: RunEngine, draw_shot: Callable[..., Any]
) -> None:
    run_engine()
    with Client.connect(start=False) as client:
        job = client.submit(draw_shot(12), credit=64)
        client.poll(2)
        time.sleep(25)
        assert client.ping() < 5
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline:
            client.poll(0.1)
        assert client.status(job).job == job


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP])
def test_the_engines_death_is_told_within_five_seconds(number: int, run_engine: RunEngine) -> None:
    connection = run_engine()
    client = Client.connect(start=False)
    assert client.poll() == []
    os.kill(connection.pid, number)
    began = time.monotonic()
    with pytest.raises(EngineDied, match=f"process {connection.pid}"):
        while time.monotonic() - began < 10:
            client.poll(0.2)
    seconds = time.monotonic() - began
    os.kill(connection.pid, signal.SIGKILL)
    client.close()
    print(f"death by signal {number} told after {seconds:.2f} s")
    assert seconds < 5


def test_the_client_works_under_another_name_without_the_engines_package(
    run_engine: RunEngine, tmp_path: Path
) -> None:
    import shutil

    import shiage.wire

    run_engine()
    shutil.copytree(Path(shiage.wire.__file__).parent, tmp_path / "addon" / "wire")
    (tmp_path / "addon" / "__init__.py").write_text("")
    script = (
        "import sys; from addon.wire.client import Client\n"
        "with Client.connect(start=False, name='addon') as c: assert c.ping() < 5\n"
        "assert not {'shiage', 'numpy', 'psutil', 'platformdirs'} & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
