# SPDX-License-Identifier: GPL-3.0-or-later
"""What a job takes of the interface."""

from __future__ import annotations

import time as clock
from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

Read = TypeVar("Read")


@dataclass
class Spent:
    """What a job took of the interface.

    Attributes:
        reading: seconds for reading frames.
        reading_busy: processor time of that, which other programs do not lengthen.
        importing: seconds for Krita's own import of the result.
    """

    reading: float = 0.0
    reading_busy: float = 0.0
    importing: float = 0.0

    def timed(self, reading: Generator[None, None, Read]) -> Generator[None, None, Read]:
        """Read, and keep account of the time it takes."""
        while True:
            began, busy = clock.monotonic(), clock.thread_time()
            try:
                next(reading)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
            finally:
                self.reading += clock.monotonic() - began
                self.reading_busy += clock.thread_time() - busy
            yield
