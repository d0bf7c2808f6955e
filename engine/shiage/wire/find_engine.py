# SPDX-License-Identifier: Apache-2.0
"""The engine of this home: found, or started and waited for."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from .connection import Connection, connection_path, forget_dead, read_connection
from .events import EngineDied, EngineError
from .launch import Launch

Found = TypeVar("Found")

LOOK = 0.02
"""Seconds between two looks for an engine that is starting."""


def find_or_start(
    greet: Callable[[Connection], Found], start: bool, command: Sequence[str] | None, timeout: float
) -> Found:
    """What greeting an engine gives; see `Client.connect`.

    Args:
        greet: says hello to the engine of a connection file; EngineDied when nobody answers there.
        start: start an engine when none runs.
        command: how to start it; None is as `Launch` does.
        timeout: seconds to wait for its hello.
    """
    deadline = time.monotonic() + timeout
    launch: Launch | None = None
    while True:
        connection = read_connection()
        if connection is not None:
            try:
                return greet(connection)
            except EngineDied:
                # It ended between its file and our hello: the next one is found or started.
                if time.monotonic() > deadline:
                    raise
        elif not start:
            raise EngineError("no engine runs: start it with `shiage engine start`")
        elif launch is None or launch.ended():
            if launch is not None:
                launch.check()
            forget_dead()
            launch = Launch(command)
        if launch is not None:
            launch.check()
        if time.monotonic() > deadline:
            why = "did not say hello"
            if launch is not None and launch.found_another():
                why = f"that runs already left no {connection_path()} of this version"
            raise EngineError(f"the engine {why} within {timeout:g} s; see `shiage engine logs`")
        time.sleep(LOOK)
