# SPDX-License-Identifier: Apache-2.0
"""A client whose connection broke does not dial again by itself, and nothing happens to its process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread, Timer
from typing import Any

import psutil
import pytest

from shiage.wire.client import Client
from shiage.wire.connection import Connection
from shiage.wire.events import Done, EngineDied
from shiage.wire.shot import ShotUpload

RunEngine = Callable[..., Connection]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sockets of ipc and POSIX signals")


def kill(connection: Connection) -> None:
    os.kill(connection.pid, signal.SIGKILL)
    psutil.Process(connection.pid).wait(30)


def listen(connection: Connection) -> list[socket.socket]:
    """Be at both places where an engine was."""
    listeners = []
    for endpoint in (connection.control, connection.work):
        if endpoint.startswith("ipc://"):
            path = Path(endpoint.removeprefix("ipc://"))
            path.unlink()
            listeners.append(socket.socket(socket.AF_UNIX))
            listeners[-1].bind(str(path))
            listeners[-1].listen()
        else:
            listeners.append(socket.create_server(("127.0.0.1", int(endpoint.rpartition(":")[2]))))
    return listeners


@pytest.mark.parametrize("transport", ["ipc", "tcp"])
def test_a_client_of_a_dead_engine_knocks_at_no_other(transport: str, run_engine: RunEngine) -> None:
    connection = run_engine("--transport", transport)
    with Client(connection) as client:
        assert not client.lost
        kill(connection)
        listeners = listen(connection)
        for listener in listeners:
            listener.settimeout(1)
            with pytest.raises(TimeoutError):
                listener.accept()
            listener.close()
        assert client.lost
        asked = time.monotonic()
        for ask in (client.ping, client.poll, client.jobs):
            with pytest.raises(EngineDied, match="is gone"):
                ask()
        client.shutdown()  # which is what has happened
    assert time.monotonic() - asked < 5


LEFT_OPEN = """
import os, sys, time
from shiage.wire.client import Client
from shiage.wire.shot import ShotUpload

def shot():
    shot = ShotUpload(gap=0)
    for number in range(1, 3):
        shot.line(number, 64, 64, bytes(64 * 64))
    shot.key(1, 64, 64, bytes(64 * 64 * 4))
    return shot

kept = []
for _ in range(3):
    clients = [Client.connect(timeout=60, command=sys.argv[1:]) for _ in range(4)]
    list(clients[0].color(shot()))
    clients[1].submit(shot(), "frames")
    os.kill(clients[0].connection.pid, 9)
    time.sleep(0.3)
    kept += clients
time.sleep(1)
print(len(kept), "left open")
"""


@pytest.mark.parametrize("transport", ["ipc", "tcp"])
def test_clients_left_open_harm_no_process(transport: str, home: Path) -> None:
    command = [sys.executable, "-m", "shiage.service", "--transport", transport]
    child = subprocess.run(
        [sys.executable, "-c", LEFT_OPEN, *command], timeout=300, capture_output=True, text=True
    )
    assert child.returncode == 0, child.stderr
    assert child.stdout == "12 left open\n"


@pytest.fixture
def late_door() -> Iterator[Callable[[str], str]]:
    """A way to an engine that lets the first who knock fall."""
    listeners: list[socket.socket] = []
    links: list[socket.socket] = []

    def make(endpoint: str) -> str:
        host, port = endpoint.removeprefix("tcp://").split(":")
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def serve() -> None:
            try:
                for _ in range(5):
                    listener.accept()[0].close()
                while True:
                    here, _ = listener.accept()
                    there = socket.create_connection((host, int(port)))
                    links.extend((here, there))
                    for one, other in ((here, there), (there, here)):
                        Thread(target=carry, args=(one, other), daemon=True).start()
            except OSError:
                return

        Thread(target=serve, daemon=True).start()
        return f"tcp://127.0.0.1:{listener.getsockname()[1]}"

    yield make
    for link in links:
        with suppress(OSError):  # who sits in `recv` wakes up
            link.shutdown(socket.SHUT_RDWR)
    for each in (*listeners, *links):
        each.close()


def carry(one: socket.socket, other: socket.socket) -> None:
    try:
        while data := one.recv(1 << 16):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)
    except OSError:
        return


@pytest.mark.parametrize("name", ["control", "work"])
def test_who_is_turned_away_before_the_handshake_dials_again(
    name: str, run_engine: RunEngine, late_door: Callable[[str], str], draw_shot: Callable[..., ShotUpload]
) -> None:
    connection = run_engine("--transport", "tcp")
    way: dict[str, Any] = {name: late_door(getattr(connection, name))}
    with Client(replace(connection, **way), patience=60) as client:
        assert isinstance(list(client.color(draw_shot(2)))[-1], Done)
        assert client.ping() < 30


def test_a_socket_that_is_put_out_of_the_way_is_waited_for(run_engine: RunEngine) -> None:
    connection = run_engine()
    path = Path(connection.work.removeprefix("ipc://"))
    away = path.with_name("elsewhere")
    path.rename(away)
    Timer(0.5, away.rename, [path]).start()
    with Client(connection, patience=60) as client:
        assert client.jobs() == []


def test_a_door_that_stays_shut_is_told(run_engine: RunEngine) -> None:
    connection = run_engine()
    path = Path(connection.work.removeprefix("ipc://"))
    path.rename(path.with_name("elsewhere"))
    began = time.monotonic()
    with pytest.raises(EngineDied, match="no answer within 1 s"):
        Client(connection, patience=1)
    assert time.monotonic() - began >= 1
    kill(connection)
    with pytest.raises(EngineDied, match="is gone"):
        Client(connection, patience=60)
    assert time.monotonic() - began < 50
