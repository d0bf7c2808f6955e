# SPDX-License-Identifier: Apache-2.0
"""The two sockets of a client and the watch over the engine at their other end."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

import zmq
from zmq.utils.monitor import recv_monitor_message

from .connection import Connection
from .events import EngineDied
from .messages import MAX_MESSAGE, NO_COPY, Message, pack, unpack

DYING = 0.5
"""Seconds a process may take to die after its sockets have closed."""


class Link:
    """Two DEALER sockets with one routing id. All calls come from one thread."""

    def __init__(self, connection: Connection) -> None:
        """Connect (this does not wait and cannot fail for want of an engine)."""
        self.connection = connection
        self._context = zmq.Context()
        identity = b"c" + os.urandom(15)
        self._work = self._dealer(identity)
        self._control = self._dealer(identity)
        # Either may break alone, and both come again in silence: without what was under way.
        events = zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_DISCONNECTED
        self._monitors = [s.get_monitor_socket(events) for s in (self._work, self._control)]
        self._shaken = [False, False]
        self._work.connect(connection.work)
        self._control.connect(connection.control)
        self._lost: float | None = None
        self._unsent: deque[list[Any]] = deque()

    def _dealer(self, identity: bytes) -> zmq.Socket[bytes]:
        socket = self._context.socket(zmq.DEALER)
        socket.setsockopt(zmq.ROUTING_ID, identity)
        socket.curve_serverkey = self.connection.server_public.encode()
        socket.curve_publickey = self.connection.client_public.encode()
        socket.curve_secretkey = self.connection.client_secret.encode()
        socket.setsockopt(zmq.LINGER, 0)
        socket.setsockopt(zmq.SNDHWM, 8)
        # Credit bounds the frames. Were there no room for what is small, a host that is busy for 20 s would
        # not hear the heartbeats behind it, and lose its connection.
        socket.setsockopt(zmq.RCVHWM, 10_000)
        socket.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE)
        socket.setsockopt(zmq.RECONNECT_IVL, 100)
        socket.setsockopt(zmq.HEARTBEAT_IVL, 500)
        socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 3500)
        socket.setsockopt(zmq.HANDSHAKE_IVL, 2000)
        socket.copy_threshold = NO_COPY
        return socket

    def send(self, message: Message) -> None:
        """Send on the work socket; what does not fit now goes out, in order, with later calls."""
        self._unsent.append(pack(message))
        self.flush()

    def flush(self) -> bool:
        """Send what waits; True when nothing is left."""
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
        if not self._control.poll(int(timeout * 1000), zmq.POLLOUT):
            raise EngineDied(f"the engine (process {self.connection.pid}) takes no messages")
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
        for socket in (self._work, self._control, *self._monitors):
            poller.register(socket, zmq.POLLIN)
        if self._unsent:
            poller.register(self._work, zmq.POLLIN | zmq.POLLOUT)
        poller.poll(max(0, int(timeout * 1000)))

    def watch(self) -> None:
        """See that the engine is there; never waits.

        Raises:
            EngineDied: its process is gone, or the connection broke.
        """
        for index, monitor in enumerate(self._monitors):
            while monitor.poll(0):
                event = recv_monitor_message(monitor, zmq.NOBLOCK)["event"]
                # An engine that many knock at may let us wait: who is not in yet tries again.
                if event == zmq.EVENT_DISCONNECTED and (self._shaken[index] or not self.connection.alive()):
                    self._lost = self._lost or time.monotonic()
                self._shaken[index] = event == zmq.EVENT_HANDSHAKE_SUCCEEDED
        if self._lost is None:
            return
        pid = self.connection.pid
        if not self.connection.alive():
            raise EngineDied(
                f"the engine (process {pid}) is gone; its unfinished jobs go on when one is started"
            )
        if time.monotonic() - self._lost > DYING:
            raise EngineDied(
                f"the connection to the engine (process {pid}) was lost; its jobs go on: connect again"
            )

    def fileno(self) -> int:
        """Descriptor of the work socket."""
        return int(self._work.getsockopt(zmq.FD))

    def close(self) -> None:
        """Close at once; what is unsent is dropped."""
        for socket in (self._work, self._control):
            socket.disable_monitor()
        for socket in (self._work, self._control, *self._monitors):
            socket.close(0)
        self._context.term()


def _drain(socket: zmq.Socket[bytes]) -> Iterator[Message]:
    """Messages that have come, each received when it is taken; large buffers are not copied."""
    while True:
        try:
            parts = socket.recv_multipart(zmq.NOBLOCK, copy=False)
        except zmq.Again:
            return
        yield unpack([part.buffer for part in parts])
