# SPDX-License-Identifier: Apache-2.0
"""One DEALER socket of a client: connects until the engine admits it, and never again after a break."""

from __future__ import annotations

import zmq
from zmq.utils.monitor import recv_monitor_message

from .connection import Connection
from .messages import MAX_MESSAGE, NO_COPY

HANDSHAKE = 10.0
"""Seconds in which both sides show their keys: on a busy machine either may wait for its turn."""

_BROKEN = zmq.EVENT_DISCONNECTED | zmq.EVENT_CLOSED
"""The connection broke, or there was none to be had."""


class DealerSocket:
    """A DEALER socket and the state of its connection.

    ZeroMQ would reconnect by itself, at the same path, to whatever answers there with other keys; a socket
    that does so may abort the whole process (libzmq's issue 3937). So each socket connects once.

    Attributes:
        socket: the DEALER.
        monitor: readable when the state of its connection changed.
        admitted: the engine has authenticated it.
        broken: its connection broke, or was never made.
    """

    def __init__(
        self, context: zmq.Context[zmq.Socket[bytes]], connection: Connection, endpoint: str, identity: bytes
    ) -> None:
        """Connect; this does not wait, and does not fail without an engine."""
        self._context, self._connection = context, connection
        self._endpoint, self._identity = endpoint, identity
        self._connect()

    def _connect(self) -> None:
        self.admitted = self.broken = False
        self.socket = self._dealer()
        self.monitor = self.socket.get_monitor_socket(zmq.EVENT_HANDSHAKE_SUCCEEDED | _BROKEN)
        self.socket.connect(self._endpoint)

    def _dealer(self) -> zmq.Socket[bytes]:
        socket = self._context.socket(zmq.DEALER)
        socket.setsockopt(zmq.ROUTING_ID, self._identity)
        socket.curve_serverkey = self._connection.server_public.encode()
        socket.curve_publickey = self._connection.client_public.encode()
        socket.curve_secretkey = self._connection.client_secret.encode()
        socket.setsockopt(zmq.LINGER, 0)
        socket.setsockopt(zmq.SNDHWM, 8)
        # Credit bounds the frames. Were there no room for what is small, a host that is busy for 20 s would
        # not hear the heartbeats behind it, and lose its connection.
        socket.setsockopt(zmq.RCVHWM, 10_000)
        socket.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE)
        socket.setsockopt(zmq.RECONNECT_IVL, -1)
        socket.setsockopt(zmq.HEARTBEAT_IVL, 500)
        socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 3500)
        socket.setsockopt(zmq.HANDSHAKE_IVL, int(HANDSHAKE * 1000))
        socket.copy_threshold = NO_COPY
        return socket

    def read_monitor(self) -> None:
        """Read the events of the connection; never waits."""
        while self.monitor.poll(0):
            event = recv_monitor_message(self.monitor, zmq.NOBLOCK)["event"]
            if event == zmq.EVENT_HANDSHAKE_SUCCEEDED:
                self.admitted = True
            else:
                self.admitted, self.broken = False, True

    @property
    def lost(self) -> bool:
        """Whether its connection has broken by now."""
        self.read_monitor()
        return self.broken

    def reconnect(self) -> None:
        """Connect again, with a socket that knows nothing of the connection before."""
        self.close()
        self._connect()

    def close(self) -> None:
        """Close at once; what is unsent is dropped."""
        self.socket.disable_monitor()
        self.monitor.close(0)
        self.socket.close(0)
