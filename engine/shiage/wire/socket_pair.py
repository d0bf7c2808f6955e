# SPDX-License-Identifier: Apache-2.0
"""The two sockets of a client, and the check that the engine at their other end is alive."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

import zmq

from .connection import Connection
from .dealer_socket import DealerSocket
from .events import EngineDied
from .messages import Message, pack, unpack

DEATH_GRACE = 0.5
"""Seconds a process may take to die after its sockets have closed."""

RETRY_INTERVAL = 0.1
"""Seconds between two attempts to be admitted by an engine with many connections."""


class SocketPair:
    """Two DEALER sockets with one routing id. All calls come from dealer thread."""

    def __init__(self, connection: Connection, patience: float) -> None:
        """Connect, and wait until the engine has admitted both sockets.

        Args:
            connection: where the engine is.
            patience: seconds to wait.

        Raises:
            EngineDied: its process is gone, or it did not admit both.
        """
        self.connection = connection
        self._context = zmq.Context()
        identity = b"c" + os.urandom(15)
        endpoints = (connection.work, connection.control)
        self._sockets = [
            DealerSocket(self._context, connection, endpoint, identity) for endpoint in endpoints
        ]
        self._lost: float | None = None
        self._unsent: deque[list[Any]] = deque()
        try:
            self._wait_admitted(patience)
        except BaseException:
            self.close()
            raise
        self._work, self._control = (dealer.socket for dealer in self._sockets)

    def _wait_admitted(self, patience: float) -> None:
        """Connect until both are admitted."""
        deadline = time.monotonic() + patience
        tried = time.monotonic()
        while True:
            for dealer in self._sockets:
                dealer.read_monitor()
            if all(dealer.admitted for dealer in self._sockets):
                return
            now = time.monotonic()
            if now - tried >= RETRY_INTERVAL:
                if not self.connection.alive():
                    raise EngineDied(_gone(self.connection.pid))
                if now > deadline:
                    words = f"gave no answer within {patience:g} s; see `shiage engine logs`"
                    raise EngineDied(f"the engine {words}")
                tried = now
                for dealer in self._sockets:
                    if dealer.broken:
                        dealer.reconnect()
            zmq.zmq_poll(
                [(dealer.monitor, zmq.POLLIN) for dealer in self._sockets], int(RETRY_INTERVAL * 1000)
            )

    @property
    def lost(self) -> bool:
        """Whether the connection broke."""
        return any(dealer.lost for dealer in self._sockets)

    def send(self, message: Message) -> None:
        """Send on the work socket; what it does not take now is sent, in order, by later calls."""
        self._unsent.append(pack(message))
        self.flush()

    def flush(self) -> bool:
        """Send what is queued; True when nothing is left."""
        while self._unsent:
            try:
                self._work.send_multipart(self._unsent[0], zmq.NOBLOCK, copy=False)
            except zmq.Again:
                return False
            self._unsent.popleft()
        return True

    def send_control(self, message: Message, timeout: float) -> None:
        """Send on the control socket.

        Raises:
            EngineDied: the engine takes nothing for timeout seconds.
        """
        deadline = time.monotonic() + timeout
        while not self._control.poll(0, zmq.POLLOUT):
            self.watch()  # a socket whose connection broke takes nothing, ever
            left = deadline - time.monotonic()
            if left <= 0:
                raise EngineDied(f"the engine (process {self.connection.pid}) takes no messages")
            self._control.poll(int(min(left, RETRY_INTERVAL) * 1000), zmq.POLLOUT)
        self._control.send_multipart(pack(message))

    def received(self) -> Iterator[Message]:
        """Messages of the work socket that have come."""
        return _drain(self._work)

    def received_control(self) -> Iterator[Message]:
        """Messages of the control socket that have come."""
        return _drain(self._control)

    def wait(self, timeout: float) -> None:
        """Return when something came or timeout seconds have passed."""
        poller = zmq.Poller()
        for socket in (self._work, self._control, *(dealer.monitor for dealer in self._sockets)):
            poller.register(socket, zmq.POLLIN)
        if self._unsent:
            poller.register(self._work, zmq.POLLIN | zmq.POLLOUT)
        poller.poll(max(0, int(timeout * 1000)))

    def watch(self) -> None:
        """Check that the engine is there; never waits.

        Raises:
            EngineDied: its process is gone, or the connection broke.
        """
        for dealer in self._sockets:
            if dealer.lost:
                self._lost = self._lost or time.monotonic()
        if self._lost is None:
            return
        pid = self.connection.pid
        if not self.connection.alive():
            raise EngineDied(_gone(pid))
        if time.monotonic() - self._lost > DEATH_GRACE:
            raise EngineDied(
                f"the connection to the engine (process {pid}) was lost; its jobs go on: connect again"
            )

    def fileno(self) -> int:
        """Descriptor of the work socket."""
        return int(self._work.getsockopt(zmq.FD))

    def close(self) -> None:
        """Close at once; what is unsent is dropped."""
        for dealer in self._sockets:
            dealer.close()
        self._context.term()


def _gone(pid: int) -> str:
    return f"the engine (process {pid}) is gone; its unfinished jobs go on when one is started"


def _drain(socket: zmq.Socket[bytes]) -> Iterator[Message]:
    """Messages that have come, each received when it is taken; large buffers are not copied."""
    while True:
        try:
            parts = socket.recv_multipart(zmq.NOBLOCK, copy=False)
        except zmq.Again:
            return
        yield unpack([part.buffer for part in parts])
