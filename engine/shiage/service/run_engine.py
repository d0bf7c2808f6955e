# SPDX-License-Identifier: Apache-2.0
"""Runs the engine in this process: claims and locks the home, opens the log, serves, and cleans up."""

from __future__ import annotations

import logging
import os
import signal
from contextlib import suppress
from logging.handlers import BufferingHandler
from pathlib import Path

from shiage.cel.beside import sweep_unfinished
from shiage.service.disk_errors import DiskError, disk_error
from shiage.service.engine_log import write_log
from shiage.service.home_lock import EngineRuns, HomeLock
from shiage.service.outer_umask import keep_umask
from shiage.service.rename_aside import clear_way
from shiage.wire.connection import remove_connection
from shiage.wire.events import EngineError
from shiage.wire.home import claim, home
from shiage.wire.launch import ALREADY_RUNS
from shiage.wire.lock import LOCK

log = logging.getLogger(__name__)

CANNOT_RUN = 2
"""Exit code of an engine that cannot use its folder."""


def run(stay: bool = False, transport: str | None = None, device: str | None = None) -> int:
    """Run the engine until asked to end or the last owner is gone; returns the exit code.

    Args:
        stay: keep running without owners.
        transport: how clients come, see `SocketEndpoints`; None takes the system's best.
        device: where networks run, see `models.device.choose_device`; None takes what SHIAGE_DEVICE says.

    Returns:
        0 after an orderly end, 2 when the home cannot be used, 3 when an engine already runs in it.
    """
    umask = os.umask(0o077)  # whatever an engine writes into its home is its user's alone
    keep_umask(umask)
    lock: HomeLock | None = None
    try:
        folder = home()
        claim(folder)
        clear_way(folder / LOCK)
        lock = HomeLock(folder)
        remove_connection()  # a dead engine's, whose process number may be anybody's by now
        _serve(folder, stay, transport, device)
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


def _serve(folder: Path, stay: bool, transport: str | None, device: str | None) -> None:
    """Run the engine in a home that is claimed and locked."""
    from shiage.service.engine import Engine
    from shiage.service.socket_endpoints import SocketEndpoints

    _begin_log(folder)
    sweep_unfinished(folder)
    endpoints = SocketEndpoints(folder, transport)
    try:
        engine = Engine(folder, stay, endpoints, device)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, frame: engine.end())
        engine.run()
        endpoints.clear()
    except OSError:
        log.exception("the engine ends")
        raise


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
