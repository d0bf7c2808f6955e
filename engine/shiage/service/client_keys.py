# SPDX-License-Identifier: Apache-2.0
"""Authentication: one client key for each start of the engine (CURVE with ZAP, RFC 27)."""

from __future__ import annotations

from dataclasses import dataclass

import zmq
from zmq.utils import z85

DOMAIN = b"shiage"
"""ZAP domain of both sockets; with a domain libzmq refuses clients when no ZAP handler runs."""


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


class Authenticator:
    """ZAP handler (RFC 27): accepts the one client key. Belongs to one thread."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], client_public: bytes) -> None:
        """Bind the handler, before the sockets are bound, so that none is ever open."""
        self._key = z85.decode(client_public)
        self.socket = context.socket(zmq.REP)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.bind("inproc://zeromq.zap.01")

    def answer(self) -> None:
        """Answer one request of libzmq's."""
        version, request, _domain, _address, _identity, mechanism, *credentials = self.socket.recv_multipart()
        accepted = version == b"1.0" and mechanism == b"CURVE" and credentials == [self._key]
        status = [b"200", b"OK", b"host"] if accepted else [b"400", b"unknown key", b""]
        self.socket.send_multipart([b"1.0", request, *status, b""])
