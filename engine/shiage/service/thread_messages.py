# SPDX-License-Identifier: Apache-2.0
"""What the engine's threads tell the work thread, which alone may touch the work socket."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import zmq

from shiage.service.job import Job


@dataclass(frozen=True)
class StepDone:
    """A job made a step."""

    job: Job
    stage: str
    done: int
    total: int


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
    """A frame is ready to be sent to a follower, or words why it cannot be."""

    follower: Any
    number: int
    fields: dict[str, Any]
    buffers: list[Any]
    problem: str = ""


@dataclass(frozen=True)
class ClientGone:
    """A client is gone."""

    identity: bytes


@dataclass(frozen=True)
class JobForgotten:
    """A job was deleted."""

    job: Job


ThreadMessage = StepDone | FrameStored | JobEnded | FrameRendered | ClientGone | JobForgotten


class ThreadMessages:
    """A mailbox with a bell that a poller can wait for."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]]) -> None:
        """Args: context: where the bell hangs."""
        self._context = context
        self._notes: deque[ThreadMessage] = deque()
        self._mine = threading.local()
        self.followed: Callable[[Job], bool] = lambda job: False
        self.bell = context.socket(zmq.PULL)
        self.bell.setsockopt(zmq.LINGER, 0)
        self.bell.bind("inproc://notes")

    def post(self, note: ThreadMessage) -> None:
        """Leave a note and ring; from any thread, which keeps its own end of the bell's wire."""
        self._notes.append(note)
        if not hasattr(self._mine, "wire"):
            self._mine.wire = self._context.socket(zmq.PUSH)
            self._mine.wire.setsockopt(zmq.LINGER, 0)
            self._mine.wire.setsockopt(zmq.SNDHWM, 2)
            self._mine.wire.connect("inproc://notes")
        try:
            self._mine.wire.send(b"", zmq.NOBLOCK)
        except zmq.Again:
            return  # it rings already

    def close_wire(self) -> None:
        """Take down the calling thread's end of the wire, before the thread ends."""
        if hasattr(self._mine, "wire"):
            self._mine.wire.close(0)
            del self._mine.wire

    def take(self) -> list[ThreadMessage]:
        """Silence the bell and take all notes, oldest first."""
        while self.bell.poll(0):
            self.bell.recv(zmq.NOBLOCK)
        taken = []
        while self._notes:
            taken.append(self._notes.popleft())
        return taken
