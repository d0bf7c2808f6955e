# SPDX-License-Identifier: Apache-2.0
"""Where connections come in, shut while they would take the descriptors of jobs."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from pathlib import Path

import zmq

from shiage.service.file_descriptors import for_connections, used

LOOK = 0.25
"""Seconds between two looks when nobody comes in."""


class ListeningSocket:
    """One bound socket.

    Attributes:
        endpoint: what clients connect to.
        bell: readable when somebody came in.
    """

    def __init__(self, socket: zmq.Socket[bytes], path: Path | None) -> None:
        """Open it. Args: socket: the ROUTER; path: the file of its ipc, or None for tcp at a free port."""
        self._socket, self._path, self._open = socket, path, True
        self.bell = socket.get_monitor_socket(zmq.EVENT_ACCEPTED)
        if path is None:
            self.endpoint = f"tcp://127.0.0.1:{socket.bind_to_random_port('tcp://127.0.0.1')}"
        else:
            self.endpoint = f"ipc://{path}"
            socket.bind(self.endpoint)

    def turn(self, open: bool) -> None:
        """Shut or open it: to unbind would break off who is in, so its file is put out of the way."""
        if self._path is not None and open != self._open:
            names = shut(self._path), self._path
            with suppress(OSError):
                names[not open].rename(names[open])
                self._open = open

    def close(self) -> None:
        """Take the bell down; from the thread of the socket."""
        self._socket.disable_monitor()
        self.bell.close(0)


class ConnectionLimiter(threading.Thread):
    """Shuts doors before descriptors run short. A thread of its own: ZeroMQ takes all who come at once."""

    def __init__(self, doors: tuple[ListeningSocket, ...]) -> None:
        """Args: doors: all of the engine."""
        super().__init__(name="doorkeeper", daemon=True)
        self._doors, self._ending = doors, threading.Event()

    def end(self) -> None:
        """Stop."""
        self._ending.set()

    def run(self) -> None:
        """Look whenever somebody comes in, and now and then, until ended."""
        poller = zmq.Poller()
        for door in self._doors:
            poller.register(door.bell, zmq.POLLIN)
        is_open = True
        while not self._ending.is_set():
            for bell, _ in poller.poll(int(LOOK * 1000)):
                for _ in range(64):
                    if not bell.poll(0):
                        break
                    bell.recv_multipart(zmq.NOBLOCK)
            count, limit = used(), for_connections()
            # An eighth between shutting and opening, or it would be done for every single one.
            is_open = count < limit if is_open else count < limit - limit // 8
            for door in self._doors:
                door.turn(is_open)
            if not is_open:
                time.sleep(LOOK)


def shut(path: Path) -> Path:
    """Where the file of a socket is while nobody comes in."""
    return path.with_name(f"{path.name}.shut")
