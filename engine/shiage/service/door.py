# SPDX-License-Identifier: Apache-2.0
"""Where connections to one socket come in, closed while they would take the descriptors of jobs."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import zmq

from shiage.service.descriptors import free, reserved

LOOK = 0.25
"""Seconds between two looks when nobody comes in."""


class Door:
    """One bound socket; all calls but the first come from the socket's thread.

    Attributes:
        endpoint: what clients connect to.
        bell: readable when somebody came in.
    """

    def __init__(self, socket: zmq.Socket[bytes], bound: str) -> None:
        """Open it.

        Args:
            socket: the ROUTER.
            bound: ipc://PATH, or tcp://127.0.0.1 for any free port.
        """
        self._socket = socket
        self.bell = socket.get_monitor_socket(zmq.EVENT_ACCEPTED)
        if bound.startswith("tcp"):
            bound = f"{bound}:{socket.bind_to_random_port(bound)}"
        else:
            self._bind(bound)
        self.endpoint = self._bound = bound
        self._open, self._looked = True, 0.0

    def look(self) -> None:
        """Close it when descriptors run short, open it when there are enough again."""
        came = False
        while self.bell.poll(0):
            self.bell.recv_multipart(zmq.NOBLOCK)
            came = True
        now = time.monotonic()
        if not came and now - self._looked < LOOK:
            return
        self._looked = now
        room = free()
        if self._open and room < reserved():
            self._socket.unbind(self._bound)
            self._open = False
        elif not self._open and room > reserved() + reserved() // 4:
            self._bind(self._bound)
            self._open = True

    def close(self) -> None:
        """Take the bell down."""
        self._socket.disable_monitor()
        self.bell.close(0)

    def _bind(self, bound: str) -> None:
        if bound.startswith("ipc"):
            with suppress(OSError):
                Path(bound.removeprefix("ipc://")).unlink()
        self._socket.bind(bound)
