# SPDX-License-Identifier: Apache-2.0
"""Requests and their answers, uploads and events, over the two sockets of a client."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from .connection import Connection
from .events import EngineDied, Event, Failed, Refused
from .messages import Message
from .results import event_of
from .socket_pair import SocketPair
from .upload import Upload

ANSWER_TIME = 15.0
"""Seconds an answer may take before the engine counts as dead."""


class Session:
    """Requests, uploads and events between a client and its engine; all calls come from one thread.

    Attributes:
        inbox: events not yet taken, oldest first.
    """

    def __init__(self, connection: Connection, patience: float = ANSWER_TIME) -> None:
        """Connect.

        Args:
            connection: where the engine is.
            patience: seconds it may take to admit the client.

        Raises:
            EngineDied: it did not.
        """
        self._sockets = SocketPair(connection, patience)
        self._last_id = 0
        self._answers: dict[int, Message] = {}
        self._uploads: dict[str, Upload] = {}
        self._jobs_of_ids: dict[int, str] = {}
        self.inbox: deque[Event] = deque()

    def tell(self, type: str, **fields: Any) -> None:
        """Send a message that has no answer on the work socket."""
        self._sockets.send(Message(type, None, fields))

    def upload(self, upload: Upload) -> None:
        """Send the items of a job to the engine and start it, while `wait` is called."""
        self._uploads[upload.job] = upload
        if upload.complete:
            self._send_for(upload.job, "start", {"job": upload.job})

    def stop_upload(self, job: str) -> None:
        """Send no more of a job."""
        self._uploads.pop(job, None)

    @property
    def lost(self) -> bool:
        """Whether the connection broke."""
        return self._sockets.lost

    def fileno(self) -> int:
        """Descriptor of the work socket."""
        return self._sockets.fileno()

    def close(self) -> None:
        """Close the sockets at once."""
        self._sockets.close()

    def ask(self, type: str, **fields: Any) -> Message:
        """Send a request on the work socket and wait for its answer; events meanwhile are kept."""
        self._last_id += 1
        id = self._last_id
        self._sockets.send(Message(type, id, fields))
        return self._answer(id, ANSWER_TIME)

    def ask_control(self, type: str, patience: float = ANSWER_TIME, **fields: Any) -> Message:
        """Send a request on the control socket and wait for its answer."""
        self._last_id += 1
        id = self._last_id
        self._sockets.send_control(Message(type, id, fields), patience)
        return self._answer(id, patience)

    def _answer(self, id: int, patience: float) -> Message:
        self.wait(lambda: id in self._answers, patience)
        answer = self._answers.pop(id, None)
        if answer is None:
            raise EngineDied(f"the engine gave no answer within {patience:g} s; see `shiage engine logs`")
        if answer.type == "error":
            raise Refused(answer["message"])
        return answer

    def wait(self, ready: Callable[[], bool], timeout: float | None) -> None:
        """Pump until ready() or timeout seconds have passed (None: without end)."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            self._pump()
            left = 1.0 if deadline is None else deadline - time.monotonic()
            if ready() or left <= 0:
                return
            self._sockets.wait(min(left, 0.5))

    def _pump(self) -> None:
        """Receive all that has come and send what may be sent, without waiting."""
        for message in self._sockets.received_control():
            if message.id is not None:
                self._answers[message.id] = message
        for message in self._sockets.received():
            self._take(message)
        for upload in list(self._uploads.values()):
            self._send_items(upload)
        self._sockets.watch()

    def _take(self, message: Message) -> None:
        """Dispatch one message of the work socket: an upload's answer, another answer, or an event."""
        job = self._jobs_of_ids.pop(message.id, None) if message.id is not None else None
        if job is not None:
            self._take_upload(job, message)
        elif message.id is not None:
            self._answers[message.id] = message
        else:
            event = event_of(message)
            if event is not None:
                self.inbox.append(event)

    def _take_upload(self, job: str, message: Message) -> None:
        """An answer to `put` or `start`: continue, or fail the job with a message."""
        upload = self._uploads.get(job)
        if upload is None:
            return
        if message.type == "error":
            del self._uploads[job]
            self.inbox.append(Failed(job, message["message"]))
        elif message.type == "stored":
            self.inbox.append(upload.confirm())
            if upload.complete:
                self._send_for(job, "start", {"job": job})
        else:  # the answer to `start`
            del self._uploads[job]

    def _send_items(self, upload: Upload) -> None:
        while self._sockets.flush():
            put = upload.next()
            if put is None:
                return
            self._send_for(upload.job, "put", *put)

    def _send_for(self, job: str, type: str, fields: dict[str, Any], buffers: Sequence[Any] = ()) -> None:
        """Send an upload's request, whose answer `_take_upload` gets."""
        self._last_id += 1
        self._jobs_of_ids[self._last_id] = job
        self._sockets.send(Message(type, self._last_id, fields, buffers))
