# SPDX-License-Identifier: Apache-2.0
"""A home of its own for each test, real engines in it, bare sockets to them, and shots drawn on the spot."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import psutil
import pytest
import zmq

from shiage.wire.connection import Connection, read_connection
from shiage.wire.messages import Message, pack, unpack
from shiage.wire.shot import ShotUpload


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home; an engine left in it is killed."""
    folder = tmp_path / "home"
    monkeypatch.setenv("SHIAGE_HOME", str(folder))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    yield folder
    connection = read_connection()
    if connection is not None:
        process = psutil.Process(connection.pid)
        process.send_signal(signal.SIGKILL)
        process.wait(10)


@pytest.fixture
def run_engine(home: Path) -> Iterator[Callable[..., Connection]]:
    """Run engines in this home as children of the test; it returns once one has said where it is."""
    children: list[subprocess.Popen[bytes]] = []

    def run(*options: str, **limits: Any) -> Connection:
        home.mkdir(mode=0o700, exist_ok=True)
        with (home / "engine.err").open("ab") as errors:
            command = [sys.executable, "-m", "shiage.service", *options]
            child = subprocess.Popen(command, stdout=errors, stderr=errors, env=os.environ.copy(), **limits)
        children.append(child)
        deadline = time.monotonic() + 60
        while (connection := read_connection()) is None or connection.pid != child.pid:
            assert child.poll() is None, (home / "engine.err").read_text()
            assert time.monotonic() < deadline, "the engine wrote no connection file"
            time.sleep(0.01)
        return connection

    yield run
    for child in children:
        if child.poll() is None:
            child.kill()
        child.wait(10)


class Dealer:
    """A bare client: two sockets, no manners."""

    def __init__(
        self, connection: Connection, secret: tuple[bytes, bytes] | None = None, **options: Any
    ) -> None:
        self._context = zmq.Context()
        public, private = secret or (connection.client_public.encode(), connection.client_secret.encode())
        self.sockets = {}
        identity = os.urandom(8).hex().encode()
        for name in ("control", "work"):
            socket = self._context.socket(zmq.DEALER)
            socket.setsockopt(zmq.LINGER, 0)
            socket.setsockopt(zmq.ROUTING_ID, identity)
            socket.setsockopt(zmq.RECONNECT_IVL, -1)
            for option, value in options.get("sockopts", {}).items():
                socket.setsockopt(option, value)
            if options.get("curve", True):
                socket.curve_serverkey = options.get("server", connection.server_public).encode()
                socket.curve_publickey, socket.curve_secretkey = public, private
            socket.connect(getattr(connection, name))
            self.sockets[name] = socket

    def say(self, socket: str, type: str, id: int | None = None, buffers: Any = (), **fields: Any) -> None:
        self.sockets[socket].send_multipart(pack(Message(type, id, fields, buffers)))

    def hear(self, socket: str, timeout: float = 60.0) -> Message | None:
        """The next message but pulses; None when none comes."""
        deadline = time.monotonic() + timeout
        while self.sockets[socket].poll(max(0, int((deadline - time.monotonic()) * 1000))):
            message = unpack(self.sockets[socket].recv_multipart())
            if message.type != "pulse":
                return message
        return None

    def ask(self, socket: str, type: str, id: int | None = 1, buffers: Any = (), **fields: Any) -> Message:
        self.say(socket, type, id, buffers, **fields)
        answer = self.hear(socket)
        assert answer is not None, f"no answer to {type}"
        return answer

    def hello(self, **fields: Any) -> Message:
        said = {"protocol": "1.0", "client": "test", "capabilities": [], "owner": {"pid": os.getpid()}}
        return self.ask("control", "hello", **{**said, **fields})

    def close(self) -> None:
        for socket in self.sockets.values():
            socket.close(0)
        self._context.term()


@pytest.fixture
def dial() -> Iterator[Callable[..., Dealer]]:
    """Open bare sockets to an engine."""
    dealers: list[Dealer] = []

    def make(*arguments: Any, **options: Any) -> Dealer:
        dealers.append(Dealer(*arguments, **options))
        return dealers[-1]

    yield make
    for dealer in dealers:
        dealer.close()


@pytest.fixture(scope="session")
def draw_shot() -> Callable[..., ShotUpload]:
    """Draw a shot of two moving discs, with keys at both ends."""

    def draw(frames: int = 4, width: int = 160, height: int = 120) -> ShotUpload:
        shot = ShotUpload(gap=0)
        for number in range(1, frames + 1):
            centre = (width // 2 + number, height // 2)
            ink = np.zeros((height, width), np.uint8)
            cel = np.zeros((height, width, 4), np.uint8)
            for radius, colour in ((height // 3, (200, 30, 40, 255)), (height // 8, (0, 30, 240, 255))):
                cv2.circle(cel, centre, radius, colour, -1)
                cv2.circle(ink, centre, radius, 255, 2)
            shot.line(number, width, height, ink)
            if number in (1, frames):
                shot.key(number, width, height, cel)
        return shot

    return draw
