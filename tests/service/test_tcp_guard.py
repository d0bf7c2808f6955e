# SPDX-License-Identifier: Apache-2.0
"""What a stranger costs who knocks at a port: a little, for a moment, and never a job."""

from __future__ import annotations

import resource
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import psutil
import pytest
import zmq

from shiage.service.guarded_connection import MOST_BYTES_UNAUTHENTICATED
from shiage.wire.client import Client
from shiage.wire.connection import Connection
from shiage.wire.dealer_socket import HANDSHAKE
from shiage.wire.events import Done, Event, RegionFrame
from shiage.wire.shot import ShotUpload

RunEngine = Callable[..., Connection]
DrawShot = Callable[..., ShotUpload]
Knock = Callable[..., socket.socket]

GREETING = b"\xff" + bytes(8) + b"\x7f" + b"\x03\x01" + b"CURVE" + bytes(15) + b"\0" + bytes(31)


@pytest.fixture
def knock() -> Iterator[Knock]:
    """Connect as somebody who only knows the port."""
    strangers: list[socket.socket] = []

    def call(connection: Connection, said: bytes = b"") -> socket.socket:
        port = int(connection.work.rpartition(":")[2])
        strangers.append(socket.create_connection(("127.0.0.1", port), 10))
        with suppress(ConnectionError):
            strangers[-1].sendall(said)
        return strangers[-1]

    yield call
    for stranger in strangers:
        stranger.close()


def is_let_go(stranger: socket.socket, seconds: float) -> bool:
    """Whether the other side ends a connection, having said nothing but ZMTP's greeting."""
    stranger.settimeout(seconds)
    try:
        while heard := stranger.recv(4096):
            assert len(heard) <= 64
    except TimeoutError:
        return False
    except ConnectionError:
        return True
    return True


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, 512))


def test_an_engine_of_few_descriptors_colours_while_strangers_take_all_they_get(
    run_engine: RunEngine, draw_shot: DrawShot, knock: Knock
) -> None:
    connection = run_engine("--transport", "tcp", preexec_fn=limit)
    with Client(connection) as client:
        job = client.submit(draw_shot(8, 640, 480))
        strangers: list[socket.socket] = []
        events: list[Event] = []
        most = 0
        engine = psutil.Process(connection.pid)
        while not events or not isinstance(events[-1], Done):
            for said in (b"", GREETING, GREETING):
                if len(strangers) < 300:
                    strangers.append(knock(connection, said))
            events += client.poll(0.02)
            most = max(most, engine.num_fds())
        assert len(strangers) > 100
        assert sum(isinstance(event, RegionFrame) for event in events) == 8
        print(f"{len(strangers)} strangers, at most {most} descriptors")
        assert most < 512 // 3 + 64
        assert client.status(job).state == "done"
        # Who has a key comes in beside them.
        with Client(connection) as other:
            assert other.ping() < 5


def test_a_stranger_is_listened_to_for_a_letter_and_a_moment(run_engine: RunEngine, knock: Knock) -> None:
    connection = run_engine("--transport", "tcp")
    engine = psutil.Process(connection.pid)
    before = engine.memory_info().rss
    pushy = knock(connection, GREETING)
    pushy.sendall(b"\x06" + (500 << 20).to_bytes(8, "big"))
    with pytest.raises(OSError):
        for _ in range(400):
            pushy.sendall(bytes(1 << 20))
    grown = engine.memory_info().rss - before
    print(f"a stranger that declares 500 MiB costs {grown >> 10} KiB")
    assert grown < 4 << 20
    assert is_let_go(knock(connection, b"GET / HTTP/1.1\r\n\r\n"), 1)
    assert is_let_go(knock(connection, GREETING + bytes(MOST_BYTES_UNAUTHENTICATED)), 1)
    # At once: an engine whom nobody has shown a key ends after twenty seconds.
    for stranger in [knock(connection, said) for said in (b"", GREETING[:5], GREETING)]:
        assert is_let_go(stranger, HANDSHAKE + 6)


def test_many_strangers_cost_little_memory(run_engine: RunEngine, knock: Knock) -> None:
    connection = run_engine("--transport", "tcp")
    engine = psutil.Process(connection.pid)
    with Client(connection) as client:
        client.ping()
        before = engine.memory_info().rss
        for _ in range(1500):
            knock(connection, GREETING + bytes(2000)).close()
        grown = engine.memory_info().rss - before
        print(f"1,500 strangers, one after another: {grown >> 10} KiB")
        assert grown < 24 << 20
        assert client.ping() < 5


@pytest.mark.parametrize("transport", ["tcp", "ipc"])
def test_more_clients_than_descriptors_wait_and_no_job_pays_for_it(
    transport: str, run_engine: RunEngine, draw_shot: DrawShot, dial: Callable[..., Any]
) -> None:
    connection = run_engine("--transport", transport, preexec_fn=limit)
    engine = psutil.Process(connection.pid)
    with Client(connection) as client:
        crowd = [dial(connection, sockopts={zmq.RECONNECT_IVL: 100}) for _ in range(120)]
        for one in crowd:
            one.say("control", "ping", 1)
        deadline = time.monotonic() + 3
        while time.monotonic() < deadline:
            client.poll(0.1)
        print(f"{engine.num_fds()} descriptors of 512")
        assert isinstance(list(client.color(draw_shot(3)))[-1], Done)
        for one in crowd:
            one.close()
        crowd.clear()
        deadline = time.monotonic() + 60
        while engine.num_fds() > 60:
            assert time.monotonic() < deadline, engine.num_fds()
            client.poll(0.1)
        with Client(connection) as other:
            assert other.ping() < 5
