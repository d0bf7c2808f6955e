# SPDX-License-Identifier: Apache-2.0
"""The engine as a process: run in the foreground, start beside, ask about, stop, read its log."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path

from shiage.service.access import EngineRuns, HomeLock
from shiage.service.disk import DiskError
from shiage.wire.client import Client
from shiage.wire.connection import Connection, home, read_connection
from shiage.wire.events import EngineError
from shiage.wire.launch import ALREADY_RUNS

CANNOT_RUN = 2
"""Exit code of an engine that cannot use its folder."""


PATIENCE = 5.0
"""Seconds an engine may take to answer before it counts as hung."""


@dataclass(frozen=True)
class EngineStatus:
    """What is known of the engine of this home.

    Attributes:
        running: an engine's process lives and answered.
        home: folder of its state.
        pid: its process id, or None.
        version: engine version it told, or "".
        protocol: protocol it told, or "".
        endpoint: its work address, or "".
        jobs: jobs by state, such as {"running": 1, "done": 4}.
        memory: resident bytes, 0 when not running.
        log: its log file.
        problem: what is wrong in words, "" when nothing is (no engine running is nothing wrong).
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


def run(stay: bool = False, transport: str | None = None, device: str | None = None) -> int:
    """Be the engine until told to end or the last owner is gone; returns the exit code.

    Args:
        stay: keep running without owners.
        transport: how clients come, see `place.Place`; None takes the system's best.
        device: where networks run, see `models.device.DEVICE`; None leaves it to the environment.

    Returns:
        0 after an orderly end, 2 when the home cannot be used, 3 when an engine already runs in it.
    """
    from shiage.service.engine import Engine
    from shiage.service.place import Place

    if device is not None:
        os.environ["SHIAGE_DEVICE"] = device
    folder = home()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        lock = HomeLock(folder)
    except EngineRuns as error:
        print(error, file=sys.stderr)
        return ALREADY_RUNS
    except OSError as error:
        print(f"the engine's folder {folder} cannot be used: {error}", file=sys.stderr)
        return CANNOT_RUN
    try:
        _log_to(log_path())
        place = Place(folder, transport)
        engine = Engine(folder, stay, place)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, frame: engine.end())
        engine.run()
        place.clear()
    except DiskError as error:
        print(error, file=sys.stderr)
        return CANNOT_RUN
    finally:
        logging.shutdown()
        lock.release()
    return 0


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
            return _not_running("")
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


def logs(lines: int = 200) -> list[str]:
    """The last lines of the engine's log, oldest first; empty when there is none."""
    try:
        return log_path().read_text(errors="replace").splitlines()[-lines:]
    except OSError:
        return []


def log_path() -> Path:
    """The engine's log file; it rotates at 1 MiB into .1 and .2."""
    return home() / "engine.log"


def _log_to(path: Path) -> None:
    handler = RotatingFileHandler(path, maxBytes=1 << 20, backupCount=2, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(message)s"))
    # A full disk must not turn each log line into a traceback on stderr, which is on that disk too.
    logging.raiseExceptions = False
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def _wait_gone(connection: Connection, deadline: float) -> None:
    while connection.alive():
        if time.monotonic() > deadline:
            raise EngineError(
                f"the engine (process {connection.pid}) does not end: end it with the system's tools"
            )
        time.sleep(0.02)


def _kill(connection: Connection) -> None:
    import psutil

    if connection.alive():
        try:
            psutil.Process(connection.pid).kill()
        except psutil.NoSuchProcess:
            return


def _not_running(problem: str) -> EngineStatus:
    return EngineStatus(False, home(), None, "", "", "", {}, 0, log_path(), problem)


def _memory(pid: int) -> int:
    import psutil

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0
