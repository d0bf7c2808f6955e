# SPDX-License-Identifier: Apache-2.0
"""Who has not the key gets nothing; who speaks another version is told so."""

from __future__ import annotations

import re
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psutil
import pytest
import zmq

from shiage.wire import PROTOCOL
from shiage.wire.client import Client
from shiage.wire.connection import Connection
from shiage.wire.events import EngineDied, Refused

RunEngine = Callable[..., Connection]
Dial = Callable[..., Any]
SILENCE = 0.7


@pytest.fixture(
    params=["tcp", pytest.param("ipc", marks=pytest.mark.skipif(sys.platform == "win32", reason="no ipc"))]
)
def connection(request: pytest.FixtureRequest, run_engine: RunEngine) -> Connection:
    return run_engine("--transport", request.param)


def knock(client: Any) -> None:
    """Say hello on both sockets and hear nothing."""
    for name in ("control", "work"):
        client.say(name, "hello", 1, protocol="1.0", client="x", capabilities=[], owner={"pid": 1})
    for name in ("control", "work"):
        assert client.hear(name, SILENCE) is None


def test_a_client_key_that_is_not_authorised_gets_nothing(connection: Connection, dial: Dial) -> None:
    knock(dial(connection, zmq.curve_keypair()))
    assert dial(connection).hello().type == "welcome"


def test_plain_text_gets_nothing(connection: Connection, dial: Dial) -> None:
    knock(dial(connection, curve=False))
    assert dial(connection).hello().type == "welcome"


def test_a_wrong_server_key_gets_nothing(connection: Connection, dial: Dial) -> None:
    knock(dial(connection, server=zmq.curve_keypair()[0].decode()))
    assert dial(connection).hello().type == "welcome"


@pytest.mark.parametrize("said", [b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", bytes(range(256)) * 64])
def test_another_language_gets_nothing_of_ours(run_engine: RunEngine, dial: Dial, said: bytes) -> None:
    connection = run_engine("--transport", "tcp")
    for endpoint in (connection.control, connection.work):
        host, port = re.fullmatch(r"tcp://([\d.]+):(\d+)", endpoint).groups()  # type: ignore[union-attr]
        assert host == "127.0.0.1"
        with socket.create_connection((host, int(port)), 5) as plain:
            plain.settimeout(30)
            plain.sendall(said)
            try:
                while heard := plain.recv(4096):
                    assert b"welcome" not in heard
                    assert b"shiage" not in heard
            except ConnectionResetError:
                pass
    assert dial(connection).hello().type == "welcome"


def test_before_hello_everything_is_refused(connection: Connection, dial: Dial) -> None:
    client = dial(connection)
    for name, type, fields in (
        ("control", "list", {}),
        ("control", "shutdown", {}),
        ("work", "start", {"job": "x"}),
        ("work", "submit", {"kind": "color", "settings": {}, "items": []}),
    ):
        answer = client.ask(name, type, 5, **fields)
        assert (answer.type, answer.id, answer["code"]) == ("error", 5, "hello")


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("2.0", "update the engine"),
        ("0.9", "update Inker"),
        ("", "update Inker"),
        ("x" * 60_000, "update Inker"),
    ],
)
def test_another_major_version_is_refused_in_words(
    connection: Connection, dial: Dial, version: str, words: str
) -> None:
    client = dial(connection)
    answer = client.hello(protocol=version, client="Inker")
    assert (answer.type, answer["code"]) == ("error", "protocol")
    assert words in answer["message"]
    assert f"speaks {PROTOCOL}" in answer["message"]
    assert client.ask("control", "list")["code"] == "hello"


def test_another_minor_version_and_unknown_fields_are_fine(connection: Connection, dial: Dial) -> None:
    client = dial(connection)
    assert client.hello(protocol="1.7", mood="good", owner={"pid": 1, "hat": None}).type == "welcome"
    assert client.ask("control", "list", 3, weather=["rain", {"wind": 3}]).type == "jobs"
    answer = client.ask("control", "sing", 4)
    assert (answer["code"], answer.id) == ("unknown", 4)
    assert "`sing`" in answer["message"]
    assert client.ask("control", "status", 5, job="nothing")["code"] == "job"
    assert client.ask("control", "status", 6)["code"] == "malformed"
    assert client.ask("work", "list", 7)["code"] == "malformed"


def test_the_client_tells_a_refused_version_and_a_wrong_key(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("shiage.wire.client.PROTOCOL", "9.0")
        with pytest.raises(Refused, match="update the engine"):
            Client(connection)
    public, secret = (key.decode() for key in zmq.curve_keypair())
    with pytest.raises(EngineDied):
        Client(replace(connection, client_public=public, client_secret=secret), patience=2)
    with Client(connection) as client:
        assert client.jobs() == []


@pytest.mark.parametrize("name", ["control", "work"])
def test_a_message_of_endless_parts_is_refused(run_engine: RunEngine, dial: Dial, name: str) -> None:
    connection = run_engine()
    client = dial(connection)
    client.hello()
    engine = psutil.Process(connection.pid)
    before = engine.memory_info().rss
    asked = "status" if name == "control" else "start"
    for parts in ([bytes(1024)] * 20_000, [b""] * 5):
        answer = client.ask(name, asked, 7, parts, job="x")
        assert (answer["code"], answer.id) == ("malformed", 7)
        assert "at most 4 buffers" in answer["message"]
    assert client.ask(name, asked, 8, [b""] * 4, job="x")["code"] == "job"
    deadline = time.monotonic() + 60
    while (grown := engine.memory_info().rss - before) > 64 << 20:
        assert time.monotonic() < deadline, f"{grown >> 20} MiB"
        time.sleep(0.1)


def test_a_client_that_reads_no_answers_costs_a_bounded_memory(
    run_engine: RunEngine, dial: Dial, draw_shot: Callable[..., Any]
) -> None:
    connection = run_engine("--stay")
    engine = psutil.Process(connection.pid)
    headers = [item.header for item in draw_shot(4).items]
    line = headers[0]
    items = [{**line, "number": 100_000 + number} for number in range(4000)]
    items.append({**headers[1], "number": 100_000})
    owner, mute = dial(connection), dial(connection, sockopts={zmq.RCVHWM: 1})
    owner.hello()
    for _ in range(12):  # a list of them has half a megabyte
        assert owner.ask("work", "submit", kind="color", settings={}, items=items).type == "submitted"
    mute.hello()
    before = engine.memory_info().rss
    for id in range(400):
        assert mute.sockets["control"].poll(60_000, zmq.POLLOUT)
        mute.say("control", "list", id)
    with Client(connection) as client:
        assert len(client.jobs()) == 12
        assert client.ping() < 5
    grown = engine.memory_info().rss - before
    print(f"400 lists unread: {grown >> 20} MiB")
    assert grown < 100 << 20
