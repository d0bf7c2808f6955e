# SPDX-License-Identifier: Apache-2.0
"""Listening sockets, closed to new connections while these would use up the descriptors of jobs."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from pathlib import Path

import zmq

from shiage.service.file_descriptors import for_connections, used

CHECK_INTERVAL = 0.25
"""Seconds between two checks when no connection comes."""


class ListeningSocket:
    """One bound socket.

    Attributes:
        endpoint: what clients connect to.
        accepted: readable when a connection was accepted.
    """

    def __init__(self, socket: zmq.Socket[bytes], path: Path | None) -> None:
        """Bind it. Args: socket: the ROUTER; path: the file of its ipc, or None for tcp at a free port."""
        self._socket, self._path, self._open = socket, path, True
        self.accepted = socket.get_monitor_socket(zmq.EVENT_ACCEPTED)
        if path is None:
            self.endpoint = f"tcp://127.0.0.1:{socket.bind_to_random_port('tcp://127.0.0.1')}"
        else:
            self.endpoint = f"ipc://{path}"
            socket.bind(self.endpoint)

    def set_open(self, open: bool) -> None:
        """Open or close it to new connections. Unbinding would break the others, so its file is renamed."""
        if self._path is not None and open != self._open:
            names = closed_path(self._path), self._path
            with suppress(OSError):
                names[not open].rename(names[open])
                self._open = open

    def close(self) -> None:
        """Close the monitor; from the thread of the socket."""
        self._socket.disable_monitor()
        self.accepted.close(0)


class ConnectionLimiter(threading.Thread):
    """Stops accepting before descriptors run short; on its own thread, as ZeroMQ accepts all at once."""

    def __init__(self, sockets: tuple[ListeningSocket, ...]) -> None:
        """Args: sockets: all of the engine."""
        super().__init__(name="connection-limiter", daemon=True)
        self._sockets, self._ending = sockets, threading.Event()

    def end(self) -> None:
        """Stop."""
        self._ending.set()

    def run(self) -> None:
        """Check whenever a connection was accepted, and now and then, until ended."""
        poller = zmq.Poller()
        for socket in self._sockets:
            poller.register(socket.accepted, zmq.POLLIN)
        is_open = True
        while not self._ending.is_set():
            for accepted, _ in poller.poll(int(CHECK_INTERVAL * 1000)):
                for _ in range(64):
                    if not accepted.poll(0):
                        break
                    accepted.recv_multipart(zmq.NOBLOCK)
            count, limit = used(), for_connections()
            # Hysteresis of an eighth, or it would switch for every single connection.
            is_open = count < limit if is_open else count < limit - limit // 8
            for socket in self._sockets:
                socket.set_open(is_open)
            if not is_open:
                time.sleep(CHECK_INTERVAL)


def closed_path(path: Path) -> Path:
    """The path of a socket's file while it accepts no connections."""
    return path.with_name(f"{path.name}.shut")
