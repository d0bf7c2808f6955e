# SPDX-License-Identifier: GPL-3.0-or-later
"""Line art that the engine's thread asks for when its turn has come, and the interface reads.

The thread waits in `fetch`; everything else is called by the interface.
"""

from __future__ import annotations

import queue
import threading

from .engine_messages import Report, Want

AHEAD = 2
"""So many frames are read while one is sent."""


class Abandoned(Exception):
    """The artist cancelled."""


class FramesOnDemand:
    """The frames of one job after another.

    Attributes:
        asked: some frame of the job was asked for.
    """

    def __init__(self, reports: queue.SimpleQueue[Report]) -> None:
        """Args: reports: where each Want is put."""
        self._reports = reports
        self._pixels: queue.SimpleQueue[tuple[int, bytes] | None] = queue.SimpleQueue()
        self._to_ask: list[int] = []
        self._under_way: set[int] = set()
        self._came: dict[int, bytes] = {}
        self._cancelled = threading.Event()
        self.asked = False

    def begin(self, numbers: list[int]) -> None:
        """The upload of a job begins, from its first frame on."""
        self._to_ask, self._under_way, self._came = list(numbers), set(), {}

    def clear(self) -> None:
        """Forget what belonged to the job before."""
        self._cancelled.clear()
        while not self._pixels.empty():
            self._pixels.get()

    def give(self, number: int, pixels: bytes) -> None:
        """Answer a Want with 8-bit BGRA pixels."""
        self._pixels.put((number, pixels))

    def cancel(self) -> None:
        """Nothing more is given."""
        self._cancelled.set()
        self._pixels.put(None)

    def check(self) -> None:
        """See whether to go on.

        Raises:
            Abandoned: the job was cancelled.
        """
        if self._cancelled.is_set():
            raise Abandoned

    def fetch(self, number: int) -> bytes:
        """A frame's pixels, read by the interface, which goes on to the next ones while these are sent.

        Raises:
            Abandoned: the job was cancelled meanwhile.
        """
        self.asked = True
        if number in self._to_ask:
            self._want(number)
        while self._to_ask and len(self._under_way) <= AHEAD:
            self._want(self._to_ask[0])
        while number not in self._came:
            given = self._pixels.get()
            if given is None:
                raise Abandoned
            self._came[given[0]] = given[1]
        self._under_way.discard(number)
        return self._came.pop(number)

    def _want(self, number: int) -> None:
        self._to_ask.remove(number)
        self._under_way.add(number)
        self._reports.put(Want(number))
