# SPDX-License-Identifier: Apache-2.0
"""The engine's ROUTER sockets, and sending on them without waiting and without loss."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zmq

from shiage.service.access import DOMAIN, Keys
from shiage.wire.messages import MAX_MESSAGE, NO_COPY, Message, pack

HIGH_WATER = 4
"""Messages a connection may hold before its sender feels it."""

MOST_WAITING = 256
"""Messages kept for a client that does not read; one more and it is let go."""


@dataclass(frozen=True)
class Place:
    """Where sockets are bound: a folder for ipc, or None for tcp on 127.0.0.1."""

    folder: Path | None = None

    def bind(self, socket: zmq.Socket[bytes], name: str) -> str:
        """Bind a socket at a free place and return its endpoint."""
        if self.folder is None:
            return f"tcp://127.0.0.1:{socket.bind_to_random_port('tcp://127.0.0.1')}"
        endpoint = f"ipc://{self.folder / name}"
        socket.bind(endpoint)
        return endpoint


def router(context: zmq.Context[zmq.Socket[bytes]], keys: Keys) -> zmq.Socket[bytes]:
    """A ROUTER that lets in authorised clients only and never waits or drops silently."""
    socket = context.socket(zmq.ROUTER)
    socket.curve_server = True
    socket.curve_publickey, socket.curve_secretkey = keys.server_public, keys.server_secret
    socket.setsockopt(zmq.ZAP_DOMAIN, DOMAIN)
    socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
    socket.setsockopt(zmq.ROUTER_HANDOVER, 1)
    socket.setsockopt(zmq.SNDHWM, HIGH_WATER)
    socket.setsockopt(zmq.RCVHWM, HIGH_WATER)
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE)
    socket.setsockopt(zmq.HANDSHAKE_IVL, 2000)
    # A client that dies closes its connection; the time is for one that is stopped in a debugger.
    socket.setsockopt(zmq.HEARTBEAT_IVL, 5000)
    socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 60000)
    socket.copy_threshold = NO_COPY
    return socket


def receive(socket: zmq.Socket[bytes]) -> tuple[bytes, list[Any]] | None:
    """Routing id and parts of the next message, or None; large parts are not copied."""
    try:
        parts = socket.recv_multipart(zmq.NOBLOCK, copy=False)
    except zmq.Again:
        return None
    return parts[0].bytes, [part.buffer for part in parts[1:]]


class Mailer:
    """Sends to clients in order; what a client does not take yet waits, up to a bound."""

    def __init__(self, socket: zmq.Socket[bytes]) -> None:
        """Args: socket: the ROUTER, owned by the calling thread."""
        self._socket = socket
        self._waiting: dict[bytes, deque[Message]] = {}

    @property
    def busy(self) -> bool:
        """Whether something waits to be sent."""
        return bool(self._waiting)

    def waits(self, identity: bytes) -> bool:
        """Whether a client has not yet taken what it was sent."""
        return identity in self._waiting

    def send(self, identity: bytes, message: Message) -> bool:
        """Send, or keep for later; False when the client is gone or let go."""
        waiting = self._waiting.get(identity)
        if waiting is None:
            sent = self._try(identity, message)
            if sent is None:
                self._waiting[identity] = deque([message])
            return sent is not False
        if message.type == "progress":
            for old in [m for m in waiting if m.type == "progress" and m["job"] == message["job"]]:
                waiting.remove(old)
        waiting.append(message)
        if len(waiting) > MOST_WAITING:
            self.drop(identity)
            return False
        return True

    def retry(self) -> list[bytes]:
        """Try again what waits; returns the clients that are gone."""
        gone = []
        for identity, waiting in list(self._waiting.items()):
            sent: bool | None = True
            while waiting and (sent := self._try(identity, waiting[0])):
                waiting.popleft()
            if sent is False:
                gone.append(identity)
            if sent is False or not waiting:
                self.drop(identity)
        return gone

    def drop(self, identity: bytes) -> None:
        """Forget what waits for a client."""
        self._waiting.pop(identity, None)

    def reachable(self, identity: bytes) -> bool:
        """Whether a client is connected, asked by sending it a pulse (unless it has mail waiting)."""
        if identity in self._waiting:
            return identity not in self.retry()
        return self._try(identity, Message("pulse")) is not False

    def _try(self, identity: bytes, message: Message) -> bool | None:
        """True: on its way; None: the client's queue is full; False: no such client."""
        try:
            self._socket.send_multipart([identity, *pack(message)], zmq.NOBLOCK, copy=False)
        except zmq.Again:
            return None
        except zmq.ZMQError as error:
            if error.errno == zmq.EHOSTUNREACH:
                return False
            raise
        return True
