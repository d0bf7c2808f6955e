# SPDX-License-Identifier: Apache-2.0
"""How a tune speaks with whoever started its process: a line of JSON a step, a line back before it goes on.

Whoever started it gives way to other work by not answering. When the pipe ends the tune leaves a checkpoint
and ends too, so it never outlives what it was started by.
"""

from __future__ import annotations

import json
import time
from typing import Any, TextIO


class Stopped(Exception):
    """The tune is to leave a checkpoint and end."""


class Gate:
    """The two pipes of a tune's process, and the time that it worked."""

    def __init__(self, out: TextIO, answers: TextIO | None, spent: float = 0.0) -> None:
        """Args: out: gets the lines; answers: one for each, None: nobody answers; spent: seconds before."""
        self._out, self._answers = out, answers
        self._spent, self._since = spent, time.monotonic()

    @property
    def spent(self) -> float:
        """Seconds that the tune has worked; those in which it waited for an answer do not count."""
        return self._spent + time.monotonic() - self._since

    def worked_before(self, seconds: float) -> None:
        """Add what an earlier process of the same tune has worked."""
        self._spent += seconds

    def step(self, **said: Any) -> None:
        """Tell of a step, and wait until the next may be done.

        Raises:
            Stopped: there shall be none.
        """
        self.tell(**said)
        if self._answers is None:
            return
        self._spent = self.spent
        answer = self._answers.readline()
        self._since = time.monotonic()
        if answer.strip() != "go":
            raise Stopped

    def tell(self, **said: Any) -> None:
        """Tell something that needs no answer.

        Raises:
            Stopped: nobody is there to hear it.
        """
        try:
            self._out.write(json.dumps(said) + "\n")
            self._out.flush()
        except (BrokenPipeError, ValueError):
            raise Stopped from None
