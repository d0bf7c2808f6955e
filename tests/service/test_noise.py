# SPDX-License-Identifier: Apache-2.0
"""Ten thousand random and mutated messages: the engine neither crashes, leaks nor hangs."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import msgpack  # type: ignore[import-untyped]
import psutil
import pytest
import zmq
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from shiage.wire.client import Client
from shiage.wire.connection import Connection
from shiage.wire.events import Done
from shiage.wire.messages import REQUESTS
from shiage.wire.shot import ShotUpload

LINE = {"role": "line", "number": 1, "shape": [64, 64, 1], "dtype": "u1", "channels": "ink", "alpha": "none"}
KEY = {
    "role": "key",
    "number": 1,
    "shape": [64, 64, 4],
    "dtype": "u1",
    "channels": "RGBA",
    "alpha": "straight",
}
GOOD: dict[str, Any] = {
    "protocol": "1.0",
    "client": "noise",
    "capabilities": [],
    "owner": {"pid": os.getpid()},
    "kind": "color",
    "settings": {"mode": "flat", "gap": 0, "min_area": 4},
    "items": [LINE, KEY],
    "corrections": [],
    "item": 0,
    "form": "frames",
    "numbers": None,
    "credit": 3,
    "frames": 2,
}

NAMES = [name for name in REQUESTS if name != "shutdown"]
WORDS = st.sampled_from([*NAMES, "type", "id", "job", "items", "role", "shape", "number", "pid", "frames"])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(1 << 63), (1 << 64) - 1),
    st.floats(),
    st.binary(max_size=9),
    WORDS,
)
VALUES = st.recursive(
    SCALARS, lambda v: st.lists(v, max_size=3) | st.dictionaries(WORDS, v, max_size=3), max_leaves=6
)

HELLO = ("protocol", "client", "capabilities", "owner")

BATCH = 25
BATCHES = 600


@st.composite
def mutated(draw: st.DrawFn, job: str) -> tuple[str, list[bytes]]:
    """A request with a field, some bytes or its buffers changed, on either socket."""
    name = draw(st.sampled_from(NAMES))
    socket, fields = REQUESTS[name]
    header: dict[Any, Any] = {"type": name, "id": draw(st.integers(0, 1000))}
    header |= {field: job if field == "job" else GOOD.get(field) for field in fields if field != "stay"}
    if name == "forget":
        header["job"] = "none of these"
    kind = draw(st.integers(0, 5))
    if kind == 0:
        header[draw(st.sampled_from(list(header)))] = draw(VALUES)
    elif kind == 1:
        header.pop(draw(st.sampled_from(list(header))))
    elif kind == 2 and name == "submit":
        item = {**LINE, draw(st.sampled_from(list(LINE))): draw(VALUES)}
        header["items"] = [item, KEY]
    elif kind == 3:
        socket = draw(st.sampled_from(["control", "work"]))
    raw = bytearray(msgpack.packb(header))
    if kind == 4:
        raw[draw(st.integers(0, len(raw) - 1))] = draw(st.integers(0, 255))
    elif kind == 5:
        del raw[draw(st.integers(0, len(raw) - 1)) :]
    buffers = draw(st.lists(st.sampled_from([b"", b"x", bytes(4096), bytes(70_000)]), max_size=2))
    return socket, [bytes(raw), *buffers]


RANDOM = st.tuples(
    st.sampled_from(["control", "work"]), st.lists(st.binary(max_size=60), min_size=1, max_size=3)
)


def drain(socket: zmq.Socket[bytes]) -> int:
    """Take what has come."""
    heard = 0
    while socket.poll(0):
        socket.recv_multipart()
        heard += 1
    return heard


@pytest.fixture
def noise(run_engine: Callable[..., Connection], dial: Callable[..., Any], draw_shot: Any) -> Iterator[Any]:
    connection = run_engine("--stay")
    with Client(connection) as client:
        job = list(client.color(draw_shot(3)))[-1].job
        yield connection, client, job, dial(connection), psutil.Process(connection.pid)


def test_ten_thousand_strange_messages(noise: Any, draw_shot: Callable[..., ShotUpload]) -> None:
    _connection, client, job, dealer, engine = noise
    dealer.hello()
    sent, marks = 0, []

    @settings(
        max_examples=BATCHES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def shout(data: st.DataObject) -> None:
        nonlocal sent
        batch = data.draw(st.lists(mutated(job) | RANDOM, min_size=BATCH, max_size=BATCH))
        dealer.say("control", "hello", 1, **{field: GOOD[field] for field in HELLO})
        for socket, parts in batch:
            if parts:
                assert dealer.sockets[socket].poll(60_000, zmq.POLLOUT), "the engine takes no more messages"
                dealer.sockets[socket].send_multipart(parts)
                sent += 1
            for answering in dealer.sockets.values():
                drain(answering)
        assert client.ping() < 5
        marks.append((engine.memory_info().rss, engine.num_fds()))

    began = time.monotonic()
    shout()
    assert sent >= 10_000
    memory, files = marks[-1][0] - marks[len(marks) // 5][0], marks[-1][1] - marks[len(marks) // 5][1]
    print(
        f"{sent} messages in {time.monotonic() - began:.1f} s, memory {memory >> 10:+} KiB, files {files:+}"
    )
    assert memory < 30 << 20
    assert files <= 4
    assert client.status(job).state == "done"
    assert isinstance(list(client.color(draw_shot(3)))[-1], Done)
