# SPDX-License-Identifier: Apache-2.0
"""The engine's ROUTER sockets, and a queue that sends on them without blocking and without loss."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

import zmq

from shiage.service.client_keys import DOMAIN, Keys
from shiage.wire.dealer_socket import HANDSHAKE
from shiage.wire.messages import MAX_HEADER, MAX_MESSAGE, NO_COPY, Message, pack

HIGH_WATER = 4
"""High-water mark of a connection, in messages."""

MOST_WAITING = 256
"""Messages queued for a client that does not read; one more and it is dropped."""

MOST_BYTES = 32 << 20
"""Bytes of them; with so many queued the next message drops the client."""

MOST_PARTS = 5
"""Parts of a message: its header and at most four buffers."""

MOST_RECEIVED = MAX_HEADER + MAX_MESSAGE
"""Bytes of all of them: what an item may have at most."""


def router(context: zmq.Context[zmq.Socket[bytes]], keys: Keys) -> zmq.Socket[bytes]:
    """A ROUTER that accepts authenticated clients only and never blocks or drops silently."""
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
    socket.setsockopt(zmq.HANDSHAKE_IVL, int(HANDSHAKE * 1000))
    # A client that dies closes its connection; the time is for one that is stopped in a debugger.
    socket.setsockopt(zmq.HEARTBEAT_IVL, 5000)
    socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 60000)
    socket.copy_threshold = NO_COPY
    return socket


def receive(socket: zmq.Socket[bytes]) -> tuple[bytes, list[Any]] | None:
    """Routing id and parts of the next message, or None; large parts are not copied.

    A message of too many parts or bytes keeps its header, and instead of its buffers too many empty ones.
    """
    try:
        identity = socket.recv(zmq.NOBLOCK)
    except zmq.Again:
        return None
    parts: list[Any] = []
    size, whole = 0, True
    while socket.getsockopt(zmq.RCVMORE):
        part = socket.recv(zmq.NOBLOCK, copy=False).buffer
        size += part.nbytes
        whole = whole and len(parts) < MOST_PARTS and size <= MOST_RECEIVED
        if whole or not parts:
            parts.append(part)
        else:
            del parts[1:]
    return identity, parts if whole else [*parts[:1], *([b""] * MOST_PARTS)]


@dataclass(frozen=True)
class _Outgoing:
    """A message as it is sent.

    Attributes:
        parts: header and buffers.
        size: bytes of them.
        progress: the job whose progress it carries; a later one replaces it. None: it must not be lost.
    """

    parts: list[Any]
    size: int
    progress: str | None

    @classmethod
    def of(cls, message: Message) -> _Outgoing:
        parts = pack(message)
        size = sum(memoryview(part).nbytes for part in parts)
        return cls(parts, size, message["job"] if message.type == "progress" else None)


class OutgoingQueue:
    """Sends to clients in order; what a client does not take yet is queued, up to a bound."""

    def __init__(self, socket: zmq.Socket[bytes]) -> None:
        """Args: socket: the ROUTER, owned by the calling thread."""
        self._socket = socket
        self._waiting: dict[bytes, deque[_Outgoing]] = {}

    @property
    def busy(self) -> bool:
        """Whether something waits to be sent."""
        return bool(self._waiting)

    def waits(self, identity: bytes) -> bool:
        """Whether a client has not yet taken what it was sent."""
        return identity in self._waiting

    def send(self, identity: bytes, message: Message) -> bool:
        """Send or queue; False when the client is gone or dropped."""
        entry, waiting = _Outgoing.of(message), self._waiting.get(identity)
        if waiting is None:
            sent = self._try(identity, entry)
            if sent is None:
                self._waiting[identity] = deque([entry])
            return sent is not False
        if entry.progress is not None:
            for old in [one for one in waiting if one.progress == entry.progress]:
                waiting.remove(old)
        if len(waiting) >= MOST_WAITING or sum(one.size for one in waiting) >= MOST_BYTES:
            self.drop(identity)
            return False
        waiting.append(entry)
        return True

    def retry(self) -> list[bytes]:
        """Send what is queued; returns the clients that are gone."""
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
        """Whether a client is connected: a pulse is sent to it (unless messages are queued)."""
        if identity in self._waiting:
            return identity not in self.retry()
        return self._try(identity, _Outgoing.of(Message("pulse"))) is not False

    def _try(self, identity: bytes, entry: _Outgoing) -> bool | None:
        """True: sent; None: the client's queue is full; False: no such client."""
        try:
            self._socket.send_multipart([identity, *entry.parts], zmq.NOBLOCK, copy=False)
        except zmq.Again:
            return None
        except zmq.ZMQError as error:
            if error.errno == zmq.EHOSTUNREACH:
                return False
            raise
        return True
