# SPDX-License-Identifier: Apache-2.0
"""Before sockets on 127.0.0.1, where any user of the machine may knock: who has shown no key costs little.

ZeroMQ takes any number of connections, and from each of them a message of any allowed size before it asks for
a key. So its sockets lie where other users cannot come, and this passes on bytes: a stranger's are counted.
"""

from __future__ import annotations

import selectors
import socket
import threading
import time
from pathlib import Path

from shiage.service.file_descriptors import for_connections
from shiage.service.guarded_connection import GuardedConnection
from shiage.wire.dealer_socket import HANDSHAKE

MOST_STRANGERS = 192
"""Connections without a key yet, or a quarter of what all may be; for one more another one goes."""

GRACE = 0.5
"""Seconds nobody is sent away."""

SWEEP = 0.1
"""Seconds between two looks at who has been here too long."""

EACH = 4
"""Descriptors of one connection: two here, one of ZeroMQ, and one for what else an engine needs."""

AT_ONCE = 16
"""Connections taken before those that are there get their turn."""


class TcpGuard(threading.Thread):
    """Listens on 127.0.0.1 and passes on to sockets in a private folder."""

    def __init__(self, inner: list[Path]) -> None:
        """Begin to listen, at a free port for each of the sockets in inner."""
        super().__init__(name="porch", daemon=True)
        self._ending = threading.Event()
        self._selector = selectors.DefaultSelector()
        self._visits: list[GuardedConnection] = []
        self._paused = False
        self._listeners = {socket.create_server(("127.0.0.1", 0), backlog=128): path for path in inner}
        for listener in self._listeners:
            listener.setblocking(False)
            self._selector.register(listener, selectors.EVENT_READ)

    @property
    def endpoints(self) -> list[str]:
        """What clients connect to, in the order of inner."""
        return [f"tcp://127.0.0.1:{listener.getsockname()[1]}" for listener in self._listeners]

    def end(self) -> None:
        """Let everybody go."""
        self._ending.set()
        self.join(5)

    def run(self) -> None:
        """Pass on until ended."""
        swept = time.monotonic()
        while not self._ending.is_set():
            for key, mask in self._selector.select(SWEEP):
                if key.data is None:
                    self._welcome(key.fileobj)  # type: ignore[arg-type]
                elif not key.data.closed:
                    key.data.go_on(key.fileobj, mask)
            if time.monotonic() - swept > SWEEP:
                swept = time.monotonic()
                self._sweep(swept)
        for visit in self._visits:
            visit.close()
        for listener in self._listeners:
            listener.close()
        self._selector.close()

    def _welcome(self, listener: socket.socket) -> None:
        """Take in who waits; beyond what there is room for, they wait outside and cost the engine nothing."""
        for _ in range(AT_ONCE):
            room = for_connections() // EACH
            if len(self._visits) >= room:
                self._pause(True)
                return
            self._visits = [visit for visit in self._visits if not visit.closed]
            strangers = [visit for visit in self._visits if not visit.inside]
            if len(strangers) >= min(MOST_STRANGERS, max(8, room // 4)):
                now = time.monotonic()
                settled = [visit for visit in strangers if now - visit.began >= GRACE]
                if not settled:
                    self._pause(True)
                    return
                min(settled, key=lambda visit: visit.rank).close()
            try:
                client, _ = listener.accept()
            except BlockingIOError:
                return
            except OSError:  # no descriptor left, or whoever knocked is gone
                self._pause(True)
                return
            self._visits.append(GuardedConnection(client, self._listeners[listener], self._selector))

    def _sweep(self, now: float) -> None:
        for visit in self._visits:
            if not visit.inside and now - visit.began > HANDSHAKE:
                visit.close()
        self._visits = [visit for visit in self._visits if not visit.closed]
        self._pause(False)

    def _pause(self, pause: bool) -> None:
        """Take nobody in until the next sweep."""
        if pause == self._paused:
            return
        self._paused = pause
        for listener in self._listeners:
            if pause:
                self._selector.unregister(listener)
            else:
                self._selector.register(listener, selectors.EVENT_READ)
