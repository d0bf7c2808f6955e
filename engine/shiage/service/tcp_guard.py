# SPDX-License-Identifier: Apache-2.0
"""A guard before the sockets on 127.0.0.1: unauthenticated connections cost little.

Any user of the machine can connect there. ZeroMQ accepts any number of connections, and from each a message
of any allowed size before authentication. So its sockets are in a private folder. The guard forwards bytes
to them, and closes surplus connections that have not authenticated.
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

MOST_UNAUTHENTICATED = 192
"""Most unauthenticated connections, or a quarter of all; for one more another one is closed."""

GRACE = 0.5
"""Seconds in which no connection is closed."""

SWEEP = 0.1
"""Seconds between two checks for connections that take too long."""

EACH = 4
"""Descriptors of one connection: two here, one of ZeroMQ, and one for what else an engine needs."""

AT_ONCE = 16
"""Connections accepted before the present ones are served."""


class TcpGuard(threading.Thread):
    """Listens on 127.0.0.1 and forwards to sockets in a private folder."""

    def __init__(self, inner: list[Path]) -> None:
        """Listen at a free port for each of the sockets in inner."""
        super().__init__(name="tcp-guard", daemon=True)
        self._ending = threading.Event()
        self._selector = selectors.DefaultSelector()
        self._connections: list[GuardedConnection] = []
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
        """Close all connections."""
        self._ending.set()
        self.join(5)

    def run(self) -> None:
        """Forward until ended."""
        swept = time.monotonic()
        while not self._ending.is_set():
            for key, mask in self._selector.select(SWEEP):
                if key.data is None:
                    self._accept(key.fileobj)  # type: ignore[arg-type]
                elif not key.data.closed:
                    key.data.forward(key.fileobj, mask)
            if time.monotonic() - swept > SWEEP:
                swept = time.monotonic()
                self._sweep(swept)
        for connection in self._connections:
            connection.close()
        for listener in self._listeners:
            listener.close()
        self._selector.close()

    def _accept(self, listener: socket.socket) -> None:
        """Accept what waits; connections beyond the room stay in the system's backlog and cost nothing."""
        for _ in range(AT_ONCE):
            room = for_connections() // EACH
            if len(self._connections) >= room:
                self._pause(True)
                return
            self._connections = [connection for connection in self._connections if not connection.closed]
            unauthenticated = [connection for connection in self._connections if not connection.authenticated]
            if len(unauthenticated) >= min(MOST_UNAUTHENTICATED, max(8, room // 4)):
                now = time.monotonic()
                closable = [connection for connection in unauthenticated if now - connection.began >= GRACE]
                if not closable:
                    self._pause(True)
                    return
                min(closable, key=lambda connection: connection.rank).close()
            try:
                client, _ = listener.accept()
            except BlockingIOError:
                return
            except OSError:  # no descriptor left, or the peer is gone
                self._pause(True)
                return
            self._connections.append(GuardedConnection(client, self._listeners[listener], self._selector))

    def _sweep(self, now: float) -> None:
        for connection in self._connections:
            if not connection.authenticated and now - connection.began > HANDSHAKE:
                connection.close()
        self._connections = [connection for connection in self._connections if not connection.closed]
        self._pause(False)

    def _pause(self, pause: bool) -> None:
        """Accept no connection until the next sweep."""
        if pause == self._paused:
            return
        self._paused = pause
        for listener in self._listeners:
            if pause:
                self._selector.unregister(listener)
            else:
                self._selector.register(listener, selectors.EVENT_READ)
