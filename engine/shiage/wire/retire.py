# SPDX-License-Identifier: Apache-2.0
"""Having the engine of this home finish what it does and end, so that another can take its place."""

from __future__ import annotations

import time
from collections.abc import Callable

from .client import Client
from .connection import Connection, read_connection
from .events import EngineError

BUSY = ("uploading", "waiting", "running")
"""States of a job that is not done."""

LOOK = 0.5
"""Seconds between two looks."""

ENDING = 15.0
"""Seconds an engine may take to end."""


def retire(stopped: Callable[[], bool] = lambda: False) -> bool:
    """Wait until the engine's jobs are done, then end it; False when it was not to be waited for.

    Args:
        stopped: nobody wants it any more.

    Raises:
        EngineError: it does not end.
    """
    while (running := read_connection()) is not None:
        if stopped():
            return False
        if _asked_to_end(running):
            _wait_gone(running)
            return True
        time.sleep(LOOK)
    return True


def _asked_to_end(running: Connection) -> bool:
    """Ask an engine without jobs to end; False while it has some."""
    with Client(running, "retire") as client:
        if any(job.state in BUSY for job in client.jobs()):
            return False
        client.shutdown()
    return True


def _wait_gone(running: Connection) -> None:
    deadline = time.monotonic() + ENDING
    while running.alive():
        if time.monotonic() > deadline:
            raise EngineError(f"the engine (process {running.pid}) does not end: end it, then try again")
        time.sleep(LOOK / 10)
