# SPDX-License-Identifier: Apache-2.0
"""A storm on an engine at work: hostile messages of a client, strangers at the port, and a ping now and then.

`python tests/storm/storm.py [MESSAGES [STRANGERS]]` raises 100,000 and 1,100 on an engine of its own and
prints what it cost, beside what the same job costs in calm; tests/service/test_storm.py raises a small one.
"""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgpack  # type: ignore[import-untyped]
import psutil
import zmq

from shiage.wire.client import Client
from shiage.wire.connection import Connection, read_connection
from shiage.wire.events import Event
from shiage.wire.messages import REQUESTS, Message, pack
from shiage.wire.shot import ShotUpload

GREETING = b"\xff" + bytes(8) + b"\x7f" + b"\x03\x01" + b"CURVE" + bytes(15) + b"\0" + bytes(31)

PICTURE = {"number": 1, "dtype": "u1"}
ITEMS: list[dict[str, Any]] = [
    {"role": "line", "shape": [64, 64, 1], "channels": "ink", "alpha": "none", **PICTURE},
    {"role": "key", "shape": [64, 64, 4], "channels": "RGBA", "alpha": "straight", **PICTURE},
]
STRANGE: list[Any] = [None, True, -1, 1 << 63, 1e300, b"x", [[]], {"a": {}}, "x" * 999]

PINGER = """
import time
from shiage.wire.client import Client
from shiage.wire.events import EngineError
client = None
while True:
    began = time.monotonic()
    try:
        client = client or Client.connect(start=False, name="pinger")
        client.ping()
    except EngineError:
        client = None
    print(time.monotonic() - began, flush=True)
    time.sleep(0.05)
"""


@dataclass(frozen=True)
class Weather:
    """What a storm did.

    Attributes:
        messages: hostile messages that were sent.
        strangers: connections without a key that were made.
        end: last event of the job.
        slow: 99 of 100 pings were answered within so many seconds.
        slowest: the slowest one, seconds.
        grown: bytes the engine took more at the end of the storm than at its first tenth; the job's own too.
        peak: most bytes it was seen to have.
        left: bytes it has when the job is done.
        most: most descriptors the engine had.
        seconds: how long it took.
    """

    messages: int
    strangers: int
    end: Event
    slow: float
    slowest: float
    grown: int
    peak: int
    left: int
    most: int
    seconds: float


def hostile(chance: random.Random, job: str) -> tuple[str, list[bytes]]:
    """A request that is nearly right, or noise; on either socket."""
    name = chance.choice([name for name in REQUESTS if name not in ("shutdown", "forget", "bye")])
    where, fields = REQUESTS[name]
    good = {
        "protocol": "1.0",
        "client": "storm",
        "capabilities": [],
        "owner": {"pid": os.getpid()},
        "kind": "color",
        "settings": {},
        "items": ITEMS,
        "job": chance.choice([job, "none"]) if name in ("status", "result") else "none",
        "form": "regions",
        "credit": 1,
        "frames": 1,
        "item": 0,
    }
    header: dict[str, Any] = {"type": name, "id": chance.randrange(1 << 40)}
    header |= {field: good[field] for field in fields if field in good}
    kind = chance.randrange(6)
    if kind == 0:
        header[chance.choice(list(header))] = chance.choice(
            [None, True, -1, 1 << 63, 1e300, b"x", [[]], {"a": {}}]
        )
    elif kind == 1:
        header.pop(chance.choice(list(header)))
    elif kind == 2:
        header["items"] = [
            {**ITEMS[0], chance.choice(list(ITEMS[0])): chance.choice([None, -5, b"", [], "x" * 999])}
        ]
    raw = bytearray(msgpack.packb(header))
    if kind == 3:
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    elif kind == 4:
        del raw[chance.randrange(len(raw)) :]
    elif kind == 5:
        where = chance.choice(["control", "work"])
    buffers = [bytes(chance.choice([0, 1, 4096, 70_000])) for _ in range(chance.choice([0, 0, 0, 1, 9]))]
    return where, [bytes(raw), *buffers]


class Attacker:
    """A client with the key and no manners; it reads what it is told and drops it."""

    def __init__(self, connection: Connection) -> None:
        self._context = zmq.Context()
        identity = os.urandom(8).hex().encode()
        self.sockets = {}
        for name in ("control", "work"):
            dealer = self._context.socket(zmq.DEALER)
            dealer.setsockopt(zmq.LINGER, 0)
            dealer.setsockopt(zmq.ROUTING_ID, identity)
            dealer.curve_serverkey = connection.server_public.encode()
            dealer.curve_publickey = connection.client_public.encode()
            dealer.curve_secretkey = connection.client_secret.encode()
            dealer.connect(getattr(connection, name))
            self.sockets[name] = dealer
        self.hello()

    def hello(self) -> None:
        said = {"protocol": "1.0", "client": "storm", "capabilities": [], "owner": {"pid": os.getpid()}}
        self.sockets["control"].send_multipart(pack(Message("hello", 1, said)))

    def send(self, where: str, parts: list[bytes]) -> None:
        if not self.sockets[where].poll(20_000, zmq.POLLOUT):
            raise AssertionError("the engine takes no more messages")
        self.sockets[where].send_multipart(parts)
        for dealer in self.sockets.values():
            while dealer.poll(0):
                dealer.recv_multipart()

    def close(self) -> None:
        for dealer in self.sockets.values():
            dealer.close(0)
        self._context.term()


def knock(port: int, many: int, over: threading.Event) -> int:
    """Come as so many strangers, a thousand at a time at most, and stay; returns how many came."""
    there: list[socket.socket] = []
    came = 0
    while came < many and not over.is_set():
        try:
            stranger = socket.create_connection(("127.0.0.1", port), 5)
            there.append(stranger)
            stranger.sendall(GREETING[: (0, 10, 64)[came % 3]] + bytes(came % 2 * 3000))
        except OSError:
            over.wait(0.01)
        came += 1
        over.wait(0.002)
        while len(there) > 1000:
            there.pop(0).close()
    for stranger in there:
        stranger.close()
    return came


def storm(connection: Connection, shot: ShotUpload, messages: int, strangers: int) -> Weather:
    """Raise a storm on an engine that is reached by tcp, while it colours a shot."""
    engine = psutil.Process(connection.pid)
    chance = random.Random(7)
    told = tempfile.TemporaryFile()  # noqa: SIM115 - closed below
    pinger = subprocess.Popen([sys.executable, "-c", PINGER], stdout=told)
    over = threading.Event()
    came: list[int] = []
    port = int(connection.work.rpartition(":")[2])
    knocking = threading.Thread(target=lambda: came.append(knock(port, strangers, over)))
    attacker = Attacker(connection)
    began = time.monotonic()
    most = engine.num_fds()
    first = peak = 0
    events: list[Event] = []
    with Client(connection, "artist") as artist:
        job = artist.submit(shot)
        knocking.start()
        for count in range(messages):
            attacker.send(*hostile(chance, job))
            if count % 200 == 0:
                attacker.hello()
                events += artist.poll()
                most = max(most, engine.num_fds())
                peak = max(peak, engine.memory_info().rss)
                if count >= messages // 10 and not first:
                    first = engine.memory_info().rss
        last = engine.memory_info().rss
        knocking.join(60)
        while (
            not events
            or events[-1].job != job
            or type(events[-1]).__name__ not in ("Done", "Failed", "Cancelled")
        ):
            events += artist.poll(0.2)
            peak = max(peak, engine.memory_info().rss)
        left = _settled(artist, engine)
    over.set()
    attacker.close()
    pinger.terminate()
    pinger.wait(10)
    with told:
        told.seek(0)
        pings = sorted(float(line) for line in told.read().split())
    slow = pings[len(pings) * 99 // 100]
    seconds = time.monotonic() - began
    return Weather(
        messages, came[0], events[-1], slow, pings[-1], last - (first or last), peak, left, most, seconds
    )


def _settled(artist: Client, engine: psutil.Process) -> int:
    """Bytes the engine has when it has let go of what it needs no more: ten looks find no less."""
    left, looks = engine.memory_info().rss, 0
    while looks < 10:
        artist.poll(0.2)
        time.sleep(0.1)
        now, looks = engine.memory_info().rss, looks + 1
        if now < left - (1 << 20):
            left, looks = now, 0
    return left


def _shot(frames: int) -> ShotUpload:
    """A disc that moves."""
    import cv2
    import numpy as np

    shot = ShotUpload(gap=0)
    for number in range(1, frames + 1):
        ink, cel = np.zeros((480, 640), np.uint8), np.zeros((480, 640, 4), np.uint8)
        cv2.circle(cel, (300 + number, 240), 160, (200, 30, 40, 255), -1)
        cv2.circle(ink, (300 + number, 240), 160, 255, 2)
        shot.line(number, 640, 480, ink)
        if number in (1, frames):
            shot.key(number, 640, 480, cel)
    return shot


def main(messages: int = 100_000, strangers: int = 1_100) -> None:
    """Have a shot coloured in calm and in the whole storm, by an engine each, and tell of both."""
    shot = _shot(60 + messages // 1000)
    for hostile_messages, knocking in ((0, 0), (messages, strangers)):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["SHIAGE_HOME"] = str(Path(folder) / "home")
            command = [sys.executable, "-m", "shiage.service", "--transport", "tcp"]
            with subprocess.Popen(command) as engine:
                while (connection := read_connection()) is None:
                    time.sleep(0.05)
                print(storm(connection, shot, hostile_messages, knocking), flush=True)
                engine.terminate()
                print("the engine ended with", engine.wait(30), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
