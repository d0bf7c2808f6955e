# SPDX-License-Identifier: Apache-2.0
"""The engine as a process: run in the foreground, start beside, ask about, stop, read its log."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from logging.handlers import BufferingHandler
from pathlib import Path

from shiage.cel.beside import sweep_unfinished
from shiage.service.disk_errors import DiskError, disk_error
from shiage.service.engine_log import log_path, write_log
from shiage.service.engine_log import logs as logs
from shiage.service.home_lock import EngineRuns, HomeLock
from shiage.service.rename_aside import clear_way
from shiage.wire.client import Client
from shiage.wire.connection import Connection, read_connection, remove_connection
from shiage.wire.events import EngineError
from shiage.wire.home import claim, home
from shiage.wire.launch import ALREADY_RUNS
from shiage.wire.lock import LOCK, home_locked
from shiage.wire.process_alive import process_started

log = logging.getLogger(__name__)

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


def run(stay: bool = False, transport: str | None = None, device: str | None = None) -> int:
    """Run the engine until asked to end or the last owner is gone; returns the exit code.

    Args:
        stay: keep running without owners.
        transport: how clients come, see `SocketEndpoints`; None takes the system's best.
        device: where networks run, see `models.device.DEVICE`; None leaves it to the environment.

    Returns:
        0 after an orderly end, 2 when the home cannot be used, 3 when an engine already runs in it.
    """
    if device is not None:
        os.environ["SHIAGE_DEVICE"] = device
    umask = os.umask(0o077)  # whatever an engine writes is its user's alone
    lock: HomeLock | None = None
    try:
        folder = home()
        claim(folder)
        clear_way(folder / LOCK)
        lock = HomeLock(folder)
        remove_connection()  # a dead engine's, whose process number may be anybody's by now
        _serve(folder, stay, transport)
    except EngineRuns as error:
        _report(error)
        return ALREADY_RUNS
    except (EngineError, DiskError) as error:
        _report(error)
        return CANNOT_RUN
    except OSError as error:
        _report(disk_error(folder, error))
        return CANNOT_RUN
    finally:
        logging.shutdown()
        if lock is not None:
            lock.release()
        os.umask(umask)
    return 0


def _serve(folder: Path, stay: bool, transport: str | None) -> None:
    """Run the engine in a home that is claimed and locked."""
    from shiage.service.engine import Engine
    from shiage.service.socket_endpoints import SocketEndpoints

    _begin_log(folder)
    sweep_unfinished(folder)
    endpoints = SocketEndpoints(folder, transport)
    try:
        engine = Engine(folder, stay, endpoints)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, frame: engine.end())
        engine.run()
        endpoints.clear()
    except OSError:
        log.exception("the engine ends")
        raise


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


def _begin_log(folder: Path) -> None:
    """Open the log; whatever is in its place is renamed, which the log's first line says."""
    waiting = BufferingHandler(1 << 10)
    logging.basicConfig(level=logging.INFO, handlers=[waiting], force=True)
    for path in (folder / name for name in ("engine.log", "engine.log.1", "engine.log.2", "engine.err")):
        clear_way(path)
        with suppress(FileNotFoundError):
            path.chmod(0o600)  # an engine of before left it to the umask
    words = list(waiting.buffer)
    write_log(folder / "engine.log")
    for record in words:
        logging.getLogger(record.name).handle(record)


def _report(error: Exception) -> None:
    """Write to stderr why the engine does not run; on a full disk that may fail."""
    with suppress(OSError):
        os.write(2, f"{error}\n".encode("utf-8", "backslashreplace"))


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
