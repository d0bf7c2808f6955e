# SPDX-License-Identifier: Apache-2.0
"""The finished steps of one job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shiage.service.job import Job
from shiage.service.job_store import JobStore
from shiage.service.time_slice import TimeSlice

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class JobSteps:
    """The finished steps of one job, as the solver keeps and finds them."""

    store: JobStore
    job: Job
    time_slice: TimeSlice

    def get(self, step: str, *names: str) -> dict[str, NDArray[np.generic]] | None:
        """Arrays of a finished step, all or those of these names, or None."""
        return self.store.step(self.job, step, *names)

    def put(self, step: str, arrays: dict[str, NDArray[np.generic]]) -> None:
        """Keep the arrays of a finished step."""
        self.store.keep_step(self.job, step, arrays)
        self.time_slice.kept()
