# SPDX-License-Identifier: Apache-2.0
"""Time slices: how long a job runs before another one may."""

from __future__ import annotations

import time
from dataclasses import dataclass

LEAST_SLICE = 10.0
"""Least seconds of a time slice."""

RESUME_FACTOR = 4.0
"""A time slice lasts at least so many times as long as resuming the job took."""


@dataclass
class TimeSlice:
    """One time slice of one job.

    It ends only where a step has just been stored, so that nothing but resuming is done twice, and never
    before one was: each slice advances its job.

    Attributes:
        began: when it began (monotonic seconds).
        resumed_after: seconds until the first step of this slice was stored; None before.
        fresh: a step was stored and none was begun since.
    """

    began: float
    resumed_after: float | None = None
    fresh: bool = False

    def kept(self) -> None:
        """A step or a frame was stored."""
        self.fresh = True
        if self.resumed_after is None:
            self.resumed_after = time.monotonic() - self.began

    def over(self) -> bool:
        """Whether another job may run now; asked between any two steps."""
        fresh, self.fresh = self.fresh, False
        if not fresh or self.resumed_after is None:
            return False
        return time.monotonic() - self.began > max(LEAST_SLICE, RESUME_FACTOR * self.resumed_after)
