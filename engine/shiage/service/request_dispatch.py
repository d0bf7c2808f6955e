# SPDX-License-Identifier: Apache-2.0
"""Dispatches requests to handlers: the one place where exceptions become `error` messages for a client."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from shiage.service.client_sessions import ClientSessions
from shiage.service.disk_errors import DiskError
from shiage.service.job import JobError
from shiage.service.router_sockets import MOST_PARTS
from shiage.service.validate_items import ShotRefused
from shiage.wire.messages import MAX_MESSAGE, REQUESTS, MalformedMessage, Message, check, unpack

log = logging.getLogger(__name__)

Answer = Callable[[bytes, Message], Message | None]
"""Handler of one kind of request of a client (its routing id); None sends no answer."""


class Refusal(Exception):
    """A refused request, with the code of the `error` that answers it."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


class RequestDispatcher:
    """Dispatches the messages of one socket."""

    def __init__(self, socket: str, requests: dict[str, Answer], sessions: ClientSessions) -> None:
        """Args: socket: CONTROL or WORK; requests: handlers by type; sessions: clients that said hello."""
        self._socket, self._requests, self._sessions = socket, requests, sessions

    def answer(self, identity: bytes, parts: list[Any]) -> Message | None:
        """The answer to one message."""
        try:
            message = unpack(parts)
        except MalformedMessage as error:
            return _error("malformed", str(error), error.id)
        if len(parts) > MOST_PARTS:
            words = f"of {MAX_MESSAGE >> 20} MiB in all"
            words = f"a message has a header and at most {MOST_PARTS - 1} buffers, {words}"
            return _error("malformed", words, message.id)
        try:
            return self._answer(identity, message)
        except Refusal as refusal:
            return _error(refusal.code, str(refusal), message.id)
        except MalformedMessage as error:
            return _error("malformed", str(error), message.id)
        except ShotRefused as error:
            return _error("shot", str(error), message.id)
        except JobError as error:
            return _error("job", str(error), message.id)
        except DiskError as error:
            return _error("disk", str(error), message.id)
        except Exception:
            log.exception("`%s` met an error", message.type)
            words = "the engine met an error of its own; `shiage engine logs` has it"
            return _error("engine", words, message.id)

    def _answer(self, identity: bytes, message: Message) -> Message | None:
        if message.type not in REQUESTS:
            raise Refusal("unknown", f"this engine knows no message `{message.type[:40]}`")
        check(message, self._socket)
        if message.type != "hello" and identity not in self._sessions:
            raise Refusal("hello", "say hello on the control socket first")
        return self._requests[message.type](identity, message)


def _error(code: str, words: str, id: int | None) -> Message:
    return Message("error", id, {"code": code, "message": words})
