# SPDX-License-Identifier: Apache-2.0
"""How long a job works before another one has its turn."""

from __future__ import annotations

import time
from dataclasses import dataclass

TURN = 10.0
"""Seconds of a turn, at least."""

WORTH = 4.0
"""A turn lasts at least so many times what taking the job up again took."""


@dataclass
class TimeSlice:
    """One turn of one job.

    It is over only where a step has just been kept, so that nothing is done twice but taking up, and never
    before one was: each turn brings a job on.

    Attributes:
        began: when (monotonic seconds).
        taken_up: seconds until the first step of this turn was kept; None before.
        fresh: a step was kept and nothing was begun since.
    """

    began: float
    taken_up: float | None = None
    fresh: bool = False

    def kept(self) -> None:
        """A step or a frame was kept."""
        self.fresh = True
        if self.taken_up is None:
            self.taken_up = time.monotonic() - self.began

    def over(self) -> bool:
        """Whether another job may have its turn now; asked between any two steps."""
        fresh, self.fresh = self.fresh, False
        if not fresh or self.taken_up is None:
            return False
        return time.monotonic() - self.began > max(TURN, WORTH * self.taken_up)
