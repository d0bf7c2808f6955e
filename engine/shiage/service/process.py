# SPDX-License-Identifier: Apache-2.0
"""The engine as a process: run in the foreground, start beside, ask about, stop, read its log."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


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


def run(stay: bool = False, transport: str = "tcp") -> int:
    """Be the engine until told to end or the last owner is gone; returns the exit code.

    Args:
        stay: keep running without owners.
        transport: "tcp" (127.0.0.1, a free port) or "ipc" (a socket in a 0700 folder; not on Windows).

    Returns:
        0 after an orderly end, 3 when an engine already runs in this home.
    """
    raise NotImplementedError


def start(stay: bool = True, transport: str = "tcp", timeout: float = 15.0) -> EngineStatus:
    """Start an engine in the background unless one runs, and wait for its hello.

    Raises:
        shiage.wire.events.EngineError: it did not start; the message holds the end of its log.
    """
    raise NotImplementedError


def status() -> EngineStatus:
    """Ask after the engine of this home; never starts one and never raises for a missing one."""
    raise NotImplementedError


def stop(timeout: float = 15.0) -> bool:
    """End the engine of this home and wait for it; False when none ran.

    Unfinished jobs go on at its next start.

    Raises:
        shiage.wire.events.EngineError: it did not end in time.
    """
    raise NotImplementedError


def logs(lines: int = 200) -> list[str]:
    """The last lines of the engine's log, oldest first; empty when there is none."""
    raise NotImplementedError
