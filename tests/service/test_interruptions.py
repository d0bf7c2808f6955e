# SPDX-License-Identifier: Apache-2.0
"""Engines killed, clients killed or asleep, disks full: the shot is coloured, or it is said why not."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import psutil
import pytest
import zmq

from shiage.wire.client import Client
from shiage.wire.connection import Connection
from shiage.wire.events import (
    CelFrame,
    Done,
    EngineDied,
    Event,
    Failed,
    Progress,
    Refused,
    RegionFrame,
    Uploaded,
)
from shiage.wire.shot import ShotUpload

RunEngine = Callable[..., Connection]
DrawShot = Callable[..., ShotUpload]

LONG = (16, 640, 480)
"""Frames, width and height of a shot that takes long enough to be interrupted."""


def colours(events: list[Event]) -> dict[int, tuple[bytes, ...]]:
    """Every byte of a job's regions."""
    frames = [e for e in events if isinstance(e, RegionFrame)]
    return {f.number: (bytes(f.labels), bytes(f.swatches), bytes(f.confidence)) for f in frames}


@pytest.fixture(scope="module")
def undisturbed(
    tmp_path_factory: pytest.TempPathFactory, draw_shot: DrawShot
) -> dict[int, tuple[bytes, ...]]:
    """What an engine that nobody disturbs makes of LONG."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHIAGE_HOME", str(tmp_path_factory.mktemp("undisturbed")))
        patch.setenv("OMP_NUM_THREADS", "1")
        with Client.connect() as client:
            return colours(list(client.color(draw_shot(*LONG))))


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        (Uploaded, signal.SIGKILL),
        (Progress, signal.SIGKILL),
        (RegionFrame, signal.SIGKILL),
        (RegionFrame, signal.SIGTERM),
    ],
)
def test_a_job_survives_the_end_of_its_engine_with_the_same_result(
    moment: type[Event],
    number: int,
    run_engine: RunEngine,
    draw_shot: DrawShot,
    home: Path,
    undisturbed: dict[int, tuple[bytes, ...]],
) -> None:
    connection = run_engine()
    client = Client(connection)
    job = client.submit(draw_shot(*LONG))
    for event in client.events(job):
        # Of the uploads the last one counts: what is not wholly there cannot go on.
        if isinstance(event, moment) and (not isinstance(event, Uploaded) or event.done == event.total):
            break
    if moment is Uploaded:
        client.poll(0.05)  # `start` is on its way
        while client.status(job).state == "uploading":
            client.poll(0.01)
    os.kill(connection.pid, number)
    with pytest.raises(EngineDied):
        while True:
            client.poll(0.2)
    client.close()
    kept = {path: path.stat().st_mtime_ns for path in (home / "jobs" / job / "frames").glob("*.arrays")}
    assert len(kept) < len(undisturbed) == 16, "the engine was killed too late"
    with Client(run_engine()) as client:
        events = list(client.result(job))
        assert isinstance(events[-1], Done)
        assert colours(events) == undisturbed
    assert all(path.stat().st_mtime_ns == then for path, then in kept.items()), (
        "a finished frame was made again"
    )


def test_what_was_half_uploaded_is_gone_after_a_kill(
    run_engine: RunEngine, draw_shot: DrawShot, home: Path, dial: Callable[..., Any]
) -> None:
    connection = run_engine()
    client = dial(connection)
    client.hello()
    items = [item.header for item in draw_shot().items]
    job = client.ask("work", "submit", kind="color", settings={}, items=items)["job"]
    assert client.ask("work", "put", job=job, item=0, buffers=[bytes(160 * 120)]).type == "stored"
    os.kill(connection.pid, signal.SIGKILL)
    psutil.Process(connection.pid).wait(10)
    with Client(run_engine()) as other:
        assert other.jobs() == []
    assert list((home / "jobs").iterdir()) == []


CHILD = """
import os, sys
from shiage.wire.client import Client
from shiage.wire.events import Progress
from shiage.wire.shot import ShotUpload

def last():
    if sys.argv[1] == "upload":
        os.kill(os.getpid(), 9)
    return bytes(640 * 480)

shot = ShotUpload()
for number in range(1, 16):
    shot.line(number, 640, 480, bytes(640 * 480))
shot.key(1, 640, 480, bytes(640 * 480 * 4))
shot.line(16, 640, 480, last)
client = Client.connect(start=False)
job = client.submit(shot)
for event in client.events(job):
    if isinstance(event, Progress):
        os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("moment", ["upload", "run"])
def test_a_killed_client_harms_nobody(
    moment: str, run_engine: RunEngine, draw_shot: DrawShot, home: Path
) -> None:
    connection = run_engine()
    with Client(connection) as other:
        child = subprocess.run([sys.executable, "-c", CHILD, moment], timeout=300, capture_output=True)
        assert child.returncode == -signal.SIGKILL, child.stderr
        (info,) = other.jobs()
        if moment == "run":
            # The job was started, so it goes on, and whoever asks gets it.
            events = list(other.result(info.job))
            assert isinstance(events[-1], Done)
            assert len(colours(events)) == 16
        else:
            deadline = time.monotonic() + 60
            while other.jobs():
                assert time.monotonic() < deadline, "a half uploaded job stays"
                other.poll(0.1)
            assert not (home / "jobs" / info.job).exists()
        assert isinstance(list(other.color(draw_shot()))[-1], Done)


class Cable:
    """A way to a socket that can be cut; who dials again gets through."""

    def __init__(self, endpoint: str) -> None:
        host, port = endpoint.removeprefix("tcp://").split(":")
        self._there = (host, int(port))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        self._ends: list[socket.socket] = []
        Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listener.accept()
                there = socket.create_connection(self._there)
                self._ends += [here, there]
                for one, other in ((here, there), (there, here)):
                    Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(1 << 16):
                other.sendall(data)

    def cut(self) -> None:
        ends, self._ends = self._ends, []
        for end in ends:
            end.shutdown(socket.SHUT_RDWR)
            end.close()


@pytest.mark.parametrize("name", ["work", "control"])
def test_a_connection_that_breaks_is_told_and_the_job_can_be_fetched(
    name: str, run_engine: RunEngine, draw_shot: DrawShot, undisturbed: dict[int, tuple[bytes, ...]]
) -> None:
    connection = run_engine("--stay", "--transport", "tcp")
    cable = Cable(getattr(connection, name))
    with Client(replace(connection, **{name: cable.endpoint})) as client:  # type: ignore[arg-type]
        job = client.submit(draw_shot(*LONG))
        while not any(isinstance(event, Progress) for event in client.poll(1)):
            pass
        cable.cut()
        broken = time.monotonic()
        with pytest.raises(EngineDied, match=r"connection .* was lost"):
            for _ in client.events(job):
                pass
        assert time.monotonic() - broken < 5
    with Client(connection) as client:
        assert colours(list(client.result(job))) == undisturbed


def test_a_client_that_does_not_read_costs_little_and_hinders_nobody(
    run_engine: RunEngine, draw_shot: DrawShot, dial: Callable[..., Any]
) -> None:
    connection = run_engine()
    engine = psutil.Process(connection.pid)
    with Client(connection) as client:
        events = list(client.color(draw_shot(30, 1280, 720)))
        job = events[-1].job
        list(client.result(job, "frames"))
        before = engine.memory_info().rss
        sleepers = [dial(connection, sockopts={zmq.RCVHWM: 1}) for _ in range(3)]
        for sleeper in sleepers:
            sleeper.hello()
            sleeper.say("work", "result", 1, job=job, form="frames", credit=1_000_000)
            for id in range(400):
                sleeper.sockets["control"].send_multipart(_list_request(id))
        began = time.monotonic()
        assert sum(isinstance(e, CelFrame) for e in client.result(job, "frames")) == 30
        assert client.ping() < 1
        grown = engine.memory_info().rss - before
        print(
            f"3 sleepers: {grown >> 20} MiB, another client's 30 frames in {time.monotonic() - began:.2f} s"
        )
        # 30 frames of 3.5 MiB for each sleeper would be 316 MiB.
        assert grown < 120 << 20
        heard = [sleepers[0].hear("work").type for _ in range(32)]
        assert heard == ["job"] + ["frame"] * 30 + ["done"]


def _list_request(id: int) -> list[bytes]:
    from shiage.wire.messages import Message, pack

    return pack(Message("list", id))


@pytest.fixture
def small_disk(home: Path) -> Iterator[Path]:
    """The home on a disk of 24 MiB."""
    home.mkdir(mode=0o700)
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("a small disk can be mounted by root on Linux only")
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(home)], capture_output=True
    ).returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield home
    subprocess.run(["umount", "-l", str(home)], check=True)


def fill(folder: Path, spare: int = 0) -> Path:
    """Fill a disk but for some bytes."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        free = shutil.disk_usage(folder).free - spare
        while free > 0:
            try:
                free -= file.write(bytes(min(free, 1 << 16)))
            except OSError:
                break
    return filler


def test_a_full_disk_is_told_and_survived(
    small_disk: Path, run_engine: RunEngine, draw_shot: DrawShot
) -> None:
    connection = run_engine()
    with Client(connection) as client:
        with pytest.raises(
            Refused, match=r"no room on the disk .* the shot needs \d+ MiB and \d+ MiB are free"
        ):
            client.submit(draw_shot(3, 4096, 2160))
        filler = fill(small_disk, 1 << 20)
        with pytest.raises(Refused, match="no room on the disk"):
            client.submit(draw_shot(4))
        filler.unlink()
        # Full while it uploads.
        job = client.submit(draw_shot(10, 640, 480))
        filler = fill(small_disk)
        events = list(client.events(job))
        assert isinstance(events[-1], Failed)
        assert "is full: free some space" in events[-1].message
        assert client.jobs() == []
        assert list((small_disk / "jobs").iterdir()) == []
        filler.unlink()
        # Full while it runs.
        job = client.submit(draw_shot(20, 640, 480))
        heard = []
        for event in client.events(job):
            heard.append(event)
            if isinstance(event, Progress) and not filler.exists():
                filler = fill(small_disk)
        assert isinstance(heard[-1], Failed), heard[-1]
        assert "is full: free some space" in heard[-1].message
        assert client.status(job).state == "failed"
        assert not list(small_disk.rglob("*.part"))
        filler.unlink()
        client.restart(job)
        events = list(client.result(job))
        assert isinstance(events[-1], Done)
        again = list(client.color(draw_shot(20, 640, 480)))
        assert colours(events) == colours(again)


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")
def test_a_file_that_may_not_grow_is_told_and_survived(run_engine: RunEngine, draw_shot: DrawShot) -> None:
    import resource

    limit = 1_000_000  # the table of steps has room in it, a drawing has not
    connection = run_engine(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    with Client(connection) as client:
        events = list(client.color(draw_shot(3, 1280, 960)))
        assert isinstance(events[-1], Failed)
        assert "is full: free some space" in events[-1].message
        assert isinstance(list(client.color(draw_shot(3)))[-1], Done)
