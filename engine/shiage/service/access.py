# SPDX-License-Identifier: Apache-2.0
"""Who may come in: one engine a home, one client key, everybody else gets nothing."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

import zmq
from zmq.utils import z85

from shiage.wire.lock import LOCK, take
from shiage.wire.regular_files import open_regular

DOMAIN = b"shiage"
"""ZAP domain of both sockets; a domain makes libzmq refuse when nobody answers for it."""


class EngineRuns(Exception):
    """Another engine runs in this home."""


@dataclass(frozen=True)
class Keys:
    """CURVE keys made at each start, Z85."""

    server_public: bytes
    server_secret: bytes
    client_public: bytes
    client_secret: bytes

    @classmethod
    def fresh(cls) -> Keys:
        """New keys."""
        return cls(*zmq.curve_keypair(), *zmq.curve_keypair())


class Gate:
    """Answers libzmq's question (ZAP, RFC 27) whether a key may come in. Belongs to one thread."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], client_public: bytes) -> None:
        """Stand at the gate; before the sockets are bound, so that none is ever open."""
        self._key = z85.decode(client_public)
        self.socket = context.socket(zmq.REP)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.bind("inproc://zeromq.zap.01")

    def answer(self) -> None:
        """Answer one question."""
        version, request, _domain, _address, _identity, mechanism, *credentials = self.socket.recv_multipart()
        welcome = version == b"1.0" and mechanism == b"CURVE" and credentials == [self._key]
        status = [b"200", b"OK", b"host"] if welcome else [b"400", b"unknown key", b""]
        self.socket.send_multipart([b"1.0", request, *status, b""])


class HomeLock:
    """Held while an engine runs; the system frees it when the process dies, however it dies."""

    def __init__(self, home: Path) -> None:
        """Take the lock of a home.

        Raises:
            EngineRuns: another process holds it.
            OSError: its file cannot be opened.
        """
        self._file = open_regular(home / LOCK, os.O_RDWR | os.O_CREAT)
        # Somebody may be looking, for a moment, whether an engine runs.
        for wait in (0.05, 0.1, 0.2, None):
            if take(self._file):
                return
            if wait is not None:
                time.sleep(wait)
        os.close(self._file)
        raise EngineRuns(f"an engine already runs in {home}")

    def release(self) -> None:
        """Let the next engine in."""
        os.close(self._file)
