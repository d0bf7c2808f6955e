# SPDX-License-Identifier: Apache-2.0
"""Messages of the engine's threads to the work thread, which alone may use the work socket."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import zmq

from shiage.service.job import Job


@dataclass(frozen=True)
class StepDone:
    """A job made a step; a tune's has figures."""

    job: Job
    stage: str
    done: int
    total: int
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class FrameStored:
    """A frame's result is stored."""

    job: Job
    number: int


@dataclass(frozen=True)
class JobEnded:
    """A job is done, failed or cancelled."""

    job: Job


@dataclass(frozen=True)
class FrameRendered:
    """A frame is ready to be sent to a follower, or a problem why it cannot be."""

    follower: Any
    number: int
    fields: dict[str, Any]
    buffers: list[Any]
    problem: str = ""


@dataclass(frozen=True)
class ClientGone:
    """A client has gone."""

    identity: bytes


@dataclass(frozen=True)
class JobForgotten:
    """A job was deleted."""

    job: Job


ThreadMessage = StepDone | FrameStored | JobEnded | FrameRendered | ClientGone | JobForgotten


class ThreadMessages:
    """A queue with a socket that a poller can wait for."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]]) -> None:
        """Args: context: of the socket."""
        self._context = context
        self._queue: deque[ThreadMessage] = deque()
        self._mine = threading.local()
        self.followed: Callable[[Job], bool] = lambda job: False
        self.wakeup = context.socket(zmq.PULL)
        self.wakeup.setsockopt(zmq.LINGER, 0)
        self.wakeup.bind("inproc://thread-messages")

    def post(self, message: ThreadMessage) -> None:
        """Append a message and wake the reader; from any thread, each with a sending socket of its own."""
        self._queue.append(message)
        if not hasattr(self._mine, "sender"):
            self._mine.sender = self._context.socket(zmq.PUSH)
            self._mine.sender.setsockopt(zmq.LINGER, 0)
            self._mine.sender.setsockopt(zmq.SNDHWM, 2)
            self._mine.sender.connect("inproc://thread-messages")
        try:
            self._mine.sender.send(b"", zmq.NOBLOCK)
        except zmq.Again:
            return  # a wake-up is pending already

    def close_sender(self) -> None:
        """Close the calling thread's sending socket, before the thread ends."""
        if hasattr(self._mine, "sender"):
            self._mine.sender.close(0)
            del self._mine.sender

    def take(self) -> list[ThreadMessage]:
        """Clear the wake-ups and take all messages, oldest first."""
        while self.wakeup.poll(0):
            self.wakeup.recv(zmq.NOBLOCK)
        taken = []
        while self._queue:
            taken.append(self._queue.popleft())
        return taken
