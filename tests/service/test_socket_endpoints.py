# SPDX-License-Identifier: Apache-2.0
"""The engine's sockets lie where no other user comes, whatever the home is called."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
import zmq

from shiage.service import socket_endpoints as module
from shiage.service.socket_endpoints import LONGEST, SocketEndpoints
from shiage.wire.client import Client
from shiage.wire.connection import Connection

RunEngine = Callable[..., Connection]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ipc needs POSIX")


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's runtime folder, short enough for sockets."""
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


def folder_of(connection: Connection) -> Path:
    assert connection.work.startswith("ipc://")
    return Path(connection.work.removeprefix("ipc://")).parent


def test_sockets_are_in_the_home_where_no_other_user_comes(run_engine: RunEngine, home: Path) -> None:
    connection = run_engine()
    folder = folder_of(connection)
    assert folder == home / "sockets"
    assert stat.S_IMODE(home.stat().st_mode) == stat.S_IMODE(folder.stat().st_mode) == 0o700
    with Client.connect(start=False) as client:
        assert client.ping() < 5
        client.shutdown()
    psutil.wait_procs([psutil.Process(connection.pid)], 10)
    assert not folder.exists()


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="root plays another user")
def test_another_user_cannot_even_knock(run_engine: RunEngine, tmp_path: Path) -> None:
    path = run_engine().work.removeprefix("ipc://")
    for part in (tmp_path, *tmp_path.parents):
        if part.stat().st_uid == os.getuid() and part != Path("/"):
            part.chmod(part.stat().st_mode | 0o011)  # the home alone must keep others out
    become = "import os, socket; os.setgroups([]); os.setgid(65534); os.setuid(65534)"
    code = f"{become}; socket.socket(socket.AF_UNIX).connect({path!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "PermissionError" in done.stderr


def test_what_a_killed_engine_left_is_replaced(run_engine: RunEngine) -> None:
    connection = run_engine()
    os.kill(connection.pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(connection.pid)], 10)
    again = run_engine()
    assert again.work == connection.work
    with Client(again) as client:
        assert client.ping() < 5


@pytest.mark.parametrize("name", ["a" * 120, "線画" * 20, "odd \udcff name"])
def test_a_home_whose_path_is_no_sockets_has_them_in_the_runtime_folder(
    name: str, tmp_path: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / name
    home.mkdir()
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context.instance()
    place, control, work = SocketEndpoints(home), context.socket(zmq.ROUTER), context.socket(zmq.ROUTER)
    doors = place.bind(control, work)
    try:
        folder = Path(doors[0].endpoint.removeprefix("ipc://")).parent
        assert folder.parent == runtime
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert len(os.fsencode(folder / "control")) <= LONGEST
    finally:
        for door, router in zip(doors, (control, work), strict=True):
            door.close()
            router.close(0)
        place.clear()
    assert list(runtime.iterdir()) == []


def test_a_client_reaches_an_engine_with_a_long_home(
    run_engine: RunEngine, home: Path, tmp_path: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHIAGE_HOME", str(tmp_path / ("h" * 150)))
    code = (
        "from shiage.wire.client import Client\n"
        "with Client.connect() as client: print(client.connection.work, client.ping() < 5)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.startswith(f"ipc://{runtime}/shiage-"), done.stderr
    assert done.stdout.endswith("True\n")


def test_a_place_that_somebody_prepared_is_not_taken(
    tmp_path: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link, a file, or another user's folder, in the order in which places are tried."""
    home, other = tmp_path / "home", tmp_path / "other"
    home.mkdir()
    other.mkdir()
    (home / "sockets").symlink_to(other)
    (other / "work").write_text("somebody's")
    place = SocketEndpoints(home)
    first, second, *_ = place._folders()
    assert not module._prepare(first)
    second.write_text("a file")
    assert not module._prepare(second)
    second.unlink()
    if os.geteuid() == 0:
        second.mkdir()
        os.chown(second, 65534, 65534)
        assert not module._prepare(second)
    place.clear()
    assert (other / "work").read_text() == "somebody's"


def test_tcp_where_it_is_asked_for_is_on_this_machine_alone(run_engine: RunEngine, home: Path) -> None:
    connection = run_engine("--transport", "tcp")
    assert connection.work.startswith("tcp://127.0.0.1:")
    assert connection.control.startswith("tcp://127.0.0.1:")
    with socket.socket() as outside:
        outside.settimeout(1)
        address = socket.gethostbyname(socket.gethostname())
        if not address.startswith("127."):
            assert outside.connect_ex((address, int(connection.work.rpartition(":")[2]))) != 0
    with Client(connection) as client:
        assert client.ping() < 5
        client.shutdown()
    psutil.wait_procs([psutil.Process(connection.pid)], 10)
    assert not (home / "sockets").exists()
