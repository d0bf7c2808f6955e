# SPDX-License-Identifier: Apache-2.0
"""Sessions of clients: opened by hello, closed by bye or when the client's process is gone."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from shiage.wire.process_alive import process_alive, process_started

VANISHED = 600.0
"""Seconds without a connection after which a client is gone though a process with its pid lives.

A sandboxed process reports a pid that means nothing, or another process, outside.
"""


@dataclass
class ClientSession:
    """A client.

    Attributes:
        name: the client's name as hello gave it.
        pid: the process it belongs to.
        started: when that process started, which distinguishes it from a later one with the same pid.
        lost: when its connection was first seen broken (monotonic seconds), or None.
    """

    name: str
    pid: int
    started: int
    lost: float | None = None


class ClientSessions:
    """The clients of the engine, shared by its threads."""

    def __init__(self) -> None:
        self._sessions: dict[bytes, ClientSession] = {}
        self._lock = threading.Lock()
        self.empty_since = time.monotonic()

    def open(self, identity: bytes, name: str, pid: int) -> None:
        """Open a client's session."""
        with self._lock:
            self._sessions[identity] = ClientSession(name, pid, process_started(pid))

    def close(self, identity: bytes) -> None:
        """Close a client's session."""
        with self._lock:
            if self._sessions.pop(identity, None) is not None:
                self.empty_since = time.monotonic()

    def __contains__(self, identity: bytes) -> bool:
        with self._lock:
            return identity in self._sessions

    def __len__(self) -> int:
        with self._lock:
            return len(self._sessions)

    def identities(self) -> list[bytes]:
        """Routing ids of all clients."""
        with self._lock:
            return list(self._sessions)

    def gone(self, identity: bytes, reachable: bool) -> bool:
        """Whether a client, reachable just now or not, has left for good.

        A client that is stopped or blocked keeps its place as long as its process lives.
        """
        with self._lock:
            session = self._sessions.get(identity)
            if session is None or reachable:
                if session is not None:
                    session.lost = None
                return False
            now = time.monotonic()
            session.lost = now if session.lost is None else session.lost
            return not process_alive(session.pid, session.started) or now - session.lost > VANISHED
