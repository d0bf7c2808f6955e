# SPDX-License-Identifier: Apache-2.0
"""The engine's process from outside: start it, ask for its status, stop it, read its log."""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from shiage.service.engine_log import log_path
from shiage.service.engine_log import logs as logs
from shiage.wire.client import Client
from shiage.wire.connection import Connection, read_connection
from shiage.wire.events import EngineError
from shiage.wire.home import home
from shiage.wire.lock import home_locked
from shiage.wire.process_alive import process_started

PATIENCE = 5.0
"""Seconds an engine may take to answer before it counts as hung."""


@dataclass(frozen=True)
class EngineStatus:
    """What is known of the engine of this home.

    Attributes:
        running: an engine's process lives and answered.
        home: folder of its state.
        pid: its process id, or None.
        version: engine version from its hello, or "".
        protocol: protocol version from its hello, or "".
        endpoint: its work address, or "".
        jobs: jobs by state, such as {"running": 1, "done": 4}.
        memory: resident bytes, 0 when not running.
        log: its log file.
        problem: a message for the user, "" when nothing is wrong (no engine running is nothing wrong).
    """

    running: bool
    home: Path
    pid: int | None
    version: str
    protocol: str
    endpoint: str
    jobs: dict[str, int]
    memory: int
    log: Path
    problem: str


def start(
    stay: bool = True, transport: str | None = None, timeout: float = 15.0, device: str | None = None
) -> EngineStatus:
    """Start an engine in the background unless one runs, and wait for its hello.

    Raises:
        shiage.wire.events.EngineError: it did not start; the message holds the end of its log.
    """
    options = (["--transport", transport] if transport else []) + (["--stay"] if stay else [])
    options += ["--device", device] if device else []
    command = [sys.executable, "-m", "shiage.service", *options]
    Client.connect(command=command, name="shiage engine start", timeout=timeout, stay=stay).close()
    return status()


def status() -> EngineStatus:
    """Ask after the engine of this home; never starts one and never raises for a missing one."""
    try:
        connection = read_connection()
        if connection is None:
            silent = home_locked(home())
            return _not_running("an engine runs here, but has not said where: ask again" if silent else "")
        with Client(connection, "shiage engine status", patience=PATIENCE) as client:
            jobs = Counter(job.state for job in client.jobs())
    except EngineError as error:
        return _not_running(str(error))
    return EngineStatus(
        running=True,
        home=home(),
        pid=connection.pid,
        version=client.engine_version,
        protocol=client.protocol,
        endpoint=connection.work,
        jobs=dict(jobs),
        memory=_memory(connection.pid),
        log=log_path(),
        problem="",
    )


def stop(timeout: float = 15.0) -> bool:
    """End the engine of this home and wait for it; False when none ran.

    An engine that does not end by itself is killed; unfinished jobs go on at the next start all the same.

    Raises:
        shiage.wire.events.EngineError: it did not end in time.
    """
    connection = read_connection()
    if connection is None:
        return False
    deadline = time.monotonic() + timeout
    try:
        client = Client(connection, "shiage engine stop", patience=min(PATIENCE, timeout / 2))
        client.shutdown()
        client.close()
        _wait_gone(connection, deadline)
    except EngineError:
        _kill(connection)
        _wait_gone(connection, deadline + PATIENCE)
    return True


def _wait_gone(connection: Connection, deadline: float) -> None:
    while connection.alive():
        if time.monotonic() > deadline:
            raise EngineError(
                f"the engine (process {connection.pid}) does not end: end it with the system's tools"
            )
        time.sleep(0.02)


def _kill(connection: Connection) -> None:
    """Kill an engine that does not answer: that very process, or none.

    Raises:
        shiage.wire.events.EngineError: it is not sure that the process is ours, or the system refuses.
    """
    import psutil

    try:
        # psutil keeps the start of the process it finds and kills no later one of the same number.
        process = psutil.Process(connection.pid)
        if home_locked(home()) is False:
            return  # it has ended meanwhile; its number may be anybody's by now
        if not connection.started or process_started(connection.pid) != connection.started:
            raise EngineError(
                f"process {connection.pid} may be another program's, the engine's file does not say when it "
                "started: end the engine with the system's tools"
            )
        process.kill()
    except psutil.NoSuchProcess:
        return
    except psutil.AccessDenied:
        raise EngineError(f"the system does not let us end the engine (process {connection.pid})") from None


def _not_running(problem: str) -> EngineStatus:
    return EngineStatus(False, home(), None, "", "", "", {}, 0, log_path(), problem)


def _memory(pid: int) -> int:
    import psutil

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0
