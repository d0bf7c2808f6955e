# SPDX-License-Identifier: Apache-2.0
"""One connection through the TCP guard."""

from __future__ import annotations

import selectors
import socket
import time
from pathlib import Path

CHUNK = 256 << 10
"""Bytes passed on at a time, and kept when the other side takes none."""

MOST_BYTES_UNAUTHENTICATED = 4096
"""Most bytes a client needs to authenticate: 64 of greeting and two small messages."""

GREETED = 64
"""More bytes from the engine mean that the client knows the engine's key."""

ANSWERED = 260
"""More bytes from the engine mean that the key was accepted: greeting 64, WELCOME 170, refusal 12."""


class GuardedConnection:
    """A client's socket, and the engine's once the client speaks ZMTP.

    Attributes:
        began: when it came (monotonic seconds).
        sent: bytes that came from the client.
        closed: it is over.
    """

    def __init__(self, client: socket.socket, inner: Path, selector: selectors.BaseSelector) -> None:
        """Args: client: just accepted; inner: the engine's socket; selector: where both are watched."""
        self._client, self._inner, self._selector = client, inner, selector
        self._engine: socket.socket | None = None
        self._up, self._down = memoryview(b""), memoryview(b"")
        self._received = 0
        self.sent, self.began, self.closed = 0, time.monotonic(), False
        client.setblocking(False)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._watch()

    @property
    def rank(self) -> tuple[bool, bool, float]:
        """Order in which surplus connections are closed: silent ones, then those without the engine's key."""
        return self._received > GREETED, self.sent > 0, self.began

    @property
    def authenticated(self) -> bool:
        """Whether the engine accepted the client's key."""
        return self._received > ANSWERED

    def forward(self, side: socket.socket, mask: int) -> None:
        """Forward what has come, and what had to wait."""
        try:
            if mask & selectors.EVENT_READ:
                self._read_client() if side is self._client else self._read_engine()
            if not self.closed:
                self._send()
                self._watch()
        except BlockingIOError:
            return
        except OSError:
            self.close()

    def close(self) -> None:
        """Close both sides."""
        if self.closed:
            return
        self.closed = True
        for side in (self._client, self._engine):
            if side is not None:
                if side.fileno() in self._selector.get_map():
                    self._selector.unregister(side)
                side.close()
        self._up = self._down = memoryview(b"")

    def _read_client(self) -> None:
        room = CHUNK if self.authenticated else MOST_BYTES_UNAUTHENTICATED - self.sent
        data = self._client.recv(room) if room > 0 else b""
        self.sent += len(data)
        if not data:
            self.close()
            return
        self._up = memoryview(bytes(self._up) + data)
        if self._engine is None and not self._check_greeting():
            self.close()

    def _check_greeting(self) -> bool:
        """Check that the first bytes are ZMTP's; then connect to the engine."""
        first = bytes(self._up[:10])
        if first[:1] != b"\xff" or (len(first) == 10 and first[9] != 0x7F):
            return False
        if len(first) == 10:
            self._engine = socket.socket(socket.AF_UNIX)
            self._engine.setblocking(False)
            self._engine.connect(str(self._inner))
        return True

    def _read_engine(self) -> None:
        assert self._engine is not None
        data = self._engine.recv(CHUNK)
        self._received += len(data)
        if not data:
            self.close()
            return
        self._down = memoryview(data)

    def _send(self) -> None:
        if self._up and self._engine is not None:
            self._up = self._up[_sent(self._engine, self._up) :]
        if self._down:
            self._down = self._down[_sent(self._client, self._down) :]

    def _watch(self) -> None:
        """Read a side only while the other one takes its bytes."""
        waits = bool(self._up) and self._engine is not None
        self._expect(self._client, read=not waits, write=bool(self._down))
        if self._engine is not None:
            self._expect(self._engine, read=not self._down, write=bool(self._up))

    def _expect(self, side: socket.socket, read: bool, write: bool) -> None:
        mask = read * selectors.EVENT_READ | write * selectors.EVENT_WRITE
        now = self._selector.get_map().get(side.fileno())
        if now is None and mask:
            self._selector.register(side, mask, self)
        elif now is not None and not mask:
            self._selector.unregister(side)
        elif now is not None and now.events != mask:
            self._selector.modify(side, mask, self)


def _sent(side: socket.socket, data: memoryview) -> int:
    try:
        return side.send(data)
    except BlockingIOError:
        return 0
